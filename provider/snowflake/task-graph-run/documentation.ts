import type { ResourceType } from "../../framework";

/** What the docs say of the resource besides its table. */
export const documentation: Pick<
  ResourceType,
  "description" | "costs" | "permissions" | "example" | "importId"
> = {
  description:
    "One run of a task graph at deploy time: executes the root, shows each task's end, waits, and fails with the task and its error when one fails. " +
    "A run that an interrupted deployment began is followed, not begun twice. One that has succeeded meanwhile is taken, if it was begun in the last two hours for this very change, on a graph that was not made anew since; one that failed or was skipped is not. " +
    "Of a first run `triggers` are what tells it from others: without them it is followed only while it is under way, and with them a resource destroyed and declared again within two hours takes the run it had. Change a trigger to run the graph, or replace the resource (`pulumi up --target-replace`). " +
    'Deleting does nothing: a run is history. Source: Snowflake documentation, "EXECUTE TASK".',
  costs:
    "The compute of the run, billed by Snowflake. Following it reads TASK_HISTORY every two seconds with the root's warehouse, which is kept from suspending as long as the run takes.",
  importId: "nothing: a run cannot be imported",
  permissions: {
    snowflake: [
      { action: "USAGE ON DATABASE", when: "create, update" },
      { action: "USAGE ON SCHEMA", when: "create, update" },
      {
        action: "OPERATE ON TASK",
        when: "create, update: on the root; with `onInterrupt: cancel` on every task",
      },
      { action: "MONITOR ON TASK", when: "create, update: on every task of the graph, to follow the run" },
      {
        action: "USAGE ON WAREHOUSE",
        when: "create, update: the root's, or the role's default one, to read TASK_HISTORY",
      },
      { action: "EXECUTE TASK ON ACCOUNT", when: "every run; held by the role that owns the tasks" },
    ],
  },
  example: `import { snowflake } from "floe/sdk";

const graph = snowflake.TaskGraph.get("features", '"FLIGHTS"."ML"."START"');
const run = new snowflake.TaskGraphRun("first-features", {
  rootTask: graph.rootTask,
  role: "FLIGHTS_TRANSFORMER",
  config: { batch: 500 },
  triggers: ["2026-03-01"],
});
export const returned = run.returnValues;`,
};
