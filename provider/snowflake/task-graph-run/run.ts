import { canonicalJson } from "../../../blueprints/names";
import { qualifiedName, quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import type { Bag, Value } from "../../framework";
import { nameParts } from "../names";
import { type Session, StatementFailed } from "../session";
import { isRefusal } from "../task-graph/apply";
import { type LiveTask, liveTasks, members } from "../task-graph/live";
import { grouped, hasFailed, isPending, latest, markKey, type TaskRun, taskRuns } from "./history";
import { type Target, Watch, type Watching } from "./watch";

export interface RunOptions {
  /** Merged over the graph's configuration, at every depth. */
  readonly config?: Bag;
  /** Runs the failed tasks of the last run again instead of all. */
  readonly retryLast?: boolean;
  /** Says whose run it is, so that one that is under way already is followed instead of begun twice. */
  readonly mark?: string;
  /** The mark says all that the run depends on: one that has succeeded meanwhile is taken, too. Default: false. */
  readonly once?: boolean;
  /** Runs that are not taken, whatever their mark, by their groups. Default: none. */
  readonly released?: ReadonlySet<string>;
  readonly timeoutMs: number;
  /** False: the run is begun and not waited for. Default: true. */
  readonly wait?: boolean;
  /** A session to end the run in Snowflake with when waiting for it is cut off. Default: the run goes on. */
  readonly cancelWith?: () => Promise<Session>;
}

export interface GraphRun {
  readonly runId: string;
  readonly state: "SUCCEEDED" | "SKIPPED" | "FAILED";
  readonly runs: readonly TaskRun[];
  readonly scheduled: string;
  readonly durationMs: number;
}

/** The tasks of a graph, by the qualified name of its root. */
export async function graphTasks(session: Session, rootTask: string): Promise<LiveTask[]> {
  const [database = "", schema = "", root = ""] = nameParts(rootTask);
  const live = await liveTasks(session, { database, schema });
  if (!live.has(root))
    throw new Error(`task ${rootTask} does not exist, or the role may not see it: grant MONITOR on it`);
  return members(live, root).flatMap((name) => live.get(name) ?? []);
}

export function runGraph(
  session: Session,
  rootTask: string,
  options: RunOptions & { readonly wait?: true },
  call: Watching,
): Promise<GraphRun>;
export function runGraph(
  session: Session,
  rootTask: string,
  options: RunOptions,
  call: Watching,
): Promise<GraphRun | undefined>;
/** Executes a graph, or follows the run of the same mark that is under way, and waits for its end. */
export async function runGraph(
  session: Session,
  rootTask: string,
  options: RunOptions,
  call: Watching,
): Promise<GraphRun | undefined> {
  const [database = "", schema = "", root = ""] = nameParts(rootTask);
  const graph = await graphTasks(session, rootTask);
  const live = graph.find(({ spec }) => spec.name === root);
  const own = live?.spec;
  await useWarehouse(session, own?.warehouse);
  const earlier = await taskRuns(session, database, schema, options.retryLast === true ? HISTORY_HOURS : 2);
  const target: Target = {
    database,
    schema,
    root,
    rootTask,
    ...mark(options),
    ...(options.retryLast === true ? retried(earlier, root) : {}),
  };
  const adopted = begun(earlier, root, options, live?.createdOn ?? "");
  if (adopted !== undefined) call.log("info", `following run ${adopted}, which an earlier attempt began`);
  else await execute(session, target, own?.config, options, earlier);
  if (options.wait === false) return undefined;
  const others = earlier.filter((run) => run.runGroup !== adopted);
  const watch = new Watch(session, target, graph, others, call);
  try {
    return result(root, await watch.untilEnd(options.timeoutMs));
  } catch (error) {
    if (options.cancelWith !== undefined) await cancel(await options.cancelWith(), target, graph);
    throw error;
  }
}

const mark = ({ mark: given, retryLast }: RunOptions) =>
  given === undefined || retryLast === true ? {} : { mark: given };

/** Snowflake keeps runs for seven days. */
const HISTORY_HOURS = 168;

/** The run that RETRY LAST repeats. */
function retried(runs: readonly TaskRun[], root: string): Pick<Target, "retried"> {
  const group = runs.filter((run) => run.task === root && run.state !== "SCHEDULED").at(-1)?.runGroup;
  if (group === undefined) return {};
  const attempts = runs.filter((run) => run.runGroup === group).map((run) => run.attempt);
  return { retried: { group, attempt: Math.max(...attempts) } };
}

/**
 * The latest run of the mark that has not ended, by its group; or one that has done its work, where the mark says it all
 * and the graph has been there since. One that was skipped has done none.
 */
function begun(
  runs: readonly TaskRun[],
  root: string,
  { mark: wanted, once, released }: RunOptions,
  createdOn: string,
): string | undefined {
  if (wanted === undefined) return undefined;
  const marked = runs.filter((run) => run.mark === wanted && released?.has(run.runGroup) !== true);
  const isDone = (own: readonly TaskRun[]) =>
    own.some((run) => run.task === root && run.state === "SUCCEEDED") &&
    !own.some((run) => hasFailed(run) || isBefore(run.scheduled, createdOn));
  return [...grouped(marked)]
    .map(([group, own]) => [group, [...latest(own).values()]] as const)
    .filter(([, own]) => own.some(isPending) || (once === true && isDone(own)))
    .at(-1)?.[0];
}

function isBefore(moment: string, other: string): boolean {
  return Date.parse(moment) < Date.parse(other);
}

async function execute(
  session: Session,
  target: Target,
  graphConfig: string | undefined,
  options: RunOptions,
  earlier: readonly TaskRun[],
): Promise<void> {
  const { rootTask, database, schema } = target;
  try {
    await session.run(`EXECUTE TASK ${rootTask}${clause(graphConfig, options)}`);
  } catch (error) {
    // No answer: the run may have begun, and a second one would be paid for as well.
    if (isRefusal(error) || target.mark === undefined) throw error;
    const runs = await taskRuns(session, database, schema, 1);
    const known = new Set(earlier.map((run) => run.runGroup));
    if (!runs.some((run) => run.mark === target.mark && !known.has(run.runGroup))) throw error;
  }
}

function clause(graphConfig: string | undefined, options: RunOptions): string {
  if (options.retryLast === true) return " RETRY LAST";
  if (options.config === undefined && options.mark === undefined) return "";
  const base = graphConfig === undefined ? {} : (JSON.parse(graphConfig) as Bag);
  const merged = merge(base, options.config ?? {});
  const marked = options.mark === undefined ? merged : { ...merged, [markKey]: options.mark };
  return ` USING CONFIG = ${quoteString(canonicalJson(marked))}`;
}

/** The second over the first, object by object. Sent whole, it does not matter how deep Snowflake merges. */
export function merge(base: Bag, over: Bag): Bag {
  const result: Record<string, Value> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isBag(before) && isBag(value) ? merge(before, value) : value;
  }
  return result;
}

