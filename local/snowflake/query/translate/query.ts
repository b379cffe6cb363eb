import { syntaxError } from "../../core/errors";
import { quoteDuck } from "../database";
import type { Body, Expr, Query, Select } from "../parse/ast";
import { orderBy, windowSql } from "./calls";
import { translate } from "./expressions";
import { translateFrom } from "./from";
import { expandStar } from "./star";
import { Scope, type Environment, type Relation, type ScopeColumn } from "./scope";
import { boolean, cast, typed, unify, wide, type Typed } from "./typed";

/** Translates a query inside a scope (a subquery), or at the top when the scope is fresh. */
export function translateQuery(query: Query, outer: Scope): Relation {
  const ctes = new Map(outer.ctes);
  const inside = new Scope(outer.environment, ctes, outer.parent ?? outer);
  const scope = outer.sources.length > 0 ? new Scope(outer.environment, ctes, outer) : inside;
  const prefix = withClause(query, scope, ctes);
  const body = translateBody(query.body, scope);
  const order = query.order.length === 0 ? "" : ` ${orderBy(query.order, orderScope(body, scope))}`;
  const limit = clause("LIMIT", query.limit, scope) + clause("OFFSET", query.offset, scope);
  return { sql: `${prefix}${body.sql}${order}${limit}`, columns: body.columns };
}

export const topScope = (environment: Environment): Scope => new Scope(environment, new Map());

const clause = (word: string, value: Expr | undefined, scope: Scope): string => {
  if (value === undefined) return "";
  const amount = translate(value, scope);
  return amount.literal === null
    ? ""
    : ` ${word} ${value.k === "number" ? amount.sql : `CAST(${amount.sql} AS BIGINT)`}`;
};

interface BodySql extends Relation {
  /** A plain SELECT's scope: its ORDER BY sees the columns of FROM too. */
  readonly scope?: Scope;
}

function withClause(query: Query, scope: Scope, ctes: Map<string, Relation>): string {
  const parts = query.ctes.map((cte) => {
    const names = (columns: readonly ScopeColumn[]): ScopeColumn[] =>
      columns.map((column, index) => ({ ...column, name: cte.columns[index] ?? column.name }));
    const { body } = cte.query;
    if (refersToItself(cte.query, cte.name) && body.k === "set") {
      const anchor = translateBody(body.left, scope);
      ctes.set(cte.name, { sql: quoteDuck(cte.name), columns: names(anchor.columns) });
    }
    const translated = translateQuery(cte.query, scope);
    const columns = names(translated.columns);
    ctes.set(cte.name, { sql: quoteDuck(cte.name), columns });
    return `${quoteDuck(cte.name)}(${columns.map((column) => quoteDuck(column.name)).join(", ")}) AS (${translated.sql})`;
  });
  const recursive = query.ctes.some((cte) => refersToItself(cte.query, cte.name));
  return parts.length === 0 ? "" : `WITH ${recursive ? "RECURSIVE " : ""}${parts.join(", ")} `;
}

const refersToItself = (query: Query, name: string): boolean =>
  JSON.stringify(query).includes(`"name":["${name}"]`);

/** ORDER BY sees output columns first, then what FROM offers. */
function orderScope(body: BodySql, scope: Scope): Scope {
  const inner = body.scope ?? new Scope(scope.environment, scope.ctes);
  inner.bareAliases = true;
  inner.preferAliases = true;
  for (const column of body.columns)
    inner.aliases.set(column.name, typed(quoteDuck(column.name), column.type));
  return inner;
}

function translateBody(body: Body, scope: Scope): BodySql {
  switch (body.k) {
    case "select":
      return translateSelect(body, scope.inner());
    case "nested": {
      const inner = translateQuery(body.query, scope);
      return { sql: `(${inner.sql})`, columns: inner.columns };
    }
    case "values":
      return translateValues(body.rows, scope);
    case "set":
      return translateSet(body, scope);
  }
}

function translateSet(body: Extract<Body, { k: "set" }>, scope: Scope): BodySql {
  const [left, right] = [translateBody(body.left, scope), translateBody(body.right, scope)];
  if (left.columns.length !== right.columns.length)
    throw syntaxError(
      `invalid number of result columns for set operator input branches, expected ${left.columns.length}, got ${right.columns.length} in branch {2}`,
    );
  const columns = left.columns.map((column, index) => ({
    name: column.name,
    type: unify([typed("", column.type), typed("", right.columns[index]?.type)]).type,
  }));
  const aligned = [left, right].map((side) => align(side, columns));
  return { sql: `${aligned[0] ?? ""} ${body.op}${body.all ? " ALL" : ""} ${aligned[1] ?? ""}`, columns };
}

