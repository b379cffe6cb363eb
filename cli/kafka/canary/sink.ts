import { setTimeout as sleep } from "node:timers/promises";
import { qualifiedName, quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import { cell, StatementFailed, type Session } from "../../../provider/snowflake/session";
import { CliError, exitCodes } from "../../exit";
import type { Brokers } from "../brokers";
import { encode } from "./encode";
import type { Marked } from "./marked";
import { leg, type Leg } from "./legs";

type Config = Readonly<Record<string, string>>;

/** Where a sink's canary goes: the topic made for it, unless another was asked for. */
export function canaryTopic(config: Config, asked: string | undefined): string {
  const topics = (config.topics ?? "").split(",").map((each) => each.trim());
  const own = `${config.name ?? ""}.canary`;
  const chosen = asked ?? (topics.includes(own) ? own : undefined);
  if (chosen === undefined)
    throw new CliError(
      `${config.name ?? "the sink"} reads no topic ${own}: name one of its topics with --topic (${topics.join(", ")}), into which a marked record then goes`,
      exitCodes.usage,
    );
  if (!topics.includes(chosen))
    throw new CliError(`the sink reads no topic ${chosen}, but ${topics.join(", ")}`, exitCodes.usage);
  return chosen;
}

/** The table of a topic. Names of the map are as the sink takes them: upper-cased unless quoted. */
export function tableOf(config: Config, topic: string): string {
  const pairs = (config["snowflake.topic2table.map"] ?? "").split(",").map((pair) => {
    const at = pair.lastIndexOf(":");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const table = pairs.find(([name]) => name === topic)?.[1];
  if (table === undefined)
    throw new CliError(`the sink's snowflake.topic2table.map has no table for ${topic}`, exitCodes.usage);
  const name = (text: string): string =>
    text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toUpperCase();
  const [database, schema] = [config["snowflake.database.name"] ?? "", config["snowflake.schema.name"] ?? ""];
  return qualifiedName(name(database), name(schema), name(table));
}

export interface SinkCanary {
  readonly config: Config;
  readonly topic: string;
  readonly marked: Marked;
  readonly timeoutMs: number;
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

/** Sends a marked record and waits until its row is in the table. */
export async function sinkCanary(
  brokers: Brokers,
  session: Session,
  { config, topic, marked, timeoutMs, signal }: SinkCanary,
): Promise<readonly Leg[]> {
  const value = await encode(topic, marked.fields, config, signal);
  const table = tableOf(config, topic);
  const producer = brokers.producer();
  const began = performance.now();
  await producer.send({ messages: [{ topic, key: Buffer.from(String(marked.mark)), value }], acks: -1 });
  const sent = performance.now();
  const condition = where(config, marked);
  const query = `SELECT COUNT(*) AS "ROWS" FROM ${table} WHERE ${condition}`;
  for (;;) {
    if ((await rows(session, query)) > 0) break;
    if (performance.now() - sent > timeoutMs)
      throw new CliError(
        `the record is in ${topic}, and after ${timeoutMs / 1000} s still not in ${table}: \`floe kafka status ${config.name ?? ""}\` tells how the sink stands`,
      );
    await sleep(200, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
  return [leg(`to topic ${topic}`, sent - began), leg(`into table ${table}`, performance.now() - sent)];
}

export async function removeRow(session: Session, { config, topic, marked }: SinkCanary): Promise<void> {
  await session.run(`DELETE FROM ${tableOf(config, topic)} WHERE ${where(config, marked)}`);
}

/** A table of columns, or one whose records lie whole in RECORD_CONTENT. */
function where(config: Config, { column, mark }: Marked): string {
  const classic = /SnowflakeSink(Connector)?$/.test(config["connector.class"] ?? "");
  const columns = (config["snowflake.enable.schematization"] ?? String(!classic)) === "true";
  const value = typeof mark === "number" ? String(mark) : quoteString(mark);
  return columns
    ? `${quoteIdentifier(column)} = ${value}`
    : `RECORD_CONTENT:${quoteIdentifier(column)} = ${value}`;
}

/** The first record may still make the table, or its column. */
async function rows(session: Session, query: string): Promise<number> {
  try {
    return Number(cell((await session.run(query))[0], "ROWS"));
  } catch (error) {
    if (error instanceof StatementFailed && (error.missing || error.code === "000904")) return 0;
    throw error;
  }
}