const isBag = (value: Value): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Ends what is under way. Snowflake cancels by task, so overlapping runs of the same task end, too. */
async function cancel(session: Session, target: Target, graph: readonly LiveTask[]): Promise<void> {
  const { database, schema } = target;
  const names = [target.root, ...graph.map(({ spec }) => spec.name).filter((name) => name !== target.root)];
  await Promise.allSettled(
    names.map((name) => {
      const id = qualifiedName(database, schema, name);
      return session.run(`SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS(${quoteString(id)})`);
    }),
  );
}

/** Reading the history needs a warehouse; the root's is about to be running anyway. */
export async function useWarehouse(session: Session, warehouse: string | undefined): Promise<void> {
  if (warehouse === undefined) return;
  try {
    await session.run(`USE WAREHOUSE ${quoteIdentifier(warehouse)}`);
  } catch (error) {
    // The role may lack USAGE on it and still have a warehouse of its own.
    if (!(error instanceof StatementFailed)) throw error;
  }
}

function result(root: string, runs: readonly TaskRun[]): GraphRun {
  const first = runs.find((run) => run.task === root);
  const scheduled = first?.scheduled ?? "";
  const end = Math.max(...runs.map((run) => Date.parse(run.completed) || 0));
  return {
    runId: first?.runGroup ?? "",
    state: runs.some(hasFailed) ? "FAILED" : first?.state === "SKIPPED" ? "SKIPPED" : "SUCCEEDED",
    runs,
    scheduled,
    durationMs: Math.max(0, end - (Date.parse(scheduled) || end)),
  };
}

/** Why a run failed, task by task. */
export function causes(run: GraphRun): string {
  return run.runs
    .filter(hasFailed)
    .map(({ task, state, error }) => `${task} ${state.toLowerCase()}: ${error === "" ? "no message" : error}`)
    .join("; ");
}
