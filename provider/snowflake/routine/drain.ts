import { qualifiedName, quoteString } from "../../../blueprints/snowflake";
import { type Bag, type Call, sleep, text } from "../../framework";
import { nameParts } from "../names";
import { cell, type Row, type Session, StatementFailed } from "../session";
import { useWarehouse } from "../task-graph-run/run";

/** Where the runs of a graph are looked up: its root's parts. */
interface Root {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** Longest pause between two looks at the runs, milliseconds. */
const longestPause = 5000;

/**
 * Waits until every run of a task graph that is under way now has ended: it goes on with the version of the graph it
 * began with, and that version may call a routine the graph no longer names. Runs that begin later are not waited
 * for. The caller's timeout bounds the wait.
 */
export async function untilUnused(session: Session, inputs: Bag, what: string, call: Call): Promise<void> {
  const given = text(inputs.dropAfterRunsOf);
  if (given === undefined) return;
  const [database = "", schema = "", name = ""] = nameParts(given);
  const root = { database, schema, name };
  const task = await rootTask(session, root);
  // With the task went its runs: what still executes is compiled already.
  if (task === undefined) return;
  await useWarehouse(session, cell(task, "warehouse") === "" ? undefined : cell(task, "warehouse"));
  const awaited = await runsUnderWay(session, root);
  for (let left = awaited, pause = 200; left.size > 0; pause = Math.min(pause * 1.5, longestPause)) {
    call.status(
      `${left.size === 1 ? "a run" : `${left.size} runs`} of ${given} may still call it: waiting for the end`,
    );
    try {
      await sleep(pause, call.signal);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `${what} was not dropped, because run ${[...left].join(", ")} of ${given} may still call it: ${reason}. Deploy again once it has ended, or raise the delete timeout`,
        { cause: error },
      );
    }
    const now = await runsUnderWay(session, root);
    left = new Set([...awaited].filter((run) => now.has(run)));
  }
}

async function rootTask(session: Session, { database, schema, name }: Root): Promise<Row | undefined> {
  const like = name.replaceAll("\\", "\\\\").replaceAll("_", "\\_").replaceAll("%", "\\%");
  try {
    const rows = await session.run(
      `SHOW TASKS LIKE ${quoteString(like)} IN SCHEMA ${qualifiedName(database, schema)}`,
    );
    return rows.find((row) => cell(row, "name") === name);
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return undefined;
    throw error;
  }
}

/** Runs that execute, and retries that wait for their turn, by their group (documentation, "CURRENT_TASK_GRAPHS"). */
async function runsUnderWay(session: Session, { database, schema, name }: Root): Promise<Set<string>> {
  const rows = await session.run(
    `SELECT * FROM TABLE(${qualifiedName(database)}.INFORMATION_SCHEMA.CURRENT_TASK_GRAPHS(RESULT_LIMIT => 10000, ROOT_TASK_NAME => ${quoteString(name)}))`,
  );
  const own = rows.filter(
    (row) =>
      cell(row, "ROOT_TASK_NAME") === name &&
      cell(row, "SCHEMA_NAME") === schema &&
      cell(row, "DATABASE_NAME") === database &&
      (cell(row, "STATE").toUpperCase() === "EXECUTING" || Number(cell(row, "ATTEMPT_NUMBER")) > 1),
  );
  return new Set(own.map((row) => cell(row, "GRAPH_RUN_GROUP_ID") || cell(row, "RUN_ID")));
}
