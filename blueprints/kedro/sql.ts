import { quoteString } from "../snowflake";

/** The run's id, which a retry keeps. */
export const runIdSql = "SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID')";
/** The graph's config with what this run was given over it. */
export const runConfigSql = "SYSTEM$GET_TASK_GRAPH_CONFIG()";

export interface KedroCall {
  readonly nodes: readonly string[];
  readonly hash: string;
}

/** Hash that tells the runtime to clean up after a run. */
const finish = "finish";

/** What a task runs on a warehouse or serverless; `procedure` is its qualified, quoted name. */
export function kedroTaskSql(task: KedroCall, procedure: string): string {
  return `CALL ${procedure}(${quoteString(JSON.stringify(task.nodes))}, ${quoteString(task.hash)}, ${runIdSql}, ${runConfigSql})`;
}

/** What the finalizer runs. */
export const kedroFinalizerSql = (procedure: string): string =>
  kedroTaskSql({ nodes: [], hash: finish }, procedure);

const literal = String.raw`'((?:[^'\\]|''|\\.)*)'`;
const call = new RegExp(
  String.raw`^\s*CALL\s+((?:"(?:[^"]|"")+"|[\w$.])+(?:\.(?:"(?:[^"]|"")+"|[\w$]+))*)\s*\(\s*${literal}\s*,\s*${literal}\s*,`,
  "i",
);
const marker = new RegExp(String.raw`/\* floe kedro (\{.*\}) \*/`);

/**
 * What a deployed task runs, read from its SQL: the inverse of {@link kedroTaskSql} and {@link kedroJobSql}. Undefined
 * for other SQL. A task on a compute pool has no procedure.
 */
export function parseKedroTaskSql(
  sql: string,
): (KedroCall & { readonly procedure?: string; readonly finalizer: boolean }) | undefined {
  const marked = marker.exec(sql)?.[1];
  if (marked !== undefined) {
    const { nodes, hash } = JSON.parse(marked) as KedroCall;
    return { nodes, hash, finalizer: false };
  }
  const found = call.exec(sql);
  if (found === null) return undefined;
  const [, procedure = "", list = "", hash = ""] = found;
  const nodes = textsOf(unquote(list));
  return nodes === undefined
    ? undefined
    : { procedure, nodes, hash: unquote(hash), finalizer: unquote(hash) === finish };
}

/** The text a literal of {@link quoteString} stands for. */
const unquote = (inner: string): string =>
  inner.replace(/''|\\(.)/gs, (_all, escaped?: string) => escaped ?? "'");

function textsOf(json: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
