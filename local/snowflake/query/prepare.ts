import { jsonText } from "../core/json-text";
import type { Account, TableValue } from "../core/account";
import { tableColumns } from "../core/account";
import type { Bind, CatalogObject, Json, Path, Session } from "../core/cloud";
import { notFound, SnowflakeError, syntaxError, unsupported } from "../core/errors";
import type { Work } from "../core/hooks";
import type { ResultColumn } from "../core/result";
import { formatPath } from "../ddl/names";
import { LocalSession } from "../session/session";
import { storageOf } from "../tables/storage";
import { columnType, LTZ, NTZ, NUMBER, TEXT, VARIANT } from "../tables/types";
import { bindColumns } from "./column-types";
import { contextFunction } from "./context";
import { duckString, quoteDuck } from "./database";
import { informationSchema } from "./information-schema";
import { literalRelation } from "./literals";
import type { Call, Expr, From } from "./parse/ast";
import { StatementParser } from "./parse/dml";
import { isBuiltIn } from "./translate/calls";
import { translate } from "./translate/expressions";
import { topScope, translateQuery } from "./translate/query";
import type { Environment, Relation, ScopeColumn } from "./translate/scope";
import { typed, type Typed } from "./translate/typed";
import { pastRelation } from "./travel";
import { findReferences } from "./walk";

export interface PrepareOptions {
  readonly binds?: Readonly<Record<string, Bind>>;
  /** Write binds into the text: for DuckDB statements that take no parameters. */
  readonly inline?: boolean;
  /** The streams it reads are consumed. */
  readonly forDml?: boolean;
  /** Views being expanded, against endless recursion. */
  readonly depth?: number;
}

const RELATIONS = ["TABLE", "VIEW", "DYNAMIC TABLE"];

/** Looks up everything the statement names: tables, views, streams, functions. Checks the session's privileges. */
export async function prepareEnvironment(
  account: Account,
  root: unknown,
  work: Work,
  options: PrepareOptions,
): Promise<Environment> {
  const { session } = work;
  const relations = new Map<From, Relation>();
  const values = new Map<Call, Typed>();
  const functions = new Map<Call, string>();
  const reads = new Map<number, CatalogObject>();
  const started = new Date();
  const environment: Environment = {
    work,
    binds: options.binds ?? {},
    parameters: options.inline === true ? undefined : [],
    relations,
    values,
    functions,
    reads,
    context: (name) => contextFunction(name, session, account, started),
    sequence: (name) => {
      const path = session.resolve(name, 3);
      account.access.require(session, "USAGE", "SEQUENCE", path);
      return duckString(storageOf(account.catalog.get("SEQUENCE", path)));
    },
  };
  const found = findReferences(root);
  for (const call of found.calls) await resolveCall(account, call, environment);
  for (const table of found.tables)
    if (table.travel !== undefined || table.name.length > 1 || !found.ctes.has(table.name[0] ?? ""))
      relations.set(table, await resolveTable(account, table, environment, options));
  for (const from of found.functions) {
    const relation = await resolveTableFunction(account, from.call, environment);
    if (relation !== undefined) relations.set(from, relation);
  }
  return environment;
}

async function resolveTable(
  account: Account,
  { name, travel }: Extract<From, { k: "table" }>,
  environment: Environment,
  options: PrepareOptions,
): Promise<Relation> {
  const { work, reads } = environment;
  const [first = ""] = name;
  if (name.length === 1 && first.startsWith("floe$staged_")) return stagedRelation(first, work);
  if (name.at(-2) === "INFORMATION_SCHEMA") return informationSchema(account, name, work.session);
  const { session } = work;
  const path = session.resolve(name, 3);
  const temporary = session instanceof LocalSession ? session.temporary.get(formatPath(path)) : undefined;
  if (temporary !== undefined)
    return travel === undefined
      ? tableRelation(temporary)
      : pastRelation(account, temporary, travel, environment);
  const object = findRelation(account, path);
  if (object === undefined) throw notFound("Object", formatPath(path));
  account.access.require(session, "SELECT", object.kind, path);
  reads.set(object.id, object);
  work.read.add(object.id);
  if (travel !== undefined) return pastRelation(account, object, travel, environment);
  if (object.kind === "TABLE") return tableRelation(object);
  if (object.kind === "DYNAMIC TABLE") return dynamicRelation(object);
  if (object.kind === "VIEW") return expandView(account, object, environment, options);
  const source = account.extensions.relations.get(object.kind);
  if (source === undefined) throw unsupported(`SELECT from ${object.kind}`);
  const relation = await source.relation(object, work);
  if (options.forDml === true) work.consumed.add(object.id);
  return {
    sql: `(${relation.sql})`,
    columns: relation.columns.map(({ name: column, type }) => ({ name: column, type })),
  };
}

