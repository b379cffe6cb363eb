import { readFileSync } from "node:fs";
import pc from "picocolors";
import type { KafkaConnection } from "../../local/cloud/state";
import { plainAuth } from "../kafka/client-config";
import { Brokers, type Positions } from "../kafka/brokers";
import { CliError } from "../exit";
import type { Output } from "../output";
import type { DemoRecords } from "./outputs";

/** Records that go out in one request. */
const AT_ONCE = 2_000;
/** Longest wait for answers after the last record is sent. */
const PATIENCE_MS = 240_000;

interface Sent {
  readonly key: string;
  readonly value: unknown;
}

/** What came back through Kafka. */
export interface Answers {
  readonly sent: number;
  /** How many keys were sent; each has an answer. */
  readonly keys: number;
  /** All records of the topic that came, with those of a key that followed its first. */
  readonly received: number;
  /** The newest answer of each key, in the order of keys. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** From the last record sent to the last first answer. */
  readonly seconds: number;
}

/** Sends an example's records, waits until each of their keys has an answer, and tells the answers. */
export async function throughKafka(
  kafka: KafkaConnection,
  { send, receive }: DemoRecords,
  output: Output,
): Promise<Answers> {
  const records = readFileSync(send.file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Sent);
  const waiting = new Set(records.map(({ key }) => key));
  const keys = waiting.size;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const target = { servers: [kafka.bootstrap], auth: plainAuth };
  try {
    return await Brokers.use(target, signal, async (brokers) => {
      // From the first record on: a demo that ran before has its answers already.
      const from = await brokers.earliest(receive.topic);
      const producer = brokers.producer();
      for (let at = 0; at < records.length; at += AT_ONCE) {
        const messages = records.slice(at, at + AT_ONCE).map(({ key, value }) => ({
          topic: send.topic,
          key: Buffer.from(key),
          value: Buffer.from(JSON.stringify(value)),
        }));
        await producer.send({ messages });
      }
      output.note(pc.dim(`sent ${records.length} records of ${keys} keys to ${send.topic}`));
      const began = Date.now();
      const { newest, received } = await collect(brokers, receive, from, waiting, output);
      return {
        sent: records.length,
        keys,
        received,
        records: [...newest].sort(([a], [b]) => Number(a) - Number(b)).map(([, record]) => record),
        seconds: (Date.now() - began) / 1000,
      };
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CliError(
      `${waiting.size} of ${keys} keys had no answer on ${receive.topic} after ${PATIENCE_MS / 1000} s: see \`floe kafka status\` and \`floe local logs\``,
    );
  }
}

async function collect(
  brokers: Brokers,
  { topic, key }: DemoRecords["receive"],
  from: Positions,
  waiting: Set<string>,
  output: Output,
): Promise<{ newest: Map<string, Readonly<Record<string, unknown>>>; received: number }> {
  const newest = new Map<string, Readonly<Record<string, unknown>>>();
  const asked = new Set(waiting);
  let received = 0;
  for await (const { value } of brokers.follow(topic, from)) {
    if (value === null) continue;
    received += 1;
    const record = JSON.parse(value.toString("utf8")) as Readonly<Record<string, unknown>>;
    const name = String(record[key]);
    if (!asked.has(name)) continue;
    newest.set(name, record);
    if (waiting.delete(name) && newest.size % 200 === 0)
      output.note(pc.dim(`answers: ${newest.size} of ${asked.size}`));
    if (waiting.size === 0) break;
  }
  return { newest, received };
}
