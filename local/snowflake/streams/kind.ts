import type { Account } from "../core/account";
import type { CatalogObject, Path } from "../core/cloud";
import { notFound, SnowflakeError, unsupported } from "../core/errors";
import { instant, text, type Cell, type ResultColumn } from "../core/result";
import { boolean } from "../ddl/types";
import { formatPath, parseName } from "../ddl/names";
import { atOption, parseOptions } from "../ddl/options";
import type { TokenStream } from "../ddl/stream";
import type { CreateContext, Definition, ObjectKind, ShowContext } from "../kinds/kind";
import type { History } from "./history";
import { createLog, createLogSchema, dropLog, LOG_SCHEMA, streamLog } from "./log";
import { streamDefinition } from "./definition";
import { isStale, type Staleness } from "./staleness";

const columns: readonly ResultColumn[] = [
  instant("created_on"),
  text("name"),
  text("database_name"),
  text("schema_name"),
  text("owner"),
  text("comment"),
  text("table_name"),
  text("source_type"),
  text("base_tables"),
  text("type"),
  text("stale"),
  text("mode"),
  instant("stale_after"),
  text("invalid_reason"),
  text("owner_role_type"),
];

const options = { APPEND_ONLY: boolean, INSERT_ONLY: boolean, SHOW_INITIAL_ROWS: boolean };

function parseCreate(stream: TokenStream, { session, catalog, access }: CreateContext): Definition {
  if (stream.take("COPY GRANTS")) throw unsupported("CREATE STREAM .. COPY GRANTS");
  stream.expect("ON");
  for (const source of ["VIEW", "STAGE", "EXTERNAL TABLE", "EVENT TABLE"])
    if (stream.atWords(...source.split(" "))) throw unsupported(`CREATE STREAM .. ON ${source}`);
  const kind = stream.take("DYNAMIC TABLE") ? "DYNAMIC TABLE" : "TABLE";
  if (kind === "TABLE") stream.expect("TABLE");
  const path: Path = session.resolve(stream.name(), 3);
  const table = catalog.find(kind, path);
  if (table === undefined) throw notFound(kind === "TABLE" ? "Table" : "Dynamic table", formatPath(path));
  access.require(session, "SELECT", kind, path);
  if (stream.atWords("AT") || stream.atWords("BEFORE"))
    throw unsupported("CREATE STREAM .. AT | BEFORE (time travel)");
  let comment = "";
  const values: Record<string, unknown> = {};
  while (atOption(stream)) {
    if (stream.take("COMMENT")) {
      stream.expectSymbol("=");
      comment = stream.string();
    } else
      Object.assign(values, parseOptions(stream, { ...options, COMMENT: (value) => value.text }, "STREAM"));
  }
  if (typeof values["COMMENT"] === "string") comment = values["COMMENT"];
  if (kind !== "TABLE" && values["APPEND_ONLY"] === true)
    throw new SnowflakeError(
      "002203",
      "42601",
      "SQL compilation error:\nAppend-only streams on dynamic tables are not supported.",
    );
  if (values["INSERT_ONLY"] === true)
    throw new SnowflakeError(
      "001420",
      "22023",
      "SQL compilation error:\ninvalid property 'INSERT_ONLY' for 'STREAM' on a table",
    );
  return {
    comment,
    properties: {
      TABLE_ID: table.id,
      TABLE_NAME: formatPath(path),
      MODE: values["APPEND_ONLY"] === true ? "APPEND_ONLY" : "DEFAULT",
      SHOW_INITIAL_ROWS: values["SHOW_INITIAL_ROWS"] === true,
    },
  };
}

/** A stream over a table: a log of its changes, and an offset that consuming DML advances. */
export function streamKind(
  account: () => Account,
  staleness: () => Staleness,
  history: () => History,
): ObjectKind {
  const tableOf = (stream: CatalogObject): CatalogObject | undefined =>
    account().catalog.byId(streamDefinition(stream).tableId);
  const row = (stream: CatalogObject, _context: ShowContext): readonly Cell[] => {
    const [database = "", schema = "", name = ""] = stream.path;
    const table = tableOf(stream);
    const tableName = table === undefined ? streamDefinition(stream).tableName : formatPath(table.path);
    return [
      new Date(stream.createdOn),
      name,
      database,
      schema,
      stream.owner,
      stream.comment,
      tableName,
      table?.kind === "DYNAMIC TABLE" ? "Dynamic Table" : "Table",
      tableName,
      "DELTA",
      String(isStale(stream, table, staleness())),
      streamDefinition(stream).mode,
      new Date(staleness().staleAfter(stream, table)),
      table === undefined ? `Base table '${parseName(tableName).at(-1) ?? ""}' dropped` : "N/A",
      "ROLE",
    ];
  };
  return {
    name: "STREAM",
    plural: "STREAMS",
    scope: "schema",
    privileges: ["SELECT"],
    parseCreate,
    rename: false,
    async onCreate(stream, { run }) {
      const table = tableOf(stream);
      if (table === undefined) throw notFound("Table", streamDefinition(stream).tableName);
      const { mode, showInitialRows } = streamDefinition(stream);
      await createLogSchema(run);
      await createLog(run, streamLog(stream.id), table, showInitialRows);
      if (mode === "DEFAULT") await history().ensure(run, table);
    },
    async onDrop(stream, { run }) {
      await dropLog(run, streamLog(stream.id));
      await run(`DELETE FROM ${LOG_SCHEMA}.offsets WHERE stream_id = ${stream.id}`);
    },
    show: { columns, row },
    describe: { columns, rows: (stream, context) => [row(stream, context)] },
  };
}
