import { SnowflakeError } from "../../core/errors";
import { BOOLEAN, DATE, FLOAT, LTZ, NTZ, NUMBER, TEXT, TIME, TZ } from "../../tables/types";
import { duckString } from "../database";
import type { Environment } from "./scope";
import { typed, type Typed } from "./typed";

/** A bind's value as DuckDB SQL: a prepared parameter with the cast that its driver type asks for. */
export function bindValue(key: string, environment: Environment): Typed {
  const bind = environment.binds[key];
  if (bind === undefined)
    throw new SnowflakeError(
      "002049",
      "42601",
      `SQL compilation error: error line 1 at position 0\nBind variable ${/^\d+$/.test(key) ? `? (number ${key})` : `:${key}`} not set.`,
    );
  if (Array.isArray(bind.value)) return typedBind(bind.type, `floe_binds."b${key}"`, undefined);
  const value = bind.value as string | null;
  if (value === null) return { ...typed("NULL", undefined), literal: null };
  const { parameters } = environment;
  if (parameters === undefined)
    return literalOf(bind.type, value, typedBind(bind.type, duckString(value), value));
  parameters.push(value);
  return literalOf(bind.type, value, typedBind(bind.type, `CAST($${parameters.length} AS VARCHAR)`, value));
}

const literalOf = (type: string, value: string, bound: Typed): Typed =>
  type === "TEXT" ? { ...bound, literal: value } : bound;

/** `sql` is text; `value` is known for single binds and tells how many digits a number needs. */
export function typedBind(type: string, sql: string, value: string | undefined): Typed {
  switch (type) {
    case "FIXED": {
      if (value === undefined) return typed(`CAST(${sql} AS DECIMAL(38,0))`, NUMBER());
      const scale = /^-?\d+(?:\.(\d+))?$/.exec(value)?.[1]?.length ?? 0;
      return typed(`CAST(${sql} AS DECIMAL(38,${scale}))`, NUMBER(38, scale));
    }
    case "REAL":
      return typed(`CAST(${sql} AS DOUBLE)`, FLOAT);
    case "BOOLEAN":
      return typed(`CAST(${sql} AS BOOLEAN)`, BOOLEAN);
    case "DATE":
      return value === undefined || /^-?\d+$/.test(value)
        ? typed(`CAST(epoch_ms(CAST(${sql} AS BIGINT)) AS DATE)`, DATE)
        : typed(`CAST(${sql} AS DATE)`, DATE);
    case "TIME":
      return value === undefined || /^\d+$/.test(value)
        ? typed(`CAST(make_timestamp(CAST(${sql} AS BIGINT) // 1000) AS TIME)`, TIME)
        : typed(`CAST(${sql} AS TIME)`, TIME);
    case "TIMESTAMP":
    case "TIMESTAMP_NTZ":
      return value === undefined || /^-?\d+$/.test(value)
        ? typed(`make_timestamp(CAST(${sql} AS BIGINT) // 1000)`, NTZ)
        : typed(`CAST(${sql} AS TIMESTAMP)`, NTZ);
    case "TIMESTAMP_LTZ":
      return value === undefined || /^-?\d+$/.test(value)
        ? typed(`make_timestamptz(CAST(${sql} AS BIGINT) // 1000)`, LTZ)
        : typed(`CAST(${sql} AS TIMESTAMPTZ)`, LTZ);
    case "TIMESTAMP_TZ":
      return typed(`make_timestamptz(CAST(split_part(${sql}, ' ', 1) AS BIGINT) // 1000)`, TZ);
    case "BINARY":
      return typed(`unhex(${sql})`, { kind: "binary", length: 8_388_608 });
    default:
      return typed(sql, TEXT);
  }
}
