import { serverlessTaskSizes } from "../../../blueprints/snowflake/serverlessTask";
import type { Property } from "../../framework";
import { text } from "../../framework/properties";

/** Levels of messages, quietest last (documentation, "LOG_LEVEL"). */
export const logLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"] as const;

/** What the graph and each task can say about where and as whom a task runs. */
export const compute = (whose: string): Readonly<Record<string, Property>> => ({
  serverlessSize: text(
    `Size of the first runs ${whose}; Snowflake adapts it later. Default: the schema's, MEDIUM unless changed.`,
    { allowed: serverlessTaskSizes },
  ),
  serverlessMinSize: text(`Smallest size ${whose}. Default: XSMALL.`, { allowed: serverlessTaskSizes }),
  serverlessMaxSize: text(
    `Largest size ${whose}: a bound on what one run costs per second. Not below \`serverlessMinSize\`. Default: XXLARGE.`,
    { allowed: serverlessTaskSizes },
  ),
  targetCompletionInterval: text(
    `Time within which runs should end ${whose}, such as \`15 MINUTES\`: Snowflake picks the size by it. Default: none, the size follows the schedule.`,
  ),
});

/** As whom tasks run and what they log, said by the graph for all and by each task for itself. */
export const identity = (of: "graph" | "task"): Readonly<Record<string, Property>> => ({
  executeAsUser: text(
    `User ${of === "task" ? "this task runs" : "the tasks run"} as, with the owner role as primary role and the user's secondary roles. The owner role needs IMPERSONATE on the user, and the user needs the owner role. Default: ${of === "task" ? "the graph's" : "no user, the system runs them"}.`,
  ),
  logLevel: text(
    `Least severe messages of ${of === "task" ? "this task's" : "all tasks'"} runs that go to the event table. Default: the ${of === "task" ? "graph's" : "schema's"}.`,
    { allowed: logLevels },
  ),
});