function findRelation(account: Account, path: Path): CatalogObject | undefined {
  for (const kind of [...RELATIONS, ...account.extensions.relations.keys()]) {
    const object = account.catalog.find(kind, path);
    if (object !== undefined) return object;
  }
  return undefined;
}

/** One made with INITIALIZE = ON_SCHEDULE cannot be read before its first refresh. */
function dynamicRelation(object: CatalogObject): Relation {
  if (object.properties["INITIALIZED"] === false)
    throw new SnowflakeError(
      "002737",
      "55000",
      `Dynamic Table '${formatPath(object.path)}' is not initialized. Please run a manual refresh or wait for a scheduled refresh before querying.`,
    );
  return tableRelation(object);
}

export function tableRelation(object: CatalogObject): Relation {
  return {
    sql: storageOf(object),
    columns: tableColumns(object).map(({ name, type }) => ({ name, type: columnType(type) })),
  };
}

/** A view reads with its owner's rights, from its own database and schema. */
async function expandView(
  account: Account,
  view: CatalogObject,
  environment: Environment,
  options: PrepareOptions,
): Promise<Relation> {
  const depth = (options.depth ?? 0) + 1;
  if (depth > 30) throw syntaxError(`Views are nested too deeply at ${formatPath(view.path)}.`);
  const text = view.properties["query"];
  if (typeof text !== "string") throw unsupported(`SELECT from view ${formatPath(view.path)}`);
  const [database, schema] = view.path;
  const owner = ownerSession(environment.work.session, view.owner, database, schema);
  const work: Work = {
    ...environment.work,
    session: owner,
    consumed: environment.work.consumed,
    changed: environment.work.changed,
    read: environment.work.read,
  };
  const relation = await prepareQuery(account, text, work, {
    inline: true,
    depth,
    ...(options.forDml !== undefined && { forDml: options.forDml }),
  });
  const columns = tableColumns(view);
  const renamed = relation.columns.map((column, index): ScopeColumn => ({
    ...column,
    name: columns[index]?.name ?? column.name,
  }));
  return { sql: `(${relation.sql})`, columns: renamed };
}

/** A session that acts as an owner, from a schema. */
export function ownerSession(
  session: Session,
  owner: string,
  database: string | undefined,
  schema: string | undefined,
): Session {
  return {
    id: session.id,
    user: session.user,
    role: owner,
    warehouse: session.warehouse,
    database,
    schema,
    parameters: session.parameters,
    variables: session.variables,
    resolve: (name, depth) =>
      name.length >= depth
        ? name.slice(-depth)
        : [...[database ?? "", schema ?? ""].slice(0, depth - name.length), ...name],
  };
}

/** What MOVERS made of `@stage/path`: a temporary DuckDB view. */
async function stagedRelation(name: string, work: Work): Promise<Relation> {
  const described = await work.connection.runAndReadAll(`DESCRIBE ${quoteDuck(name)}`);
  const types: Readonly<Record<string, ResultColumn["type"]>> = {
    VARCHAR: TEXT,
    JSON: VARIANT,
    TIMESTAMP: NTZ,
    "TIMESTAMP WITH TIME ZONE": LTZ,
    BIGINT: NUMBER(),
    DOUBLE: { kind: "real" },
    BOOLEAN: { kind: "boolean" },
    DATE: { kind: "date" },
    TIME: { kind: "time", scale: 9 },
    BLOB: { kind: "binary", length: 8_388_608 },
  };
  const typeOf = (type: string): ResultColumn["type"] => {
    const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
    return decimal === null ? (types[type] ?? TEXT) : NUMBER(Number(decimal[1]), Number(decimal[2]));
  };
  const columns = described.getRowsJson().map(([column, type]): ScopeColumn => {
    const label = jsonText(column);
    return {
      name: label,
      type: typeOf(jsonText(type)),
      ...(label.startsWith("METADATA$") && { hidden: true }),
    };
  });
  return { sql: quoteDuck(name), columns };
}

