import { beforeEach, describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, secret, UNKNOWN } from "./support/harness";
import { useSnowflake } from "./support/provided";
import { FakeSnowflake } from "./support/snowflake";

const TYPE = "floe:snowflake:TaskGraphRun";
const cloud = new FakeSnowflake();
let provider: Harness;

useSnowflake(cloud, (on) => (provider = on));
beforeEach(() => {
  const task = (name: string, after: string[], started = true) =>
    cloud.tasks.set(name, { name, sql: "X", after, options: {}, started, id: 1 });
  task("ROOT", []);
  task("LEFT", ["ROOT"]);
  task("OFF", ["LEFT"], false);
  task("LAST", ["OFF"]);
});

const base: Bag = { rootTask: '"DB"."S"."ROOT"', triggers: ["1"] };
const checked = (inputs: Bag = base) => provider.checked(TYPE, inputs);

/** A run that ends task by task, one at each look at the history. */
function runs(states: Record<string, string>, group = "g1"): void {
  cloud.onExecute = () => {
    const names = Object.keys(states);
    cloud.onHistory = () => {
      const name = names.shift();
      if (name === undefined) return;
      cloud.runs.push({
        task: name,
        state: states[name]!,
        group,
        value: `v ${name}`,
        error: states[name] === "FAILED" ? "boom" : undefined,
      });
    };
  };
}

