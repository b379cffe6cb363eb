import {
  checkIdentifier,
  checkSchedule,
  dataName,
  manifestName,
  Problems,
  streamHasData,
  unloadBlock,
} from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { TaskGraph, type TaskGraphArgs } from "../../snowflake/taskGraph";

type Name = readonly [string, string, string];

export interface UnloadArgs {
  /** Database, schema and name of the task that unloads. */
  task: Name;
  /** Role the task runs as: it reads the rows and uses both stages. */
  role: pulumi.Input<string>;
  warehouse: pulumi.Input<string>;
  /** Stage the sets are written to, below the run's id. */
  stage: Name;
  /** Stage of the manifests. */
  manifestStage: Name;
  /** First part of a manifest's path: `manifests/<flow>/<run>/manifest.json`. */
  flow: "train" | "score";
  /** Sets by name: each is written to `<run>/<name>/data*`, an empty name to `<run>/data*`. */
  sets: Readonly<Record<string, string>>;
  /** A set for another stage, written only by runs that end in a manifest. Default: none. */
  announced?: { readonly stage: Name; readonly query: string };
  /** FROM clause whose rows the manifest counts; without rows there is no manifest. Usually what the sets read. */
  counted: string;
  /** Runs when this stream has data, and consumes it when the sets read it. */
  stream?: Name;
  /** Runs on a schedule. Default: only when its stream has data or when told to. */
  schedule?: string;
  /** Least seconds between two runs started by the stream. Default: 30. */
  minimumTriggerIntervalSeconds?: number;
  transform?: TaskGraphArgs["transform"];
}

/**
 * Rows on their way to SageMaker: a task writes sets as CSV to S3 and, last, a manifest whose arrival starts what
 * follows. Data and manifest are one transaction: a failed run loses no row of a stream.
 *
 * Costs the warehouse time of each run and the storage of what it writes.
 *
 * @example
 * ```ts
 * new Unload("training-set", {
 *   task: ["FLIGHTS", "ML", "UNLOAD_TRAINING_SET"], role: "FLIGHTS_TRAINER", warehouse: "FLIGHTS_WH",
 *   stage: ["FLIGHTS", "ML", "TRAINING_SETS"], manifestStage: ["FLIGHTS", "ML", "MANIFESTS"], flow: "train",
 *   sets: { train: "SELECT LABEL, A, B FROM F WHERE MONTH < 11", validation: "SELECT LABEL, A, B FROM F WHERE MONTH >= 11" },
 *   counted: "F",
 *   schedule: "USING CRON 0 3 * * 0 UTC",
 * });
 * ```
 */
export class Unload extends FloeComponent {
  /** The task's fully qualified name, known once it exists. */
  readonly rootTask: pulumi.Output<string>;
  readonly nodes: { readonly graph: TaskGraph };

  constructor(name: string, args: UnloadArgs, opts?: pulumi.ComponentResourceOptions) {
    checkUnload(name, args);
    super(
      "floe:components:Unload",
      name,
      { task: args.task.join("."), flow: args.flow, sets: Object.keys(args.sets) },
      opts,
    );
    const [database, schema, task] = args.task;
    const graph = new TaskGraph(
      this.childName("graph"),
      {
        database,
        schema,
        role: args.role,
        warehouse: args.warehouse,
        ...(args.schedule === undefined ? {} : { schedule: args.schedule }),
        ...(args.minimumTriggerIntervalSeconds === undefined
          ? {}
          : { minimumTriggerIntervalSeconds: args.minimumTriggerIntervalSeconds }),
        tasks: {
          [task]: {
            sql: unloadBlock({ ...args, dataName, manifestName }),
            ...(args.stream === undefined ? {} : { when: streamHasData(args.stream) }),
          },
        },
        ...(args.transform === undefined ? {} : { transform: args.transform }),
      },
      this.within(),
    );
    this.nodes = { graph };
    this.rootTask = graph.rootTask;
    this.registerOutputs({ rootTask: this.rootTask });
  }
}

function checkUnload(name: string, args: UnloadArgs): void {
  const problems = new Problems();
  for (const argument of ["task", "stage", "manifestStage"] as const) {
    for (const [index, part] of args[argument].entries())
      checkIdentifier(problems, `${argument}[${index}]`, part);
  }
  problems.require(Object.keys(args.sets).length > 0, "sets", "there is nothing to unload", "add a set");
  for (const [set, query] of Object.entries(args.sets)) {
    problems.require(
      /^[\w-]*$/.test(set),
      `sets.${set}`,
      "the name goes into a path",
      "use letters, digits, _ and -",
    );
    problems.require(
      /^\s*(SELECT|WITH)\b/i.test(query),
      `sets.${set}`,
      "must be a SELECT",
      "begin it with SELECT or WITH",
    );
  }
  checkSchedule(problems, "schedule", args.schedule);
  problems.require(
    args.schedule === undefined || args.stream === undefined,
    "schedule",
    "a task runs on a stream or on a schedule",
    "remove one of schedule and stream",
  );
  problems.raise(`Unload "${name}"`);
}
