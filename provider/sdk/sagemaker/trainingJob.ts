import * as pulumi from "@pulumi/pulumi";

/** One input channel of a training job. */
export interface TrainingChannel {
  /** `s3://bucket/prefix/`: every object below it is given to the job. */
  s3Uri: pulumi.Input<string>;
  /** MIME type of the objects, such as `text/csv`. */
  contentType?: pulumi.Input<string>;
  /** Default: File. */
  inputMode?: pulumi.Input<string>;
  /** `None` (default) or `Gzip`. */
  compression?: pulumi.Input<string>;
}

/** The bar the trained model must pass. */
export interface TrainingGate {
  /** Metric the job reports, such as `validation:auc`. */
  metric: pulumi.Input<string>;
  /** Default: `>=`. */
  operator?: pulumi.Input<string>;
  threshold: pulumi.Input<number>;
}

export interface TrainingJobArgs {
  /** Begin of the job's name; the provider adds a hash of the inputs and a nonce. */
  namePrefix?: pulumi.Input<string>;
  /** URI of the training image. */
  image: pulumi.Input<string>;
  roleArn: pulumi.Input<string>;
  instanceType: pulumi.Input<string>;
  /** Default: 1. */
  instanceCount?: pulumi.Input<number>;
  /** Default: 30. */
  volumeSizeGb?: pulumi.Input<number>;
  /** Seconds the job may train. What bounds its cost. */
  maxRuntimeSeconds: pulumi.Input<number>;
  hyperparameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  channels: pulumi.Input<Record<string, pulumi.Input<TrainingChannel>>>;
  /** `s3://bucket/prefix/` below which the model is written. */
  outputPath: pulumi.Input<string>;
  kmsKeyId?: pulumi.Input<string>;
  environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Values whose change makes the job run again. */
  triggers?: pulumi.Input<pulumi.Input<string>[]>;
  gate?: pulumi.Input<TrainingGate>;
  /** What a model below the bar does: `fail` (default) the update, or `keepPrevious`. */
  onGateFailure?: pulumi.Input<string>;
  /** What destroying does to the job: `retain` (default), `stop` or `delete`. */
  onDelete?: pulumi.Input<string>;
}

/** A SageMaker training job that is waited for, with its artifact and metrics. */
export class TrainingJob extends pulumi.CustomResource {
  declare readonly jobName: pulumi.Output<string>;
  declare readonly arn: pulumi.Output<string>;
  declare readonly status: pulumi.Output<string>;
  /** `s3://../model.tar.gz` */
  declare readonly artifactUri: pulumi.Output<string>;
  declare readonly metrics: pulumi.Output<Record<string, number>>;
  declare readonly billableSeconds: pulumi.Output<number>;
  declare readonly gatePassed: pulumi.Output<boolean>;

  constructor(name: string, args: TrainingJobArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      jobName: undefined,
      arn: undefined,
      status: undefined,
      artifactUri: undefined,
      metrics: undefined,
      billableSeconds: undefined,
      gatePassed: undefined,
    };
    super("floe:sagemaker:TrainingJob", name, { ...outputs, ...args }, opts);
  }
}
