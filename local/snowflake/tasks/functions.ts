import type { Account, SystemFunction } from "../core/account";
import type { CatalogObject, Json, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { formatPath, parseName } from "../ddl/names";
import { graphOf } from "./graph";
import type { TaskContext } from "./graph-run";
import type { TaskHistory } from "./history";
import { findTask } from "./parse";
import type { TaskScheduler } from "./scheduler";
import { asText } from "../core/text";

const outside = (name: string): SnowflakeError =>
  new SnowflakeError("091095", "0A000", `Function ${name} can only be used in a task's run.`);

const argument = (args: readonly Json[], index: number): string | undefined => {
  const value = args[index];
  return value === undefined || value === null ? undefined : asText(value);
};

/** SYSTEM$ functions about tasks. */
export function taskSystemFunctions(
  account: Account,
  scheduler: TaskScheduler,
  history: TaskHistory,
): ReadonlyMap<string, SystemFunction> {
  const context = (session: Session, name: string): TaskContext => {
    const found = scheduler.contexts.get(session.id);
    if (found === undefined) throw outside(name);
    return found;
  };
  return new Map<string, SystemFunction>([
    [
      "SYSTEM$SET_RETURN_VALUE",
      (args, session) => {
        const { run } = context(session, "SYSTEM$SET_RETURN_VALUE");
        const value = argument(args, 0) ?? "";
        if (Buffer.byteLength(value) > 10_000)
          throw new SnowflakeError("091096", "22023", "The return value of a task may have at most 10 kB.");
        run.returnValue = value;
        return Promise.resolve("Task return value set successfully.");
      },
    ],
    [
      "SYSTEM$GET_PREDECESSOR_RETURN_VALUE",
      (args, session) =>
        Promise.resolve(
          predecessorValue(context(session, "SYSTEM$GET_PREDECESSOR_RETURN_VALUE"), argument(args, 0)),
        ),
    ],
    [
      "SYSTEM$GET_TASK_GRAPH_CONFIG",
      (args, session) =>
        Promise.resolve(
          configValue(context(session, "SYSTEM$GET_TASK_GRAPH_CONFIG").graph.config, argument(args, 0)),
        ),
    ],
    [
      "SYSTEM$TASK_RUNTIME_INFO",
      (args, session) =>
        runtimeInfo(context(session, "SYSTEM$TASK_RUNTIME_INFO"), argument(args, 0) ?? "", history),
    ],
    [
      "SYSTEM$CURRENT_USER_TASK_NAME",
      (_args, session) =>
        Promise.resolve(formatPath(context(session, "SYSTEM$CURRENT_USER_TASK_NAME").task.path)),
    ],
    [
      "SYSTEM$TASK_DEPENDENTS_ENABLE",
      async (args, session) => {
        const root = findTask(account.catalog, session.resolve(parseName(argument(args, 0) ?? ""), 3));
        const graph = graphOf(account.catalog, root);
        const order = [
          ...graph.tasks.slice(1),
          ...(graph.finalizer === undefined ? [] : [graph.finalizer]),
          root,
        ];
        for (const task of order) await account.query.run(`ALTER TASK ${quoted(task)} RESUME`, session);
        return `Tasks dependent on ${formatPath(root.path)} were enabled.`;
      },
    ],
    [
      "SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS",
      (args, session) => {
        const task = findTask(account.catalog, session.resolve(parseName(argument(args, 0) ?? ""), 3));
        account.access.require(session, "OPERATE", "TASK", task.path);
        const runs = [...(scheduler.active.get(task.id) ?? [])];
        for (const run of runs) run.cancel();
        return Promise.resolve(`${runs.length} ongoing execution(s) of ${formatPath(task.path)} cancelled.`);
      },
    ],
  ]);
}

const quoted = (task: CatalogObject): string =>
  task.path.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");

function predecessorValue({ graph, task }: TaskContext, name: string | undefined): Json {
  const parents = graph.predecessorsOf(task);
  if (name === undefined) {
    const [only] = parents;
    if (only === undefined || parents.length > 1)
      throw new SnowflakeError(
        "091097",
        "22023",
        "SYSTEM$GET_PREDECESSOR_RETURN_VALUE needs the predecessor's name: the task does not have exactly one.",
      );
    return graph.returnValue(only.path.at(-1) ?? "") ?? null;
  }
  const wanted = parseName(name).at(-1) ?? name;
  const parent = parents.find(
    (candidate) => candidate.path.at(-1) === wanted || candidate.path.at(-1) === name,
  );
  if (parent === undefined)
    throw new SnowflakeError(
      "091098",
      "22023",
      `Task ${formatPath(task.path)} has no predecessor named ${name}.`,
    );
  return graph.returnValue(parent.path.at(-1) ?? "") ?? null;
}

function configValue(config: string | undefined, path: string | undefined): Json {
  if (config === undefined) return null;
  if (path === undefined || path === "") return config;
  let value = JSON.parse(config) as Json | undefined;
  for (const key of path.split("."))
    value =
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, Json>>)[key]
        : undefined;
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function runtimeInfo(
  { graph, run, task }: TaskContext,
  name: string,
  history: TaskHistory,
): Promise<Json> {
  const time = (at: number | undefined): string | null =>
    at === undefined ? null : new Date(at).toISOString().replace("T", " ").replace("Z", " +0000");
  switch (name.toUpperCase()) {
    case "CURRENT_ROOT_TASK_NAME":
      return formatPath(graph.graph.root.path);
    case "CURRENT_ROOT_TASK_UUID":
      return run.rootUuid;
    case "CURRENT_TASK_NAME":
      return formatPath(task.path);
    case "CURRENT_TASK_GRAPH_RUN_GROUP_ID":
      return run.groupId;
    case "CURRENT_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP":
      return time(run.scheduledTime);
    case "LAST_SUCCESSFUL_TASK_GRAPH_RUN_GROUP_ID":
      return (await history.lastSuccess(run.rootUuid))?.groupId ?? null;
    case "LAST_SUCCESSFUL_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP":
      return time((await history.lastSuccess(run.rootUuid))?.scheduledTime);
    default:
      throw new SnowflakeError("091099", "22023", `Invalid argument '${name}' of SYSTEM$TASK_RUNTIME_INFO.`);
  }
}
