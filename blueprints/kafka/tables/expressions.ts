import { columnSpec, quoteIdentifier, quoteString, type Columns } from "../../snowflake";
import type { KafkaRowShape } from "./landing";

/** Where a change says what it is. */
export type KafkaOperation =
  /** Header `floe.op` of Floe's source: c, u, d or r. */
  | "header"
  /** Field `op` of an envelope, as Debezium writes it, or no value at all. */
  | "field"
  /** A record without a value deletes its key. */
  | "tombstone";

/** What tells the later of two changes of one key. */
export type KafkaVersion =
  /** Place in the partition: right as long as the topic keeps its number of partitions. */
  | "offset"
  /** Batch of Floe's source, which holds each key once: right across partitions and topics made anew. */
  | "batch"
  /** A column that only grows, such as a time of change. */
  | { readonly column: string };

const metadata = '"RECORD_METADATA"';

/** SQL that takes a row's parts out of the landing table. */
export function rowExpressions(shape: KafkaRowShape, columns: Columns, key: readonly string[]) {
  const field = (name: string) => shape.fields?.[name] ?? name;
  const within = (part: "before" | "after", name: string) =>
    shape.stored === "columns"
      ? `${quoteIdentifier(part.toUpperCase())}:${quoteIdentifier(field(name))}`
      : `"RECORD_CONTENT":${quoteIdentifier(part)}:${quoteIdentifier(field(name))}`;
  const value = (name: string) => {
    if (shape.value === "envelope") return within("after", name);
    return shape.stored === "columns"
      ? quoteIdentifier(name)
      : `"RECORD_CONTENT":${quoteIdentifier(field(name))}`;
  };
  const cast = (expression: string, name: string) => {
    const column = columns[name];
    return column === undefined ? expression : `${expression}::${columnSpec(column).type}`;
  };
  return {
    /** A column of the row; a key's also from the record's key, which is all a tombstone has. */
    column: (name: string): string => {
      if (!key.includes(name)) return cast(value(name), name);
      const sources = [
        cast(value(name), name),
        ...(shape.value === "envelope" ? [cast(within("before", name), name)] : []),
        cast(`${metadata}:"key":${quoteIdentifier(field(name))}`, name),
        // A key that is one value, and no structure.
        ...(key.length === 1
          ? [`IFF(IS_OBJECT(${metadata}:"key"), NULL, ${cast(`${metadata}:"key"`, name)})`]
          : []),
      ];
      return `COALESCE(${sources.join(", ")})`;
    },
    deleted: (operation: KafkaOperation): string => deleted(operation, shape, columns, value),
    version: (version: KafkaVersion): string => {
      if (version === "offset") return `${metadata}:"offset"::NUMBER(38,0)`;
      if (version === "batch") return `${metadata}:"headers":"floe.batch"::NUMBER(38,0)`;
      return cast(value(version.column), version.column);
    },
    offset: `${metadata}:"offset"::NUMBER(38,0)`,
  };
}

function deleted(
  operation: KafkaOperation,
  shape: KafkaRowShape,
  columns: Columns,
  value: (name: string) => string,
): string {
  if (operation === "header")
    return `COALESCE(${metadata}:"headers":"floe.op"::VARCHAR, '') = ${quoteString("d")}`;
  const empty = noValue(shape, columns, value);
  if (operation === "tombstone") return empty;
  const op = shape.stored === "columns" ? '"OP"' : '"RECORD_CONTENT":"op"';
  // Whoever writes envelopes has a tombstone stand for a delete, or follow it: it has no op.
  return `(COALESCE(${op}::VARCHAR, '') = ${quoteString("d")} OR ${empty})`;
}

/** Whether a record was a key alone. */
function noValue(shape: KafkaRowShape, columns: Columns, value: (name: string) => string): string {
  if (shape.stored === "content")
    return `("RECORD_CONTENT" IS NULL OR IS_NULL_VALUE("RECORD_CONTENT") OR "RECORD_CONTENT" = PARSE_JSON('{}'))`;
  const all = shape.value === "envelope" ? ['"BEFORE"', '"AFTER"'] : Object.keys(columns).map(value);
  return `(${all.map((one) => `${one} IS NULL`).join(" AND ")})`;
}
