import { quoteString } from "../snowflake";

/** The run's id, which a retry keeps, and the graph's config as the run has it. */
const runArguments =
  "SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID'), SYSTEM$GET_TASK_GRAPH_CONFIG()";

/** What one task runs; `procedure` is its qualified, quoted name. */
export function kedroTaskSql(
  task: { readonly nodes: readonly string[]; readonly hash: string },
  procedure: string,
): string {
  return `CALL ${procedure}(${quoteString(JSON.stringify(task.nodes))}, ${quoteString(task.hash)}, ${runArguments})`;
}

/** What the finalizer runs. */
export const kedroFinalizerSql = (procedure: string): string =>
  kedroTaskSql({ nodes: [], hash: "finish" }, procedure);
