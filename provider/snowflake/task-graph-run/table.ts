import type { Property } from "../../framework";

export const inputs: Readonly<Record<string, Property>> = {
  rootTask: {
    type: "string",
    description:
      "Qualified name of the root: the output `rootTask` of a TaskGraph. Another root runs that graph and keeps this resource.",
    required: true,
  },
  role: {
    type: "string",
    description:
      "Role that executes the graph. It needs OPERATE on the root to execute it and MONITOR on all tasks to follow it; the owner has both. Default: the connection's role. Changing it runs nothing.",
  },
  config: {
    type: "map",
    items: { type: "json", description: "Any JSON value." },
    description:
      "Merged over the graph's configuration for this run, object by object at every depth, and sent whole. The key `floe_run` is added: it marks the run as this resource's. Default: the graph's configuration as it is.",
  },
  triggers: {
    type: "array",
    items: { type: "string", description: "Value." },
    description:
      "The graph runs again when one changes: a data version, the code's hash. Default: it runs once, and when `rootTask` or `config` change.",
  },
  timeoutSeconds: {
    type: "integer",
    description:
      "Longest wait for the run, seconds, 1 to 604800. The run itself is bounded by its tasks' timeouts. Default: 3600, Snowflake's own bound of a graph.",
    default: 3600,
    change: "ignore",
  },
  onInterrupt: {
    type: "string",
    description:
      "What becomes of the run when waiting for it ends early (cancellation, timeout). `leave`: it goes on, and a repeated deployment follows it. `cancel`: its tasks are cancelled, those of overlapping runs included. Default: leave, because half a run may be worse than a late one.",
    allowed: ["leave", "cancel"],
    default: "leave",
    change: "ignore",
  },
};

const output = (type: Property["type"], description: string): Property => ({
  type,
  description,
  volatile: true,
});

export const outputs: Readonly<Record<string, Property>> = {
  runId: output(
    "string",
    "Run group id of the run, the same for its retries; tasks read it as `CURRENT_TASK_GRAPH_RUN_GROUP_ID`.",
  ),
  state: output("string", "`SUCCEEDED`, or `SKIPPED` when the root's condition was false."),
  returnValues: {
    ...output("map", "Values the tasks set with `SYSTEM$SET_RETURN_VALUE` or returned, by task name."),
    items: { type: "string", description: "Value." },
  },
  durationMs: output("integer", "From the run's due time to its end, milliseconds."),
  scheduledTime: output("string", "When the run was due, ISO 8601."),
};
