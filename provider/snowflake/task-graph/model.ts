import { canonicalJson } from "../../../blueprints/names";
import { qualifiedName } from "../../../blueprints/snowflake";
import { type Bag, bag, flag, number, text, textOf, texts, type Value } from "../../framework";
import { canonicalInterval } from "./interval";
import { type Links, topological } from "../../../blueprints/snowflake/task-graph/order";
import {
  expand,
  type Expanded,
  type Linked,
  type Proxy,
  proxyComment,
  proxySql,
} from "../../../blueprints/snowflake/task-graph/proxies";

export type Scalar = string | number | boolean;

/** One task as it should be. Equal specs need no statement. */
export interface TaskSpec {
  readonly name: string;
  readonly sql: string;
  readonly after: readonly string[];
  readonly when?: string;
  readonly schedule?: string;
  readonly warehouse?: string;
  readonly serverlessSize?: string;
  readonly serverlessMinSize?: string;
  readonly serverlessMaxSize?: string;
  readonly targetCompletionInterval?: string;
  readonly executeAsUser?: string;
  readonly logLevel?: string;
  readonly comment?: string;
  readonly timeoutMs?: number;
  readonly sessionParameters: Readonly<Record<string, Scalar>>;
  readonly started: boolean;
  readonly root: boolean;
  /** The root this task finalizes. */
  readonly finalizes?: string;
  /** JSON with its keys in one order. */
  readonly config?: string;
  readonly suspendAfterFailures?: number;
  readonly retries?: number;
  readonly minimumTriggerIntervalSeconds?: number;
  /** Undefined is NO_OVERLAP. */
  readonly overlap?: string;
  readonly errorIntegration?: string;
  readonly successIntegration?: string;
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

export function linksOf(tasks: Bag): Links {
  return new Map(Object.entries(tasks).map(([name, task]) => [name, texts(bag(task).after)]));
}

/** The name of the only task without predecessors, or undefined when there is not exactly one. */
export function rootOf(tasks: Bag): string | undefined {
  const roots = [...linksOf(tasks)].filter(([, after]) => after.length === 0);
  return roots.length === 1 ? roots[0]?.[0] : undefined;
}

/** The tasks as the proxies' rules see them. */
export function linked(tasks: Bag): Linked[] {
  return Object.entries(tasks).map(([name, value]) => {
    const task = bag(value);
    return { name, after: texts(task.after), text: `${text(task.sql) ?? ""} ${text(task.when) ?? ""}` };
  });
}

/** The graph the inputs declare, with its proxies unless told otherwise. The inputs have passed check. */
export function graphOf(inputs: Bag, withProxies = inputs.proxies === true): Graph {
  const tasks = bag(inputs.tasks);
  const root = rootOf(tasks) ?? "";
  const { links, proxies }: Expanded = withProxies
    ? expand(linked(tasks))
    : { links: linksOf(tasks), proxies: [], problems: [] };
  const made = new Map(proxies.map((proxy) => [proxy.name, proxySpec(inputs, proxy)]));
  const ordered = topological(links).map(
    (name) => made.get(name) ?? taskOf(inputs, name, bag(tasks[name]), links.get(name) ?? [], name === root),
  );
  const finalizer = inputs.finalizer === undefined ? [] : [finalizerOf(inputs, bag(inputs.finalizer), root)];
  return {
    database: textOf(inputs.database),
    schema: textOf(inputs.schema),
    root,
    tasks: [...ordered, ...finalizer],
  };
}

function taskOf(inputs: Bag, name: string, task: Bag, after: readonly string[], root: boolean): TaskSpec {
  const own = (key: string) => text(task[key]);
  const sessionParameters: Record<string, Scalar> = {};
  for (const [key, value] of Object.entries(bag(task.sessionParameters))) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      sessionParameters[key] = value;
  }
  return {
    name,
    sql: statementText(textOf(task.sql)),
    after: [...new Set(after)].sort(),
    when: trimmed(task.when),
    schedule: root ? trimmed(task.schedule) : undefined,
    ...computeOf(inputs, task),
    executeAsUser: own("executeAsUser") ?? text(inputs.executeAsUser),
    logLevel: own("logLevel") ?? text(inputs.logLevel),
    comment: own("comment"),
    timeoutMs: number(task.timeoutMs),
    sessionParameters,
    started: root ? (flag(inputs.started) ?? true) : (flag(task.started) ?? true),
    root,
    ...(root ? graphWide(inputs) : {}),
  };
}

/** What a task without a warehouse may say. */
export const serverlessKeys = [
  "serverlessSize",
  "serverlessMinSize",
  "serverlessMaxSize",
  "targetCompletionInterval",
] as const;

/** A task with a serverless setting of its own is serverless, even where the graph has a warehouse. */
function computeOf(inputs: Bag, task: Bag): Partial<TaskSpec> {
  const serverless = serverlessKeys.some((key) => task[key] !== undefined);
  const warehouse = text(task.warehouse) ?? (serverless ? undefined : text(inputs.warehouse));
  if (warehouse !== undefined) return { warehouse };
  const value = (key: (typeof serverlessKeys)[number]) => text(task[key]) ?? text(inputs[key]);
  const interval = value("targetCompletionInterval");
  return {
    serverlessSize: value("serverlessSize"),
    serverlessMinSize: value("serverlessMinSize"),
    serverlessMaxSize: value("serverlessMaxSize"),
    targetCompletionInterval: interval === undefined ? undefined : canonicalInterval(interval),
  };
}

/** What Snowflake keeps on the root for the whole graph. */
function graphWide(inputs: Bag): Partial<TaskSpec> {
  return {
    config: inputs.config === undefined ? undefined : canonicalJson(inputs.config),
    suspendAfterFailures: number(inputs.suspendAfterFailures),
    retries: number(inputs.retries),
    minimumTriggerIntervalSeconds: number(inputs.minimumTriggerIntervalSeconds),
    overlap: overlapOf(inputs),
    errorIntegration: text(inputs.errorIntegration),
    successIntegration: text(inputs.successIntegration),
  };
}

export function overlapOf(inputs: Bag): string | undefined {
  const policy =
    text(inputs.overlapPolicy) ?? (flag(inputs.allowOverlap) === true ? "ALLOW_CHILD_OVERLAP" : undefined);
  return policy === "NO_OVERLAP" ? undefined : policy;
}

function finalizerOf(inputs: Bag, finalizer: Bag, root: string): TaskSpec {
  const spec = taskOf(inputs, textOf(finalizer.name), { ...finalizer, when: undefined }, [], false);
  return { ...spec, finalizes: root, started: true };
}

function proxySpec(inputs: Bag, proxy: Proxy): TaskSpec {
  const warehouse = text(inputs.warehouse) ?? text(bag(bag(inputs.tasks)[proxy.of]).warehouse);
  return {
    name: proxy.name,
    sql: proxySql,
    after: proxy.after,
    warehouse,
    serverlessSize: warehouse === undefined ? "XSMALL" : undefined,
    executeAsUser: text(inputs.executeAsUser),
    comment: proxyComment(proxy),
    sessionParameters: {},
    started: true,
    root: false,
  };
}

/** A statement without the semicolon and blank space that Snowflake does not store either. */
export function statementText(sql: string): string {
  return sql.trim().replace(/[;\s]+$/, "");
}

function trimmed(value: Value): string | undefined {
  return text(value)?.trim();
}
