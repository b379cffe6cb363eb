import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Brokers } from "../../cli/kafka/brokers";
import { plainAuth } from "../../cli/kafka/client-config";
import { exitCodes } from "../../cli/exit";
import { finished, type Ran } from "../support/floe";
import { FloeBridge } from "../support/kafka/floe-bridge";
import { Topics } from "../support/kafka/topics";
import { until } from "../support/kafka/until";

const bridge = new FloeBridge();
const folder = mkdtempSync(join(tmpdir(), "floe-kafka-cli-"));
let topics: Topics;

beforeAll(async () => {
  await bridge.start();
  topics = await Topics.open(bridge.kafka.bootstrap);
  await topics.make("scores-sink.canary", 1);
  await topics.make("scores", 3);
  await bridge.connect.run(bridge.sink({ name: "scores-sink", topics: { "scores-sink.canary": "SCORES" } }));
  await bridge.connect.run(bridge.source({ name: "scores-source", topic: "scores" }));
}, 300_000);
afterAll(async () => {
  try {
    await topics.close();
  } finally {
    await bridge.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});

const kafka = (...args: string[]): Promise<Ran> => bridge.floe.run(["kafka", ...args]);

/** The command's document, whether it succeeded or not. */
async function json<Document>(...args: string[]): Promise<Document & { code: number | null }> {
  const { code, stdout } = await kafka(...args, "--json");
  return { ...(JSON.parse(stdout) as Document), code };
}

interface Status {
  readonly ok: boolean;
  readonly connectors: readonly {
    readonly name: string;
    readonly state: string;
    readonly tasks: readonly { readonly error?: string }[];
    readonly lag?: readonly { readonly topic: string; readonly behind: number }[];
    readonly source?: {
      readonly waitingRows: number;
      readonly claim: { readonly owner: string; readonly snapshot: string };
    };
  }[];
}

describe("floe kafka", () => {
  it("sends a canary from topic to table to topic, and times each leg", async () => {
    const { code, legs } = await json<{ legs: { leg: string; ms: number }[] }>(
      ...["canary", "scores-sink", "--through", "scores-source"],
    );
    expect(code).toBe(0);
    expect(legs.map(({ leg }) => leg)).toEqual([
      "to topic scores-sink.canary",
      'into table "SHOP"."SALES"."SCORES"',
      "to topic scores",
    ]);
    const [row] = await bridge.floe.sql("SELECT COUNT(*) AS N FROM SHOP.SALES.SCORES");
    expect(row).toEqual({ N: 1 });
  });

  it("sends a canary through a source, and takes its row away again", async () => {
    const { code, legs } = await json<{ legs: unknown[] }>(
      "canary",
      "scores-source",
      "--row",
      '{"ID": "{id}"}',
    );
    expect(code).toBe(0);
    expect(legs).toHaveLength(2);
    const [row] = await bridge.floe.sql("SELECT COUNT(*) AS N FROM SHOP.SALES.SCORES");
    expect(row).toEqual({ N: 1 });
  });

  it("tells what failed and which row may be left, when the row cannot be taken away either", async () => {
    const { code, stderr } = await kafka("canary", "scores-source", "--row", '{"NONE": "{id}", "ID": "1"}');
    expect(code).toBe(1);
    expect(stderr).toMatch(/a row may be left where NONE is floe-canary-/);
  });

  it("tells that connectors run, what waits, and whose a stage is", async () => {
    const { ok, connectors } = await json<Status>("status", "--expect-running");
    expect(ok).toBe(true);
    expect(connectors.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "scores-sink RUNNING",
      "scores-source RUNNING",
    ]);
    expect(connectors[0]?.lag?.[0]?.topic).toBe("scores-sink.canary");
    expect(connectors[1]?.source).toMatchObject({ claim: { owner: "scores-source", snapshot: "NONE" } });
    const { stdout } = await kafka("status");
    expect(stdout).toMatch(/scores-source +source +running +1\/1 running +0 rows staged/);
    expect(stdout).toContain("taken by scores-source");
  });

  it("tells why a connector does not run, and fails where it shall", async () => {
    await topics.make("other", 1);
    const failing = bridge.source({ name: "second", topic: "other" });
    await expect(bridge.connect.run(failing, 30_000)).rejects.toThrow();
    const { code, connectors } = await json<Status>("status", "second", "--expect-running");
    expect(code).toBe(1);
    expect(connectors[0]?.tasks[0]?.error).toMatch(/scores-source/);
    await bridge.connect.call("DELETE", "/connectors/second");
    expect((await json<Status>("status", "second")).code).toBe(1);
  });

  it("sends the whole table again when told twice", async () => {
    const look = await kafka("resnapshot", "scores-source");
    expect(look.code).toBe(0);
    expect(look.stderr).toContain("all 1 rows");
    expect(look.stdout).toContain("nothing was changed");
    const ends = async (): Promise<number> => {
      const target = { servers: [bridge.kafka.bootstrap], auth: plainAuth };
      const last = await Brokers.use(target, new AbortController().signal, (each) => each.latest("scores"));
      return [...last.values()].reduce((sum, offset) => sum + Number(offset), 0);
    };
    const before = await ends();
    const { code, changed } = await json<{ changed: boolean }>(
      ...["resnapshot", "scores-source", "--yes", "--timeout", "120"],
    );
    expect([code, changed]).toEqual([0, true]);
    expect(await ends()).toBeGreaterThan(before);
    const { connectors } = await json<Status>("status", "scores-source");
    expect(connectors[0]?.source?.claim.snapshot).toBe("DONE");
    expect((await kafka("resnapshot", "scores-sink")).stderr).toContain("is no Snowflake source");
  });

  it("leaves no connector stopped when a new snapshot is interrupted", async () => {
    const child = bridge.floe.start(["kafka", "resnapshot", "scores-source", "--yes"]);
    const ended = finished(child);
    child.stderr?.on("data", (text: Buffer) => {
      if (text.includes("stopping")) child.kill("SIGINT");
    });
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(exitCodes.interrupted);
    let states: readonly string[] = [];
    await until(
      async () =>
        (states = (await bridge.connect.status("scores-source")).states).join() === "RUNNING,RUNNING",
      () => `the source does not run again: it is ${states.join()}; the command said\n${stderr}`,
    );
  });

  it("validates what runs, and refuses what must not", async () => {
    const running = await kafka("validate");
    expect(running.code, running.stdout + running.stderr).toBe(0);
    expect(running.stdout).toMatch(/✓ scores-sink .*by a worker with 2\.5\.0/);
    expect(running.stdout).toMatch(/✓ scores-source .*by a worker with 0\.1\.0/);
    const file = join(folder, "wrong.json");
    const wrong = { ...bridge.sink({ name: "wrong", topics: { t: "TABLE_T" } }), "buffer.flush.tme": "1" };
    writeFileSync(file, JSON.stringify({ name: "wrong", config: { ...wrong, "snowflake.url.name": "" } }));
    const { code, stdout, stderr } = await kafka("validate", file);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("write buffer.flush.time");
    expect(stdout).toContain("(worker)");
    writeFileSync(file, JSON.stringify({ ...wrong, "snowflake.topic2table.map": "t:T" }));
    const breaks = await kafka("validate", file, "--name", "wrong");
    expect(breaks.stdout).toMatch(/breaks over this: .*topic2table/);
  });

  it("never shows a secret", async () => {
    const secret = readFileSync(join(bridge.kafka.secrets, "robot.properties"), "utf8").slice(4, 60);
    const config = {
      ...bridge.sink({ name: "leaky", topics: { t: "TABLE_T" } }),
      "snowflake.private.key": secret,
    };
    const file = join(folder, "leaky.json");
    writeFileSync(file, JSON.stringify(config));
    for (const args of [["validate", file], ["validate", file, "--json"], ["status"], ["status", "--json"]]) {
      const { stdout, stderr } = await kafka(...args);
      expect(stdout + stderr).not.toContain(secret);
    }
    const { stdout, stderr } = await kafka("validate", file);
    expect(stdout + stderr).toContain("holds a secret");
  });

  it("says what to do where there is no such place", async () => {
    const worker = await kafka("status", "--connect-url", "http://127.0.0.1:1");
    expect([worker.code, worker.stderr]).toEqual([1, expect.stringContaining("does not answer")]);
    const none = await bridge.floe.run(["kafka", "status"], { FLOE_STATE: folder });
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("floe local up --kafka")]);
    const topic = await kafka("replay-dlq", "nowhere");
    expect([topic.code, topic.stderr]).toEqual([2, expect.stringContaining("no topic nowhere")]);
  });
});
