import { topological } from "../snowflake/task-graph/order";
import { expand } from "../snowflake/task-graph/proxies";
import { computeOf, warehousesOf } from "./compute";
import { isInMemory, isParameter, plainName } from "./datasets";
import type { KedroGraph, KedroNode } from "./graph";
import { groupingOf } from "./grouping";
import { finalizerName, graphName, prefixOf, rootName } from "./names";
import type { KedroOptions, KedroRetry } from "./options";
import { numberOf, saidOf } from "./perNode";
import type { KedroCrossing, KedroPlan, KedroProblem, KedroTask } from "./planned";
import { isIgnored, preflight } from "./preflight";
import { requirementsOf } from "./requirements";
import { selectKedroNodes } from "./select";
import { type Group, groupsOf, type Linked, linkGroups } from "./tasks";

/** What only the disk knows of a project. */
export interface KedroSurroundings {
  /** File names of the wheels in `dependencies.wheels`: what they bring needs no package. */
  readonly wheels?: readonly string[];
}

/**
 * What a Kedro project becomes in Snowflake. Pure: equal graphs and options give equal plans, in any order of their
 * parts. What keeps a plan from being deployed is among its `problems`, see {@link raiseKedroProblems}.
 *
 * @throws InvalidArguments when there is nothing to plan: no such pipeline, no node left.
 */
export function planKedro(
  graph: KedroGraph,
  options: KedroOptions = {},
  known: KedroSurroundings = {},
): KedroPlan {
  const problems: KedroProblem[] = [];
  const report = (problem: KedroProblem) => {
    const ignored = isIgnored(problem.code, options.ignore);
    problems.push(ignored ? { ...problem, severity: "info" } : problem);
  };
  const { pipeline, nodes, left } = selectKedroNodes(graph, options);
  const name = options.name ?? graphName(graph.project.package, pipeline, options.pipelineNames);
  const prefix = prefixOf(name);
  const [root, finalizer] = [rootName(prefix), finalizerName(prefix)];
  const grouping = groupingOf(options);
  const groups = groupsOf(prefix, nodes, grouping.group({ graph, pipeline, nodes, options, report }));
  const linked = linkGroups(groups);
  const tasks = tasksOf(groups, linked, root, options, report);
  const proxies = expand([
    { name: root, after: [], text: "" },
    ...tasks.map((task) => ({ name: task.name, after: task.after, text: "" })),
  ]).proxies;
  const requirements = requirementsOf(graph, options, known.wheels ?? [], report);
  const plan: Omit<KedroPlan, "problems"> = {
    format: 1,
    name,
    prefix,
    project: graph.project.name,
    package: graph.project.package,
    source: graph.project.source,
    pipeline,
    env: options.env ?? graph.env,
    kedro: graph.kedro,
    root,
    finalizer,
    tasks,
    links: linked.links,
    crossings: crossingsOf(graph, groups),
    proxies: proxies.map((proxy) => ({ name: proxy.name, after: proxy.after })),
    ...edgesOf(nodes),
    left,
    ...requirements,
    nodeRetries: retriesOf(nodes, options),
    secrets: options.secrets ?? {},
    warehouses: warehousesOf(options, report),
    options: { ...options, groupBy: grouping.name },
  };
  preflight({ graph, options, nodes, groups, linked, plan, report });
  return { ...plan, problems: sorted(problems) };
}

function tasksOf(
  groups: readonly Group[],
  { after }: Linked,
  root: string,
  options: KedroOptions,
  report: (problem: KedroProblem) => void,
): KedroTask[] {
  const byName = new Map(groups.map((group) => [group.name, group]));
  return topological(after).flatMap((name) => {
    const group = byName.get(name);
    if (group === undefined) return [];
    const before = after.get(name) ?? [];
    return {
      name,
      label: group.label,
      nodes: group.nodes.map((node) => node.name),
      tags: [...new Set(group.nodes.flatMap(({ tags }) => tags))].sort(),
      hash: group.hash,
      after: before.length === 0 ? [root] : [...before],
      compute: computeOf(group, options, report),
      timeoutSeconds: timeoutOf(group, options),
      comment: commentOf(group),
    };
  });
}

/** Snowflake's own limit of a task's time, for nodes that say none beside others that do. */
const usualSeconds = 3600;
const longestSeconds = 604_800;

/** A task may take as long as its nodes together. */
function timeoutOf({ nodes }: Group, { nodeTimeoutSeconds }: KedroOptions): number | undefined {
  const said = nodes.map((node) => numberOf(nodeTimeoutSeconds, node));
  if (said.every((seconds) => seconds === undefined)) return undefined;
  return Math.min(
    longestSeconds,
    said.reduce<number>((sum, seconds) => sum + (seconds ?? usualSeconds), 0),
  );
}

const longestComment = 500;

function commentOf({ nodes }: Group): string {
  const text = `Kedro: ${nodes.map(({ name }) => name).join(", ")}`;
  return text.length <= longestComment ? text : `${text.slice(0, longestComment - 3)}...`;
}

function retriesOf(
  nodes: readonly KedroNode[],
  { nodeRetries = 0 }: KedroOptions,
): Record<string, number | KedroRetry> {
  const times = (retry: number | KedroRetry) => (typeof retry === "number" ? retry : retry.retries);
  return Object.fromEntries(
    nodes.flatMap((node) => {
      const said =
        typeof nodeRetries === "number" ? [nodeRetries] : saidOf(nodeRetries, node).map(({ value }) => value);
      // Of several tags the most patient counts.
      const [most] = [...said].sort((a, b) => times(b) - times(a));
      return most === undefined || times(most) === 0 ? [] : [[node.name, most] as const];
    }),
  );
}

function crossingsOf(graph: KedroGraph, groups: readonly Group[]): KedroCrossing[] {
  const readers = new Map<string, Set<string>>();
  for (const { name, nodes } of groups)
    for (const input of nodes.flatMap(({ inputs }) => inputs)) {
      const known = readers.get(plainName(input)) ?? new Set();
      readers.set(plainName(input), known.add(name));
    }
  return groups
    .flatMap(({ name: from, nodes }) =>
      nodes.flatMap(({ outputs }) =>
        outputs.map((dataset) => ({
          dataset,
          from,
          to: [...(readers.get(plainName(dataset)) ?? [])].filter((to) => to !== from).sort(),
          kind: isInMemory(graph, dataset) ? ("memory" as const) : ("catalog" as const),
        })),
      ),
    )
    .filter(({ to }) => to.length > 0)
    .sort((a, b) => (a.dataset < b.dataset ? -1 : 1));
}

/** Datasets that come from outside and that nobody inside reads. */
function edgesOf(nodes: readonly KedroNode[]): Pick<KedroPlan, "inputs" | "outputs"> {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs.map(plainName)));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs.map(plainName)));
  const all = (pick: (node: KedroNode) => readonly string[], without: ReadonlySet<string>) =>
    [...new Set(nodes.flatMap(pick))]
      .filter((name) => !isParameter(name) && !without.has(plainName(name)))
      .sort();
  return { inputs: all(({ inputs }) => inputs, made), outputs: all(({ outputs }) => outputs, read) };
}

const rank = { error: 0, warning: 1, info: 2 } as const;

function sorted(problems: readonly KedroProblem[]): KedroProblem[] {
  const key = (one: KedroProblem) => `${rank[one.severity]} ${one.code} ${one.subject} ${one.message}`;
  return [...new Map(problems.map((one) => [key(one), one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, one]) => one);
}
