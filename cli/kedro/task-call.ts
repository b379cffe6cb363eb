/** What a deployed task does: the call that the plan writes, read back. */
export interface TaskCall {
  /** As written: quoted, qualified. */
  readonly procedure: string;
  readonly nodes: readonly string[];
  readonly hash: string;
}

const literal = String.raw`'((?:[^'\\]|''|\\.)*)'`;
const call = new RegExp(String.raw`^\s*CALL\s+([^(]+?)\s*\(\s*${literal}\s*,\s*${literal}\s*,`, "i");

/** The call in a task's statement; undefined when the task is none of ours (a root, a proxy, somebody else's). */
export function taskCall(sql: string): TaskCall | undefined {
  const [, procedure, list, hash] = call.exec(sql) ?? [];
  if (procedure === undefined || list === undefined || hash === undefined) return undefined;
  const nodes = names(unescaped(list));
  return nodes === undefined ? undefined : { procedure, nodes, hash: unescaped(hash) };
}

/** A string literal's text: quotes are doubled in it, backslashes escape. */
const unescaped = (text: string): string =>
  text.replace(/''|\\(.)/gs, (_, escaped: string | undefined) => escaped ?? "'");

function names(json: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
