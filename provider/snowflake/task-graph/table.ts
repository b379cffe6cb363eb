import type { Property } from "../../framework";
import { finalizer, task } from "./task-table";
import { text, whole } from "../../framework/properties";
import { compute, identity } from "./properties";

type Table = Readonly<Record<string, Property>>;

export const inputs: Table = {
  database: text("Database of all tasks, taken literally. Another one replaces the graph.", {
    required: true,
    change: "replace",
  }),
  schema: text("Schema of all tasks, taken literally. Another one replaces the graph.", {
    required: true,
    change: "replace",
  }),
  role: text(
    "Role that creates and owns the tasks and whose privileges their runs have. Default: the connection's role. Another one replaces the graph, because tasks of one graph must have one owner.",
    { change: "replace" },
  ),
  warehouse: text(
    "Warehouse of every task that names none and is not serverless. Leave it out for serverless tasks.",
  ),
  ...compute("of every serverless task that says nothing else. Only without `warehouse`"),
  ...identity("graph"),
  tasks: {
    type: "map",
    items: task,
    description:
      "Tasks by name (taken literally, 1 to 255 characters). Exactly one, the root, has no `after`; another root replaces the graph. At most 1000 with finalizer and proxies, 100 predecessors and 100 children each. Which tasks there are must be known at preview.",
    required: true,
  },
  proxies: {
    type: "boolean",
    description:
      "Puts tasks that do nothing between a task and its surplus of predecessors or children, where one has more than 100: `<task>__JOIN_<n>` and `<task>__FAN_<n>`. Each is one more short run per run of the graph. Default: false, such a graph is refused.",
  },
  finalizer,
  config: {
    type: "json",
    description:
      "JSON object every task reads with `SYSTEM$GET_TASK_GRAPH_CONFIG`. A single run may override parts of it.",
  },
  suspendAfterFailures: whole(
    "Failed runs in a row after which the graph suspends itself; 0: never. Default: the schema's, 10 unless changed.",
  ),
  retries: whole(
    "Times a failed run is tried again from its failed tasks, 0 to 30. The finalizer runs before each retry. Default: the schema's, 0 unless changed.",
  ),
  minimumTriggerIntervalSeconds: whole(
    "Least time between two runs that a stream triggers, seconds, 10 to 604800 (7 days). Default: the schema's, 30 unless changed.",
  ),
  allowOverlap: {
    type: "boolean",
    description:
      "True: a run may start while tasks of the one before still run, as `overlapPolicy` ALLOW_CHILD_OVERLAP. Default: false. Snowflake calls this switch deprecated: prefer `overlapPolicy`.",
    default: false,
  },
  overlapPolicy: text(
    "When a run may start beside one under way. NO_OVERLAP: never. ALLOW_CHILD_OVERLAP: once its root has ended. ALLOW_ALL_OVERLAP: always. Needs an account with the clause OVERLAP_POLICY (since March 2026). Default: what `allowOverlap` says.",
    { allowed: ["NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP"] },
  ),
  errorIntegration: text("Notification integration that is told of failed runs. Default: nobody is told."),
  successIntegration: text(
    "Notification integration that is told of runs that succeeded. Default: nobody is told.",
  ),
  started: {
    type: "boolean",
    description:
      "True: the graph runs by its schedule or stream. False: it is suspended and runs only when executed by hand. Default: true.",
    default: true,
  },
};

export const outputs: Table = {
  rootTask: text('Qualified, quoted name of the root, `"DB"."SCHEMA"."ROOT"`. Known at preview.'),
  taskNames: {
    type: "array",
    items: text("Qualified, quoted name."),
    description:
      "All tasks, proxies included: the root first, each after its predecessors, the finalizer last. Known at preview.",
  },
  state: text("`started` or `suspended`. Known at preview."),
  owner: text("Role that owned the tasks when they were imported. Of a graph made here: absent."),
  statements: {
    from: ["tasks", "finalizer", "config"],
    type: "map",
    items: text("SQL."),
    description: "The statement that creates each task, by its name. Known at preview.",
  },
};
