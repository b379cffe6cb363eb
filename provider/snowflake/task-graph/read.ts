import { type Bag, bag, flag, text, type Value } from "../../framework";
import { cell, type Session } from "../session";
import { type LiveTask, withParameters } from "./live";
import { type Graph, graphOf, overlapOf, serverlessKeys, type TaskSpec } from "./model";
import { isProxy, seenThrough } from "../../../blueprints/snowflake/task-graph/proxies";
import { isEmpty, taskInputs, tidy } from "./read-task";

type Home = Pick<Graph, "database" | "schema" | "root">;

/** What the graph says for every task that does not say it itself. */
const inherited = [...serverlessKeys, "executeAsUser", "logLevel"] as const;

/**
 * Inputs that describe the live graph. What means the same as the inputs the engine holds keeps their words, so that
 * only real drift shows; `held` is undefined on import.
 */
export async function readInputs(
  session: Session,
  home: Home,
  live: readonly LiveTask[],
  held: Bag | undefined,
): Promise<Bag> {
  const declared = new Map(
    (held === undefined ? [] : graphOf(held, false).tasks).map((task) => [task.name, task]),
  );
  const proxies = held === undefined || held.proxies === true ? proxiesOf(live) : new Map<string, string[]>();
  const specs: TaskSpec[] = [];
  for (const { spec } of live) {
    if (proxies.has(spec.name)) continue;
    const whole = await complete(session, home, spec, declared.get(spec.name), held);
    specs.push({ ...whole, after: seenThrough(whole.after, proxies) });
  }
  const root = specs.find((spec) => spec.root);
  const owner = live.find(({ spec }) => spec.root)?.owner;
  const wide = graphInputs(root, declared.get(home.root), held);
  const tasks: Record<string, Value> = {};
  let finalizer: Value;
  for (const spec of specs) {
    const isFinalizer = spec.finalizes !== undefined;
    const before = bag(isFinalizer ? held?.finalizer : bag(held?.tasks)[spec.name]);
    const found = taskInputs(spec, declared.get(spec.name), before, wide);
    if (!isFinalizer) tasks[spec.name] = found;
    // A suspended finalizer never runs, which is as good as none.
    else if (spec.started) {
      const childOnly = ["after", "when", "schedule", "started"];
      const said = Object.entries(found).filter(([key]) => !childOnly.includes(key));
      finalizer = { name: spec.name, ...Object.fromEntries(said) };
    }
  }
  return tidy({
    ...held,
    database: home.database,
    schema: home.schema,
    role: held === undefined ? await stated(session, owner) : held.role === undefined ? undefined : owner,
    ...wide,
    proxies: held === undefined ? proxies.size > 0 || undefined : held.proxies,
    tasks,
    finalizer,
  });
}

/** On import: the role that owns the graph, unless the connection has it anyway and nobody need say it. */
async function stated(session: Session, owner: string | undefined): Promise<string | undefined> {
  const [row] = await session.run("SELECT CURRENT_ROLE() AS ROLE");
  return row !== undefined && cell(row, "ROLE") === owner ? undefined : owner;
}

function proxiesOf(live: readonly LiveTask[]): Map<string, string[]> {
  return new Map(live.filter(({ spec }) => isProxy(spec)).map(({ spec }) => [spec.name, [...spec.after]]));
}

/**
 * The task with its parameters, which cost a statement each: read on import, of the root, and of tasks that declare
 * some. Of the others what is declared is taken for granted.
 */
async function complete(
  session: Session,
  home: Home,
  spec: TaskSpec,
  declared: TaskSpec | undefined,
  held: Bag | undefined,
): Promise<TaskSpec> {
  const before = bag(declared?.finalizes === undefined ? bag(held?.tasks)[spec.name] : held?.finalizer);
  const own = ["timeoutMs", "sessionParameters", "serverlessSize", "serverlessMinSize", "serverlessMaxSize"];
  const asked = [...own, "logLevel"].some((key) => !isEmpty(before[key]));
  if (held === undefined || spec.root || asked) {
    const read = await withParameters(session, home, spec);
    const { LOG_LEVEL } = declared?.sessionParameters ?? {};
    if (LOG_LEVEL === undefined || read.logLevel === undefined) return read;
    const { logLevel, ...rest } = read;
    return { ...rest, sessionParameters: { ...rest.sessionParameters, LOG_LEVEL: logLevel } };
  }
  if (declared === undefined) return spec;
  const { timeoutMs, sessionParameters, logLevel } = declared;
  const { serverlessSize, serverlessMinSize, serverlessMaxSize } = declared;
  const sizes = spec.warehouse === undefined ? { serverlessSize, serverlessMinSize, serverlessMaxSize } : {};
  return { ...spec, timeoutMs, sessionParameters, logLevel, ...sizes };
}

/** The held value when the live one equals what it declares, else the live one. */
function pick(live: Value, declared: Value, held: Value): Value {
  return JSON.stringify(live) === JSON.stringify(declared) ? held : live;
}

/** What the graph as a whole says, read off its root. */
function graphInputs(root: TaskSpec | undefined, declared: TaskSpec | undefined, held: Bag | undefined): Bag {
  const of = (key: keyof TaskSpec, name: string = key) => {
    const live = root?.[key];
    const said = declared?.[key];
    return pick(live, said, held?.[name]);
  };
  const rootTask = declared === undefined ? {} : bag(bag(held?.tasks)[declared.name]);
  return {
    warehouse: held === undefined ? root?.warehouse : text(held.warehouse),
    // A root with a word of its own does not speak for the graph.
    ...Object.fromEntries(inherited.map((key) => [key, rootTask[key] === undefined ? of(key) : held?.[key]])),
    config: root?.config === declared?.config ? held?.config : parsed(root?.config),
    suspendAfterFailures: of("suspendAfterFailures"),
    retries: of("retries"),
    minimumTriggerIntervalSeconds: of("minimumTriggerIntervalSeconds"),
    errorIntegration: of("errorIntegration"),
    successIntegration: of("successIntegration"),
    ...overlapInputs(root?.overlap, held),
    started: root?.started ?? false,
  };
}

function overlapInputs(live: string | undefined, held: Bag | undefined): Bag {
  if (held !== undefined && overlapOf(held) === live) {
    return { overlapPolicy: held.overlapPolicy, allowOverlap: flag(held.allowOverlap) ?? false };
  }
  const childOnly = live === undefined || live === "ALLOW_CHILD_OVERLAP";
  if (childOnly && held?.overlapPolicy === undefined)
    return { overlapPolicy: undefined, allowOverlap: live !== undefined };
  return { overlapPolicy: live ?? "NO_OVERLAP", allowOverlap: flag(held?.allowOverlap) ?? false };
}

function parsed(json: string | undefined): Value {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as Bag;
  } catch {
    return json;
  }
}
