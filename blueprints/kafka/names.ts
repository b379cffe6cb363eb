import type { Problems } from "../checks";
import { isPlain } from "../checks";

/** Kafka's rule for topics. */
export function checkTopicName(problems: Problems, argument: string, name: unknown): boolean {
  if (!isPlain(name)) return true;
  return problems.require(
    typeof name === "string" && /^[A-Za-z0-9._-]{1,249}$/.test(name) && !/^\.{1,2}$/.test(name),
    argument,
    `"${String(name)}" is no name of a topic`,
    "use at most 249 letters, digits, ., _ and -",
  );
}

/** A connector's name is part of topics, groups and transactional ids, and of a path of the worker's REST API. */
export function checkConnectorName(problems: Problems, argument: string, name: unknown): boolean {
  if (!isPlain(name)) return true;
  return problems.require(
    typeof name === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name),
    argument,
    `"${String(name)}" is no name of a connector`,
    "use at most 100 letters, digits, ., _ and -, and begin with a letter or digit",
  );
}

/** Kafka's metrics write `.` and `_` alike, so names that differ only there fall together. */
export function checkCollisions(problems: Problems, argument: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const folded = name.replaceAll(".", "_");
    const other = seen.get(folded);
    problems.require(
      other === undefined,
      argument,
      other === name
        ? `names topic ${name} twice`
        : `topics ${String(other)} and ${name} have the same name in metrics`,
      "give each topic a name that differs in more than . and _",
    );
    seen.set(folded, name);
  }
}

/** Group whose offsets a sink's consumers keep. */
export function sinkGroup(connector: string): string {
  return `connect-${connector}`;
}

/** Topic in which a source keeps how far it is: its own, so that no other connector's open transaction holds it up. */
export function offsetsTopic(connector: string): string {
  return `${connector}.offsets`;
}
