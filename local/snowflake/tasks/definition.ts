import { parametersOf } from "../catalog/parameters/definitions";
import type { CatalogObject, Json } from "../core/cloud";

/** When a run of a graph may begin although the one before has not ended. */
export const overlapPolicies = ["NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP"] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** What a TASK object says. */
export interface TaskDefinition {
  readonly uuid: string;
  readonly warehouse: string | undefined;
  readonly schedule: string | undefined;
  /** The graph's configuration, as JSON text. Only of root tasks. */
  readonly config: string | undefined;
  readonly overlap: OverlapPolicy;
  /** The user it runs as, besides the owner role. */
  readonly user: string | undefined;
  /** Hidden ids of the tasks it runs after. */
  readonly predecessors: readonly number[];
  /** Hidden id of the root task it finalizes. */
  readonly finalizes: number | undefined;
  /** The expression after WHEN. */
  readonly condition: string | undefined;
  readonly sql: string;
  readonly started: boolean;
  readonly timeoutMs: number;
  readonly suspendAfterFailures: number;
  readonly retries: number;
  /** Seconds between two runs that a stream triggers. */
  readonly triggerInterval: number;
}

const HOUR_MS = 3_600_000;

const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const number = (value: Json | undefined, fallback: number): number =>
  value === undefined || value === null || value === "" ? fallback : Number(value);

/** ALLOW_OVERLAPPING_EXECUTION is the older way to say ALLOW_CHILD_OVERLAP. */
function overlapOf(properties: CatalogObject["properties"]): OverlapPolicy {
  const policy = overlapPolicies.find((known) => known === properties["OVERLAP_POLICY"]);
  return (
    policy ?? (properties["ALLOW_OVERLAPPING_EXECUTION"] === true ? "ALLOW_CHILD_OVERLAP" : "NO_OVERLAP")
  );
}

export function taskDefinition(task: CatalogObject): TaskDefinition {
  const p = task.properties;
  const finalizes = p["FINALIZES_ID"];
  return {
    uuid: text(p["UUID"]) ?? "",
    warehouse: text(p["WAREHOUSE"]),
    schedule: text(p["SCHEDULE"]),
    config: text(p["CONFIG"]),
    overlap: overlapOf(p),
    user: text(p["EXECUTE_AS_USER"]),
    predecessors: Array.isArray(p["PREDECESSOR_IDS"]) ? p["PREDECESSOR_IDS"].map(Number) : [],
    finalizes: typeof finalizes === "number" ? finalizes : undefined,
    condition: text(p["CONDITION"]),
    sql: text(p["DEFINITION"]) ?? "",
    started: p["STATE"] === "started",
    timeoutMs: number(p["USER_TASK_TIMEOUT_MS"], HOUR_MS),
    suspendAfterFailures: number(p["SUSPEND_TASK_AFTER_NUM_FAILURES"], 10),
    retries: number(p["TASK_AUTO_RETRY_ATTEMPTS"], 0),
    triggerInterval: number(p["USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS"], 30),
  };
}

/** Session parameters set on the task: they hold in the sessions of its runs. */
export const sessionParametersOf = (task: CatalogObject): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    parametersOf("session").flatMap((name) => {
      const value = task.properties[name];
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );

/** Names of the streams that WHEN asks for data. */
export const triggerStreams = (condition: string | undefined): readonly string[] =>
  [...(condition ?? "").matchAll(/SYSTEM\$STREAM_HAS_DATA\s*\(\s*'((?:[^']|'')*)'\s*\)/gi)].map((match) =>
    (match[1] ?? "").replaceAll("''", "'"),
  );

/** Runs when a stream has data, instead of on a schedule. */
export const isTriggered = (task: TaskDefinition): boolean =>
  task.schedule === undefined && task.predecessors.length === 0 && triggerStreams(task.condition).length > 0;
