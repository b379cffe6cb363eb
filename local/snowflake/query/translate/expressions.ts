import { syntaxError } from "../../core/errors";
import { ARRAY, BOOLEAN, FLOAT, NUMBER, OBJECT, TEXT, VARIANT } from "../../tables/types";
import { duckString } from "../database";
import type { Expr, Like } from "../parse/ast";
import { bindValue } from "./binds";
import { callFunction } from "./calls";
import { addition } from "./arithmetic";
import { translateQuery } from "./query";
import type { Scope } from "./scope";
import {
  boolean,
  cast,
  comparable,
  integer,
  is,
  isSemi,
  json,
  number,
  text,
  typed,
  unify,
  wide,
  type Typed,
} from "./typed";

/** Translates one expression to DuckDB SQL, with its Snowflake type. */
export function translate(expression: Expr, scope: Scope): Typed {
  switch (expression.k) {
    case "number":
      return numberLiteral(expression.value);
    case "string":
      return { ...typed(duckString(expression.value), TEXT), literal: expression.value };
    case "boolean":
      return { ...typed(expression.value ? "TRUE" : "FALSE", BOOLEAN), literal: expression.value };
    case "null":
      return { ...typed("NULL", undefined), literal: null };
    case "default":
      return typed("DEFAULT", undefined);
    case "column":
      return scope.find(expression.name, expression);
    case "position":
      return scope.position(expression.index);
    case "variable":
      return variable(expression.name, scope);
    case "bind":
      return bindValue(expression.key, scope.environment);
    case "unary":
      return unary(expression.op, translate(expression.value, scope));
    case "binary":
      return binary(expression.op, translate(expression.left, scope), translate(expression.right, scope));
    case "cast":
      return cast(wide(translate(expression.value, scope)), expression.type, expression.safe);
    case "call":
      return callFunction(expression, scope);
    case "case":
      return caseOf(expression, scope);
    case "in":
      return inList(expression, scope);
    case "between": {
      const value = translate(expression.value, scope);
      const [low, high] = [translate(expression.low, scope), translate(expression.high, scope)];
      const [a, b] = comparable(value, low);
      const [c, d] = comparable(value, high);
      return typed(`(${expression.not ? "NOT " : ""}(${a} >= ${b} AND ${c} <= ${d}))`, BOOLEAN);
    }
    case "like":
      return like(expression, scope);
    case "is": {
      const value = translate(expression.value, scope);
      const sql = expression.what === "NULL" ? value.sql : boolean(value);
      return typed(`(${sql} IS ${expression.not ? "NOT " : ""}${expression.what})`, BOOLEAN);
    }
    case "distinct": {
      const [a, b] = comparable(translate(expression.left, scope), translate(expression.right, scope));
      return typed(`(${a} IS ${expression.not ? "NOT " : ""}DISTINCT FROM ${b})`, BOOLEAN);
    }
    case "exists":
      return typed(`EXISTS (${translateQuery(expression.query, scope).sql})`, BOOLEAN);
    case "subquery": {
      const query = translateQuery(expression.query, scope);
      return typed(`(${query.sql})`, query.columns[0]?.type);
    }
    case "path":
      return path(expression, scope);
    case "tuple":
      return typed(`(${expression.items.map((item) => translate(item, scope).sql).join(", ")})`, undefined);
    case "array":
      return typed(
        `json_array(${expression.items.map((item) => json(translate(item, scope))).join(", ")})`,
        ARRAY,
      );
    case "object":
      return typed(objectOf(expression.entries, scope), OBJECT);
    case "interval":
      return typed(`INTERVAL ${duckString(expression.value.split(",").join(" "))}`, undefined);
    case "star":
      throw syntaxError("'*' is not allowed here.");
  }
}

function objectOf(entries: readonly (readonly [string, Expr])[], scope: Scope): string {
  const parts = entries.map(([key, value]) => `${duckString(key)}, ${json(translate(value, scope))}`);
  return `json_merge_patch(json_object(${parts.join(", ")}), '{}'::JSON)`;
}

function numberLiteral(value: string): Typed {
  if (/e/i.test(value)) return { ...typed(value, FLOAT), literal: Number(value) };
  const [whole = "", fraction = ""] = value.split(".");
  const digits = whole.replace(/^0+(?=\d)/, "").length + fraction.length;
  if (digits > 38) throw syntaxError(`Numeric literal ${value} has more than 38 digits.`);
  return { ...typed(value, NUMBER(Math.max(digits, 1), fraction.length)), literal: Number(value) };
}

function variable(name: string, scope: Scope): Typed {
  const { variables } = scope.environment.work.session;
  const value = variables.get(name);
  if (value === undefined) throw syntaxError(`Session variable '$${name}' does not exist`);
  if (typeof value === "number")
    return { ...numberLiteral(String(Math.abs(value))), sql: String(value), literal: value };
  if (typeof value === "boolean") return { ...typed(String(value), BOOLEAN), literal: value };
  return typeof value === "string"
    ? { ...typed(duckString(value), TEXT), literal: value }
    : typed("NULL", undefined);
}

