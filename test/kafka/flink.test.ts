import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flinkWindowProgram, type FlinkWindow } from "../../blueprints";
import { exitCodes } from "../../cli/exit";
import { explainFlink } from "../../local/kafka/flink";
import { finished, Floe } from "../support/floe";
import { CommittedReader } from "../support/kafka/committed";
import { closing, expectResults, FlinkRig, PATIENCE_MS, record, spec } from "../support/kafka/flink";
import { payments } from "../support/kafka/payments";
import { expectedResults } from "../support/kafka/windows";

let rig: FlinkRig;
beforeAll(async () => {
  rig = await FlinkRig.open();
}, 300_000);
afterAll(() => rig.close());

describe("windows declared in TypeScript, run by Flink", () => {
  const all = payments(600);
  const counted = all.filter(({ cents }) => cents > 0);

  beforeAll(async () => {
    await rig.topics.create("payments");
    await rig.topics.write("payments", [...all.map(record), ...closing]);
  });

  test.each<[string, FlinkWindow]>([
    ["tumble", { type: "tumble", size: "5 minutes" }],
    ["hop", { type: "hop", size: "10 minutes", slide: "5 minutes" }],
    ["cumulate", { type: "cumulate", size: "1 hour", step: "10 minutes" }],
    ["session", { type: "session", gap: "20 seconds" }],
  ])("%s gives what TypeScript computes of the same payments", async (name, window) => {
    const wanted = expectedResults(window, counted);
    expect(wanted.length).toBeGreaterThan(9);
    const of = spec(`by-${name}`, window);
    await rig.topics.create(of.sink.topic);
    const reader = await CommittedReader.open(rig.kafka.bootstrap, of.sink.topic);
    const job = await rig.run(of);
    try {
      await reader.reaches(wanted.length, PATIENCE_MS);
      expectResults(reader.json(), wanted);
    } finally {
      reader.close();
      await job.stop();
    }
  });
});

test("SQL is checked by the engine without a broker, and what is wrong is named by its statement", async () => {
  const folder = join(rig.stateDir, "explained");
  const avro = { kind: "avro", registryUrl: "http://127.0.0.1:1" } as const;
  const window: FlinkWindow = { type: "hop", size: "1 hour", slide: "5 minutes" };
  const usual = spec("explained", window);
  const good = flinkWindowProgram({ ...usual, sink: { topic: "out", format: avro } }, rig.cluster());
  expect(await explainFlink(good.statements, folder, () => undefined)).toContain("HOP(");
  const proto = flinkWindowProgram(
    {
      ...usual,
      // A message every Protobuf runtime has.
      source: {
        topic: "in",
        columns: { seconds: "BIGINT", nanos: "INT" },
        format: { kind: "protobuf", messageClass: "com.google.protobuf.Duration" },
      },
      where: undefined,
      groupBy: [],
      aggregates: { sum: { function: "sum", of: "seconds" } },
    },
    rig.cluster(),
  );
  expect(await explainFlink(proto.statements, folder, () => undefined)).toContain("SUM(seconds)");
  const bad = flinkWindowProgram({ ...usual, where: "`amont` > 0" }, rig.cluster());
  const failure = await explainFlink(bad.statements, folder, () => undefined).catch((error: unknown) =>
    String(error),
  );
  expect(failure).toContain(
    `statement ${bad.statements.length} of ${bad.statements.length} (EXECUTE STATEMENT SET`,
  );
  expect(failure).toContain("Column 'amont' not found");
});

describe("floe kafka flink", () => {
  const floe = new Floe();
  afterAll(() => floe.dispose());
  const sql = `-- a job of one's own
CREATE TABLE a (card STRING) WITH ('connector' = 'kafka', 'topic' = 'cli-in', 'value.format' = 'json',
  'properties.bootstrap.servers' = '\${bootstrap}', 'properties.group.id' = 'cli', 'scan.startup.mode' = 'earliest-offset');
CREATE TABLE b (card STRING) WITH ('connector' = 'kafka', 'topic' = 'cli-out', 'value.format' = 'json',
  'properties.bootstrap.servers' = '\${bootstrap}', 'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'cli', 'properties.transaction.timeout.ms' = '900000');
INSERT INTO b SELECT UPPER(card) FROM a;`;

  test("checks SQL, and names the statement that is wrong", async () => {
    const [good, bad] = ["good.sql", "bad.sql"].map((name) => join(rig.stateDir, name));
    writeFileSync(good ?? "", sql);
    writeFileSync(bad ?? "", sql.replace("UPPER(card)", "UPPER(cart)"));
    const flags = ["--check", "--bootstrap", rig.kafka.bootstrap];
    expect(await floe.json("kafka", "flink", good ?? "", ...flags)).toMatchObject({ valid: true });
    const { code, stderr } = await floe.run(["kafka", "flink", bad ?? "", ...flags]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/statement 3 of 3 \(INSERT INTO b .*Column 'cart' not found/s);
  });

  test("runs a job until it is stopped", async () => {
    await rig.topics.create("cli-in", "cli-out");
    await rig.topics.write("cli-in", [{ partition: 0, value: '{"card":"c1"}' }]);
    const reader = await CommittedReader.open(rig.kafka.bootstrap, "cli-out");
    const file = join(rig.stateDir, "job.sql");
    writeFileSync(file, sql);
    const child = floe.start(
      ["kafka", "flink", file, "--bootstrap", rig.kafka.bootstrap, "--checkpoint-seconds", "1"],
      {},
    );
    const ended = finished(child);
    try {
      await reader.reaches(1, PATIENCE_MS);
      expect(reader.json()).toEqual([{ card: "C1" }]);
    } finally {
      reader.close();
      child.kill("SIGINT");
    }
    const { code, stderr } = await ended;
    expect(stderr).toContain("goes on where it was");
    expect(code).toBe(exitCodes.interrupted);
  });
});
