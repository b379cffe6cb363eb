import { components } from "../components";
import type { Linked } from "../tasks";
import type { Preflight } from "./context";

/** Tasks that wait for each other: Kedro's nodes never do, but groups of them may. */
export const checkCircles: Preflight = ({ groups, linked, options, report }) => {
  const labels = new Map(groups.map(({ name, label }) => [name, label]));
  const before = new Map(groups.map(({ name }) => [name, [] as string[]]));
  for (const { from, to } of linked.links) before.get(to)?.push(from);
  for (const members of components(before)) {
    if (members.length < 2) continue;
    const circle = shortestCircle(members, before);
    const label = (name: string) => labels.get(name) ?? name;
    const [first = "", second = ""] = circle;
    const closing = describe(linked, first, second);
    const more = members.length > circle.length ? ` (${members.length} groups are tangled in all)` : "";
    report({
      severity: "error",
      code: "cycle-after-grouping",
      subject: circle.map(label).sort().join(", "),
      message: `grouped like this, tasks wait for each other: ${[...circle.slice(1), first, second].map(label).join(" -> ")}; ${closing} closes the circle${more}`,
      fix:
        options.groupBy === "tag"
          ? `tag one of these nodes for another group, or give ${circle.map((name) => `"${label(name)}"`).join(" and ")} one tag`
          : 'move one of these nodes to another group, or group by "node" or "memory", which always run',
    });
  }
};

/** The shortest way round, each followed by a task that waits for it; the first waits for the last. */
function shortestCircle(
  members: readonly string[],
  before: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const inside = new Set(members);
  let best: readonly string[] | undefined;
  for (const start of members) {
    const ways = new Map<string, readonly string[]>([[start, [start]]]);
    for (const [name, way] of ways) {
      const parents = (before.get(name) ?? []).filter((parent) => inside.has(parent)).sort();
      if (parents.includes(start) && (best === undefined || way.length < best.length)) best = way;
      for (const parent of parents) if (!ways.has(parent)) ways.set(parent, [parent, ...way]);
    }
  }
  return best ?? members;
}

/** The nodes and dataset behind a dependency between two groups. */
function describe(linked: Linked, from: string, to: string): string {
  const [step] = linked.steps(from, to);
  if (step === undefined) return "their dependency";
  const [dataset] = step.datasets;
  return `node "${step.to.name}" needs ${dataset === undefined ? "" : `"${dataset}" of `}node "${step.from.name}", which`;
}
