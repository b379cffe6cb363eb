import type { Account } from "../core/account";
import { tableColumns } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { notFound, SnowflakeError, syntaxError } from "../core/errors";
import type { DataChange, Work } from "../core/hooks";
import type { ColumnType } from "../core/result";
import { formatPath } from "../ddl/names";
import { LocalSession } from "../session/session";
import { columnType } from "../tables/types";
import { quoteDuck } from "./database";
import type { Assignment, Dml, Expr, Target } from "./parse/ast";
import { tableRelation } from "./prepare";
import { translate } from "./translate/expressions";
import { translateFrom } from "./translate/from";
import { topScope, translateQuery } from "./translate/query";
import { Scope, type Environment } from "./translate/scope";
import { boolean, cast, json, typed, wide, type Typed } from "./translate/typed";

/** One DML statement ready to run. */
export interface DmlPlan {
  readonly table: CatalogObject;
  readonly change: DataChange;
  readonly sql: string;
  /** Runs before it, in the same transaction. */
  readonly before?: string;
  /** MERGE: finds target rows that several source rows match. */
  readonly ambiguity?: string;
}

/** The table a DML statement changes, after the check of the session's privileges. */
export function targetTable(
  account: Account,
  session: Session,
  target: Target,
  privileges: readonly string[],
): CatalogObject {
  const path = session.resolve(target.name, 3);
  const temporary = session instanceof LocalSession ? session.temporary.get(formatPath(path)) : undefined;
  if (temporary !== undefined) return temporary;
  const table = account.catalog.find("TABLE", path);
  if (table === undefined) {
    if (account.catalog.find("VIEW", path) !== undefined)
      throw syntaxError(`View '${formatPath(path)}' is not updatable.`);
    if (account.catalog.find("DYNAMIC TABLE", path) !== undefined)
      throw syntaxError(`Dynamic table '${formatPath(path)}' is changed by its refreshes only.`);
    throw notFound("Object", formatPath(path));
  }
  for (const privilege of privileges) account.access.require(session, privilege, "TABLE", path);
  return table;
}

export function planDml(account: Account, statement: Dml, work: Work, environment: Environment): DmlPlan {
  const { session } = work;
  switch (statement.k) {
    case "insert": {
      const table = targetTable(
        account,
        session,
        statement.target,
        statement.overwrite ? ["INSERT", "DELETE"] : ["INSERT"],
      );
      const sql = insertSql(table, statement, environment);
      const before = statement.overwrite ? `DELETE FROM ${tableRelation(table).sql}` : undefined;
      return {
        table,
        change: statement.overwrite ? "overwrite" : "insert",
        sql,
        ...(before !== undefined && { before }),
      };
    }
    case "update":
      return planUpdate(targetTable(account, session, statement.target, ["UPDATE"]), statement, environment);
    case "delete":
      return planDelete(targetTable(account, session, statement.target, ["DELETE"]), statement, environment);
    case "merge":
      return planMerge(account, session, statement, environment);
    case "truncate": {
      const table = targetTable(account, session, statement.target, ["TRUNCATE"]);
      return { table, change: "truncate", sql: `DELETE FROM ${tableRelation(table).sql}` };
    }
  }
}

function targetScope(
  table: CatalogObject,
  target: Target,
  environment: Environment,
): { scope: Scope; alias: string } {
  const scope = topScope(environment);
  const alias = target.alias ?? table.path.at(-1) ?? "T";
  scope.sources.push({ alias, columns: tableRelation(table).columns });
  return { scope, alias };
}

/** A value for a column: text becomes a VARIANT's string, not JSON to be parsed. */
export function assign(value: Typed, type: ColumnType): string {
  if (value.sql === "DEFAULT" || value.type === undefined) return value.sql;
  if (type.kind === "variant" || type.kind === "array" || type.kind === "object") return json(value);
  if (value.type.kind === type.kind) return value.sql;
  const semi = ["variant", "object", "array"].includes(value.type.kind);
  if (type.kind === "text" && !semi) return cast(value, { kind: "text", length: 16_777_216 }).sql;
  return cast(wide(value), type.kind === "text" ? { kind: "text", length: 16_777_216 } : type).sql;
}

function insertSql(
  table: CatalogObject,
  statement: Extract<Dml, { k: "insert" }>,
  environment: Environment,
): string {
  const all = tableColumns(table);
  const names = statement.columnList.length > 0 ? statement.columnList : all.map((column) => column.name);
  const types = names.map((name) => typeOf(table, name));
  const into = `INSERT INTO ${tableRelation(table).sql} (${names.map(quoteDuck).join(", ")})`;
  const { body } = statement.query;
  if (body.k === "values" && statement.query.ctes.length === 0) {
    const scope = topScope(environment);
    const rows = body.rows.map((row) => {
      if (row.length !== types.length) throw countMismatch(types.length, row.length);
      return `(${row.map((value, index) => assign(translate(value, scope), types[index] ?? { kind: "variant" })).join(", ")})`;
    });
    return `${into} VALUES ${rows.join(", ")}`;
  }
  const query = translateQuery(statement.query, topScope(environment));
  if (query.columns.length !== types.length) throw countMismatch(types.length, query.columns.length);
  const cells = query.columns.map((_, index) => `c${index}`);
  const values = query.columns.map((column, index) =>
    assign(typed(`c${index}`, column.type), types[index] ?? { kind: "variant" }),
  );
  return `${into} SELECT ${values.join(", ")} FROM (${query.sql}) AS q(${cells.join(", ")})`;
}