async function resolveCall(account: Account, call: Call, environment: Environment): Promise<void> {
  const name = call.name.at(-1) ?? "";
  const system = account.extensions.systemFunctions.get(name);
  if (system !== undefined) {
    const args = await Promise.all(call.args.map((arg) => constantValue(arg, environment)));
    environment.values.set(call, jsonTyped(await system(args, environment.work.session)));
    return;
  }
  if (call.name.length === 1 && (isBuiltIn(name) || environment.context(name) !== undefined)) return;
  const duck = await account.extensions.resolveFunction?.(call.name, call.args.length, environment.work);
  if (duck !== undefined) environment.functions.set(call, duck);
}

function jsonTyped(value: Json): Typed {
  if (value === null) return { ...typed("CAST(NULL AS VARCHAR)", TEXT), literal: null };
  if (typeof value === "boolean")
    return { ...typed(String(value).toUpperCase(), { kind: "boolean" }), literal: value };
  if (typeof value === "number") return { ...typed(String(value), NUMBER()), literal: value };
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return { ...typed(duckString(text), TEXT), literal: text };
}

/** The value of an argument that refers to no column, computed by DuckDB where it is no literal. */
async function constantValue(expression: Expr, environment: Environment): Promise<Json> {
  const value = translate(expression, topScope({ ...environment, parameters: undefined }));
  if (value.literal !== undefined) return value.literal;
  const reader = await environment.work.connection.runAndReadAll(`SELECT ${value.sql}`);
  const [cell] = reader.getRowsJson()[0] ?? [];
  return cell ?? null;
}

async function resolveTableFunction(
  account: Account,
  call: Call,
  environment: Environment,
): Promise<Relation | undefined> {
  const name = call.name.at(-1) ?? "";
  const builtIn = account.extensions.tableFunctions.get(name);
  if (builtIn !== undefined) {
    const positional = await Promise.all(call.args.map((arg) => constantValue(arg, environment)));
    const named = new Map<string, Json>();
    for (const [key, arg] of call.named) named.set(key, await constantValue(arg, environment));
    return valueRelation(await builtIn({ positional, named }, environment.work.session, environment.work));
  }
  const user = await account.extensions.resolveTableFunction?.(call.name, call.args.length, environment.work);
  if (user === undefined) return undefined;
  if (user.table !== undefined) return { sql: "", columns: user.columns, table: user.table };
  const args = await Promise.all(call.args.map((arg) => constantValue(arg, environment)));
  return {
    sql: `${user.duckName}(${args.map((arg) => jsonTyped(arg).sql).join(", ")})`,
    columns: user.columns,
  };
}

function valueRelation(value: TableValue): Relation {
  return "sql" in value
    ? { sql: `(${value.sql})`, columns: value.columns }
    : literalRelation(value.columns, value.rows);
}

export interface PreparedSql extends Relation {
  readonly environment: Environment;
}

/** Translates one query. */
export async function prepareQuery(
  account: Account,
  sql: string,
  work: Work,
  options: PrepareOptions,
): Promise<PreparedSql> {
  const text = await withStages(account, sql, work);
  const statement = new StatementParser(text).statement();
  if (statement.k !== "query") throw syntaxError("A query is needed here.");
  const environment = await prepareEnvironment(account, statement, work, options);
  return { ...translateQuery(statement, topScope(environment)), environment };
}

export async function withStages(account: Account, sql: string, work: Work): Promise<string> {
  return sql.includes("@") ? ((await account.extensions.rewriteStaged?.(sql, work)) ?? sql) : sql;
}

/** The columns of a view's query, checked with its owner's rights. */
export async function prepareView(
  account: Account,
  sql: string,
  path: Path,
  owner: string,
  session: Session,
): Promise<readonly ResultColumn[]> {
  const [database, schema] = path;
  return account.database.transaction(async (connection) => {
    const acting = ownerSession(session, owner, database, schema);
    const work: Work = {
      id: 0n,
      connection,
      session: acting,
      consumed: new Set(),
      changed: new Set(),
      read: new Set(),
    };
    const query = await prepareQuery(account, sql, work, { inline: true });
    return bindColumns(connection, query.sql, query.columns);
  });
}
