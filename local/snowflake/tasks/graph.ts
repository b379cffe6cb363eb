import type { Catalog, CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { formatPath } from "../ddl/names";
import { taskDefinition } from "./definition";

/** Snowflake's limits (documentation page "Create a sequence of tasks with a task graph"). */
const MOST_TASKS = 1000;
const MOST_LINKS = 100;

export interface Graph {
  readonly root: CatalogObject;
  /** The root, then every task that runs after it, parents first. */
  readonly tasks: readonly CatalogObject[];
  readonly finalizer: CatalogObject | undefined;
}

export const childrenOf = (catalog: Catalog, task: CatalogObject): readonly CatalogObject[] =>
  catalog
    .list("TASK", task.path.slice(0, 2))
    .filter((other) => taskDefinition(other).predecessors.includes(task.id));

export const finalizerOf = (catalog: Catalog, root: CatalogObject): CatalogObject | undefined =>
  catalog.list("TASK", root.path.slice(0, 2)).find((task) => taskDefinition(task).finalizes === root.id);

/** The roots of the graphs a task is in; itself, if it runs after nothing. */
export function rootsOf(catalog: Catalog, task: CatalogObject): readonly CatalogObject[] {
  const definition = taskDefinition(task);
  if (definition.finalizes !== undefined) {
    const root = catalog.byId(definition.finalizes);
    return root === undefined ? [task] : [root];
  }
  const roots = new Map<number, CatalogObject>();
  const seen = new Set<number>();
  const climb = (at: CatalogObject): void => {
    if (seen.has(at.id)) return;
    seen.add(at.id);
    const parents = taskDefinition(at).predecessors.flatMap((id) => catalog.byId(id) ?? []);
    if (parents.length === 0) roots.set(at.id, at);
    for (const parent of parents) climb(parent);
  };
  climb(task);
  return [...roots.values()];
}

export function graphOf(catalog: Catalog, root: CatalogObject): Graph {
  const children = new Map<number, CatalogObject[]>();
  let finalizer: CatalogObject | undefined;
  for (const task of catalog.list("TASK", root.path.slice(0, 2))) {
    const { predecessors, finalizes } = taskDefinition(task);
    if (finalizes === root.id) finalizer ??= task;
    for (const id of predecessors) {
      const known = children.get(id);
      if (known === undefined) children.set(id, [task]);
      else known.push(task);
    }
  }
  const tasks: CatalogObject[] = [root];
  const reached = new Set([root.id]);
  for (let at = 0; at < tasks.length; at++)
    for (const task of children.get(tasks[at]?.id ?? -1) ?? [])
      if (!reached.has(task.id)) {
        reached.add(task.id);
        tasks.push(task);
      }
  return { root, tasks: parentsFirst(tasks), finalizer };
}

function parentsFirst(tasks: readonly CatalogObject[]): readonly CatalogObject[] {
  const inside = new Map(tasks.map((task) => [task.id, task]));
  const done = new Set<number>();
  const ordered: CatalogObject[] = [];
  const visit = (task: CatalogObject): void => {
    if (done.has(task.id)) return;
    done.add(task.id);
    for (const id of taskDefinition(task).predecessors) {
      const parent = inside.get(id);
      if (parent !== undefined) visit(parent);
    }
    ordered.push(task);
  };
  for (const task of tasks) visit(task);
  return ordered;
}

const invalid = (message: string): SnowflakeError =>
  new SnowflakeError("091081", "0A000", `SQL compilation error:\n${message}`);

/** Refuses a change of a graph whose root is not suspended. */
export function requireSuspended(catalog: Catalog, task: CatalogObject): void {
  const running = rootsOf(catalog, task).find((root) => taskDefinition(root).started);
  if (running !== undefined) throw notSuspended(running);
}

export const notSuspended = (root: CatalogObject): SnowflakeError =>
  new SnowflakeError(
    "091088",
    "0A000",
    `Unable to update graph with root task ${formatPath(root.path)} since that root task is not suspended.`,
  );

/** Checks that a task may run after others: same schema and owner, no cycle, within the limits. */
export function checkPredecessors(
  catalog: Catalog,
  task: { readonly id?: number; readonly path: readonly string[]; readonly owner: string },
  parents: readonly CatalogObject[],
): void {
  if (parents.length > MOST_LINKS)
    throw invalid(
      `Task ${formatPath(task.path)} has ${parents.length} predecessors; at most ${MOST_LINKS} are allowed.`,
    );
  for (const parent of parents) {
    const name = formatPath(parent.path);
    if (parent.path[0] !== task.path[0] || parent.path[1] !== task.path[1])
      throw invalid(
        `Task ${formatPath(task.path)} and its predecessor ${name} must be in the same database and schema.`,
      );
    if (parent.owner !== task.owner)
      throw invalid(`Task ${formatPath(task.path)} and its predecessor ${name} must have the same owner.`);
    if (taskDefinition(parent).finalizes !== undefined)
      throw invalid(`The finalizer task ${name} cannot have child tasks.`);
    if (task.id !== undefined && ancestors(catalog, parent).has(task.id))
      throw invalid(
        `Cannot add predecessor ${name} to task ${formatPath(task.path)}: the graph would have a cycle.`,
      );
    const siblings = childrenOf(catalog, parent).filter(({ id }) => id !== task.id);
    if (siblings.length + 1 > MOST_LINKS)
      throw invalid(`Task ${name} has more than ${MOST_LINKS} child tasks.`);
    for (const root of rootsOf(catalog, parent))
      if (graphOf(catalog, root).tasks.filter(({ id }) => id !== task.id).length + 1 > MOST_TASKS)
        throw invalid(`The graph of root task ${formatPath(root.path)} has more than ${MOST_TASKS} tasks.`);
  }
}

function ancestors(catalog: Catalog, task: CatalogObject): ReadonlySet<number> {
  const found = new Set([task.id]);
  for (const id of found) {
    const at = catalog.byId(id);
    for (const parent of at === undefined ? [] : taskDefinition(at).predecessors) found.add(parent);
  }
  return found;
}
