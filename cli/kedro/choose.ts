import type { Session } from "../../provider/snowflake/session";
import { CliError, exitCodes } from "../exit";
import type { Deployed } from "./deployed";
import { deployedNodes } from "./deployed-index";
import { type Choosable, isSelective, select, type Selection } from "./select";

/** Names of the deployed nodes that a selection keeps; undefined when it keeps all. */
export async function chosenNodes(
  session: Session,
  deployed: Deployed,
  selection: Selection,
): Promise<string[] | undefined> {
  if (!isSelective(selection)) return undefined;
  const inTasks = deployed.tasks.flatMap(({ kind, nodes }) => (kind === "task" ? nodes : []));
  const { nodes, ...links } = selection;
  if (!isSelective(links)) return select(inTasks.map(alone), { nodes: nodes ?? [] });
  const known = await deployedNodes(session, deployed);
  if (known === undefined)
    throw new CliError(
      `--from, --to and --tags need the deployed code, and the role may not read its stage: grant READ on it, or name the nodes with --nodes`,
      exitCodes.failed,
    );
  return select(within(known, inTasks), selection);
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
