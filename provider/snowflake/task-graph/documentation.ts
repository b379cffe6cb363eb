import type { ResourceType } from "../../framework";

/** What the docs say of the resource besides its table. */
export const documentation: Pick<
  ResourceType,
  "description" | "costs" | "permissions" | "example" | "importId"
> = {
  description:
    "A graph of Snowflake tasks as one resource: root, children and finalizer are created, changed, relinked, dropped and resumed together. " +
    "An update suspends the root, lets a run under way finish on its version, changes only the tasks that differ and resumes. " +
    "When a statement fails the graph is put back as it was and the statement is named; where that fails too the root stays suspended. " +
    'A failed run of before an update can no longer be retried after it (`EXECUTE TASK ... RETRY LAST`). Source: Snowflake documentation, "Create a sequence of tasks with a task graph".',
  costs:
    "Nothing by itself. Each run costs the time of its tasks' warehouse, at least 60 seconds whenever it resumes, or serverless credits per second. A root whose `when` is false costs no warehouse time. Billed by Snowflake.",
  importId: 'the qualified name of the root, `"DB"."SCHEMA"."ROOT"`',
  permissions: {
    snowflake: [
      { action: "USAGE ON DATABASE", when: "always" },
      { action: "USAGE ON SCHEMA", when: "always" },
      { action: "CREATE TASK ON SCHEMA", when: "create, and update that adds a task" },
      { action: "OWNERSHIP ON TASK", when: "update and delete; whoever creates the tasks has it" },
      { action: "USAGE ON WAREHOUSE", when: "create and update with `warehouse`" },
      {
        action: "EXECUTE TASK ON ACCOUNT",
        when: "resuming and every run; held by the role that owns the tasks",
      },
      {
        action: "EXECUTE MANAGED TASK ON ACCOUNT",
        when: "resuming and every run of serverless tasks; without it they are created and then every run fails",
      },
      {
        action: "USAGE ON INTEGRATION",
        when: "create and update with `errorIntegration` or `successIntegration`",
      },
      { action: "IMPERSONATE ON USER", when: "create, update and every run with `executeAsUser`" },
    ],
  },
  example: `import { snowflake } from "floe/sdk";

const graph = new snowflake.TaskGraph("features", {
  database: "FLIGHTS",
  schema: "ML",
  role: "FLIGHTS_TRANSFORMER",
  warehouse: "FLIGHTS_WH",
  tasks: {
    START: { sql: "CALL ML.BEGIN_RUN()", when: "SYSTEM$STREAM_HAS_DATA('FLIGHTS.RAW.FLIGHTS_STREAM')" },
    FEATURES: { sql: "CALL ML.MERGE_FEATURES()", after: ["START"], timeoutMs: 600_000 },
    SCORE: { sql: "CALL ML.UNLOAD_FOR_SCORING()", after: ["FEATURES"] },
  },
  finalizer: { name: "DONE", sql: "CALL ML.END_RUN()" },
  config: { batch: 5000 },
  retries: 1,
});
export const root = graph.rootTask;`,
};
