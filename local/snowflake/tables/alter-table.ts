import type { DuckDBConnection } from "@duckdb/node-api";
import type { Account, TableColumn } from "../core/account";
import { tableColumns } from "../core/account";
import type { CatalogObject, Json, Session } from "../core/cloud";
import { SnowflakeError, syntaxError, unsupported } from "../core/errors";
import type { TokenStream } from "../ddl/stream";
import type { Change } from "../kinds/kind";
import { quoteDuck } from "../query/database";
import { cast, typed } from "../query/translate/typed";
import { readColumn, readConstraint, type Constraint } from "./columns";
import { storageOf } from "./storage";
import { columnSql, rebuildStorage } from "./storage-ddl";
import { columnType, readType, typeText } from "./types";

/** One ALTER TABLE on the metadata connection. */
interface Alteration {
  readonly account: Account;
  readonly connection: DuckDBConnection;
  readonly session: Session;
  readonly table: CatalogObject;
  readonly columns: readonly TableColumn[];
}

type Source = (column: TableColumn) => string | undefined;
const itself: Source = (column) => quoteDuck(column.name);
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

/** The forms of ALTER TABLE that concern columns, keys and clustering. Undefined: another form. */
export async function readAlterTable(
  stream: TokenStream,
  account: Account,
  session: Session,
  table: CatalogObject,
): Promise<Change | undefined> {
  return account.database.transaction(async (connection) => {
    const context: Alteration = { account, connection, session, table, columns: tableColumns(table) };
    if (stream.take("CLUSTER BY"))
      return { properties: { ...table.properties, CLUSTER_BY: `LINEAR(${stream.parenthesised()})` } };
    if (stream.take("DROP CLUSTERING KEY")) return { properties: { ...table.properties, CLUSTER_BY: null } };
    if (stream.take("ADD")) return add(stream, context);
    if (stream.take("RENAME COLUMN")) return renameColumn(stream, context);
    if (stream.take("DROP")) return drop(stream, context);
    if (stream.takeOne(["ALTER", "MODIFY"]) !== undefined) return modify(stream, context);
    return undefined;
  });
}

function constraintsOf(table: CatalogObject): readonly Constraint[] {
  const value: unknown = table.properties["constraints"];
  return Array.isArray(value) ? (value as readonly Constraint[]) : [];
}

async function rebuilt(
  context: Alteration,
  columns: readonly TableColumn[],
  source: Source,
): Promise<Change> {
  const { account, connection, session, table } = context;
  const storage = await rebuildStorage(
    account,
    connection,
    session,
    table.path,
    storageOf(table),
    columns,
    source,
  );
  return { properties: { ...table.properties, columns: asJson(columns), storage } };
}

function columnNamed(context: Alteration, name: string): TableColumn {
  const column = context.columns.find((each) => each.name === name);
  if (column === undefined)
    throw new SnowflakeError("000904", "42000", `SQL compilation error:\ninvalid identifier '${name}'`);
  return column;
}

