import {
  kedroLogLevels,
  type KedroOptions,
  kedroOverlapPolicies,
  type KedroPerNode,
  type KedroRetry,
} from "../options";
import { identifier } from "./identifiers";
import type { Reader, Rows } from "./reader";
import { either, flag, listOf, mapOf, members, object, oneOf, schedule, text, whole } from "./readers";

type Keys =
  | "schedule"
  | "when"
  | "started"
  | "retries"
  | "nodeRetries"
  | "overlapPolicy"
  | "timeoutSeconds"
  | "nodeTimeoutSeconds"
  | "suspendAfterFailures"
  | "logLevel"
  | "notifications";

/** A number of times, or what else there is to say of them. */
const retry: Reader<number | KedroRetry> = either(
  (value) => typeof value === "object" && value !== null,
  (value, problems, argument): KedroRetry | undefined => {
    const found = problems.found.length;
    const read = object<KedroRetry>(retryRows)(value, problems, argument);
    if (read === undefined || problems.found.length > found) return undefined;
    if (read.retries !== undefined) return { ...read, retries: read.retries };
    problems.add(`${argument}.retries`, "is missing", "say how often");
    return undefined;
  },
  whole(0, 20),
);

const retryRows: Rows<KedroRetry> = {
  retries: { type: "number", read: whole(0, 20), description: "Times." },
  delaySeconds: { type: "number", read: whole(0, 3600, "seconds"), description: "First wait.", default: "1" },
  factor: { type: "number", read: whole(1, 10), description: "Growth of waits.", default: "2" },
  on: { type: "list of texts", read: listOf(text()), description: "Names of exceptions." },
};

const perNode = (each: Reader<number>): Reader<KedroPerNode> =>
  either((value) => typeof value === "object", mapOf(each), each);

/** When the graph runs, and what happens when it fails. */
export const runRows: Rows<Pick<KedroOptions, Keys>> = {
  schedule: {
    type: "text",
    read: schedule,
    description:
      "When the graph runs: `60 MINUTES` or `USING CRON 0 6 * * * UTC`. Default: none, it runs when `when` holds or when told to. Each run costs the time of its tasks.",
    example: '"USING CRON 0 6 * * * UTC"',
  },
  when: {
    type: "text",
    read: text({
      pattern: /SYSTEM\$(STREAM_HAS_DATA|GET_TASK_GRAPH_CONFIG)\s*\(/i,
      rule: "a condition on a stream",
      fix: "write SYSTEM$STREAM_HAS_DATA('DB.SCHEMA.STREAM')",
    }),
    description:
      "Condition of a run. Without `schedule` the stream in it starts the graph. A false condition costs no warehouse time.",
    example: "\"SYSTEM$STREAM_HAS_DATA('RAW.PUBLIC.ORDERS_STREAM')\"",
  },
  started: {
    type: "true | false",
    read: flag,
    description:
      "Whether schedule or stream start runs. Default: true with one of them. A suspended graph still runs when told to.",
  },
  retries: {
    type: "number",
    read: whole(0, 30),
    default: "0",
    description:
      "Times a failed run is tried again from its failed tasks, 0 to 30. What the run's tasks made before is found again.",
  },
  nodeRetries: {
    type: "number | mapping",
    read: either((value) => typeof value === "object", mapOf(retry), whole(0, 20)),
    default: "0",
    description:
      "Times the runtime tries a failing node again at once, 0 to 20: for all nodes or by node, by tag and `__default__`. Only for nodes that may run twice. Instead of a number: `retries`, with `delay_seconds`, `factor` and `on` (names of exceptions).",
    example: "{ fetch_rates: 3 }",
  },
  overlapPolicy: {
    type: kedroOverlapPolicies.join(" | "),
    read: oneOf(kedroOverlapPolicies),
    default: "NO_OVERLAP",
    description: "Whether a run may start beside one under way. Runs never mix what they keep between tasks.",
  },
  timeoutSeconds: {
    type: "number",
    read: whole(1, 604800, "seconds"),
    default: "3600",
    description:
      "Longest time of a whole run, seconds, 1 to 604800 (7 days). Default: 3600, Snowflake's own.",
  },
  nodeTimeoutSeconds: {
    type: "number | mapping of number",
    read: perNode(whole(1, 604800, "seconds")),
    default: "3600",
    description:
      "Longest time of a node, seconds, 1 to 604800 (7 days): for all or by node, by tag and `__default__`. A task has the time of its nodes together. Default: 3600, Snowflake's own.",
    example: "{ __default__: 900, training: 7200 }",
  },
  suspendAfterFailures: {
    type: "number",
    read: whole(0, 1000),
    default: "10",
    description:
      "Failed runs in a row after which the schedule stops, 0 (never) to 1000. Default: 10, Snowflake's own.",
  },
  logLevel: {
    type: kedroLogLevels.join(" | "),
    read: oneOf(kedroLogLevels),
    description: "Least severe messages that go to the event table. Default: the schema's.",
  },
  notifications: members("Notification integrations that are told how runs end. Default: nobody is told.", {
    error: { type: "text", read: identifier, description: "Told of failed runs.", example: "OPS_TOPIC" },
    success: {
      type: "text",
      read: identifier,
      description: "Told of runs that succeeded.",
      example: "OPS_TOPIC",
    },
  }),
};
