import { unsupported } from "../../core/errors";
import type { ColumnType } from "../../core/result";
import "../functions/scalar";
import "../functions/strings";
import "../functions/dates";
import "../functions/semi-structured";
import { callAggregate, isAggregate } from "../functions/aggregates";
import { objectSql } from "../functions/semi-structured";
import { argumentCount, callScalar, isScalar, unknownFunction } from "../functions/registry";
import { FLOAT, NUMBER } from "../../tables/types";
import { duckString, quoteDuck } from "../database";
import type { Call, Expr, Order, Window } from "../parse/ast";
import { translate } from "./expressions";
import { expandStar } from "./star";
import type { Scope } from "./scope";
import { integer, typed, type Typed } from "./typed";

const RANKS: Readonly<Record<string, ColumnType>> = {
  ROW_NUMBER: NUMBER(18),
  RANK: NUMBER(18),
  DENSE_RANK: NUMBER(18),
  NTILE: NUMBER(18),
  PERCENT_RANK: FLOAT,
  CUME_DIST: FLOAT,
};
const VALUES = new Set(["LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"]);
const SEQUENCES = new Set(["SEQ1", "SEQ2", "SEQ4", "SEQ8"]);

export const isBuiltIn = (name: string): boolean =>
  isAggregate(name) ||
  isScalar(name) ||
  name in RANKS ||
  VALUES.has(name) ||
  SEQUENCES.has(name) ||
  ["COUNT", "GROUPING", "GROUPING_ID", "SYSTEM$TYPEOF"].includes(name);

/** Translates a function call: aggregate, window, context, built in or user-defined. */
export function callFunction(call: Call, scope: Scope): Typed {
  const { environment } = scope;
  const value = environment.values.get(call);
  if (value !== undefined) return value;
  const name = call.name.at(-1) ?? "";
  const user = environment.functions.get(call);
  if (user !== undefined) return userFunction(call, user, scope);
  if (call.name.length > 1) throw unknownFunction(call.name.join("."));
  if (call.args.length === 0) {
    const context = environment.context(name);
    if (context !== undefined) return context;
  }
  if (SEQUENCES.has(name)) return typed(rowNumber(scope), NUMBER());
  if (name === "RANDOM" && call.args[0] !== undefined) return seeded(call.args[0], scope);
  if (name === "COUNT") return count(call, scope);
  if (name === "GROUPING" || name === "GROUPING_ID")
    return typed(`grouping(${call.args.map((arg) => translate(arg, scope).sql).join(", ")})`, NUMBER());
  if (name in RANKS || VALUES.has(name)) return windowFunction(name, call, scope);
  if (isAggregate(name)) return aggregate(name, call, scope);
  if (call.over !== undefined) throw unsupported(`window function ${name}`);
  return scalar(name, call, scope);
}

/** The row's number: GENERATOR's own where there is one. */
const rowNumber = (scope: Scope): string =>
  scope.sources.some((source) => source.columns.some((column) => column.name === "floe$row"))
    ? '"floe$row"'
    : "(row_number() OVER () - 1)";

/** RANDOM(seed): the same numbers in every run, one per row. */
const seeded = (seed: Expr, scope: Scope): Typed =>
  typed(`CAST(hash(${integer(translate(seed, scope))}, ${rowNumber(scope)}) // 2 AS BIGINT)`, NUMBER(19));

function userFunction(call: Call, duckName: string, scope: Scope): Typed {
  if (call.distinct || call.over !== undefined)
    throw unsupported(
      `${call.distinct ? "DISTINCT" : "OVER"} with user-defined function ${call.name.join(".")}`,
    );
  const [sql = duckName, type] = duckName.split("\n");
  const args = call.args.map((arg) => translate(arg, scope).sql).join(", ");
  return typed(`${sql}(${args})`, type === undefined ? undefined : (JSON.parse(type) as ColumnType));
}

/** Date parts may be written bare: they are no columns. */
const PART_ARGUMENT: Readonly<Record<string, number>> = {
  DATEADD: 0,
  TIMEADD: 0,
  TIMESTAMPADD: 0,
  DATEDIFF: 0,
  TIMEDIFF: 0,
  TIMESTAMPDIFF: 0,
  DATE_PART: 0,
  EXTRACT: 0,
  DATE_TRUNC: 0,
  TRUNC: 1,
  LAST_DAY: 1,
};