const countMismatch = (expected: number, got: number): SnowflakeError =>
  new SnowflakeError(
    "001112",
    "42601",
    `SQL compilation error:\nInsert value list does not match column list expecting ${expected} but got ${got}`,
  );

function typeOf(table: CatalogObject, name: string): ColumnType {
  const column = tableColumns(table).find((each) => each.name === name);
  if (column === undefined)
    throw new SnowflakeError(
      "000904",
      "42000",
      `SQL compilation error: error line 1 at position 0\ninvalid identifier '${name}'`,
    );
  return columnType(column.type);
}

function setClause(table: CatalogObject, set: readonly Assignment[], scope: Scope): string {
  return set
    .map(([name, value]) => `${quoteDuck(name)} = ${assign(translate(value, scope), typeOf(table, name))}`)
    .join(", ");
}

const where = (condition: Expr | undefined, scope: Scope): string =>
  condition === undefined ? "" : ` WHERE ${boolean(translate(condition, scope))}`;

function planUpdate(
  table: CatalogObject,
  statement: Extract<Dml, { k: "update" }>,
  environment: Environment,
): DmlPlan {
  const { scope, alias } = targetScope(table, statement.target, environment);
  const from = statement.from === undefined ? "" : ` FROM ${translateFrom(statement.from, scope)}`;
  const sql = `UPDATE ${tableRelation(table).sql} AS ${quoteDuck(alias)} SET ${setClause(table, statement.set, scope)}${from}${where(statement.where, scope)}`;
  return { table, change: "update", sql };
}

function planDelete(
  table: CatalogObject,
  statement: Extract<Dml, { k: "delete" }>,
  environment: Environment,
): DmlPlan {
  const { scope, alias } = targetScope(table, statement.target, environment);
  const using = statement.using === undefined ? "" : ` USING ${translateFrom(statement.using, scope)}`;
  return {
    table,
    change: "delete",
    sql: `DELETE FROM ${tableRelation(table).sql} AS ${quoteDuck(alias)}${using}${where(statement.where, scope)}`,
  };
}

const MERGE_PRIVILEGES = { insert: "INSERT", update: "UPDATE", delete: "DELETE" } as const;

function planMerge(
  account: Account,
  session: Session,
  statement: Extract<Dml, { k: "merge" }>,
  environment: Environment,
): DmlPlan {
  const privileges = statement.clauses.map((each) => MERGE_PRIVILEGES[each.action]);
  const table = targetTable(account, session, statement.target, [...new Set(privileges)]);
  const { scope, alias } = targetScope(table, statement.target, environment);
  const source = translateFrom(statement.source, scope);
  const on = boolean(translate(statement.on, scope));
  const target = `${tableRelation(table).sql} AS ${quoteDuck(alias)}`;
  const sourceOnly = new Scope(environment, new Map());
  sourceOnly.sources.push(...scope.sources.slice(1));
  const clauses = statement.clauses.map((each) => {
    const inside = each.when === "matched" ? scope : sourceOnly;
    const condition =
      each.condition === undefined ? "" : ` AND ${boolean(translate(each.condition, inside))}`;
    if (each.action === "delete") return `WHEN MATCHED${condition} THEN DELETE`;
    if (each.action === "update")
      return `WHEN MATCHED${condition} THEN UPDATE SET ${setClause(table, each.set, scope)}`;
    const names = each.columns.length > 0 ? each.columns : tableColumns(table).map((column) => column.name);
    if (names.length !== each.values.length) throw countMismatch(names.length, each.values.length);
    const values = each.values.map((value, index) =>
      assign(translate(value, sourceOnly), typeOf(table, names[index] ?? "")),
    );
    return `WHEN NOT MATCHED${condition} THEN INSERT (${names.map(quoteDuck).join(", ")}) VALUES (${values.join(", ")})`;
  });
  const matched = statement.clauses.some((each) => each.when === "matched");
  const ambiguity = `SELECT 1 FROM ${target} JOIN ${source} ON ${on} GROUP BY ${quoteDuck(alias)}.rowid HAVING count(*) > 1 LIMIT 1`;
  return {
    table,
    change: "merge",
    sql: `MERGE INTO ${target} USING ${source} ON ${on} ${clauses.join(" ")} RETURNING merge_action`,
    ...(matched && { ambiguity }),
  };
}
