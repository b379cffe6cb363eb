import type { Account, TableFunction, TableFunctionCall } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { type Cell, fixed, instant, text, type ResultColumn } from "../core/result";
import { asText } from "../core/text";
import { parseName } from "../ddl/names";
import { literal } from "../movement/sql-text";
import { taskDefinition } from "./definition";
import { graphOf } from "./graph";
import type { GraphRun } from "./graph-run";
import { findTask } from "./parse";
import type { TaskScheduler } from "./scheduler";
import { taskColumns, taskRow } from "./show";

const historyColumns: readonly ResultColumn[] = [
  ...[
    "QUERY_ID",
    "NAME",
    "DATABASE_NAME",
    "SCHEMA_NAME",
    "QUERY_TEXT",
    "CONDITION_TEXT",
    "STATE",
    "ERROR_CODE",
    "ERROR_MESSAGE",
  ].map(text),
  ...["SCHEDULED_TIME", "QUERY_START_TIME", "NEXT_SCHEDULED_TIME", "COMPLETED_TIME"].map(instant),
  text("ROOT_TASK_ID"),
  fixed("GRAPH_VERSION"),
  fixed("RUN_ID"),
  text("RETURN_VALUE"),
  text("SCHEDULED_FROM"),
  text("INSTANCE_ID"),
  fixed("ATTEMPT_NUMBER"),
  text("CONFIG"),
  text("GRAPH_RUN_GROUP_ID"),
];

const HISTORY = `SELECT query_id, name, database_name, schema_name, query_text, condition_text, state, error_code, error_message, scheduled_time, start_time, CAST(NULL AS TIMESTAMPTZ), completed_time, root_uuid, graph_version, CAST(run_id AS BIGINT), return_value, scheduled_from, CAST(NULL AS VARCHAR), attempt, config, group_id FROM floe.task_history`;

const graphColumns: readonly ResultColumn[] = [
  ...[
    "ROOT_TASK_NAME",
    "DATABASE_NAME",
    "SCHEMA_NAME",
    "STATE",
    "SCHEDULED_FROM",
    "FIRST_ERROR_TASK_NAME",
    "FIRST_ERROR_CODE",
    "FIRST_ERROR_MESSAGE",
  ].map(text),
  ...["SCHEDULED_TIME", "QUERY_START_TIME", "NEXT_SCHEDULED_TIME", "COMPLETED_TIME"].map(instant),
  text("ROOT_TASK_ID"),
  fixed("GRAPH_VERSION"),
  fixed("RUN_ID"),
  fixed("ATTEMPT_NUMBER"),
  text("CONFIG"),
  text("GRAPH_RUN_GROUP_ID"),
];

const GRAPHS = `SELECT min(name) FILTER (WHERE task_uuid = root_uuid), min(database_name), min(schema_name), CASE WHEN bool_or(state = 'EXECUTING') THEN 'EXECUTING' WHEN bool_or(state = 'FAILED') THEN 'FAILED' WHEN bool_or(state = 'CANCELLED') THEN 'CANCELLED' WHEN bool_or(state = 'SKIPPED' AND task_uuid = root_uuid) THEN 'SKIPPED' ELSE 'SUCCEEDED' END AS state, min(scheduled_from), arg_min(name, start_time) FILTER (WHERE state = 'FAILED'), arg_min(error_code, start_time) FILTER (WHERE state = 'FAILED'), arg_min(error_message, start_time) FILTER (WHERE state = 'FAILED'), min(scheduled_time) AS scheduled_time, min(start_time), CAST(NULL AS TIMESTAMPTZ), max(completed_time), root_uuid, min(graph_version), min(CAST(run_id AS BIGINT)), attempt, min(config), group_id FROM floe.task_history GROUP BY root_uuid, group_id, attempt`;

const MOST_ROWS = 10_000;

function limited(call: TableFunctionCall, standard = 100): number {
  const limit = Number(call.named.get("RESULT_LIMIT") ?? standard);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS)
    throw new SnowflakeError("000938", "22023", `RESULT_LIMIT must be within 1 to ${MOST_ROWS}.`);
  return limit;
}

const mayMonitor = (account: Account, session: Session, task: CatalogObject): boolean =>
  ["MONITOR", "OPERATE", "OWNERSHIP"].some((privilege) =>
    account.access.allows(session, privilege, "TASK", task.path),
  );

function currentRow({ graph, groupId, runId, attempt, rootUuid, options, runs }: GraphRun): Cell[] {
  const [database = "", schema = "", root = ""] = graph.root.path;
  const failed = runs.find(({ state }) => state === "FAILED");
  const started = runs.find(({ startTime }) => startTime !== undefined)?.startTime;
  return [
    root,
    database,
    schema,
    "EXECUTING",
    options.scheduledFrom,
    failed?.name ?? null,
    failed?.errorCode ?? null,
    failed?.errorMessage ?? null,
    new Date(options.scheduledTime),
    started === undefined ? null : new Date(started),
    null,
    null,
    rootUuid,
    options.version,
    Number(runId),
    attempt,
    options.config ?? null,
    groupId,
  ];
}

