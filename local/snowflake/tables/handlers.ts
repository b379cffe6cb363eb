import { jsonText } from "../core/json-text";
import { tableColumns } from "../core/account";
import type { CatalogObject, Path, StatementHandler } from "../core/cloud";
import { alreadyExists, notFound, unsupported } from "../core/errors";
import { status, text, type Cell, type Result } from "../core/result";
import { formatPath } from "../ddl/names";
import { TokenStream } from "../ddl/stream";
import type { LocalAccount } from "../account";
import { localSession } from "../query/engine";
import type { LocalSession } from "../session/session";
import { readCreateTable } from "./create-table";
import { describeTable } from "./describe";
import { tableKinds } from "./kinds";
import { columnType } from "./types";

const TEMPORARY = ["TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "VOLATILE", "SCOPED"];
let nextTemporary = -1;

/** Temporary tables, which only their session sees, and SHOW COLUMNS. They go before the catalog's handlers. */
export function tableHandlers(account: LocalAccount): StatementHandler[] {
  const [kind] = tableKinds(() => account);
  const handler = (
    name: string,
    matches: StatementHandler["matches"],
    execute: (stream: TokenStream, session: LocalSession) => Promise<Result> | Result,
  ): StatementHandler => ({
    name,
    matches,
    execute: async (statement, session) => execute(new TokenStream(statement.sql), localSession(session)),
  });
  return [
    handler("create temporary table", isTemporary, async (stream, session) => {
      if (kind === undefined) throw unsupported("temporary tables");
      stream.expect("CREATE");
      const replace = stream.take("OR REPLACE");
      while (stream.takeOne(TEMPORARY) !== undefined);
      stream.expect("TABLE");
      const ifNotExists = stream.take("IF NOT EXISTS");
      const path = session.resolve(stream.name(), 3);
      account.access.require(session, "USAGE", "SCHEMA", path.slice(0, 2));
      const key = formatPath(path);
      const old = session.temporary.get(key);
      if (old !== undefined && ifNotExists)
        return status(`${path[2] ?? ""} already exists, statement succeeded.`);
      if (old !== undefined && !replace) throw alreadyExists(path[2] ?? "");
      const definition = await readCreateTable(stream, {
        account,
        kind,
        session,
        path,
        modifiers: new Set(),
      });
      stream.end();
      if (old !== undefined) await forget(account, session, old);
      session.temporary.set(key, temporaryTable(path, session, definition.properties, definition.comment));
      return status(definition.message ?? "Table successfully created.");
    }),
    {
      name: "drop temporary table",
      matches: ([first, second]) => first === "DROP" && second === "TABLE",
      execute: async (statement, session) => {
        const stream = new TokenStream(statement.sql);
        stream.expect("DROP", "TABLE");
        stream.take("IF EXISTS");
        const own = localSession(session);
        const table = temporaryOf(own, stream.name());
        if (table === undefined) return account.next("drop temporary table", statement, session);
        await forget(account, own, table);
        return status(`${table.path[2] ?? ""} successfully dropped.`);
      },
    },
    {
      name: "describe temporary table",
      matches: ([first, second]) => (first === "DESCRIBE" || first === "DESC") && second === "TABLE",
      execute: (statement, session) => {
        const stream = new TokenStream(statement.sql);
        stream.word();
        stream.expect("TABLE");
        const table = temporaryOf(localSession(session), stream.name());
        if (table === undefined) return account.next("describe temporary table", statement, session);
        return Promise.resolve({
          kind: "show",
          columns: describeTable.columns,
          rows: describeTable.rows(table),
        });
      },
    },
    handler(
      "show columns",
      (words) => words[0] === "SHOW" && words[1] === "COLUMNS",
      (stream, session) => showColumns(account, stream, session),
    ),
  ];
}

const isTemporary = (words: readonly string[]): boolean => {
  const rest = words.slice(words[1] === "OR" ? 3 : 1);
  const table = rest.indexOf("TABLE");
  return words[0] === "CREATE" && table > 0 && rest.slice(0, table).every((word) => TEMPORARY.includes(word));
};

function temporaryTable(
  path: Path,
  session: LocalSession,
  properties: CatalogObject["properties"],
  comment = "",
): CatalogObject {
  return {
    id: nextTemporary--,
    kind: "TABLE",
    path,
    owner: session.role ?? "",
    comment,
    createdOn: Date.now(),
    properties: { ...properties, temporary: true },
  };
}

function temporaryOf(session: LocalSession, name: readonly string[]): CatalogObject | undefined {
  if (session.temporary.size === 0) return undefined;
  return session.temporary.get(formatPath(session.resolve(name, 3)));
}

async function forget(account: LocalAccount, session: LocalSession, table: CatalogObject): Promise<void> {
  session.temporary.delete(formatPath(table.path));
  await account.database.transaction((connection) =>
    connection.run(`DROP TABLE IF EXISTS ${jsonText(table.properties["storage"])}`),
  );
}

/** SHOW COLUMNS [LIKE ..] [IN [TABLE | VIEW | SCHEMA | DATABASE | ACCOUNT] <name>] */
function showColumns(account: LocalAccount, stream: TokenStream, session: LocalSession): Result {
  stream.expect("SHOW", "COLUMNS");
  const like = stream.take("LIKE") ? stream.string() : undefined;
  const within = stream.take("IN")
    ? readWithin(account, stream, session)
    : session.database === undefined
      ? undefined
      : session.resolve([], 2);
  stream.end();
  const pattern =
    like === undefined ? /^/ : new RegExp(`^${like.replaceAll("%", ".*").replaceAll("_", ".")}$`, "i");
  const objects = [
    ...account.catalog.list("TABLE"),
    ...account.catalog.list("DYNAMIC TABLE"),
    ...account.catalog.list("VIEW"),
    ...session.temporary.values(),
  ].filter(
    (object) =>
      (within === undefined || within.every((part, index) => object.path[index] === part)) &&
      (object.id < 0 || account.access.visible(session, object)),
  );
  const rows = objects.flatMap((object) =>
    tableColumns(object)
      .filter((column) => pattern.test(column.name))
      .map((column): Cell[] => [
        object.path[2] ?? "",
        object.path[1] ?? "",
        column.name,
        dataType(column.type, column.nullable),
        String(column.nullable),
        column.default ?? "",
        "COLUMN",
        "",
        column.comment ?? "",
        object.path[0] ?? "",
        column.identity === undefined
          ? ""
          : `IDENTITY START ${column.identity.start} INCREMENT ${column.identity.step} NOORDER`,
        null,
      ]),
  );
  const columns = [
    "table_name",
    "schema_name",
    "column_name",
    "data_type",
    "null?",
    "default",
    "kind",
    "expression",
    "comment",
    "database_name",
    "autoincrement",
    "schema_evolution_record",
  ].map(text);
  return { kind: "show", columns, rows };
}

function readWithin(account: LocalAccount, stream: TokenStream, session: LocalSession): Path {
  const scope = stream.takeOne(["TABLE", "VIEW", "SCHEMA", "DATABASE", "ACCOUNT"] as const);
  if (scope === "ACCOUNT") return [];
  if (scope === "DATABASE")
    return stream.done ? session.resolve([], 2).slice(0, 1) : session.resolve(stream.name(), 1);
  if (scope === "SCHEMA") return session.resolve(stream.done ? [] : stream.name(), 2);
  const path = session.resolve(stream.name(), 3);
  const exists =
    account.catalog.find("TABLE", path) ??
    account.catalog.find("DYNAMIC TABLE", path) ??
    account.catalog.find("VIEW", path) ??
    session.temporary.get(formatPath(path));
  if (exists === undefined) throw notFound("Table", formatPath(path));
  return path;
}

function dataType(type: string, nullable: boolean): string {
  const parsed = columnType(type);
  const { kind, ...size } = parsed;
  return JSON.stringify({
    type: kind.toUpperCase(),
    ...size,
    ...(kind === "text" && "length" in parsed && { byteLength: Math.min(parsed.length * 4, 16_777_216) }),
    nullable,
    fixed: kind === "fixed" ? false : undefined,
  });
}
