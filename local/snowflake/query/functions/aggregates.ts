import { unsupported } from "../../core/errors";
import type { ColumnType } from "../../core/result";
import { ARRAY, BOOLEAN, FLOAT, NUMBER, OBJECT, TEXT } from "../../tables/types";
import {
  boolean,
  double,
  integer,
  isNumeric,
  json,
  number,
  scaleOf,
  text,
  typed,
  wide,
  type Typed,
} from "../translate/typed";
import { argumentCount } from "./registry";

/** An aggregate call: `order` is DuckDB's `ORDER BY ..` of WITHIN GROUP, or empty. */
export interface AggregateCall {
  readonly name: string;
  readonly args: readonly Typed[];
  readonly distinct: boolean;
  readonly order: string;
  readonly orderValues: readonly Typed[];
  readonly descending: boolean;
  /** `OVER (...)` with a leading blank, or empty. It goes right behind the DuckDB aggregate. */
  readonly over: string;
}

type Aggregate = (call: AggregateCall, first: Typed) => Typed;

const aggregates = new Map<string, Aggregate>();
const define = (names: string, translate: Aggregate): void => {
  for (const name of names.split(" ")) aggregates.set(name, translate);
};

const plain =
  (
    duck: string,
    type: (first: Typed) => ColumnType | undefined,
    convert: (first: Typed) => string,
  ): Aggregate =>
  (c, first) =>
    typed(`${duck}(${c.distinct ? "DISTINCT " : ""}${convert(first)})${c.over}`, type(first));

export const isAggregate = (name: string): boolean => aggregates.has(name);

export function callAggregate(call: AggregateCall): Typed | undefined {
  const translate = aggregates.get(call.name);
  if (translate === undefined) return undefined;
  const [first] = call.args;
  if (first === undefined) throw argumentCount(call.name, true);
  return translate(call, first);
}

const same = (first: Typed): ColumnType | undefined => first.type;
const second = (c: AggregateCall): Typed => {
  const value = c.args[1];
  if (value === undefined) throw argumentCount(c.name, true);
  return value;
};

define("SUM", (c, first) => {
  const value = wide(number(first));
  const type = value.type?.kind === "fixed" ? NUMBER(38, value.type.scale) : FLOAT;
  const sum = `sum(${c.distinct ? "DISTINCT " : ""}${value.sql})${c.over}`;
  return typed(type.kind === "fixed" && type.scale === 0 ? `CAST(${sum} AS DECIMAL(38,0))` : sum, type);
});
define("AVG", (c, first) => {
  const value = wide(number(first));
  const average = `avg(${c.distinct ? "DISTINCT " : ""}${value.sql})${c.over}`;
  if (value.type?.kind !== "fixed") return typed(average, FLOAT);
  const scale = Math.max(value.type.scale, Math.min(value.type.scale + 6, 12));
  return typed(`CAST(${average} AS DECIMAL(38,${scale}))`, NUMBER(38, scale));
});
define(
  "MIN",
  plain("min", same, (first) => wide(first).sql),
);
define(
  "MAX",
  plain("max", same, (first) => wide(first).sql),
);
define(
  "ANY_VALUE",
  plain("any_value", same, (first) => wide(first).sql),
);
define(
  "MODE",
  plain("mode", same, (first) => wide(first).sql),
);
define(
  "COUNT_IF",
  plain("count_if", () => NUMBER(18), boolean),
);
define(
  "BOOLAND_AGG",
  plain("bool_and", () => BOOLEAN, boolean),
);
define(
  "BOOLOR_AGG",
  plain("bool_or", () => BOOLEAN, boolean),
);
define(
  "STDDEV STDDEV_SAMP",
  plain("stddev_samp", () => FLOAT, double),
);
define(
  "STDDEV_POP",
  plain("stddev_pop", () => FLOAT, double),
);
define(
  "VARIANCE VAR_SAMP VARIANCE_SAMP",
  plain("var_samp", () => FLOAT, double),
);
define(
  "VAR_POP VARIANCE_POP",
  plain("var_pop", () => FLOAT, double),
);
define(
  "SKEW",
  plain("skewness", () => FLOAT, double),
);
define(
  "KURTOSIS",
  plain("kurtosis", () => FLOAT, double),
);
define(
  "BITAND_AGG BIT_AND_AGG BITANDAGG",
  plain("bit_and", () => NUMBER(), integer),
);
define(
  "BITOR_AGG BIT_OR_AGG BITORAGG",
  plain("bit_or", () => NUMBER(), integer),
);
define(
  "BITXOR_AGG BIT_XOR_AGG BITXORAGG",
  plain("bit_xor", () => NUMBER(), integer),
);
define(
  "APPROX_COUNT_DISTINCT HLL",
  plain(
    "approx_count_distinct",
    () => NUMBER(18),
    (first) => first.sql,
  ),
);
define("APPROX_PERCENTILE", (c, first) =>
  typed(`approx_quantile(${double(first)}, ${second(c).sql})${c.over}`, FLOAT),
);
define("MEDIAN", (c, first) => {
  const value = number(first);
  const sql = `median(${double(value)})${c.over}`;
  if (value.type?.kind !== "fixed") return typed(sql, FLOAT);
  const scale = Math.min(37, scaleOf(value) + 3);
  return typed(`CAST(${sql} AS DECIMAL(38,${scale}))`, NUMBER(38, scale));
});
for (const [name, duck] of [
  ["CORR", "corr"],
  ["COVAR_POP", "covar_pop"],
  ["COVAR_SAMP", "covar_samp"],
  ["REGR_SLOPE", "regr_slope"],
  ["REGR_INTERCEPT", "regr_intercept"],
  ["REGR_R2", "regr_r2"],
  ["REGR_COUNT", "regr_count"],
] as const)
  define(name, (c, first) => typed(`${duck}(${double(first)}, ${double(second(c))})${c.over}`, FLOAT));
