import type { RowTable } from "../../core/account";
import { syntaxError, unsupported } from "../../core/errors";
import { NUMBER, TEXT, VARIANT } from "../../tables/types";
import { duckString, quoteDuck } from "../database";
import { argumentCount } from "../functions/registry";
import { jsonPath } from "../functions/semi-structured";
import type { Aliased, Call, Expr, From, Pivot } from "../parse/ast";
import { translate } from "./expressions";
import { translateQuery } from "./query";
import { Scope, type Relation, type ScopeColumn } from "./scope";
import { boolean, integer, json, text } from "./typed";

/** Translates FROM and fills the scope with what it offers. */
export function translateFrom(from: From, scope: Scope): string {
  switch (from.k) {
    case "table":
      return (
        place(table(from, scope), from, from.name.at(-1) ?? "T", scope) +
        (from.sample === undefined ? "" : ` TABLESAMPLE ${from.sample}`)
      );
    case "derived": {
      // A derived table sees the columns left of it only when it is LATERAL; correlated ones are rejected by DuckDB.
      const inner = translateQuery(
        from.query,
        from.lateral ? scope : new Scope(scope.environment, scope.ctes, scope.parent),
      );
      return (
        (from.lateral ? "LATERAL " : "") +
        place({ ...inner, sql: `(${inner.sql})` }, from, `floe$${scope.sources.length}`, scope)
      );
    }
    case "function": {
      const relation = tableFunction(from, scope);
      return (
        (relation.lateral === true ? "LATERAL " : "") +
        place(relation, from, from.call.name.at(-1) ?? "F", scope)
      );
    }
    case "pivot":
      return pivoted(from.source, from.pivot, from, scope);
    case "group":
      return from.from.k === "join"
        ? `(${translateFrom(from.from, scope)})`
        : translateFrom(from.from, scope);
    case "join":
      return join(from, scope);
  }
}

/** Registers a FROM item under its alias and column names. */
function place(relation: Relation, aliased: Aliased, fallback: string, scope: Scope): string {
  const alias = aliased.alias ?? fallback;
  const columns = relation.columns.map((column, index) => ({
    ...column,
    name: aliased.columns[index] ?? column.name,
  }));
  scope.sources.push({ alias, columns });
  const list = columns.map((column) => quoteDuck(column.name)).join(", ");
  return `${relation.sql} AS ${quoteDuck(alias)}${list === "" ? "" : `(${list})`}`;
}

function table(from: Extract<From, { k: "table" }>, scope: Scope): Relation {
  const [name] = from.name;
  const plain = from.name.length === 1 && from.travel === undefined;
  const cte = plain && name !== undefined ? scope.ctes.get(name) : undefined;
  const relation = cte ?? scope.environment.relations.get(from);
  if (relation === undefined)
    throw syntaxError(`Object '${from.name.join(".")}' does not exist or not authorized.`);
  return relation;
}

function join(from: Extract<From, { k: "join" }>, scope: Scope): string {
  const { right: last } = from;
  if (last.k === "function" && last.call.over !== undefined) {
    const table = scope.environment.relations.get(last)?.table;
    if (table !== undefined) return partitioned(from.left, last, table, scope);
  }
  const left = translateFrom(from.left, scope);
  const before = scope.sources.length;
  const right = translateFrom(from.right, scope);
  if (from.kind.startsWith("NATURAL")) {
    const [lefts, rights] = [scope.sources.slice(0, before), scope.sources.slice(before)];
    for (const column of rights.flatMap((source) => source.columns))
      if (lefts.some((source) => source.columns.some((each) => each.name === column.name)))
        scope.merged.add(column.name);
  }
  for (const name of from.using ?? []) scope.merged.add(name);
  if (from.using !== undefined)
    return `${left} ${from.kind} JOIN ${right} USING (${from.using.map(quoteDuck).join(", ")})`;
  if (from.on !== undefined)
    return `${left} ${from.kind} JOIN ${right} ON ${boolean(translate(from.on, scope))}`;
  if (from.kind === "CROSS" || from.kind.startsWith("NATURAL")) return `${left} ${from.kind} JOIN ${right}`;
  return `${left} ${from.kind} JOIN ${right} ON TRUE`;
}

type FunctionFrom = Extract<From, { k: "function" }>;

function tableFunction(from: FunctionFrom, scope: Scope): Relation & { readonly lateral?: boolean } {
  const resolved = scope.environment.relations.get(from);
  if (resolved?.table !== undefined) {
    const args = rowArguments(from.call, scope);
    return { ...resolved, sql: `(${resolved.table.query(`[${resolved.table.row(args)}]`)})`, lateral: true };
  }
  if (resolved !== undefined) return resolved;
  const name = from.call.name.at(-1) ?? "";
  switch (name) {
    case "FLATTEN":
      return { ...flatten(from.call, scope), lateral: true };
    case "GENERATOR":
      return generator(from.call, scope);
    case "SPLIT_TO_TABLE":
    case "STRTOK_SPLIT_TO_TABLE":
      return { ...splitToTable(from.call, scope), lateral: true };
    default:
      throw syntaxError(`Unknown table function ${from.call.name.join(".")}`);
  }
}

