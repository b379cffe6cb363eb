import type { ColumnType } from "../core/result";
import { ident } from "../movement/sql-text";
import { duckTypeOf } from "../tables/types";

/** Bits of a time zone's offset behind an instant. */
const ZONE = 16_384;

/**
 * A value of a chunk as the table stores it. Chunks hold numbers and instants as decimals, semi-structured values as
 * text; instants keep microseconds, as everywhere in the local account.
 */
export function storedValue(name: string, type: ColumnType): string {
  const value = ident(name);
  switch (type.kind) {
    case "timestamp_ntz":
      return `make_timestamp(${micros(value)})`;
    case "timestamp_ltz":
      return `make_timestamptz(${micros(value)})`;
    case "timestamp_tz":
      return `make_timestamptz(CAST(${floored(`${floored(unscaled(value), ZONE)} * 1000000`, 10 ** type.scale)} AS BIGINT))`;
    case "time":
      return `TIME '00:00:00' + to_microseconds(${micros(value)})`;
    case "variant":
    case "object":
    case "array":
      return `CAST(${value} AS JSON)`;
    default:
      return `CAST(${value} AS ${duckTypeOf(type)})`;
  }
}

const micros = (value: string): string =>
  `CAST(CAST(${value} AS DECIMAL(38,6)) * CAST(1000000 AS DECIMAL(7,0)) AS BIGINT)`;

/** A decimal's digits as a whole number: multiplying would need more than the 38 digits there are. */
const unscaled = (value: string): string => `CAST(replace(CAST(${value} AS VARCHAR), '.', '') AS HUGEINT)`;

/** Division that rounds down, before 1970 too. */
const floored = (value: string, by: number): string =>
  `((${value}) - ((${value}) % ${by} + ${by}) % ${by}) // ${by}`;