/** Table functions of INFORMATION_SCHEMA about tasks. */
export function taskTableFunctions(
  account: Account,
  scheduler: TaskScheduler,
): ReadonlyMap<string, TableFunction> {
  /** Runs of tasks that the session may see. */
  const visible = (session: Session, column: string): string => {
    const ids = account.catalog
      .list("TASK")
      .filter((task) => mayMonitor(account, session, task))
      .map((task) => literal(taskDefinition(task).uuid));
    return `${column} IN (${ids.length === 0 ? "NULL" : ids.join(", ")})`;
  };
  const name = (call: TableFunctionCall, key: string): string | undefined => {
    const value = call.named.get(key);
    return value === undefined || value === null ? undefined : (parseName(asText(value)).at(-1) ?? "");
  };
  const history: TableFunction = (call, session) => {
    const where = [visible(session, "task_uuid")];
    const task = name(call, "TASK_NAME");
    if (task !== undefined) where.push(`name = ${literal(task)}`);
    if (call.named.get("ERROR_ONLY") === true) where.push("state IN ('FAILED', 'CANCELLED')");
    const root = call.named.get("ROOT_TASK_ID");
    if (typeof root === "string") where.push(`root_uuid = ${literal(root)}`);
    for (const [key, operator] of [
      ["SCHEDULED_TIME_RANGE_START", ">="],
      ["SCHEDULED_TIME_RANGE_END", "<="],
    ] as const) {
      const at = call.named.get(key);
      if (at !== undefined && at !== null)
        where.push(`scheduled_time ${operator} CAST(${literal(asText(at))} AS TIMESTAMPTZ)`);
    }
    const named = historyColumns.map((column) => `"${column.name}"`).join(", ");
    return Promise.resolve({
      columns: historyColumns,
      sql: `SELECT * FROM (${HISTORY} WHERE ${where.join(" AND ")}) AS h(${named}) ORDER BY "SCHEDULED_TIME" DESC, "QUERY_START_TIME" DESC LIMIT ${limited(call)}`,
    });
  };
  /** Runs under way, from their beginning on: their first row of history may not be written yet. */
  const current: TableFunction = (call, session) => {
    const root = name(call, "ROOT_TASK_NAME");
    const found = scheduler
      .runsUnderWay()
      .filter(({ graph }) => mayMonitor(account, session, graph.root))
      .filter(({ graph }) => root === undefined || graph.root.path.at(-1) === root)
      .sort((a, b) => b.options.scheduledTime - a.options.scheduledTime);
    return Promise.resolve({
      columns: graphColumns,
      rows: found.slice(0, limited(call, 1000)).map(currentRow),
    });
  };
  const complete: TableFunction = (call, session) => {
    const root = name(call, "ROOT_TASK_NAME");
    const named = graphColumns.map((column) => `"${column.name}"`).join(", ");
    const running = scheduler.runsUnderWay().map((run) => literal(`${run.groupId} ${run.attempt}`));
    const where = [
      visible(session, `"ROOT_TASK_ID"`),
      `"GRAPH_RUN_GROUP_ID" || ' ' || "ATTEMPT_NUMBER" NOT IN (${["''", ...running].join(", ")})`,
    ];
    if (root !== undefined) where.push(`"ROOT_TASK_NAME" = ${literal(root)}`);
    if (call.named.get("ERROR_ONLY") === true) where.push(`"STATE" IN ('FAILED', 'CANCELLED')`);
    return Promise.resolve({
      columns: graphColumns,
      sql: `SELECT * FROM (${GRAPHS}) AS g(${named}) WHERE ${where.join(" AND ")} ORDER BY "SCHEDULED_TIME" DESC LIMIT ${limited(call, 1000)}`,
    });
  };
  const dependents: TableFunction = (call, session) => {
    const given = call.named.get("TASK_NAME") ?? call.positional[0];
    const root = findTask(account.catalog, session.resolve(parseName(asText(given)), 3));
    const recursive = call.named.get("RECURSIVE") !== false;
    const { tasks } = graphOf(account.catalog, root);
    const shown = recursive
      ? tasks
      : tasks.filter((task) => task.id === root.id || taskDefinition(task).predecessors.includes(root.id));
    const columns = taskColumns.map((column) => ({ ...column, name: column.name.toUpperCase() }));
    return Promise.resolve({ columns, rows: shown.map((task) => taskRow(account.catalog, task)) });
  };
  return new Map([
    ["TASK_HISTORY", history],
    ["CURRENT_TASK_GRAPHS", current],
    ["COMPLETE_TASK_GRAPHS", complete],
    ["TASK_DEPENDENTS", dependents],
  ]);
}