function rowArguments(call: Call, scope: Scope): string[] {
  if (call.named.size > 0) throw unsupported("arguments by name in a Python table function");
  return call.args.map((arg) => translate(arg, scope).sql);
}

/**
 * `t, TABLE(f(t.a) OVER (PARTITION BY t.g ORDER BY t.x))`: the rows of each partition go to the function together.
 * Only the partition's columns stay beside its result: the others have no one value there.
 */
function partitioned(left: From, from: FunctionFrom, table: RowTable, scope: Scope): string {
  const before = scope.sources.length;
  const sql = translateFrom(left, scope);
  const [source, ...others] = scope.sources.slice(before);
  const { over } = from.call;
  if (source === undefined || others.length > 0)
    throw unsupported("PARTITION BY of a table function over a join: put the join into a subquery");
  if (typeof over !== "object") throw unsupported("a named window for a table function");
  const keys = over.partition.map((expression) => {
    const name = expression.k === "column" ? expression.name.at(-1) : undefined;
    const column = source.columns.find((each) => each.name === name);
    if (column === undefined)
      throw unsupported("PARTITION BY of an expression for a table function: name a column");
    return column;
  });
  const order = over.order.map(
    ({ value, descending, nulls }) =>
      `${translate(value, scope).sql}${descending ? " DESC" : " ASC"} NULLS ${nulls ?? (descending ? "FIRST" : "LAST")}`,
  );
  const row = table.row(rowArguments(from.call, scope));
  const rows = `list(${row}${order.length === 0 ? "" : ` ORDER BY ${order.join(", ")}`}) AS "floe$rows"`;
  const alias = quoteDuck(source.alias);
  const names = keys.map((key) => `${alias}.${quoteDuck(key.name)}`);
  const grouped = names.length === 0 ? "HAVING count(*) > 0" : `GROUP BY ${names.join(", ")}`;
  scope.sources[before] = { alias: source.alias, columns: keys };
  const result = { sql: `(${table.query(`${alias}."floe$rows"`)})`, columns: functionColumns(from, scope) };
  const fallback = from.call.name.at(-1) ?? "F";
  return `(SELECT ${[...names, rows].join(", ")} FROM ${sql} ${grouped}) AS ${alias} CROSS JOIN LATERAL ${place(result, from, fallback, scope)}`;
}

function functionColumns(from: FunctionFrom, scope: Scope): readonly ScopeColumn[] {
  return scope.environment.relations.get(from)?.columns ?? [];
}

function argument(call: Call, name: string, index: number): Expr | undefined {
  return call.named.get(name) ?? call.args[index];
}

function flag(call: Call, name: string): boolean {
  const value = call.named.get(name);
  return value?.k === "boolean" && value.value;
}

const FLATTEN_COLUMNS: readonly ScopeColumn[] = [
  { name: "SEQ", type: NUMBER() },
  { name: "KEY", type: TEXT },
  { name: "PATH", type: TEXT },
  { name: "INDEX", type: NUMBER() },
  { name: "VALUE", type: VARIANT },
  { name: "THIS", type: VARIANT },
];

function flatten(call: Call, scope: Scope): Relation {
  const inputExpression = argument(call, "INPUT", 0);
  if (inputExpression === undefined) throw argumentCount("FLATTEN", true);
  const whole = json(translate(inputExpression, scope));
  const pathExpression = argument(call, "PATH", 1);
  const path =
    pathExpression?.k === "string" && pathExpression.value !== "" ? pathExpression.value : undefined;
  if (pathExpression !== undefined && pathExpression.k !== "string")
    throw unsupported("FLATTEN with a PATH that is no constant");
  const input = path === undefined ? whole : `json_extract(${whole}, ${duckString(jsonPath(path))})`;
  const mode = call.named.get("MODE");
  const wanted = mode?.k === "string" ? mode.value.toUpperCase() : "BOTH";
  const recursive = flag(call, "RECURSIVE");
  const prefix = path === undefined ? "" : path.replaceAll("'", "''");
  const step = `CASE WHEN is_array THEN '[' || key || ']' ELSE ${prefix === "" ? "" : "'.' || "}key END`;
  const keys = `SELECT j.key, json_type(i.input) = 'ARRAY' AS is_array, j.value AS value, i.input AS this FROM (SELECT ${input} AS input) AS i, LATERAL (SELECT key, json(value) AS value FROM json_each(i.input)) AS j WHERE json_type(i.input) IN ('ARRAY', 'OBJECT')`;
  const tree = `SELECT j.key, regexp_matches(j.fullkey, '\\]$') AS is_array, json_extract(i.input, j.fullkey) AS value, json_extract(i.input, j.path) AS this, replace(substr(j.fullkey, 2), '"', '') AS full FROM (SELECT ${input} AS input) AS i, LATERAL (SELECT key, fullkey, path FROM json_tree(i.input)) AS j WHERE j.fullkey <> '$'`;
  const pathSql = recursive ? `ltrim('${prefix}' || full, '.')` : `'${prefix}' || ${step}`;
  const filter = wanted === "ARRAY" ? " WHERE is_array" : wanted === "OBJECT" ? " WHERE NOT is_array" : "";
  const rows = `SELECT 1 AS seq, CASE WHEN is_array THEN NULL ELSE key END AS k, ${pathSql} AS p, CASE WHEN is_array THEN CAST(key AS BIGINT) END AS i, value AS v, this AS t FROM (${recursive ? tree : keys}) AS f${filter}`;
  const outer = `${rows} UNION ALL SELECT 1, NULL, NULL, NULL, NULL, NULL WHERE NOT EXISTS (${rows})`;
  return { sql: `(${flag(call, "OUTER") ? outer : rows})`, columns: FLATTEN_COLUMNS };
}

