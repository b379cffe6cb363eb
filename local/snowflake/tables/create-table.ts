import { jsonText } from "../core/json-text";
import type { Account, TableColumn } from "../core/account";
import { tableColumns } from "../core/account";
import type { CatalogObject, Path, Session } from "../core/cloud";
import type { Json } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import { readPlainOptions } from "../catalog/definition";
import type { Definition, ObjectKind, Properties } from "../kinds/kind";
import { LocalSession } from "../session/session";
import { duckString } from "../query/database";
import { assign } from "../query/dml";
import { bindColumns } from "../query/column-types";
import { prepareQuery } from "../query/prepare";
import { typed } from "../query/translate/typed";
import { readColumns, type ColumnList, type Constraint } from "./columns";
import { storageOf } from "./storage";
import { createStorage, ddlWork } from "./storage-ddl";
import { columnType, typeText } from "./types";

export interface CreateTable {
  readonly account: Account;
  readonly kind: ObjectKind;
  readonly session: Session;
  readonly path: Path;
  readonly modifiers: ReadonlySet<string>;
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

/** Reads what follows the table's name in CREATE TABLE and makes its DuckDB table. */
export async function readCreateTable(stream: TokenStream, context: CreateTable): Promise<Definition> {
  for (const word of ["USING TEMPLATE", "BACKUP", "FROM"])
    if (stream.atWords(...word.split(" "))) throw unsupported(`CREATE TABLE .. ${word}`);
  if (stream.take("LIKE")) return copyOf(stream, context, false);
  if (stream.take("CLONE")) return copyOf(stream, context, true);
  const list: ColumnList = stream.atSymbol("(") ? readColumns(stream) : { columns: [], constraints: [] };
  const cluster = readCluster(stream);
  const options = readTableOptions(stream, context.kind);
  const late = readCluster(stream) ?? cluster;
  const properties: Properties = { ...options.properties, ...(late !== undefined && { CLUSTER_BY: late }) };
  const comment = options.comment === undefined ? {} : { comment: options.comment };
  if (stream.take("AS"))
    return { ...(await fromQuery(stream.rest(), context, list, properties)), ...comment };
  const untyped = list.columns.find((column) => column.type === "");
  if (untyped !== undefined)
    throw new SnowflakeError(
      "001003",
      "42000",
      `SQL compilation error:\nmissing column type for column '${untyped.name}'`,
    );
  if (list.columns.length === 0) throw stream.unexpected("a column list, LIKE, CLONE or AS");
  const storage = await context.account.database.transaction((connection) =>
    createStorage(context.account, connection, context.session, context.path, list.columns),
  );
  const message = `Table ${context.path.at(-1) ?? ""} successfully created.`;
  return {
    properties: {
      ...properties,
      ...tableProperties(list.columns, list.constraints, storage, context.modifiers),
    },
    message,
    ...comment,
  };
}

function readTableOptions(stream: TokenStream, kind: ObjectKind): Definition {
  stream.take("COPY GRANTS");
  const definition = readPlainOptions(kind, stream);
  stream.take("COPY GRANTS");
  return definition;
}

function readCluster(stream: TokenStream): string | undefined {
  if (!stream.take("CLUSTER BY")) return undefined;
  return `LINEAR(${stream.parenthesised()})`;
}

function tableProperties(
  columns: readonly TableColumn[],
  constraints: readonly Constraint[],
  storage: string,
  modifiers: ReadonlySet<string>,
): Properties {
  return {
    columns: asJson(columns),
    constraints: asJson(constraints),
    storage,
    TRANSIENT: modifiers.has("TRANSIENT"),
  };
}

/** A table by name: the session's temporary one first. */
export function findTable(
  account: Account,
  session: Session,
  name: readonly string[],
  privilege: string,
): CatalogObject {
  const path = session.resolve(name, 3);
  const temporary = session instanceof LocalSession ? session.temporary.get(formatPath(path)) : undefined;
  if (temporary !== undefined) return temporary;
  account.access.require(session, privilege, "TABLE", path);
  return account.catalog.get("TABLE", path);
}

async function copyOf(stream: TokenStream, context: CreateTable, rows: boolean): Promise<Definition> {
  const { account, session, path } = context;
  const source = findTable(account, session, stream.name(), "SELECT");
  if (stream.atWords("AT") || stream.atWords("BEFORE")) throw unsupported("CLONE of the past");
  stream.take("COPY GRANTS");
  const columns = tableColumns(source);
  const storage = await account.database.transaction(async (connection) => {
    const created = await createStorage(account, connection, session, path, columns);
    if (rows) await connection.run(`INSERT INTO ${created} SELECT * FROM ${storageOf(source)}`);
    return created;
  });
  const kept = Object.fromEntries(
    Object.entries(source.properties).filter(([name]) => name !== "CHANGE_TRACKING"),
  );
  const message = `Table ${path.at(-1) ?? ""} successfully created.`;
  return {
    properties: { ...kept, storage, TRANSIENT: context.modifiers.has("TRANSIENT") },
    comment: source.comment,
    message,
  };
}

/** CREATE TABLE .. AS: columns from the query, renamed and retyped by a column list. */
async function fromQuery(
  sql: string,
  context: CreateTable,
  list: ColumnList,
  properties: Properties,
): Promise<Definition> {
  const { account, session, path } = context;
  return account.database.transaction(async (connection) => {
    const zone = session instanceof LocalSession ? jsonText(session.parameter("TIMEZONE")) : "UTC";
    await connection.run(`SET TimeZone = ${duckString(zone)}`);
    const work = ddlWork(connection, session);
    const query = await prepareQuery(account, sql, work, { inline: true, forDml: true });
    const bound = await bindColumns(connection, query.sql, query.columns);
    if (list.columns.length > 0 && list.columns.length !== bound.length)
      throw new SnowflakeError("002026", "42601", "SQL compilation error:\nInvalid column definition list");
    const columns = bound.map((column, index): TableColumn => {
      const given = list.columns[index];
      const type = given === undefined || given.type === "" ? typeText(column.type) : given.type;
      return { nullable: true, ...given, name: given?.name ?? column.name, type };
    });
    const names = columns.map((column) => column.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new SnowflakeError("002025", "42S21", `SQL compilation error:\nduplicate column name '${twice}'`);
    const storage = await createStorage(account, connection, session, path, columns);
    const cells = columns.map((column, index) =>
      assign(typed(`c${index}`, bound[index]?.type), columnType(column.type)),
    );
    const aliases = columns.map((_, index) => `c${index}`).join(", ");
    await connection.run(
      `INSERT INTO ${storage} SELECT ${cells.join(", ")} FROM (${query.sql}) AS q(${aliases})`,
    );
    for (const hook of account.extensions.workHooks) await hook.beforeCommit(work);
    account.database.onCommit(() => {
      for (const hook of account.extensions.workHooks) hook.committed(work);
    });
    const message = `Table ${path.at(-1) ?? ""} successfully created.`;
    return {
      properties: {
        ...properties,
        ...tableProperties(columns, list.constraints, storage, context.modifiers),
      },
      message,
    };
  });
}
