import { hashOf } from "../../names";
import { identifierLimit } from "../identifiers";
import { childrenOf, type Links } from "./order";

/** Limits of task graphs (documentation, "Create a sequence of tasks with a task graph"). */
export const limits = { tasks: 1000, predecessors: 100, children: 100 } as const;

/** What the proxies' rules need to know of a task. */
export interface Linked {
  readonly name: string;
  readonly after: readonly string[];
  /** Statement and condition: they may read a predecessor's return value, which no proxy passes on. */
  readonly text: string;
}

export interface Proxy {
  readonly name: string;
  readonly after: readonly string[];
  /** The task it stands before or behind. */
  readonly of: string;
  readonly kind: "JOIN" | "FAN";
}

export interface Expanded {
  /** Predecessors of every task, proxies included. */
  readonly links: Links;
  readonly proxies: readonly Proxy[];
  readonly problems: readonly { readonly task: string; readonly reason: string }[];
}

export const proxySql = "SELECT 1";
const mark = "Proxy by Floe:";
export const proxyComment = (proxy: Proxy): string =>
  `${mark} ${proxy.kind === "JOIN" ? "some predecessors" : "some children"} of ${proxy.of}`.slice(0, 250);

/** Whether a task is one that `proxies` makes. */
export const isProxy = (task: { sql: string; comment?: string; started: boolean }): boolean =>
  task.sql === proxySql && task.comment?.startsWith(mark) === true && task.started;

/**
 * Puts proxies where a task has more predecessors or children than Snowflake allows. Groups are taken in the order of
 * names and always full, so that a task more or less changes one link per group at most.
 */
export function expand(tasks: readonly Linked[]): Expanded {
  const texts = new Map(tasks.map(({ name, text }) => [name, text]));
  const links = new Map(tasks.map(({ name, after }) => [name, [...new Set(after)].sort()]));
  const proxies: Proxy[] = [];
  const problems: { task: string; reason: string }[] = [];
  const add = (proxy: Proxy) => {
    proxies.push(proxy);
    links.set(proxy.name, [...proxy.after]);
  };
  for (const name of [...links.keys()].sort()) {
    const after = links.get(name) ?? [];
    const reads = readsOf(texts.get(name));
    const groups = group(after, limits.predecessors, (other) => reads(other));
    if (groups === undefined) {
      const reason = `reads return values of more predecessors than can follow it directly: Snowflake allows ${limits.predecessors}, and a proxy does not pass them on`;
      problems.push({ task: name, reason });
      continue;
    }
    const joins = groups.moved.map((part, index) => proxyOf(name, "JOIN", index, part));
    joins.forEach(add);
    links.set(name, [...groups.kept, ...joins.map((proxy) => proxy.name)].sort());
  }
  const children = childrenOf(links);
  for (const name of [...children.keys()].sort()) {
    const groups = group((children.get(name) ?? []).sort(), limits.children, (child) =>
      readsOf(texts.get(child))(name),
    );
    if (groups === undefined) {
      const reason = `has more than ${limits.children} children that read its return value: Snowflake allows ${limits.children}, and a proxy does not pass it on`;
      problems.push({ task: name, reason });
      continue;
    }
    groups.moved.forEach((part, index) => {
      const proxy = proxyOf(name, "FAN", index, [name]);
      add(proxy);
      for (const child of part) {
        const after = (links.get(child) ?? []).map((other) => (other === name ? proxy.name : other));
        links.set(child, after.sort());
      }
    });
  }
  return { links, proxies, problems };
}

/** Full groups to move behind a proxy until few enough are left; undefined when too many must stay. */
function group(
  names: readonly string[],
  limit: number,
  mustStay: (name: string) => boolean,
): { kept: readonly string[]; moved: readonly (readonly string[])[] } | undefined {
  if (names.length <= limit) return { kept: names, moved: [] };
  const staying = names.filter(mustStay);
  const free = names.filter((name) => !staying.includes(name));
  const moved: string[][] = [];
  while (staying.length + free.length + moved.length > limit) {
    if (free.length === 0) return undefined;
    moved.push(free.splice(0, limit));
  }
  return { kept: [...staying, ...free], moved };
}

/** Whether a text asks for the return value of a predecessor: by its name, or by one that only the run knows. */
function readsOf(text = ""): (name: string) => boolean {
  if (!/SYSTEM\$GET_PREDECESSOR_RETURN_VALUE/i.test(text)) return () => false;
  const calls = [...text.matchAll(/SYSTEM\$GET_PREDECESSOR_RETURN_VALUE\s*\(\s*(?:'((?:[^']|'')*)')?/gi)];
  if (calls.some((call) => call[1] === undefined)) return () => true;
  const lower = text.toLowerCase();
  return (name) => lower.includes(name.toLowerCase());
}

function proxyOf(of: string, kind: Proxy["kind"], index: number, after: readonly string[]): Proxy {
  const suffix = `__${kind}_${index + 1}`;
  const stem =
    of.length + suffix.length <= identifierLimit
      ? of
      : `${of.slice(0, identifierLimit - suffix.length - 9)}_${hashOf(of, 8)}`;
  return { name: `${stem}${suffix}`, after: [...after].sort(), of, kind };
}

/** The predecessors a task has when proxies are looked through. */
export function seenThrough(
  after: readonly string[],
  proxies: ReadonlyMap<string, readonly string[]>,
): string[] {
  const found = new Set<string>();
  const look = (names: readonly string[], depth: number) => {
    for (const name of names) {
      const behind = depth > 4 ? undefined : proxies.get(name);
      if (behind === undefined) found.add(name);
      else look(behind, depth + 1);
    }
  };
  look(after, 0);
  return [...found].sort();
}
