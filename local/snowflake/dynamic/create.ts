import { jsonText } from "../core/json-text";
import type { Account, TableColumn } from "../core/account";
import type { Json } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import type { TokenStream } from "../ddl/stream";
import { readPlainOptions } from "../catalog/definition";
import type { CreateContext, Definition, ObjectKind } from "../kinds/kind";
import { missing } from "../kinds/values";
import { ddlWork, createStorage } from "../tables/storage-ddl";
import { readColumns } from "../tables/columns";
import { typeText } from "../tables/types";
import { duckString } from "../query/database";
import { LocalSession } from "../session/session";
import { dynamicQuery, fill } from "./compute";
import { CHANGING } from "./definition";

const compilation = (message: string): SnowflakeError =>
  new SnowflakeError("002026", "42601", `SQL compilation error:\n${message}`);

/** Told of rows that were made with the table. */
export type Created = (path: readonly string[], rows: number, startedAt: number, queryId: string) => void;

/** Reads what follows the name in CREATE DYNAMIC TABLE, makes the table's rows and, ON_CREATE, computes them. */
export async function readDynamicTable(
  stream: TokenStream,
  context: CreateContext,
  account: Account,
  kind: ObjectKind,
  created: Created,
): Promise<Definition> {
  const { session, path, owner, access, statement } = context;
  const list = stream.atSymbol("(") ? readColumns(stream).columns : [];
  const cluster = stream.take("CLUSTER BY") ? `LINEAR(${stream.parenthesised()})` : undefined;
  for (const word of ["ROW ACCESS POLICY", "REQUIRE USER", "IMMUTABLE WHERE", "CLONE", "BACKFILL FROM"])
    if (stream.atWords(...word.split(" "))) throw unsupported(`CREATE DYNAMIC TABLE .. ${word}`);
  const options = readPlainOptions(kind, stream);
  stream.take("COPY GRANTS");
  stream.expect("AS");
  const query = stream.rest();
  const { properties } = options;
  for (const option of ["TARGET_LAG", "WAREHOUSE"])
    if (properties[option] === undefined) throw missing("DYNAMIC TABLE", option);
  access.require(session, "USAGE", "WAREHOUSE", [jsonText(properties["WAREHOUSE"])]);
  if (properties["REFRESH_MODE"] === "INCREMENTAL" && CHANGING.test(query))
    throw compilation(
      `Dynamic Tables with REFRESH_MODE = INCREMENTAL do not support the function ${CHANGING.exec(query)?.[1]?.toUpperCase() ?? ""}.`,
    );
  const startedAt = Date.now();
  const onCreate = properties["INITIALIZE"] === "ON_CREATE";
  const made = await account.database.transaction(async (connection) => {
    const zone = session instanceof LocalSession ? jsonText(session.parameter("TIMEZONE")) : "UTC";
    await connection.run(`SET TimeZone = ${duckString(zone)}`);
    const work = ddlWork(connection, session);
    const found = await dynamicQuery(account, { query, path, owner }, work);
    const columns = columnsOf(
      found.columns.map(({ name, type }) => ({ name, type: typeText(type) })),
      list,
    );
    const storage = await createStorage(account, connection, session, path, columns);
    if (onCreate) {
      const rows = await fill(connection, storage, found, columns);
      account.database.onCommit(() => created(path, rows, startedAt, statement.queryId));
    }
    return { columns, storage, reads: [...found.reads] };
  });
  return {
    ...(options.comment === undefined ? {} : { comment: options.comment }),
    properties: {
      ...properties,
      columns: JSON.parse(JSON.stringify(made.columns)) as Json,
      constraints: [],
      storage: made.storage,
      query,
      text: statement.sql,
      TRANSIENT: context.modifiers.has("TRANSIENT"),
      READS: made.reads,
      STATE: "ACTIVE",
      INITIALIZED: onCreate,
      ...(cluster === undefined ? {} : { CLUSTER_BY: cluster }),
    },
    message: `Dynamic table ${path.at(-1) ?? ""} successfully created.`,
  };
}

function columnsOf(
  found: readonly { readonly name: string; readonly type: string }[],
  list: readonly TableColumn[],
): readonly TableColumn[] {
  if (list.length > 0 && list.length !== found.length) throw compilation("Invalid column definition list");
  const columns = found.map((column, index): TableColumn => {
    const given = list[index];
    return {
      nullable: true,
      ...given,
      name: given?.name ?? column.name,
      type: given === undefined || given.type === "" ? column.type : given.type,
    };
  });
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw compilation(`duplicate column name '${twice}'`);
  return columns;
}
