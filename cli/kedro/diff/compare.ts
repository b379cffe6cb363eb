import { parseKedroTaskSql } from "../../../blueprints/kedro";
import type { TaskSpec } from "../../../provider/snowflake/task-graph/model";
import { whySettings } from "./settings";

export type Change = "added" | "removed" | "changed" | "renamed";

/** What differs of one task. */
export interface TaskDifference {
  readonly task: string;
  readonly change: Change;
  readonly nodes: readonly string[];
  /** Name before, of a renamed task. */
  readonly before?: string;
  readonly reasons: readonly string[];
}

/** What is known of nodes beyond the tasks' statements. */
export interface Knowledge {
  /** Why a node's task changed; `before` is the node's name then. */
  why(node: string, before: string | undefined): readonly string[];
  /** Hash of all a node depends on, its name left out: as deployed, and as planned. */
  hashes(side: "deployed" | "planned", node: string): string | undefined;
}

/**
 * The tasks that differ between what is planned and what is deployed, in the order of the plan, removed ones last. A
 * removed and an added task that run the same code are one that was renamed.
 */
export function compareGraphs(
  planned: readonly TaskSpec[],
  deployed: readonly TaskSpec[],
  knowledge: Knowledge,
): TaskDifference[] {
  const before = new Map(deployed.map((spec) => [spec.name, spec]));
  const after = new Map(planned.map((spec) => [spec.name, spec]));
  const added = planned.filter(({ name }) => !before.has(name));
  const removed = deployed.filter(({ name }) => !after.has(name));
  const renamed = renames(removed, added, knowledge);
  const gone = new Set([...renamed.values()].map(({ name }) => name));
  const newName = new Map([...renamed].map(([name, old]) => [old.name, name]));
  const differences = planned.flatMap((spec): TaskDifference[] => {
    const nodes = nodesOf(spec);
    const base = { task: spec.name, nodes };
    const old = renamed.get(spec.name) ?? before.get(spec.name);
    if (old === undefined) return [{ ...base, change: "added", reasons: [] }];
    const reasons = [...whyCode(old, spec, knowledge), ...whySettings(old, spec, newName)];
    if (old.name !== spec.name) return [{ ...base, change: "renamed", before: old.name, reasons }];
    return reasons.length === 0 ? [] : [{ ...base, change: "changed", reasons }];
  });
  const left = removed.filter(({ name }) => !gone.has(name));
  return [
    ...differences,
    ...left.map((spec): TaskDifference => ({
      task: spec.name,
      nodes: nodesOf(spec),
      change: "removed",
      reasons: [],
    })),
  ];
}

const nodesOf = ({ sql }: TaskSpec): readonly string[] => parseKedroTaskSql(sql)?.nodes ?? [];

type Key = (spec: TaskSpec) => string | undefined;

/** New name to the deployed task that became it: the only one of its nodes, or of its code. */
function renames(
  removed: readonly TaskSpec[],
  added: readonly TaskSpec[],
  knowledge: Knowledge,
): Map<string, TaskSpec> {
  const result = new Map<string, TaskSpec>();
  const byNodes: Key = (spec) => textOf(nodesOf(spec));
  const byCode =
    (side: "deployed" | "planned"): Key =>
    (spec) =>
      textOf(nodesOf(spec).map((node) => knowledge.hashes(side, node)));
  const pairs: (readonly [Key, Key])[] = [
    [byNodes, byNodes],
    [byCode("deployed"), byCode("planned")],
  ];
  const taken = new Set<string>();
  for (const [was, is] of pairs) {
    const open = unique(
      removed.filter(({ name }) => !taken.has(name)),
      was,
    );
    const fresh = added.filter(({ name }) => !result.has(name));
    for (const [found, spec] of unique(fresh, is)) {
      const old = open.get(found);
      if (old === undefined) continue;
      result.set(spec.name, old);
      taken.add(old.name);
    }
  }
  return result;
}

/** A key of what is known whole; nothing else may count as the same. */
function textOf(parts: readonly (string | undefined)[]): string | undefined {
  return parts.length === 0 || parts.includes(undefined) ? undefined : JSON.stringify([...parts].sort());
}

function unique(
  specs: readonly TaskSpec[],
  key: (spec: TaskSpec) => string | undefined,
): Map<string, TaskSpec> {
  const groups = new Map<string, TaskSpec[]>();
  for (const spec of specs) {
    const value = key(spec);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), spec]);
  }
  return new Map(
    [...groups].flatMap(([value, [first, second]]) => (first && !second ? [[value, first]] : [])),
  );
}

/** Why the statement differs. */
function whyCode(old: TaskSpec, spec: TaskSpec, knowledge: Knowledge): string[] {
  if (old.sql === spec.sql) return [];
  const [before, after] = [parseKedroTaskSql(old.sql), parseKedroTaskSql(spec.sql)];
  if (before === undefined || after === undefined) return ["statement"];
  const reasons: string[] = [];
  const joined = after.nodes.filter((node) => !before.nodes.includes(node));
  const left = before.nodes.filter((node) => !after.nodes.includes(node));
  if (before.nodes.length > 1 || after.nodes.length > 1) {
    reasons.push(
      ...joined.map((node) => `also runs ${node}`),
      ...left.map((node) => `no longer runs ${node}`),
    );
    if (reasons.length === 0 && before.nodes.join() !== after.nodes.join())
      reasons.push("order of its nodes");
  }
  if (before.hash !== after.hash) {
    const was = (node: string) =>
      before.nodes.includes(node) ? node : before.nodes.length === 1 ? before.nodes[0] : undefined;
    const why = after.nodes.flatMap((node) =>
      knowledge
        .why(node, was(node))
        .map((reason) => (after.nodes.length > 1 ? `${node}: ${reason}` : reason)),
    );
    const otherwise = joined.length + left.length > 0 ? [] : ["code or what it reads"];
    reasons.push(...(why.length > 0 ? why : otherwise));
  }
  if (before.procedure !== after.procedure)
    reasons.push(
      before.procedure === undefined || after.procedure === undefined
        ? "runs in a container or no longer"
        : "runtime, packages or Python",
    );
  const isRenamed = old.name !== spec.name;
  return reasons.length === 0 && !isRenamed ? ["statement"] : reasons;
}