function scalar(name: string, call: Call, scope: Scope): Typed {
  if (name === "OBJECT_CONSTRUCT" && call.args[0]?.k === "star")
    return typed(objectSql(expandStar(call.args[0], scope).map((item) => [duckString(item.name), item])), {
      kind: "object",
    });
  if (name === "SYSTEM$TYPEOF") return typeName(call, scope);
  const args = call.args.map((arg, index) =>
    PART_ARGUMENT[name] === index && arg.k === "column" && arg.name.length === 1
      ? { ...typed("NULL", undefined), literal: arg.name[0] ?? "" }
      : arg.k === "star" && name === "HASH"
        ? typed(
            expandStar(arg, scope)
              .map((item) => item.sql)
              .join(", "),
            undefined,
          )
        : translate(arg, scope),
  );
  const found = callScalar(name, call, args);
  if (found === undefined) throw unknownFunction(name);
  return found;
}

function typeName(call: Call, scope: Scope): Typed {
  const [arg] = call.args;
  if (arg === undefined) throw argumentCount("SYSTEM$TYPEOF", true);
  const { type } = translate(arg, scope);
  const size =
    type?.kind === "fixed" ? (type.precision > 18 ? "SB16" : "SB8") : type?.kind === "text" ? "LOB" : "";
  const name =
    type === undefined
      ? "NULL"
      : type.kind === "fixed"
        ? `NUMBER(${type.precision},${type.scale})`
        : type.kind === "text"
          ? `VARCHAR(${type.length})`
          : type.kind === "real"
            ? "FLOAT"
            : type.kind.toUpperCase();
  return typed(duckString(size === "" ? name : `${name}[${size}]`), { kind: "text", length: 16_777_216 });
}

function count(call: Call, scope: Scope): Typed {
  const over = overClause(call, scope);
  const [first] = call.args;
  if (first === undefined || (first.k === "star" && first.qualifier === undefined))
    return typed(`count(*)${over}`, NUMBER(18));
  const args = call.args.map((arg) => (arg.k === "star" ? "*" : translate(arg, scope).sql));
  const inner =
    args.length === 1
      ? (args[0] ?? "*")
      : `(CASE WHEN ${args.map((arg) => `${arg} IS NULL`).join(" OR ")} THEN NULL ELSE (${args.join(", ")}) END)`;
  return typed(`count(${call.distinct ? "DISTINCT " : ""}${inner})${over}`, NUMBER(18));
}

function aggregate(name: string, call: Call, scope: Scope): Typed {
  const args = call.args.map((arg) => translate(arg, scope));
  const order = orderBy(call.within ?? [], scope);
  const found = callAggregate({
    name,
    args,
    distinct: call.distinct,
    order: order === "" ? "" : ` ${order}`,
    orderValues: (call.within ?? []).map((item) => translate(item.value, scope)),
    descending: call.within?.[0]?.descending === true,
    over: overClause(call, scope),
  });
  if (found === undefined) throw unknownFunction(name);
  return found;
}

function windowFunction(name: string, call: Call, scope: Scope): Typed {
  if (call.over === undefined) throw unsupported(`${name} without OVER`);
  const args = call.args.map((arg) => translate(arg, scope));
  const [first] = args;
  const sqls = args.map((arg, index) => (index === 1 || name === "NTILE" ? integer(arg) : arg.sql));
  const nulls = call.nulls === "IGNORE" ? " IGNORE NULLS" : "";
  const whole = name.endsWith("_VALUE") ? " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING" : "";
  return typed(
    `${name.toLowerCase()}(${sqls.join(", ")}${nulls})${overClause(call, scope, whole)}`,
    RANKS[name] ?? first?.type,
  );
}

function overClause(call: Call, scope: Scope, defaultFrame = ""): string {
  if (call.over === undefined) return "";
  if (typeof call.over === "string") return ` OVER ${quoteDuck(call.over)}`;
  return ` OVER (${windowSql(call.over, scope, defaultFrame)})`;
}

export function windowSql(window: Window, scope: Scope, defaultFrame = ""): string {
  const base = window.base === undefined ? "" : quoteDuck(window.base);
  const partition =
    window.partition.length === 0
      ? ""
      : `PARTITION BY ${window.partition.map((value) => translate(value, scope).sql).join(", ")}`;
  const frame = window.frame ?? (window.order.length > 0 ? defaultFrame.trim() : "");
  return [base, partition, orderBy(window.order, scope), frame].filter((part) => part !== "").join(" ");
}

/** `ORDER BY ..` with Snowflake's place for NULL: they count as the largest values. */
export function orderBy(order: readonly Order[], scope: Scope): string {
  if (order.length === 0) return "";
  const items = order.map((item) => {
    const nulls = item.nulls ?? (item.descending ? "FIRST" : "LAST");
    return `${translate(item.value, scope).sql} ${item.descending ? "DESC" : "ASC"} NULLS ${nulls}`;
  });
  return `ORDER BY ${items.join(", ")}`;
}