/** Casts a branch's columns where its types differ in kind from the other branch's. */
function align(side: Relation, columns: readonly ScopeColumn[]): string {
  const differs = columns.some((column, index) => {
    const type = side.columns[index]?.type;
    return type !== undefined && type.kind !== column.type?.kind;
  });
  if (!differs) return `(${side.sql})`;
  const names = columns.map((_, index) => `c${index}`);
  const values = columns.map((column, index) => {
    const value = typed(`c${index}`, side.columns[index]?.type);
    const sql =
      column.type === undefined || value.type === undefined ? value.sql : cast(value, column.type).sql;
    return `${sql} AS ${quoteDuck(column.name)}`;
  });
  return `(SELECT ${values.join(", ")} FROM (${side.sql}) AS s(${names.join(", ")}))`;
}

function translateValues(rows: readonly (readonly Expr[])[], scope: Scope): BodySql {
  const cells = rows.map((row) => row.map((value) => translate(value, scope)));
  const width = cells[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, index) => ({
    name: `COLUMN${index + 1}`,
    ...unify(cells.map((row) => row[index] ?? typed("NULL", undefined))),
  }));
  if (cells.some((row) => row.length !== width))
    throw syntaxError("VALUES rows have different numbers of values.");
  const sql = cells
    .map((_, row) => `(${columns.map((column) => column.sqls[row] ?? "NULL").join(", ")})`)
    .join(", ");
  const names = columns.map((column) => quoteDuck(column.name)).join(", ");
  return {
    sql: `SELECT * FROM (VALUES ${sql}) AS v(${names})`,
    columns: columns.map(({ name, type }) => ({ name, type })),
  };
}

interface Output extends Typed {
  readonly name: string;
}

function outputs(select: Select, scope: Scope): Output[] {
  return select.items.flatMap((item): Output[] => {
    if (item.value.k === "star") return expandStar(item.value, scope);
    const value = translate(item.value, scope);
    const name =
      item.alias ?? (item.value.k === "column" ? (item.value.name.at(-1) ?? "") : item.text.toUpperCase());
    if (item.alias !== undefined)
      scope.aliases.set(name, {
        sql: isVolatile(value.sql) ? quoteDuck(name) : `(${wide(value).sql})`,
        type: value.type,
      });
    return [{ ...wide(value), name }];
  });
}

const isVolatile = (sql: string): boolean => /\b(random|nextval|uuid)\(| OVER /.test(sql);

function translateSelect(select: Select, scope: Scope): BodySql {
  scope.windows = select.windows;
  const from = select.from === undefined ? "" : ` FROM ${translateFrom(select.from, scope)}`;
  const columns = outputs(select, scope);
  const list = columns.map((column) => `${column.sql} AS ${quoteDuck(column.name)}`).join(", ");
  const where = select.where === undefined ? "" : ` WHERE ${boolean(translate(select.where, scope))}`;
  const group = groupClause(select, scope);
  const having = select.having === undefined ? "" : ` HAVING ${boolean(translate(select.having, scope))}`;
  const windows = [...select.windows].map(
    ([name, window]) => `${quoteDuck(name)} AS (${windowSql(window, scope)})`,
  );
  const window = windows.length === 0 ? "" : ` WINDOW ${windows.join(", ")}`;
  const qualify = select.qualify === undefined ? "" : ` QUALIFY ${boolean(translate(select.qualify, scope))}`;
  const sql = `SELECT ${select.distinct ? "DISTINCT " : ""}${list}${from}${where}${group}${having}${window}${qualify}`;
  const limited = select.top === undefined ? sql : `${sql} LIMIT ${translate(select.top, scope).sql}`;
  return { sql: limited, columns: columns.map(({ name, type }) => ({ name, type })), scope };
}

function groupClause(select: Select, scope: Scope): string {
  const { group } = select;
  if (group === undefined) return "";
  if (group === "ALL") return " GROUP BY ALL";
  scope.bareAliases = true;
  const key = (value: Expr): string =>
    value.k === "tuple" && value.items.length === 0 ? "()" : translate(value, scope).sql;
  const sql =
    "sets" in group ? `${group.kind} (${group.sets.map(key).join(", ")})` : group.map(key).join(", ");
  scope.bareAliases = false;
  return ` GROUP BY ${sql}`;
}
