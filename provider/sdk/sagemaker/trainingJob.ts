import type * as pulumi from "@pulumi/pulumi";
import { JobResource } from "./job";
import type { TrainingJobArgs } from "./trainingJobArgs";

const outputs = [
  "secondaryStatus",
  "artifactUri",
  "artifactETag",
  "artifactVersionId",
  "artifactBytes",
  "metrics",
  "gatePassed",
  "gateMessage",
  "challengerJobName",
  "trainingSeconds",
  "billableSeconds",
  "billableTokens",
  "spotSavings",
  "selectedInstanceType",
  "selectedInstanceCount",
  "warmPoolStatus",
  "epochs",
  "ruleStatuses",
  "modelPackageArn",
  "mlflowRunId",
] as const;

/**
 * A model trained by SageMaker: starts the job, shows its progress and log, waits, judges it by its gate and gives
 * artifact, metrics and cost as outputs. The same inputs never pay twice: after a crash the running or finished job
 * is taken up again. A failed job is an error with its reason, its page in the console and its last 50 log lines.
 *
 * A change of what defines the model trains again within the same resource, so that a model that misses its gate can
 * leave the previous one's outputs in place. The preview shows what changed, and the log says why it trains again.
 *
 * Costs: the instances' seconds, from start to end and while kept warm. Needs: `sagemaker:CreateTrainingJob`,
 * `AddTags`, `ListTrainingJobs`, `DescribeTrainingJob`, `ListTags`, `StopTrainingJob` and `iam:PassRole` on the
 * execution role; `DeleteTags` to remove tags; `UpdateTrainingJob` to change live settings and to end a warm pool;
 * `DeleteTrainingJob` for `onDelete: "delete"`; `logs:FilterLogEvents` to show the log; `s3:GetObject` on the
 * artifact for its ETag and version, and on the document of `gate.evaluation`.
 *
 * @see SageMaker API reference, "CreateTrainingJob"
 */
export class TrainingJob extends JobResource {
  /** Detailed status, such as `Training` or `MaxRuntimeExceeded`. */
  declare readonly secondaryStatus: pulumi.Output<string>;
  /** Model artifact in S3: `s3://…/model.tar.gz`, or a prefix when uncompressed. */
  declare readonly artifactUri: pulumi.Output<string>;
  /** ETag of the artifact: changes with its content. Absent when it may not be read. */
  declare readonly artifactETag: pulumi.Output<string | undefined>;
  /** Version of the artifact, in a bucket that keeps versions. */
  declare readonly artifactVersionId: pulumi.Output<string | undefined>;
  /** Size of the artifact. */
  declare readonly artifactBytes: pulumi.Output<number | undefined>;
  /** Final metrics by name, such as `validation:auc`; with `gate.evaluation`, its metric too. */
  declare readonly metrics: pulumi.Output<Record<string, number>>;
  /** Whether the newest model passed its gate; true when there is no gate. */
  declare readonly gatePassed: pulumi.Output<boolean>;
  /** What the gate found, in words. */
  declare readonly gateMessage: pulumi.Output<string>;
  /** Newest job, when it missed the gate and the previous model was kept. */
  declare readonly challengerJobName: pulumi.Output<string | undefined>;
  /** Seconds of training. */
  declare readonly trainingSeconds: pulumi.Output<number>;
  /** Seconds billed, for each instance. */
  declare readonly billableSeconds: pulumi.Output<number>;
  /** Tokens billed, of a serverless job. */
  declare readonly billableTokens: pulumi.Output<number | undefined>;
  /** Share saved by spot capacity, 0 to 1. */
  declare readonly spotSavings: pulumi.Output<number | undefined>;
  /** Instance type SageMaker chose among the preferences. */
  declare readonly selectedInstanceType: pulumi.Output<string | undefined>;
  /** Number of instances of that type. */
  declare readonly selectedInstanceCount: pulumi.Output<number | undefined>;
  /** Whether the instances are still warm: `Available`, `InUse`, `Reused`, `Terminated`. */
  declare readonly warmPoolStatus: pulumi.Output<string | undefined>;
  /** Epochs trained, for jobs that report their progress. */
  declare readonly epochs: pulumi.Output<number | undefined>;
  /** What Debugger and profiler rules found, by rule. */
  declare readonly ruleStatuses: pulumi.Output<Record<string, string> | undefined>;
  /** Model package the job registered. */
  declare readonly modelPackageArn: pulumi.Output<string | undefined>;
  /** MLflow run of the job. */
  declare readonly mlflowRunId: pulumi.Output<string | undefined>;

  constructor(name: string, args: TrainingJobArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:TrainingJob", name, args, outputs, opts);
  }

  /** A job that exists, by its name. */
  static get(
    name: string,
    jobName: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): TrainingJob {
    return new TrainingJob(name, undefined, { ...opts, id: jobName });
  }
}
