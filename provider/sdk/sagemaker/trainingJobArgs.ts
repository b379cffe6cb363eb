import type * as pulumi from "@pulumi/pulumi";
import type { TrainedJobArgs } from "./trainedJobArgs";
import type {
  DebugHook,
  InstancePreference,
  MlflowRun,
  PrivateRegistry,
  ServerlessTraining,
  TensorBoard,
  TrainingExperiment,
  TrainingModelPackage,
  TrainingProfiler,
  TrainingRule,
} from "./trainingJobTypes";

/**
 * What a training job is made from. A change of an input that says so trains anew within the same resource; the
 * others are changed in place.
 */
export interface TrainingJobArgs extends TrainedJobArgs {
  /**
   * Training image: a URI in ECR, or in a private registry with `privateRegistry`. A tag can move: give a digest
   * (`…@sha256:…`), or name it in `versions`, where a moved tag should retrain. Exactly one of `image`,
   * `algorithmArn` and `serverless`. A change retrains.
   */
  readonly image?: pulumi.Input<string>;
  /**
   * `s3://bucket/prefix` under which the artifact is written, as `<prefix>/<job>/output/model.tar.gz`. A change
   * retrains.
   */
  readonly outputPath: pulumi.Input<string>;
  /**
   * Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second from start to end of the job.
   * Exactly one of `instanceType`, `instanceGroups`, `instancePreferences` and `serverless`. A change retrains.
   */
  readonly instanceType?: pulumi.Input<string>;
  /**
   * Instance types in order of preference: SageMaker trains on the first that has capacity. Not with `spot` or
   * `placement`. A change retrains.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<InstancePreference>[]>;
  /**
   * Model customization without instances: SageMaker fine-tunes or evaluates a base model and bills by token.
   * Instead of `image` and instances. A change retrains.
   */
  readonly serverless?: pulumi.Input<ServerlessTraining>;
  /** Command of the container instead of the image's own, at most 100 words. A change retrains. */
  readonly entryPoint?: pulumi.Input<pulumi.Input<string>[]>;
  /** Arguments of the command, at most 100. A change retrains. */
  readonly containerArguments?: pulumi.Input<pulumi.Input<string>[]>;
  /** How an image outside ECR is fetched. A change retrains. */
  readonly privateRegistry?: pulumi.Input<PrivateRegistry>;
  /**
   * Hands the deploying role's session tags on to the execution role, for access by attributes. A change retrains.
   */
  readonly sessionTagChaining?: pulumi.Input<boolean>;
  /**
   * Keeps every value of the metrics, not only the last. Default: on for built-in algorithms and when
   * `metricDefinitions` are given. A change retrains.
   */
  readonly metricsTimeSeries?: pulumi.Input<boolean>;
  /** Tensors that SageMaker Debugger saves. A change retrains. */
  readonly debugHook?: pulumi.Input<DebugHook>;
  /**
   * Rules that watch saved tensors while the job runs, at most 20. AWS's own rule images are free of charge; a
   * custom rule's instance is billed. A change retrains.
   */
  readonly debugRules?: pulumi.Input<pulumi.Input<TrainingRule>[]>;
  /** TensorBoard data. A change retrains. */
  readonly tensorBoard?: pulumi.Input<TensorBoard>;
  /** SageMaker Experiments entry of the job. A change retrains. */
  readonly experiment?: pulumi.Input<TrainingExperiment>;
  /** Managed MLflow run of the job. A change retrains. */
  readonly mlflow?: pulumi.Input<MlflowRun>;
  /** Checks the health of GPU instances before training begins. A change retrains. */
  readonly infraCheck?: pulumi.Input<boolean>;
  /** Registers the result in the model registry. A change retrains. */
  readonly modelPackage?: pulumi.Input<TrainingModelPackage>;
  /**
   * Takes a job that was stopped, by its time limit or by hand, for a success: SageMaker keeps what it had saved.
   * Default: false, because a model cut short is rarely the one asked for.
   */
  readonly acceptStopped?: pulumi.Input<boolean>;
  /** System and framework profiling. Changed in place while the job runs; else the next training has it. */
  readonly profiler?: pulumi.Input<TrainingProfiler>;
  /**
   * Rules that watch the profile while the job runs, at most 20. AWS's own rule images are free of charge; a
   * custom rule's instance is billed. Changed in place while the job runs.
   */
  readonly profilerRules?: pulumi.Input<pulumi.Input<TrainingRule>[]>;
  /**
   * Lets people with the right to do so open a shell in the container by AWS Systems Manager. Changed in place
   * while the job runs. Default: false.
   */
  readonly remoteDebug?: pulumi.Input<boolean>;
  /**
   * Keeps the instances warm for the next job of the same shape, seconds (0 to 3600). Billed while warm, as while
   * training. Changed in place. Default: 0.
   */
  readonly keepAliveSeconds?: pulumi.Input<number>;
  /**
   * What deleting the resource does to the training job: `retain` leaves the job, even a running one; `stop` stops
   * a running one; `delete` also removes its record. Data in S3 is never touched. Default: `retain`, because the
   * record is evidence of what was done.
   */
  readonly onDelete?: pulumi.Input<"retain" | "stop" | "delete">;
}
