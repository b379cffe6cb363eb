import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  flinkWindowProgram,
  type FlinkCluster,
  type FlinkWindow,
  type FlinkWindowSpec,
} from "../../../blueprints";
import { runFlink, type RunningFlink } from "../../../local/kafka/flink";
import { startKafka, type RunningKafka } from "../../../local/kafka/start";
import { firstPayment } from "./payments";
import { Topics } from "./topics";
import type { Payment, WindowResult } from "./windows";

/** How long anything may take on a machine that does much else. */
export const PATIENCE_MS = 180_000;

/** A broker, and jobs that read payments from it. */
export class FlinkRig {
  readonly log: string[] = [];

  private constructor(
    readonly stateDir: string,
    readonly kafka: RunningKafka,
    readonly topics: Topics,
  ) {}

  static async open(): Promise<FlinkRig> {
    const stateDir = mkdtempSync(join(tmpdir(), "floe-flink-"));
    const kafka = await startKafka({ stateDir, log: () => undefined, worker: false, registry: false });
    return new FlinkRig(stateDir, kafka, await Topics.open(kafka.bootstrap));
  }

  cluster(): FlinkCluster {
    return {
      bootstrapServers: this.kafka.bootstrap,
      auth: { kind: "plaintext" },
      checkpointSeconds: 1,
    };
  }

  run(spec: FlinkWindowSpec): Promise<RunningFlink> {
    const program = flinkWindowProgram(spec, this.cluster());
    return runFlink({ ...program, stateDir: this.stateDir, log: (line) => this.log.push(line) });
  }

  async close(): Promise<void> {
    await this.topics.close();
    await this.kafka.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

const partition = ({ merchant }: Payment): number => merchant.charCodeAt(0) % 2;

export const record = (payment: Payment) => ({
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
export const closing = [0, 1].map((into) => ({
  ...record({ merchant: "zed", card: "c0", kind: "sale", cents: 1, at: firstPayment + 5 * 86_400_000 }),
  partition: into,
}));

export const spec = (name: string, window: FlinkWindow, topic = "payments"): FlinkWindowSpec => ({
  name,
  source: {
    topic,
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

const key = ({ merchant, window_start, window_end }: WindowResult): string =>
  `${merchant} ${window_start} ${window_end}`;

export function expectResults(seen: readonly WindowResult[], wanted: readonly WindowResult[]): void {
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
