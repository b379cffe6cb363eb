import { type KedroJobPlace, kedroJobSql } from "./job";
import type { KedroLogLevel, KedroOverlapPolicy } from "./options";
import type { ServerlessTaskSize } from "../snowflake/serverlessTask";
import type { KedroPlan, KedroTask, KedroTaskCompute } from "./planned";
import { kedroFinalizerSql, kedroTaskSql } from "./sql";

/** A task as the native task graph takes it. */
export interface KedroGraphTask {
  readonly sql: string;
  readonly after?: string[];
  readonly when?: string;
  readonly schedule?: string;
  readonly warehouse?: string;
  readonly serverlessSize?: ServerlessTaskSize;
  readonly serverlessMinSize?: ServerlessTaskSize;
  readonly serverlessMaxSize?: ServerlessTaskSize;
  readonly targetCompletionInterval?: string;
  readonly timeoutMs?: number;
  readonly comment?: string;
}

/** Inputs of the native task graph, without where it is. */
export interface KedroTaskGraph {
  readonly config?: Record<string, unknown>;
  readonly warehouse?: string;
  readonly serverlessSize?: ServerlessTaskSize;
  readonly logLevel?: KedroLogLevel;
  readonly proxies: true;
  readonly tasks: Readonly<Record<string, KedroGraphTask>>;
  readonly finalizer: KedroGraphTask & { readonly name: string };
  readonly retries?: number;
  readonly overlapPolicy?: KedroOverlapPolicy;
  readonly suspendAfterFailures?: number;
  readonly errorIntegration?: string;
  readonly successIntegration?: string;
  readonly started: boolean;
}

export interface KedroRoutines {
  /** Qualified, quoted name of the procedure that runs nodes. */
  readonly procedure: string;
  /** The graph's config, see `kedroConfig`. */
  readonly config?: Record<string, unknown>;
  /** For tasks on compute pools. */
  readonly jobs?: KedroJobPlace;
}

/**
 * A plan as the inputs of the native task graph. The root only opens a run, so that schedule, condition and config sit
 * on a task that never changes its identity.
 */
export function kedroTaskGraph(plan: KedroPlan, routines: KedroRoutines): KedroTaskGraph {
  const { options } = plan;
  const { warehouse } = options;
  const small = warehouse === undefined ? { serverlessSize: "XSMALL" as const } : {};
  const root: KedroGraphTask = {
    sql: "SELECT 1",
    ...small,
    ...given({ schedule: options.schedule, when: options.when }),
    ...(options.timeoutSeconds === undefined ? {} : { timeoutMs: options.timeoutSeconds * 1000 }),
    comment: `Kedro: pipeline ${plan.pipeline} of ${plan.package}`,
  };
  return {
    ...given({
      warehouse,
      config: routines.config,
      logLevel: options.logLevel,
      retries: options.retries,
      overlapPolicy: options.overlapPolicy,
      suspendAfterFailures: options.suspendAfterFailures,
      errorIntegration: options.notifications?.error,
      successIntegration: options.notifications?.success,
    }),
    proxies: true,
    tasks: {
      [plan.root]: root,
      ...Object.fromEntries(plan.tasks.map((task) => [task.name, taskOf(task, routines)])),
    },
    finalizer: {
      name: plan.finalizer,
      sql: kedroFinalizerSql(routines.procedure),
      ...small,
      comment: "Kedro: cleans up after a run",
    },
    started: options.started ?? (options.schedule !== undefined || options.when !== undefined),
  };
}

function taskOf(task: KedroTask, { procedure, jobs }: KedroRoutines): KedroGraphTask {
  const { compute, timeoutSeconds } = task;
  if (compute.kind === "pool" && jobs === undefined)
    throw new Error(`Task ${task.name} runs on compute pool ${compute.pool}: jobs need a place`);
  return {
    sql:
      compute.kind === "pool" && jobs !== undefined
        ? kedroJobSql(task, compute, jobs)
        : kedroTaskSql(task, procedure),
    after: [...task.after],
    ...computeInputs(compute),
    ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
    comment: task.comment,
  };
}

function computeInputs(compute: KedroTaskCompute): Partial<KedroGraphTask> {
  switch (compute.kind) {
    case "inherited":
      return {};
    case "warehouse":
      return { warehouse: compute.warehouse };
    case "serverless":
      return given({
        // One setting of its own is what makes a task serverless where the graph has a warehouse.
        serverlessSize:
          compute.size ??
          (compute.min === undefined &&
          compute.max === undefined &&
          compute.targetCompletionInterval === undefined
            ? "XSMALL"
            : undefined),
        serverlessMinSize: compute.min,
        serverlessMaxSize: compute.max,
        targetCompletionInterval: compute.targetCompletionInterval,
      });
    case "pool":
      // The task itself only waits for the container.
      return compute.queryWarehouse === undefined
        ? { serverlessSize: "XSMALL" }
        : { warehouse: compute.queryWarehouse };
  }
}

/** An object without what is undefined. */
function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
