import { type Bag, bag, text, type Value } from "../../framework";
import type { Session } from "../session";
import { type LiveTask, withParameters } from "./live";
import { type Graph, graphOf, type TaskSpec } from "./model";

/**
 * Inputs that describe the live graph. What means the same as the inputs the engine holds keeps their words, so that
 * only real drift shows; `held` is undefined on import.
 */
export async function readInputs(
  session: Session,
  home: Pick<Graph, "database" | "schema" | "root">,
  live: readonly LiveTask[],
  held: Bag | undefined,
): Promise<Bag> {
  const declared = new Map((held === undefined ? [] : graphOf(held).tasks).map((task) => [task.name, task]));
  const specs: TaskSpec[] = [];
  for (const { spec } of live) {
    const expected = declared.get(spec.name);
    specs.push(
      held === undefined || spec.root || hasParameters(expected)
        ? await withParameters(session, home, spec)
        : spec,
    );
  }
  const root = specs.find((spec) => spec.root);
  const owner = live.find(({ spec }) => spec.root)?.owner;
  const graphWarehouse = held === undefined ? root?.warehouse : text(held.warehouse);
  const tasks: Record<string, Value> = {};
  let finalizer: Value;
  for (const spec of specs) {
    const heldTask = held === undefined ? undefined : bag(held.tasks)[spec.name];
    if (spec.finalizes === undefined)
      tasks[spec.name] = taskInputs(spec, declared.get(spec.name), heldTask, graphWarehouse);
    else finalizer = finalizerInputs(spec, declared.get(spec.name), held?.finalizer, graphWarehouse);
  }
  return tidy({
    ...held,
    database: home.database,
    schema: home.schema,
    role: held !== undefined && held.role === undefined ? undefined : owner,
    warehouse: graphWarehouse,
    serverlessSize: pick(
      root?.warehouse === undefined ? root?.serverlessSize : undefined,
      declared.get(home.root)?.serverlessSize,
      held?.serverlessSize,
    ),
    ...rootInputs(root, declared.get(home.root), held),
    tasks,
    finalizer,
  });
}

function hasParameters(spec: TaskSpec | undefined): boolean {
  return (
    spec !== undefined && (spec.timeoutMs !== undefined || Object.keys(spec.sessionParameters).length > 0)
  );
}

/** The held value when the live one equals what it declares, else the live one. */
function pick(live: Value, declared: Value, held: Value): Value {
  return JSON.stringify(live) === JSON.stringify(declared) ? held : live;
}

function rootInputs(root: TaskSpec | undefined, declared: TaskSpec | undefined, held: Bag | undefined): Bag {
  const field = (
    key: "suspendAfterFailures" | "retries" | "minimumTriggerIntervalSeconds" | "errorIntegration",
  ) => pick(root?.[key], declared?.[key], held?.[key]);
  return {
    config:
      pick(canonical(root?.config), canonical(declared?.config), held?.config) === held?.config
        ? held?.config
        : canonical(root?.config),
    suspendAfterFailures: field("suspendAfterFailures"),
    retries: field("retries"),
    minimumTriggerIntervalSeconds: field("minimumTriggerIntervalSeconds"),
    errorIntegration: field("errorIntegration"),
    allowOverlap: root?.allowOverlap ?? false,
    started: root?.started ?? false,
  };
}

/** The configuration as a value with its keys in one order. */
function canonical(json: string | undefined): Value {
  if (json === undefined) return undefined;
  try {
    const value = JSON.parse(json) as Bag;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return json;
  }
}

function taskInputs(
  live: TaskSpec,
  declared: TaskSpec | undefined,
  held: Value,
  graphWarehouse: string | undefined,
): Value {
  const before = bag(held);
  const same = (key: keyof TaskSpec) =>
    declared !== undefined && JSON.stringify(live[key]) === JSON.stringify(declared[key]);
  const keep = (key: "sql" | "when" | "schedule" | "comment" | "timeoutMs") =>
    same(key) ? before[key] : live[key];
  return tidy({
    sql: keep("sql"),
    after: same("after") ? before.after : live.after.length === 0 ? undefined : live.after,
    when: keep("when"),
    schedule: keep("schedule"),
    comment: keep("comment"),
    timeoutMs: keep("timeoutMs"),
    sessionParameters: same("sessionParameters") ? before.sessionParameters : live.sessionParameters,
    warehouse: same("warehouse")
      ? before.warehouse
      : live.warehouse === graphWarehouse
        ? undefined
        : live.warehouse,
    // The root's state is the graph's.
    started: live.root ? (before.started ?? true) : live.started,
  });
}

function finalizerInputs(
  live: TaskSpec,
  declared: TaskSpec | undefined,
  held: Value,
  graphWarehouse: string | undefined,
): Value {
  const { sql, warehouse, comment, timeoutMs } = bag(taskInputs(live, declared, held, graphWarehouse));
  return tidy({ name: live.name, sql, warehouse, comment, timeoutMs });
}

function tidy(value: Bag): Bag {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item)));
}

function isEmpty(value: Value): boolean {
  return (
    value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0)
  );
}
