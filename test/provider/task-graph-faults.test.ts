import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { useSnowflake } from "./support/provided";
import { FakeSnowflake } from "./support/snowflake";

const TYPE = "floe:snowflake:TaskGraph";
const cloud = new FakeSnowflake();
let provider: Harness;
useSnowflake(cloud, (on) => (provider = on));

const home = { database: "DB", schema: "S", warehouse: "WH" };
const old: Bag = {
  ...home,
  tasks: {
    ROOT: { sql: "R", schedule: "5 MINUTES" },
    LEFT: { sql: "L", after: ["ROOT"], timeoutMs: 60_000 },
    RIGHT: { sql: "R", after: ["ROOT"] },
    LAST: { sql: "X", after: ["LEFT", "RIGHT"], executeAsUser: "RUNNER" },
  },
  finalizer: { name: "DONE", sql: "D" },
  retries: 2,
};
const wanted: Bag = {
  ...home,
  tasks: {
    ROOT: { sql: "R2", schedule: "5 MINUTES" },
    LEFT: { sql: "L", after: ["ROOT"], timeoutMs: 90_000 },
    LAST: { sql: "X", after: ["LEFT"] },
    EXTRA: { sql: "E", after: ["LAST"] },
  },
  finalizer: { name: "END", sql: "D" },
};

const checked = (inputs: Bag) => provider.checked(TYPE, inputs);

async function created(inputs: Bag) {
  const news = await checked(inputs);
  const { id, properties } = await provider.create(TYPE, news);
  return { id, old: { inputs: news, state: properties } };
}

/** Statements that an undisturbed update sends. */
async function undisturbed(): Promise<{ statements: number; before: string; after: string }> {
  cloud.reset();
  const made = await created(old);
  const before = cloud.picture();
  const from = cloud.changing().length;
  await provider.update(TYPE, made.id, made.old, await checked(wanted));
  const result = { statements: cloud.changing().length - from, before, after: cloud.picture() };
  cloud.reset();
  return result;
}

describe("a connection that breaks once", () => {
  it.each(["request lost", "answer lost"] as const)("does not stop an update: %s", async (fault) => {
    const { statements, after } = await undisturbed();
    for (let failAt = 1; failAt <= statements; failAt += 3) {
      cloud.reset();
      const made = await created(old);
      Object.assign(cloud, { fault, failAt: cloud.changing().length + failAt });
      await provider.update(TYPE, made.id, made.old, await checked(wanted));
      expect(cloud.picture()).toBe(after);
    }
  });
});

describe("an update whose undoing fails as well", () => {
  it("keeps the root suspended, keeps the old inputs in state, and converges when run again", async () => {
    const { statements, after } = await undisturbed();
    for (let failAt = 2; failAt <= statements; failAt++) {
      cloud.reset();
      const made = await created(old);
      Object.assign(cloud, { down: true, failAt: cloud.changing().length + failAt });
      const error = await failureOf(provider.update(TYPE, made.id, made.old, await checked(wanted)));
      expect(error.message).toContain("Putting it back failed too");
      expect(cloud.tasks.get("ROOT")?.started).toBe(false);
      const half = initFailure(error);
      expect(half?.inputs).toEqual(made.old.inputs);
      cloud.down = false;
      cloud.failAt = 0;
      const state = { inputs: half!.inputs, state: half!.properties };
      await provider.update(TYPE, made.id, state, await checked(wanted));
      expect(cloud.picture()).toBe(after);
    }
  });
});

describe("an update cut off by a kill", () => {
  it("is finished by the next one, at whichever statement it ended", async () => {
    const { statements, after } = await undisturbed();
    for (let done = 0; done <= statements; done++) {
      cloud.reset();
      const made = await created(old);
      const from = cloud.changing().length;
      await provider.update(TYPE, made.id, made.old, await checked(wanted));
      const sent = cloud.changing(0).slice(from, from + done);
      cloud.reset();
      await created(old);
      const session = await cloud.open({ config: {}, signal: new AbortController().signal }, undefined);
      for (const sql of sent) await session.run(sql);
      await provider.update(TYPE, made.id, made.old, await checked(wanted));
      expect(cloud.picture()).toBe(after);
    }
  });
});