function unary(op: string, value: Typed): Typed {
  if (op === "NOT") return typed(`(NOT ${boolean(value)})`, BOOLEAN);
  if (typeof value.literal === "number")
    return { sql: `-${value.sql}`, type: value.type, literal: -value.literal };
  const plain = number(value);
  return typed(`(- ${plain.sql})`, plain.type);
}

function binary(op: string, left: Typed, right: Typed): Typed {
  switch (op) {
    case "AND":
    case "OR":
      return typed(`(${boolean(left)} ${op} ${boolean(right)})`, BOOLEAN);
    case "||":
      return is(left, "binary") && is(right, "binary")
        ? typed(`(${left.sql} || ${right.sql})`, left.type)
        : typed(`(${text(left)} || ${text(right)})`, TEXT);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return addition(op, left, right);
    case "AT TIME ZONE":
      return typed(`(${left.sql} AT TIME ZONE ${right.sql})`, { kind: "timestamp_ntz", scale: 9 });
    default: {
      const [a, b] = comparable(left, right);
      return typed(`(${a} ${op} ${b})`, BOOLEAN);
    }
  }
}

function caseOf(expression: Extract<Expr, { k: "case" }>, scope: Scope): Typed {
  const subject = expression.subject && translate(expression.subject, scope);
  const results = expression.whens.map(([, result]) => translate(result, scope));
  if (expression.otherwise !== undefined) results.push(translate(expression.otherwise, scope));
  const { sqls, type } = unify(results);
  const whens = expression.whens.map(([condition], index) => {
    const when = translate(condition, scope);
    const test = subject === undefined ? boolean(when) : comparable(subject, when).join(" = ");
    return `WHEN ${test} THEN ${sqls[index] ?? "NULL"}`;
  });
  const otherwise = expression.otherwise === undefined ? "" : ` ELSE ${sqls.at(-1) ?? "NULL"}`;
  return typed(`(CASE ${whens.join(" ")}${otherwise} END)`, type);
}

function inList(expression: Extract<Expr, { k: "in" }>, scope: Scope): Typed {
  const value = translate(expression.value, scope);
  const not = expression.not ? "NOT " : "";
  if ("k" in expression.list) {
    const query = translateQuery(expression.list, scope);
    const first = query.columns[0];
    const sql =
      first === undefined || expression.value.k === "tuple"
        ? value.sql
        : comparable(value, typed("x", first.type))[0];
    return typed(`(${sql} ${not}IN (${query.sql}))`, BOOLEAN);
  }
  const items = expression.list.map((item) => translate(item, scope));
  if (expression.value.k === "tuple")
    return typed(`(${value.sql} ${not}IN (${items.map((item) => item.sql).join(", ")}))`, BOOLEAN);
  const sqls = items.map((item) => comparable(value, item));
  return typed(
    `(${sqls[0]?.[0] ?? value.sql} ${not}IN (${sqls.map(([, item]) => item).join(", ")}))`,
    BOOLEAN,
  );
}

function like(expression: Like, scope: Scope): Typed {
  const value = text(translate(expression.value, scope));
  const escape = expression.escape === undefined ? "" : ` ESCAPE ${translate(expression.escape, scope).sql}`;
  const tests = expression.patterns.map((pattern) => {
    const sql = text(translate(pattern, scope));
    return expression.op === "RLIKE"
      ? `regexp_full_match(${value}, ${sql})`
      : `${value} ${expression.op} ${sql}${escape}`;
  });
  const joined = tests.map((test) => `(${test})`).join(expression.quantifier === "ALL" ? " AND " : " OR ");
  return typed(`(${expression.not ? "NOT " : ""}(${joined}))`, BOOLEAN);
}

/** `v:a.b[0]`: constant steps become one JSON path. */
function path(expression: Extract<Expr, { k: "path" }>, scope: Scope): Typed {
  const base = translate(expression.value, scope);
  let sql = isSemi(base) ? base.sql : json(base);
  let fixed = "";
  const flush = (): void => {
    if (fixed !== "") sql = `json_extract(${sql}, ${duckString(`$${fixed}`)})`;
    fixed = "";
  };
  for (const step of expression.steps) {
    if (typeof step === "string") fixed += `."${step.replaceAll('"', '\\"')}"`;
    else if (step.k === "number") fixed += `[${step.value}]`;
    else if (step.k === "string") fixed += `."${step.value.replaceAll('"', '\\"')}"`;
    else {
      flush();
      const index = translate(step, scope);
      sql = is(index, "text")
        ? `json_extract(${sql}, '$."' || ${index.sql} || '"')`
        : `json_extract(${sql}, '$[' || ${integer(index)} || ']')`;
    }
  }
  flush();
  return typed(sql, VARIANT);
}
