import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import type { Session } from "../../../provider/snowflake/session";
import { CliError } from "../../exit";
import type { Brokers, Positions, StoredRecord } from "../brokers";
import { leg, type Leg } from "./legs";
import type { Marked } from "./marked";

/** Waits until a committed record of a topic holds the mark, in its key or its value. */
export async function arrival(
  brokers: Brokers,
  topic: string,
  from: Positions,
  mark: string | number,
  timeoutMs: number,
): Promise<number> {
  const began = performance.now();
  const late = new Error("late");
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), timeoutMs);
  });
  const text = Buffer.from(String(mark));
  const records = brokers.follow(topic, from);
  try {
    for (;;) {
      const next: IteratorResult<StoredRecord, void> = await Promise.race([records.next(), patience]);
      if (next.done === true) throw late;
      const record = next.value;
      if (record.key?.includes(text) === true || record.value?.includes(text) === true)
        return performance.now() - began;
    }
  } catch (error) {
    if (error !== late) throw error;
    throw new CliError(
      `no record with the mark ${mark} came to ${topic} in ${timeoutMs / 1000} s: \`floe kafka status\` tells how the source stands`,
    );
  } finally {
    clearTimeout(timer);
    void records.return(undefined).catch(() => undefined);
  }
}

export interface SourceCanary {
  readonly table: string;
  readonly topic: string;
  readonly marked: Marked;
  readonly timeoutMs: number;
}

/** Inserts a marked row and waits until it is in the topic. */
export async function sourceCanary(
  brokers: Brokers,
  session: Session,
  { table, topic, marked, timeoutMs }: SourceCanary,
): Promise<readonly Leg[]> {
  const from = await brokers.latest(topic);
  const columns = Object.keys(marked.fields).map(quoteIdentifier).join(", ");
  const values = Object.values(marked.fields).map(literal).join(", ");
  const began = performance.now();
  await session.run(`INSERT INTO ${table} (${columns}) VALUES (${values})`);
  const inserted = performance.now();
  const came = await arrival(brokers, topic, from, marked.mark, timeoutMs);
  return [leg(`into table ${table}`, inserted - began), leg(`to topic ${topic}`, came)];
}

export async function removeSourceRow(session: Session, { table, marked }: SourceCanary): Promise<void> {
  await session.run(`DELETE FROM ${table} WHERE ${quoteIdentifier(marked.column)} = ${literal(marked.mark)}`);
}

const literal = (value: string | number | boolean | null): string =>
  typeof value === "string" ? quoteString(value) : value === null ? "NULL" : String(value);
