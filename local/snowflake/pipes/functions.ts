import type { Account, SystemFunction, TableFunction } from "../core/account";
import type { CatalogObject, Json, Session } from "../core/cloud";
import { notFound, SnowflakeError } from "../core/errors";
import { fixed, instant, text, type ResultColumn } from "../core/result";
import { formatPath, parseName } from "../ddl/names";
import { literal } from "../movement/sql-text";
import { snowflakeUserArn } from "../stages/identity";
import { pipeDefinition } from "./definition";
import type { PipeIngest } from "./ingest";
import { asText } from "../core/text";

function findPipe(account: Account, session: Session, name: Json | undefined): CatalogObject {
  const path = session.resolve(parseName(asText(name ?? "")), 3);
  const pipe = account.catalog.find("PIPE", path);
  if (pipe === undefined) throw notFound("Pipe", formatPath(path));
  const allowed = ["MONITOR", "OPERATE", "OWNERSHIP"].some((privilege) =>
    account.access.allows(session, privilege, "PIPE", path),
  );
  if (!allowed) account.access.require(session, "MONITOR", "PIPE", path);
  return pipe;
}

/** SYSTEM$ functions about pipes. */
export function pipeSystemFunctions(
  account: Account,
  ingest: PipeIngest,
): ReadonlyMap<string, SystemFunction> {
  const time = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : new Date(at).toISOString();
  return new Map<string, SystemFunction>([
    [
      "SYSTEM$PIPE_STATUS",
      async (args, session) => {
        const pipe = findPipe(account, session, args[0]);
        const state = ingest.stateOf(pipe);
        return JSON.stringify({
          executionState: ingest.executionState(pipe),
          pendingFileCount: (await ingest.pending(pipe)).length,
          lastIngestedTimestamp: time(state.lastIngested),
          lastIngestedFilePath: state.lastFile,
          notificationChannelName: pipeDefinition(pipe).channel,
          numOutstandingMessagesOnChannel: 0,
          lastReceivedMessageTimestamp: time(state.lastReceived),
          lastForwardedMessageTimestamp: time(state.lastForwarded),
          lastPulledFromChannelTimestamp: time(ingest.pulled),
          error: state.error,
        });
      },
    ],
    [
      "SYSTEM$PIPE_FORCE_RESUME",
      async (args, session) => {
        const pipe = findPipe(account, session, args[0]);
        account.access.require(session, "OPERATE", "PIPE", pipe.path);
        await account.catalog.update(pipe.id, {
          properties: { ...pipe.properties, PIPE_EXECUTION_PAUSED: false },
        });
        ingest.wake();
        return "Pipe resumed.";
      },
    ],
    [
      "SYSTEM$GET_AWS_SNS_IAM_POLICY",
      (args) => {
        const topic = args[0];
        if (typeof topic !== "string" || !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(topic))
          throw new SnowflakeError("091042", "22023", `'${asText(topic ?? "")}' is no ARN of an SNS topic.`);
        const statement = {
          Sid: "1",
          Effect: "Allow",
          Principal: { AWS: snowflakeUserArn() },
          Action: ["sns:Subscribe"],
          Resource: [topic],
        };
        return Promise.resolve(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
      },
    ],
  ]);
}

const columns: readonly ResultColumn[] = [
  text("FILE_NAME"),
  text("STAGE_LOCATION"),
  instant("LAST_LOAD_TIME"),
  fixed("ROW_COUNT"),
  fixed("ROW_PARSED"),
  fixed("FILE_SIZE"),
  text("FIRST_ERROR_MESSAGE"),
  fixed("FIRST_ERROR_LINE_NUMBER"),
  fixed("FIRST_ERROR_CHARACTER_POS"),
  text("FIRST_ERROR_COLUMN_NAME"),
  fixed("ERROR_COUNT"),
  fixed("ERROR_LIMIT"),
  text("STATUS"),
  text("TABLE_CATALOG_NAME"),
  text("TABLE_SCHEMA_NAME"),
  text("TABLE_NAME"),
  text("PIPE_CATALOG_NAME"),
  text("PIPE_SCHEMA_NAME"),
  text("PIPE_NAME"),
  instant("PIPE_RECEIVED_TIME"),
];

const STATUS = `CASE status WHEN 'LOADED' THEN 'Loaded' WHEN 'PARTIALLY_LOADED' THEN 'Partially loaded' ELSE 'Load failed' END`;

/** TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => .., START_TIME => ..)) */
export const copyHistory =
  (account: Account): TableFunction =>
  (call, session) => {
    const given = call.named.get("TABLE_NAME") ?? call.positional[0];
    if (typeof given !== "string")
      throw new SnowflakeError("000938", "22023", "COPY_HISTORY needs TABLE_NAME.");
    const path = session.resolve(parseName(given), 3);
    account.access.require(session, "SELECT", "TABLE", path);
    const table = account.catalog.get("TABLE", path);
    const where = [`table_id = ${table.id}`];
    for (const [key, operator] of [
      ["START_TIME", ">="],
      ["END_TIME", "<="],
    ] as const) {
      const at = call.named.get(key);
      if (at !== undefined && at !== null)
        where.push(`"at" ${operator} CAST(${literal(asText(at))} AS TIMESTAMPTZ)`);
    }
    const pipes = account.catalog
      .list("PIPE")
      .map((pipe) => `(${pipe.id}, ${pipe.path.map(literal).join(", ")})`);
    const known = `(VALUES (-1, NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR)${pipes.map((pipe) => `, ${pipe}`).join("")}) AS p(id, catalog, schema, name)`;
    const [database = "", schema = "", name = ""] = table.path;
    const named = columns.map((column) => `"${column.name}"`).join(", ");
    return Promise.resolve({
      columns,
      sql: `SELECT * FROM (SELECT file, stage, "at", loaded, parsed, size, message, line, "character", "column", errors, error_limit, ${STATUS}, ${literal(database)}, ${literal(schema)}, ${literal(name)}, p.catalog, p.schema, p.name, CASE WHEN pipe_id IS NOT NULL THEN "at" END FROM floe.load_history LEFT JOIN ${known} ON p.id = pipe_id WHERE ${where.join(" AND ")}) AS h(${named}) ORDER BY "LAST_LOAD_TIME"`,
    });
  };
