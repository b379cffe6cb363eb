/**
 * Statements that a change of one task in a graph of 1000 sends, reads included, against the statements of making the
 * graph anew. Both run on the local Snowflake.
 */
import type { Bag } from "../provider/framework";
import { taskGraph } from "../provider/snowflake/task-graph";
import { report } from "./support/report";
import { change, recreate, tell, withCounter } from "./support/statements";

const LIMIT = 0.05;
const TASKS = 1000;
const CHANGED = "T777";

/** 1000 tasks in three levels, the widest Snowflake allows. */
function graph(changed: string): Bag {
  const tasks = Object.fromEntries(
    Array.from({ length: TASKS }, (_, index) => {
      const name = `T${index}`;
      const sql = name === CHANGED ? changed : `SELECT ${index}`;
      return [name, index === 0 ? { sql } : { sql, after: [`T${Math.floor((index - 1) / 50)}`] }];
    }),
  );
  return { database: "DB", schema: "S", warehouse: "WH", tasks };
}

async function main(): Promise<void> {
  await withCounter(async (counter) => {
    const changed = await change(taskGraph(counter.open), counter, graph("SELECT 777"), graph("SELECT 778"));
    const anew = await recreate(counter, graph("SELECT 779"));
    tell(`one of ${TASKS} tasks changed`, changed);
    tell(`the graph of ${TASKS} tasks recreated`, anew);
    report("graph-change", changed.statements / anew.statements, LIMIT);
  });
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
