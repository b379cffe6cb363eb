import { didYouMean } from "../../provider/framework/suggest";
import { CliError, exitCodes } from "../exit";

/** What choosing needs to know of a node. */
export interface Choosable {
  readonly name: string;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
}

export interface Selection {
  readonly nodes?: readonly string[];
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly tags?: readonly string[];
}

export function isSelective(selection: Selection): boolean {
  return [selection.nodes, selection.from, selection.to, selection.tags].some(isGiven);
}

const isGiven = (names: readonly string[] | undefined): names is readonly string[] =>
  names !== undefined && names.length > 0;

/**
 * Nodes that every given filter keeps, in the pipeline's order, as `kedro run` chooses them: `from` keeps nodes and all
 * after them, `to` nodes and all before them, `tags` nodes with any of the tags.
 */
export function select(nodes: readonly Choosable[], selection: Selection): string[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const before = new Map(nodes.map(({ name, dependsOn }) => [name, dependsOn]));
  const after = reversed(before);
  const filters: ((node: Choosable) => boolean)[] = [];
  const closed = (flag: string, names: readonly string[], links: Links) => {
    for (const name of names) mustExist(flag, name, byName);
    const found = closure(names, links);
    filters.push(({ name }) => found.has(name));
  };
  if (isGiven(selection.nodes)) closed("--nodes", selection.nodes, new Map());
  if (isGiven(selection.from)) closed("--from", selection.from, after);
  if (isGiven(selection.to)) closed("--to", selection.to, before);
  if (isGiven(selection.tags)) {
    const { tags } = selection;
    const known = new Set(nodes.flatMap((node) => node.tags));
    for (const tag of tags) mustExist("--tags", tag, known);
    filters.push((node) => node.tags.some((tag) => tags.includes(tag)));
  }
  const chosen = nodes.filter((node) => filters.every((keeps) => keeps(node))).map(({ name }) => name);
  if (chosen.length === 0)
    throw new CliError(
      "no node passes all of --nodes, --from, --to and --tags: leave one out",
      exitCodes.usage,
    );
  return chosen;
}

type Links = ReadonlyMap<string, readonly string[]>;

function reversed(links: Links): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const [name, others] of links)
    for (const other of others) result.set(other, [...(result.get(other) ?? []), name]);
  return result;
}

function closure(names: readonly string[], links: Links): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const other of links.get(name) ?? []) found.add(other);
  return found;
}

function mustExist(
  flag: string,
  name: string,
  known: { has(name: string): boolean; keys(): Iterable<string> },
) {
  if (known.has(name)) return;
  const kind = flag === "--tags" ? "tag" : "node";
  const names = [...known.keys()];
  const more = names.length > 12 ? `, and ${names.length - 12} more` : "";
  const near = didYouMean(name, names);
  const there = names.length === 0 ? `there is none` : `there are ${names.slice(0, 12).join(", ")}${more}`;
  throw new CliError(`${flag}: no ${kind} "${name}"${near === "" ? `; ${there}` : near}`, exitCodes.usage);
}