describe("a run", () => {
  it("executes the root as the role, shows each task and returns what they returned", async () => {
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" });
    const inputs = await checked({ ...base, role: "LOADER", config: { manifest: "false", n: 3 } });
    const { id, properties } = await provider.create(TYPE, inputs);
    expect(id).toBe("g1");
    expect(properties).toMatchObject({
      runId: "g1",
      state: "SUCCEEDED",
      durationMs: 3000,
      returnValues: { ROOT: "v ROOT", LEFT: "v LEFT", LAST: "v LAST" },
    });
    expect(cloud.changing()).toEqual([
      expect.stringMatching(
        /^EXECUTE TASK "DB"\."S"\."ROOT" USING CONFIG = '\{"floe_run":"[0-9a-f]{16}","manifest":"false","n":3\}'$/,
      ),
    ]);
    expect([...cloud.roles]).toEqual(["LOADER"]);
    expect(provider.logs.map((line) => line.message)).toContain("LEFT succeeded");
  });
  it("fails with the task that failed and does not wait for its children", async () => {
    runs({ ROOT: "SUCCEEDED", LEFT: "FAILED" });
    const error = await failureOf(provider.create(TYPE, await checked()));
    expect(error.message).toContain('the run of "DB"."S"."ROOT" failed: LEFT failed: boom');
  });
  it("counts a skipped root as success", async () => {
    runs({ ROOT: "SKIPPED" });
    expect((await provider.create(TYPE, await checked())).properties).toMatchObject({
      state: "SKIPPED",
      runId: "g1",
    });
  });
  it("waits for the run that took its data when it was skipped itself", async () => {
    cloud.runs.push({ task: "ROOT", state: "EXECUTING", group: "stream", from: "SCHEDULE" });
    cloud.onExecute = () => {
      cloud.runs.push({ task: "ROOT", state: "SKIPPED", group: "mine" });
      let looks = 0;
      cloud.onHistory = () => {
        looks += 1;
        if (looks === 2) cloud.runs[0]!.state = "SUCCEEDED";
        if (looks === 3)
          cloud.runs.push({ task: "LEFT", state: "SUCCEEDED", group: "stream", value: "rows" });
        if (looks === 4) cloud.runs.push({ task: "LAST", state: "SUCCEEDED", group: "stream" });
      };
    };
    const { properties } = await provider.create(TYPE, await checked());
    expect(properties).toMatchObject({ runId: "stream", state: "SUCCEEDED", returnValues: { LEFT: "rows" } });
  });
  it("is not taken in by runs that were over before or are merely due", async () => {
    for (const task of ["ROOT", "LEFT", "LAST"]) cloud.runs.push({ task, state: "SUCCEEDED", group: "old" });
    cloud.runs.push({ task: "ROOT", state: "SCHEDULED", group: "next", from: "SCHEDULE" });
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, "mine");
    expect((await provider.create(TYPE, await checked())).id).toBe("mine");
  });
  it("gives up after timeoutSeconds, and at once when cancelled", async () => {
    runs({ ROOT: "EXECUTING" });
    const late = await failureOf(provider.create(TYPE, await checked({ ...base, timeoutSeconds: 1 })));
    expect(late.message).toContain("did not end within timeoutSeconds");
    cloud.runs = [];
    runs({ ROOT: "EXECUTING" });
    const pending = failureOf(provider.create(TYPE, await checked()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await provider.cancel();
    expect((await pending).message).toContain("cancelled");
  });
  it("names a root that does not exist", async () => {
    const error = await failureOf(provider.create(TYPE, await checked({ rootTask: '"DB"."S"."NONE"' })));
    expect(error.message).toContain('"DB"."S"."NONE" does not exist');
  });
});

describe("interruptions", () => {
  const markOf = () => /"floe_run":"(\w+)"/.exec(cloud.changing().at(-1) ?? "")?.[1] ?? "";
  it("follows the run that an interrupted deployment began", async () => {
    runs({ ROOT: "EXECUTING" });
    const pending = failureOf(provider.create(TYPE, await checked()));
    while (cloud.runs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    await pending;
    const mark = markOf();
    expect(cloud.changing()).toHaveLength(1);
    for (const run of cloud.runs) run.config = JSON.stringify({ floe_run: mark });
    let looks = 0;
    cloud.onHistory = () => {
      looks += 1;
      if (looks !== 3) return;
      cloud.runs[0]!.state = "SUCCEEDED";
      for (const task of ["LEFT", "LAST"]) cloud.runs.push({ task, state: "SUCCEEDED", group: "g1" });
    };
    expect((await provider.create(TYPE, await checked())).id).toBe("g1");
    expect(cloud.changing()).toHaveLength(1);
  });
  it("takes the run that has succeeded meanwhile, unless its triggers do not tell it from another", async () => {
    const begin = async (inputs: Bag) => {
      runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, `g${cloud.changing().length + 1}`);
      const { id } = await provider.create(TYPE, await checked(inputs));
      for (const run of cloud.runs.filter(({ group }) => group === id))
        run.config ??= JSON.stringify({ floe_run: markOf() });
      return id;
    };
    expect(await begin(base)).toBe("g1");
    expect(await begin(base)).toBe("g1");
    expect(await begin({ ...base, triggers: ["2"] })).toBe("g2");
    expect(await begin({ rootTask: '"DB"."S"."ROOT"' })).toBe("g3");
    expect(await begin({ rootTask: '"DB"."S"."ROOT"' })).toBe("g4");
    // A graph made anew has not run yet, whatever the history of its name says.
    cloud.tasks.get("ROOT")!.createdOn = new Date(2000);
    expect(await begin(base)).toBe("g5");
  });
  it("runs again for a resource that takes the place of one deleted before it", async () => {
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, "g1");
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    for (const run of cloud.runs) run.config = JSON.stringify({ floe_run: markOf() });
    await provider.delete(TYPE, id, properties, inputs);
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, "g2");
    expect((await provider.create(TYPE, inputs)).id).toBe("g2");
  });
  it("runs for every change of its triggers, one back to what they were included", async () => {
    const wanted = [["1"], ["2"], ["1"], ["2"]];
    let held: { inputs: Bag; state: Bag } | undefined;
    const ran: unknown[] = [];
    for (const [at, triggers] of wanted.entries()) {
      runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, `g${at + 1}`);
      const inputs = await checked({ ...base, triggers });
      const state: Bag =
        held === undefined
          ? (await provider.create(TYPE, inputs)).properties
          : await provider.update(TYPE, "g1", held, inputs);
      for (const run of cloud.runs) run.config ??= JSON.stringify({ floe_run: markOf() });
      held = { inputs, state };
      ran.push(state.runId);
    }
    expect(ran).toEqual(["g1", "g2", "g3", "g4"]);
  });
  it.each(["FAILED", "SKIPPED"])("does not take a run that ended %s", async (state) => {
    runs({ ROOT: state }, "g1");
    await provider.create(TYPE, await checked()).catch(() => undefined);
    for (const run of cloud.runs) run.config = JSON.stringify({ floe_run: markOf() });
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, "g2");
    expect((await provider.create(TYPE, await checked())).id).toBe("g2");
  });
  it("does not begin a second run when the answer to the first was lost", async () => {
    cloud.fault = "answer lost";
    cloud.failAt = 1;
    cloud.onExecute = (sql) => {
      const config = / USING CONFIG = '(.*)'$/.exec(sql)?.[1];
      cloud.runs.push({ task: "ROOT", state: "EXECUTING", group: "mine", config });
      let looks = 0;
      cloud.onHistory = () => {
        looks += 1;
        if (looks === 3) cloud.runs[0]!.state = "SKIPPED";
      };
    };
    expect((await provider.create(TYPE, await checked())).properties).toMatchObject({
      runId: "mine",
      state: "SKIPPED",
    });
    expect(cloud.changing()).toHaveLength(1);
  });
  it("begins nothing and fails when the request was lost", async () => {
    cloud.fault = "request lost";
    cloud.failAt = 1;
    expect((await failureOf(provider.create(TYPE, await checked()))).message).toContain("socket hang up");
  });
  it("cancels the tasks on demand", async () => {
    runs({ ROOT: "EXECUTING" });
    const pending = failureOf(provider.create(TYPE, await checked({ ...base, onInterrupt: "cancel" })));
    while (cloud.runs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    await pending;
    const cancelled = cloud.statements.filter((sql) => sql.includes("CANCEL_ONGOING"));
    expect(cancelled).toEqual(
      ["ROOT", "LEFT", "OFF", "LAST"].map(
        (name) => `SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('"DB"."S"."${name}"')`,
      ),
    );
  });
});