define("MIN_BY", (c, first) => typed(`arg_min(${first.sql}, ${second(c).sql})${c.over}`, first.type));
define("MAX_BY", (c, first) => typed(`arg_max(${first.sql}, ${second(c).sql})${c.over}`, first.type));
define("PERCENTILE_CONT", (c, first) => percentile(c, first, "quantile_cont"));
define("PERCENTILE_DISC", (c, first) => percentile(c, first, "quantile_disc"));
define("LISTAGG STRING_AGG", (c, first) => {
  const separator = c.args[1]?.sql ?? "''";
  return typed(
    `coalesce(string_agg(${c.distinct ? "DISTINCT " : ""}${text(first)}, ${separator}${c.order})${c.over}, '')`,
    TEXT,
  );
});
define("ARRAY_AGG ARRAYAGG", (c, first) => {
  const value = json(first);
  return typed(
    `to_json(coalesce(list(${c.distinct ? "DISTINCT " : ""}${value}${c.order}) FILTER (WHERE ${first.sql} IS NOT NULL)${c.over}, []::JSON[]))`,
    ARRAY,
  );
});
define("ARRAY_UNIQUE_AGG", (c, first) =>
  typed(
    `to_json(coalesce(list(DISTINCT ${json(first)}) FILTER (WHERE ${first.sql} IS NOT NULL)${c.over}, []::JSON[]))`,
    ARRAY,
  ),
);
define("OBJECT_AGG", (c, first) => {
  const value = second(c);
  return typed(
    `coalesce(json_group_object(${text(first)}, ${json(value)}) FILTER (WHERE ${first.sql} IS NOT NULL AND ${value.sql} IS NOT NULL)${c.over}, '{}'::JSON)`,
    OBJECT,
  );
});
define("RATIO_TO_REPORT", (c, first) => {
  if (c.over === "") throw unsupported("RATIO_TO_REPORT without OVER");
  return typed(`(${double(first)} / sum(${double(first)})${c.over})`, FLOAT);
});
define("HASH_AGG", () => {
  throw unsupported("HASH_AGG");
});

function percentile(c: AggregateCall, first: Typed, duck: string): Typed {
  const [value] = c.orderValues;
  if (value === undefined) throw unsupported(`${c.name} without WITHIN GROUP (ORDER BY ..)`);
  const fraction = c.descending ? `1 - ${first.sql}` : first.sql;
  const numeric = isNumeric(value) && duck === "quantile_cont";
  const sql = `${duck}(${numeric ? double(value) : value.sql}, ${fraction})${c.over}`;
  if (!numeric || value.type?.kind !== "fixed") return typed(sql, numeric ? FLOAT : value.type);
  const scale = Math.min(37, value.type.scale + 3);
  return typed(`CAST(${sql} AS DECIMAL(38,${scale}))`, NUMBER(38, scale));
}
