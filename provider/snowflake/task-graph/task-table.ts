import type { Property } from "../../framework";
import { text, whole } from "../../framework/properties";
import { compute, identity } from "./properties";

const own = "of this task. Makes it serverless even where the graph has a warehouse";

/** What a task and a finalizer have in common. */
const common: Readonly<Record<string, Property>> = {
  sql: text("What the task runs: one statement, a CALL, or a scripting block `BEGIN ... END`.", {
    required: true,
  }),
  warehouse: text("Warehouse of this task. Default: the graph's."),
  ...compute(own),
  ...identity("task"),
  comment: text("Comment on the task."),
  timeoutMs: whole(
    "Longest run, milliseconds, 1 to 604800000 (7 days). On the root it bounds the whole graph. Default: the schema's, one hour unless changed.",
  ),
  sessionParameters: {
    type: "map",
    items: { type: "json", description: "Text, number or boolean." },
    description: "Session parameters of the run, such as `TIMEZONE`. Default: none, the account's hold.",
  },
};

export const task: Property = {
  type: "object",
  description: "One task.",
  members: {
    ...common,
    after: {
      type: "array",
      items: text("Name of a task of this graph."),
      description:
        "Tasks that must have ended well before, at most 100 (more with `proxies`). Their order means nothing. Default: none, which makes the task the root.",
    },
    when: text(
      "Condition of a run, made of `SYSTEM$STREAM_HAS_DATA`, `SYSTEM$GET_PREDECESSOR_RETURN_VALUE` and `SYSTEM$GET_TASK_GRAPH_CONFIG`. A root with one and no `schedule` is triggered by its stream. A false condition costs no warehouse time. Default: always.",
    ),
    schedule: text(
      "Root only: `5 MINUTES`, `30 SECONDS` (10 seconds to 8 days) or `USING CRON 0 6 * * * UTC`. Default: none, the graph runs when triggered or executed.",
    ),
    started: {
      type: "boolean",
      description:
        "False: this child is suspended, is passed over and counts as having succeeded. The root's state is the graph's `started`. Default: true.",
      default: true,
    },
  },
};

export const finalizer: Property = {
  type: "object",
  description:
    "Task that runs after all others have ended, whatever happened to them, unless the root was skipped. Default: none.",
  members: {
    name: text("Name of the finalizer, unlike that of any task.", { required: true }),
    ...common,
  },
};
