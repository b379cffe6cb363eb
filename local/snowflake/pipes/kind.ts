import type { Account } from "../core/account";
import type { CatalogObject, Path, Session } from "../core/cloud";
import { notFound, SnowflakeError } from "../core/errors";
import { text, type Cell, type ResultColumn, instant } from "../core/result";
import { optionTable, readPlainOptions } from "../catalog/definition";
import { formatPath } from "../ddl/names";
import { readOptions } from "../ddl/options";
import { TokenStream } from "../ddl/stream";
import { boolean, identifier, string } from "../ddl/types";
import type { AlterContext, Change, CreateContext, Definition, ObjectKind } from "../kinds/kind";
import { loadOptions } from "../movement/copy-options";
import { parseCopy, type LoadStatement } from "../movement/copy-statement";
import { stageDefinition } from "../stages/definition";
import { pipeDefinition } from "./definition";
import type { PipeIngest } from "./ingest";
import type { PipeQueue } from "./queue";

const columns: readonly ResultColumn[] = [
  instant("created_on"),
  ...[
    "name",
    "database_name",
    "schema_name",
    "definition",
    "owner",
    "notification_channel",
    "comment",
    "integration",
  ].map(text),
  ...["pattern", "error_integration", "owner_role_type", "invalid_reason", "kind"].map(text),
];

/** The COPY INTO <table> statement of a pipe. */
export function pipeStatement(sql: string): LoadStatement {
  const copy = parseCopy(new TokenStream(sql));
  if (copy.kind !== "load")
    throw new SnowflakeError(
      "002144",
      "42601",
      "SQL compilation error:\nA pipe's statement must be COPY INTO <table>.",
    );
  for (const option of ["FILES", "FORCE", "PURGE", "VALIDATION_MODE", "SIZE_LIMIT"])
    if (copy.options.has(option))
      throw new SnowflakeError(
        "001420",
        "22023",
        `SQL compilation error:\ninvalid property '${option}' for 'PIPE'`,
      );
  loadOptions(copy.options, { kind: "continue" });
  return copy;
}

/** The stage and table of a statement, which the session must be allowed to use. */
function parties(
  statement: LoadStatement,
  account: Account,
  session: Session,
): { stage: CatalogObject; table: CatalogObject } {
  if (statement.source.kind !== "named")
    throw new SnowflakeError("002144", "42601", "SQL compilation error:\nA pipe needs a named stage.");
  const find = (kind: string, title: string, name: readonly string[]): CatalogObject => {
    const path: Path = session.resolve(name, 3);
    const object = account.catalog.find(kind, path);
    if (object === undefined) throw notFound(title, formatPath(path));
    return object;
  };
  const stage = find("STAGE", "Stage", statement.source.name);
  const table = find("TABLE", "Table", statement.table);
  account.access.require(
    session,
    stageDefinition(stage).url === undefined ? "READ" : "USAGE",
    "STAGE",
    stage.path,
  );
  for (const privilege of ["SELECT", "INSERT"])
    account.access.require(session, privilege, "TABLE", table.path);
  return { stage, table };
}

export interface PipeServices {
  readonly account: () => Account;
  readonly queue: () => PipeQueue;
  readonly ingest: () => PipeIngest;
}

/** A pipe: COPY INTO <table> for each new file of a stage. */
export function pipeKind(services: PipeServices): ObjectKind {
  const kind: ObjectKind = {
    name: "PIPE",
    plural: "PIPES",
    scope: "schema",
    privileges: ["MONITOR", "OPERATE"],
    rename: false,
    options: {
      AUTO_INGEST: boolean,
      AWS_SNS_TOPIC: string,
      INTEGRATION: identifier,
      ERROR_INTEGRATION: identifier,
      PIPE_EXECUTION_PAUSED: boolean,
    },
    fixedOptions: ["AUTO_INGEST", "AWS_SNS_TOPIC", "INTEGRATION"],
    alterPrivileges: () => ["OPERATE"],
    parseCreate: (stream, context) => create(stream, context, services, kind),
    parseAlter: (stream, context) => refresh(stream, context, services),
    async onCreate(pipe) {
      const definition = pipeDefinition(pipe);
      if (!definition.autoIngest) return;
      await services.queue().open();
      if (definition.topicArn !== undefined) await services.queue().subscribe(definition.topicArn);
      services.ingest().wake();
    },
    onAlter() {
      services.ingest().wake();
      return Promise.resolve();
    },
    show: { columns, row: (pipe) => row(pipe, services.account()) },
    describe: { columns, rows: (pipe) => [row(pipe, services.account())] },
  };
  return kind;
}

async function create(
  stream: TokenStream,
  { session }: CreateContext,
  services: PipeServices,
  kind: ObjectKind,
): Promise<Definition> {
  const { properties, comment } = readPlainOptions({ ...kind, options: optionTable(kind) }, stream);
  stream.expect("AS");
  const sql = stream.rest().trim();
  const statement = pipeStatement(sql);
  const { stage, table } = parties(statement, services.account(), session);
  const auto = properties["AUTO_INGEST"] === true;
  const external = stageDefinition(stage).url !== undefined;
  if (auto && !external)
    throw new SnowflakeError(
      "091025",
      "0A000",
      "SQL compilation error:\nAUTO_INGEST = TRUE needs an external stage.",
    );
  if (!auto && properties["AWS_SNS_TOPIC"] !== undefined)
    throw new SnowflakeError(
      "091026",
      "0A000",
      "SQL compilation error:\nAWS_SNS_TOPIC needs AUTO_INGEST = TRUE.",
    );
  return {
    ...(comment === undefined ? {} : { comment }),
    properties: {
      ...properties,
      DEFINITION: sql,
      STAGE_ID: stage.id,
      TABLE_ID: table.id,
      ...(auto ? { NOTIFICATION_CHANNEL: await services.queue().arn() } : {}),
    },
  };
}

/** ALTER PIPE .. REFRESH [PREFIX = ..] [MODIFIED_AFTER = ..] */
async function refresh(
  stream: TokenStream,
  { object }: AlterContext,
  services: PipeServices,
): Promise<Change | undefined> {
  if (!stream.take("REFRESH")) return undefined;
  const options = readOptions(stream);
  const after = options.get("MODIFIED_AFTER")?.text;
  const since = after === undefined ? undefined : Date.parse(after);
  if (since !== undefined && Number.isNaN(since))
    throw new SnowflakeError("001007", "22007", `Timestamp '${after ?? ""}' is not recognized`);
  const files = await services.ingest().refresh(object, options.get("PREFIX")?.text ?? "", since);
  return { rows: { columns: [text("File"), text("Status")], rows: files.map((file) => [file, "SENT"]) } };
}

function row(pipe: CatalogObject, account: Account): readonly Cell[] {
  const definition = pipeDefinition(pipe);
  const [database = "", schema = "", name = ""] = pipe.path;
  const pattern = pipeStatement(definition.sql).options.get("PATTERN")?.text ?? null;
  const invalid = [definition.stageId, definition.tableId].some(
    (id) => account.catalog.byId(id) === undefined,
  );
  return [
    new Date(pipe.createdOn),
    name,
    database,
    schema,
    definition.sql,
    pipe.owner,
    definition.channel ?? null,
    pipe.comment,
    null,
    pattern,
    null,
    "ROLE",
    invalid ? "The pipe's stage or table was dropped or replaced" : null,
    "STAGE",
  ];
}
