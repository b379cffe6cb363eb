import type { Session } from "../../provider/snowflake/session";
import { CliError, exitCodes } from "../exit";
import type { Deployed } from "./deployed";
import { deployedNodes } from "./deployed-index";
import { type Choosable, isSelective, select, type Selection } from "./select";

/** The deployed nodes that a selection keeps. */
export interface Chosen {
  readonly nodes: readonly string[];
  /** Other nodes whose outputs they need; undefined where only the deployed code could tell, and it cannot be read. */
  readonly needed: readonly string[] | undefined;
}

/** What a selection keeps of the deployed nodes; undefined when it keeps all. */
export async function chosenNodes(
  session: Session,
  deployed: Deployed,
  selection: Selection,
): Promise<Chosen | undefined> {
  if (!isSelective(selection)) return undefined;
  const inTasks = deployed.tasks.flatMap(({ kind, nodes }) => (kind === "task" ? nodes : []));
  const known = await deployedNodes(session, deployed);
  const { nodes, ...links } = selection;
  if (known === undefined && isSelective(links))
    throw new CliError(
      `--from, --to and --tags need the deployed code, and the role may not read its stage: grant READ on it, or name the nodes with --nodes`,
      exitCodes.failed,
    );
  if (known === undefined)
    return { nodes: select(inTasks.map(alone), { nodes: nodes ?? [] }), needed: undefined };
  const graph = within(known, inTasks);
  const kept = select(graph, selection);
  return { nodes: kept, needed: neededBy(graph, kept) };
}

const alone = (name: string): Choosable => ({ name, tags: [], dependsOn: [] });

/** The deployed part of the pipeline, in the order of its tasks. */
export function within(nodes: readonly Choosable[], names: readonly string[]): Choosable[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const deployed = new Set(names);
  return names.map((name) => {
    const { tags, dependsOn } = byName.get(name) ?? alone(name);
    return { name, tags, dependsOn: dependsOn.filter((other) => deployed.has(other)) };
  });
}

/** Nodes outside a part whose outputs it needs. */
export function neededBy(graph: readonly Choosable[], kept: readonly string[]): string[] {
  const inside = new Set(kept);
  const before = graph.filter(({ name }) => inside.has(name)).flatMap(({ dependsOn }) => dependsOn);
  return [...new Set(before)].filter((name) => !inside.has(name)).sort();
}
