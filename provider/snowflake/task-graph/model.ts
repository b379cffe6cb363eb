import { qualifiedName } from "../../../blueprints/snowflake";
import { type Bag, bag, flag, number, text, textOf, texts, type Value } from "../../framework";

/** One task as it should be. Equal specs need no statement. */
export interface TaskSpec {
  readonly name: string;
  readonly sql: string;
  readonly after: readonly string[];
  readonly when?: string;
  readonly schedule?: string;
  readonly warehouse?: string;
  readonly serverlessSize?: string;
  readonly comment?: string;
  readonly timeoutMs?: number;
  readonly sessionParameters: Readonly<Record<string, string | number | boolean>>;
  readonly started: boolean;
  readonly root: boolean;
  /** The root this task finalizes. */
  readonly finalizes?: string;
  readonly config?: string;
  readonly suspendAfterFailures?: number;
  readonly retries?: number;
  readonly minimumTriggerIntervalSeconds?: number;
  readonly allowOverlap: boolean;
  readonly errorIntegration?: string;
}

/** A whole graph: its tasks in an order in which each comes after its predecessors, the finalizer last. */
export interface Graph {
  readonly database: string;
  readonly schema: string;
  readonly root: string;
  readonly tasks: readonly TaskSpec[];
}

export function idOf(graph: Pick<Graph, "database" | "schema">, name: string): string {
  return qualifiedName(graph.database, graph.schema, name);
}

/** The name of the only task without predecessors, or undefined when there is not exactly one. */
export function rootOf(tasks: Bag): string | undefined {
  const roots = Object.keys(tasks).filter((name) => texts(bag(tasks[name]).after).length === 0);
  return roots.length === 1 ? roots[0] : undefined;
}

/** The graph the inputs declare. The inputs have passed check. */
export function graphOf(inputs: Bag): Graph {
  const tasks = bag(inputs.tasks);
  const root = rootOf(tasks) ?? "";
  const ordered = topological(tasks).map((name) => taskOf(inputs, name, bag(tasks[name]), name === root));
  const finalizer = inputs.finalizer === undefined ? [] : [finalizerOf(inputs, bag(inputs.finalizer), root)];
  return {
    database: textOf(inputs.database),
    schema: textOf(inputs.schema),
    root,
    tasks: [...ordered, ...finalizer],
  };
}

function taskOf(inputs: Bag, name: string, task: Bag, root: boolean): TaskSpec {
  const warehouse = text(task.warehouse) ?? text(inputs.warehouse);
  const sessionParameters: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(bag(task.sessionParameters))) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      sessionParameters[key] = value;
  }
  return {
    name,
    sql: statementText(textOf(task.sql)),
    after: [...texts(task.after)].sort(),
    when: trimmed(task.when),
    schedule: root ? trimmed(task.schedule) : undefined,
    warehouse,
    serverlessSize: warehouse === undefined ? text(inputs.serverlessSize) : undefined,
    comment: text(task.comment),
    timeoutMs: number(task.timeoutMs),
    sessionParameters,
    started: root ? (flag(inputs.started) ?? true) : (flag(task.started) ?? true),
    root,
    config: root && inputs.config !== undefined ? JSON.stringify(inputs.config) : undefined,
    suspendAfterFailures: root ? number(inputs.suspendAfterFailures) : undefined,
    retries: root ? number(inputs.retries) : undefined,
    minimumTriggerIntervalSeconds: root ? number(inputs.minimumTriggerIntervalSeconds) : undefined,
    allowOverlap: root ? (flag(inputs.allowOverlap) ?? false) : false,
    errorIntegration: root ? text(inputs.errorIntegration) : undefined,
  };
}

function finalizerOf(inputs: Bag, finalizer: Bag, root: string): TaskSpec {
  const spec = taskOf(inputs, textOf(finalizer.name), finalizer, false);
  return { ...spec, after: [], finalizes: root, started: true };
}

/** A statement without the semicolon and blank space that Snowflake does not store either. */
export function statementText(sql: string): string {
  return sql.trim().replace(/[;\s]+$/, "");
}

function trimmed(value: Value): string | undefined {
  return text(value)?.trim();
}

/** Names of tasks so that each comes after its predecessors; stable for equal graphs. Cycles come last. */
export function topological(tasks: Bag): string[] {
  const { order, cyclic } = sorted(tasks);
  return [...order, ...cyclic];
}

/** Tasks that can never run, because they wait for each other or for such tasks. */
export function cyclic(tasks: Bag): string[] {
  return sorted(tasks).cyclic;
}

function sorted(tasks: Bag): { order: string[]; cyclic: string[] } {
  const names = Object.keys(tasks).sort();
  const order: string[] = [];
  const waiting = new Map<string, Set<string>>();
  const followers = new Map<string, string[]>();
  for (const name of names) {
    const before = new Set(texts(bag(tasks[name]).after).filter((other) => other in tasks));
    waiting.set(name, before);
    for (const other of before) followers.set(other, [...(followers.get(other) ?? []), name]);
  }
  const ready = names.filter((name) => waiting.get(name)?.size === 0);
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    waiting.delete(next);
    order.push(next);
    for (const follower of followers.get(next) ?? []) {
      const before = waiting.get(follower);
      before?.delete(next);
      if (before?.size === 0) ready.push(follower);
    }
  }
  return { order, cyclic: [...waiting.keys()] };
}

export function sameSpec(left: TaskSpec | undefined, right: TaskSpec | undefined): boolean {
  return left !== undefined && right !== undefined && specKey(left) === specKey(right);
}

/** Everything of a task that a CREATE OR ALTER sets; whether it is resumed is a matter of its own. */
function specKey(spec: TaskSpec): string {
  const parameters = Object.entries(spec.sessionParameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const settings = Object.entries({ ...spec, started: undefined, sessionParameters: parameters });
  return JSON.stringify(
    settings.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
