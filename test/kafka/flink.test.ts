import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flinkWindowProgram, type FlinkWindow, type FlinkWindowSpec } from "../../blueprints";
import { runFlink, type RunningFlink } from "../../local/kafka/flink";
import { startKafka, type RunningKafka } from "../../local/kafka/start";
import { CommittedReader } from "../support/kafka/committed";
import { firstPayment, payments } from "../support/kafka/payments";
import { Topics } from "../support/kafka/topics";
import { expectedResults, type Payment, type WindowResult } from "../support/kafka/windows";

const stateDir = mkdtempSync(join(tmpdir(), "floe-flink-"));
const log: string[] = [];
let kafka: RunningKafka;
let topics: Topics;

beforeAll(async () => {
  kafka = await startKafka({ stateDir, log: (line) => log.push(line), worker: false, registry: false });
  topics = await Topics.open(kafka.bootstrap);
}, 300_000);

afterAll(async () => {
  await topics.close();
  await kafka.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

const partition = ({ merchant }: Payment): number => merchant.charCodeAt(0) % 2;

const record = (payment: Payment) => ({
  partition: partition(payment),
  key: payment.merchant,
  value: JSON.stringify({
    merchant: payment.merchant,
    card: payment.card,
    kind: payment.kind,
    amount: payment.cents / 100,
    at: new Date(payment.at).toISOString(),
  }),
});

/** One in each partition, so far ahead that every window before is done. */
const closing = [0, 1].map((into) => ({
  ...record({ merchant: "zed", card: "c0", kind: "sale", cents: 1, at: firstPayment + 5 * 86_400_000 }),
  partition: into,
}));

const spec = (name: string, window: FlinkWindow): FlinkWindowSpec => ({
  name,
  source: {
    topic: "payments",
    columns: {
      merchant: "STRING",
      card: "STRING",
      kind: "STRING",
      amount: "DECIMAL(12, 2)",
      at: "TIMESTAMP_LTZ(3)",
    },
    time: "at",
    lateness: "10 seconds",
  },
  window,
  groupBy: ["merchant"],
  where: "`amount` > 0",
  aggregates: {
    payments: { function: "count" },
    refunds: { function: "count", where: "`kind` = 'refund'" },
    cards: { function: "countDistinct", of: "card" },
    volume: { function: "sum", of: "amount" },
    refunded: { function: "sum", of: "amount", where: "`kind` = 'refund'" },
    mean: { function: "avg", of: "amount" },
    least: { function: "min", of: "amount" },
    most: { function: "max", of: "amount" },
    spread: { function: "stddev", of: "amount" },
    first_card: { function: "first", of: "card" },
    last_card: { function: "last", of: "card" },
    range: { sql: "MAX(`amount`) - MIN(`amount`)", type: "DECIMAL(12, 2)" },
  },
  sink: { topic: `${name}-results` },
});

const run = (of: FlinkWindowSpec): Promise<RunningFlink> => {
  const program = flinkWindowProgram(of, {
    bootstrapServers: kafka.bootstrap,
    auth: { kind: "plaintext" },
    checkpointSeconds: 1,
  });
  return runFlink({ ...program, stateDir, log: (line) => log.push(line) });
};

const key = ({ merchant, window_start, window_end }: WindowResult): string =>
  `${merchant} ${window_start} ${window_end}`;

function expectResults(seen: readonly WindowResult[], wanted: readonly WindowResult[]): void {
  const sorted = (results: readonly WindowResult[]) => results.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(sorted(seen).map(key)).toEqual(sorted(wanted).map(key));
  const found = sorted(seen);
  for (const [index, want] of sorted(wanted).entries()) {
    const { mean, spread, ...exact } = want;
    expect(found[index]).toMatchObject(exact);
    expect(found[index]?.mean).toBeCloseTo(mean, 6);
    if (spread === null) expect(found[index]?.spread).toBeNull();
    else expect(found[index]?.spread).toBeCloseTo(spread, 6);
  }
}

describe("windows declared in TypeScript, run by Flink", () => {
  const all = payments(600);
  const counted = all.filter(({ cents }) => cents > 0);

  beforeAll(async () => {
    await topics.create("payments");
    await topics.write("payments", [...all.map(record), ...closing]);
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
    await topics.create(of.sink.topic);
    const reader = await CommittedReader.open(kafka.bootstrap, of.sink.topic);
    const job = await run(of);
    try {
      await reader.reaches(wanted.length);
      expectResults(reader.json(), wanted);
    } finally {
      reader.close();
      await job.stop();
    }
  });
});