describe("check, diff, update and delete", () => {
  it("demands a qualified name and a sane wait", async () => {
    const { failures } = await provider.check(TYPE, { rootTask: "ROOT", timeoutSeconds: 0 });
    expect(failures.map((failure) => failure.property)).toEqual(["rootTask", "timeoutSeconds"]);
    expect((await provider.check(TYPE, { rootTask: UNKNOWN })).failures).toEqual([]);
  });
  it("runs again only when a trigger, the root or the configuration changes", async () => {
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" });
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    const longer = await checked({ ...base, timeoutSeconds: 60 });
    expect((await provider.diff(TYPE, inputs, longer, properties)).changes).toBe(false);
    const again = await checked({ ...base, triggers: ["2"] });
    expect((await provider.diff(TYPE, inputs, again, properties)).details).toEqual({
      "triggers[0]": "update",
    });
    const preview = await provider.update(TYPE, id, { inputs, state: properties }, again, { preview: true });
    expect(preview.runId).toBeUndefined();
    const renamed = await checked({ ...base, role: "OTHER" });
    const kept = await provider.update(TYPE, id, { inputs, state: properties }, renamed, { preview: true });
    expect(kept.runId).toBe("g1");
    const sealed = { ...inputs, triggers: secret(inputs.triggers as string[]) };
    expect((await provider.update(TYPE, id, { inputs, state: properties }, sealed)).runId).toBe("g1");
    expect(cloud.changing()).toHaveLength(1);
    runs({ ROOT: "SUCCEEDED", LEFT: "SUCCEEDED", LAST: "SUCCEEDED" }, "g2");
    expect((await provider.update(TYPE, id, { inputs, state: properties }, again)).runId).toBe("g2");
    expect((await provider.read(TYPE, id, { inputs, state: properties })).inputs).toEqual(inputs);
    const from = cloud.statements.length;
    await provider.delete(TYPE, id, properties, inputs);
    expect(cloud.statements.length).toBe(from);
  });
});
