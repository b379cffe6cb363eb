import type { Property } from "../../framework";

type Table = Readonly<Record<string, Property>>;

const text = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
const whole = (description: string): Property => ({ type: "integer", description });

const task: Property = {
  type: "object",
  description: "One task.",
  members: {
    sql: text("What the task runs: one statement or a scripting block.", { required: true }),
    after: {
      type: "array",
      items: text("Name of a task."),
      description: "Tasks that must have succeeded before.",
    },
    when: text("Condition of a run."),
    schedule: text("Root only: when the graph runs."),
    warehouse: text("Warehouse of this task. Default: the graph's."),
    comment: text("Comment."),
    timeoutMs: whole("Longest run, milliseconds."),
    sessionParameters: {
      type: "map",
      items: { type: "json", description: "Text, number or boolean." },
      description: "Session parameters of the run.",
    },
    started: { type: "boolean", description: "Whether the child is resumed.", default: true },
  },
};

export const inputs: Table = {
  database: text("Database.", { required: true, change: "replace" }),
  schema: text("Schema.", { required: true, change: "replace" }),
  role: text("Role that owns the tasks and that they run as.", { change: "replace" }),
  warehouse: text("Warehouse of every task that names none."),
  serverlessSize: text("First size of serverless tasks.", {
    allowed: ["XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE"],
  }),
  tasks: { type: "map", items: task, description: "Tasks by name.", required: true },
  finalizer: {
    type: "object",
    description: "Runs after every other task.",
    members: {
      name: text("Name of the finalizer.", { required: true }),
      sql: text("What it runs.", { required: true }),
      warehouse: text("Warehouse. Default: the graph's."),
      comment: text("Comment."),
      timeoutMs: whole("Longest run, milliseconds."),
    },
  },
  config: { type: "json", description: "JSON object the tasks read with SYSTEM$GET_TASK_GRAPH_CONFIG." },
  suspendAfterFailures: whole("Failed runs in a row that suspend the graph; 0 = never."),
  retries: whole("Times a failed graph is retried."),
  minimumTriggerIntervalSeconds: whole("Least time between triggered runs, seconds."),
  allowOverlap: { type: "boolean", description: "A run may start while one is under way.", default: false },
  errorIntegration: text("Notification integration told of failures."),
  started: { type: "boolean", description: "Whether the graph is resumed.", default: true },
};

export const outputs: Table = {
  rootTask: text("Qualified name of the root."),
  taskNames: { type: "array", items: text("Qualified name."), description: "All tasks, root first." },
  state: text("started or suspended."),
  statements: {
    from: ["tasks", "finalizer", "config"],
    type: "map",
    items: text("SQL."),
    description: "The SQL that creates each task.",
  },
};