function generator(call: Call, scope: Scope): Relation {
  const rows = argument(call, "ROWCOUNT", 0);
  if (rows === undefined) throw unsupported("GENERATOR without ROWCOUNT");
  return {
    sql: `range(${integer(translate(rows, new Scope(scope.environment, scope.ctes)))})`,
    columns: [{ name: "floe$row", type: NUMBER(), hidden: true }],
  };
}

function splitToTable(call: Call, scope: Scope): Relation {
  const [subject, separator] = call.args.map((arg) => text(translate(arg, scope)));
  if (subject === undefined) throw argumentCount(call.name.at(-1) ?? "", true);
  const parts =
    call.name.at(-1) === "SPLIT_TO_TABLE"
      ? `string_split(${subject}, ${separator ?? "''"})`
      : `list_filter(regexp_split_to_array(${subject}, '[' || regexp_escape(${separator ?? "' '"}) || ']+'), lambda x: x <> '')`;
  return {
    sql: `(SELECT 1, i, l[i] FROM (SELECT ${parts} AS l) AS s, LATERAL (SELECT unnest(range(1, len(s.l) + 1)) AS i) AS r)`,
    columns: [
      { name: "SEQ", type: NUMBER() },
      { name: "INDEX", type: NUMBER() },
      { name: "VALUE", type: TEXT },
    ],
  };
}

function pivoted(source: From, pivot: Pivot, aliased: Aliased, scope: Scope): string {
  const inner = new Scope(scope.environment, scope.ctes, scope.parent);
  const sql = translateFrom(source, inner);
  const columns = inner.sources.flatMap((each) => each.columns.filter((column) => column.hidden !== true));
  const relation =
    pivot.kind === "pivot" ? pivotSql(sql, columns, pivot, inner) : unpivotSql(sql, columns, pivot);
  return place(relation, aliased, `floe$${scope.sources.length}`, scope);
}

/** PIVOT as one filtered aggregate per value, grouped by all other columns. */
function pivotSql(
  from: string,
  columns: readonly ScopeColumn[],
  pivot: Extract<Pivot, { kind: "pivot" }>,
  scope: Scope,
): Relation {
  const [measure] = pivot.aggregate.args;
  const measured = measure?.k === "column" ? measure.name.at(-1) : undefined;
  const keys = columns.filter((column) => column.name !== pivot.column && column.name !== measured);
  const outputs = pivot.values.map(({ value, alias }) => {
    const matched = translate(value, scope);
    const guarded: Expr = {
      k: "case",
      whens: [
        [
          { k: "binary", op: "=", left: { k: "column", name: [pivot.column], quoted: false }, right: value },
          measure ?? { k: "null" },
        ],
      ],
    };
    const result = translate({ ...pivot.aggregate, args: [guarded] }, scope);
    return {
      name: alias ?? (typeof matched.literal === "string" ? `'${matched.literal}'` : matched.sql),
      sql: result.sql,
      type: result.type,
    };
  });
  const keySql = keys.map(
    (key) => scope.find([key.name], { k: "column", name: [key.name], quoted: false }).sql,
  );
  const list = [
    ...keys.map((key, index) => `${keySql[index] ?? ""} AS ${quoteDuck(key.name)}`),
    ...outputs.map((output) => `${output.sql} AS ${quoteDuck(output.name)}`),
  ];
  const group = keySql.length === 0 ? "" : ` GROUP BY ${keySql.join(", ")}`;
  return {
    sql: `(SELECT ${list.join(", ")} FROM ${from}${group})`,
    columns: [...keys, ...outputs.map(({ name, type }) => ({ name, type }))],
  };
}

function unpivotSql(
  from: string,
  columns: readonly ScopeColumn[],
  pivot: Extract<Pivot, { kind: "unpivot" }>,
): Relation {
  const keys = columns.filter((column) => !pivot.columns.includes(column.name));
  const type = columns.find((column) => column.name === pivot.columns[0])?.type;
  const branches = pivot.columns.map(
    (column) =>
      `SELECT ${[...keys.map((key) => quoteDuck(key.name)), duckString(column), quoteDuck(column)].join(", ")} FROM ${from} WHERE ${quoteDuck(column)} IS NOT NULL`,
  );
  return {
    sql: `(${branches.join(" UNION ALL ")})`,
    columns: [...keys, { name: pivot.name, type: TEXT }, { name: pivot.value, type }],
  };
}