async function add(stream: TokenStream, context: Alteration): Promise<Change> {
  const { account, connection, session, table } = context;
  const constraint = readConstraint(stream);
  if (constraint !== undefined)
    return {
      properties: { ...table.properties, constraints: asJson([...constraintsOf(table), constraint]) },
    };
  for (const word of ["SEARCH", "ROW", "AGGREGATION", "DATA"])
    if (stream.atWords(word)) throw unsupported(`ALTER TABLE .. ADD ${word}`);
  const added: TableColumn[] = [];
  const constraints: Constraint[] = [...constraintsOf(table)];
  do {
    stream.take("COLUMN");
    const optional = stream.take("IF NOT EXISTS");
    const column = readColumn(stream, constraints);
    const exists = [...context.columns, ...added].some((each) => each.name === column.name);
    if (exists && !optional)
      throw new SnowflakeError(
        "001430",
        "42601",
        `SQL compilation error:\ncolumn '${column.name}' already exists`,
      );
    if (!exists) added.push(column);
  } while (stream.takeSymbol(","));
  const columns = [...context.columns, ...added];
  const known = new Set(context.columns.map((column) => column.name));
  const plain = added.every(
    (column) =>
      column.nullable && column.identity === undefined && /^(?!VARCHAR\((?!16777216))/.test(column.type),
  );
  if (!plain) {
    const change = await rebuilt(context, columns, (column) =>
      known.has(column.name) ? quoteDuck(column.name) : undefined,
    );
    return { properties: { ...change.properties, constraints: asJson(constraints) } };
  }
  const storage = storageOf(table);
  for (const column of added)
    await connection.run(
      `ALTER TABLE ${storage} ADD COLUMN ${await columnSql(account, connection, session, storage, column)}`,
    );
  return { properties: { ...table.properties, columns: asJson(columns), constraints: asJson(constraints) } };
}

async function drop(stream: TokenStream, context: Alteration): Promise<Change> {
  const { table } = context;
  if (stream.take("PRIMARY KEY")) return withoutConstraints(table, (each) => each.kind !== "PRIMARY KEY");
  if (stream.take("CONSTRAINT")) {
    const name = stream.identifier();
    return withoutConstraints(table, (each) => each.name !== name);
  }
  stream.expect("COLUMN");
  const optional = stream.take("IF EXISTS");
  const names: string[] = [];
  do names.push(stream.identifier());
  while (stream.takeSymbol(","));
  if (!optional) for (const name of names) columnNamed(context, name);
  const left = context.columns.filter((column) => !names.includes(column.name));
  if (left.length === 0) throw syntaxError("Cannot drop the only column of a table.");
  return rebuilt(context, left, itself);
}

function withoutConstraints(table: CatalogObject, keep: (each: Constraint) => boolean): Change {
  return { properties: { ...table.properties, constraints: asJson(constraintsOf(table).filter(keep)) } };
}

function renameColumn(stream: TokenStream, context: Alteration): Promise<Change> {
  const column = columnNamed(context, stream.identifier());
  stream.expect("TO");
  const name = stream.identifier();
  if (context.columns.some((each) => each.name === name))
    throw new SnowflakeError("001430", "42601", `SQL compilation error:\ncolumn '${name}' already exists`);
  const columns = context.columns.map((each) => (each === column ? { ...each, name } : each));
  return rebuilt(context, columns, (each) => quoteDuck(each.name === name ? column.name : each.name));
}

async function modify(stream: TokenStream, context: Alteration): Promise<Change> {
  const listed = stream.takeSymbol("(");
  let columns = context.columns;
  let converted = new Set<string>();
  do {
    stream.take("COLUMN");
    const column = columnNamed(context, stream.identifier());
    const changed = readModification(stream, columns.find((each) => each.name === column.name) ?? column);
    if (changed.type !== column.type) converted = converted.add(column.name);
    columns = columns.map((each) => (each.name === column.name ? changed : each));
  } while (stream.takeSymbol(","));
  if (listed) stream.expectSymbol(")");
  return rebuilt(context, columns, (column) => {
    const before = context.columns.find((each) => each.name === column.name);
    if (before === undefined || !converted.has(column.name)) return quoteDuck(column.name);
    return cast(typed(quoteDuck(column.name), columnType(before.type)), columnType(column.type)).sql;
  });
}

const without = (column: TableColumn, property: keyof TableColumn): TableColumn =>
  Object.fromEntries(Object.entries(column).filter(([key]) => key !== property)) as unknown as TableColumn;

function readModification(stream: TokenStream, column: TableColumn): TableColumn {
  if (stream.take("SET NOT NULL") || stream.take("NOT NULL")) return { ...column, nullable: false };
  if (stream.take("DROP NOT NULL")) return { ...column, nullable: true };
  if (stream.take("DROP DEFAULT")) {
    return without(column, "default");
  }
  if (stream.take("COMMENT")) return { ...column, comment: stream.string() };
  if (stream.take("UNSET COMMENT")) {
    return without(column, "comment");
  }
  if (stream.takeOne(["SET DATA TYPE", "TYPE"]) === undefined)
    throw unsupported(`ALTER TABLE .. ALTER COLUMN .. ${stream.rest()}`);
  const type = readType(stream);
  const before = columnType(column.type);
  const grows =
    before.kind === type.kind &&
    (before.kind !== "fixed" || (type.kind === "fixed" && type.scale === before.scale));
  if (!grows)
    throw new SnowflakeError(
      "002108",
      "22000",
      `SQL compilation error:\ncannot change column ${column.name} from type ${column.type} to ${typeText(type)}`,
    );
  return { ...column, type: typeText(type) };
}
