import { hashOf, hyperparameterTexts, isPlain, layout, Problems } from "../../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../../place";
import { sourceHash } from "../../versions/source";
import { ExecutionRole } from "../executionRole";
import { resolveImage } from "../image";
import {
  checkDeployed,
  checkTraining,
  spotWait,
  trainingDefaults,
  type DeployedTrainingSpec,
  type TrainingSpec,
} from "./args";

export interface TrainingArgs extends TrainingSpec, DeployedTrainingSpec {
  /** Bucket of the training sets and of the models. */
  bucket: pulumi.Input<string>;
  bucketArn: pulumi.Input<string>;
  keyArn?: pulumi.Input<string> | undefined;
  /** Where each set lies: `s3://bucket/train/<run>/train/`. The built-in XGBoost needs `train`. */
  channels: Readonly<Record<string, pulumi.Input<string>>>;
  /** Values that make the job train again when they change. Prefer `versions`, which have names. Default: none. */
  triggers?: readonly pulumi.Input<string>[];
  /** What a model below the bar does to the deployment. Default: `fail`; `keepPrevious` lets the champion serve on. */
  onGateFailure?: "fail" | "keepPrevious";
  /** What destroying does to the job's record. Default: `retain`, because the record is evidence. */
  onDelete?: "retain" | "stop" | "delete";
  /** Begin of job and role names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  place?: PlaceOutput;
  transform?: { job?: Transform<floe.sagemaker.TrainingJobArgs> };
}

/**
 * A model trained at deploy time: a SageMaker job with a role of its own, waited for and held to its bar. Changing
 * data, image or hyperparameters trains again. Costs the instances for as long as the job runs, at most
 * `maxRuntimeSeconds`.
 *
 * @example Minimal
 * ```ts
 * new Training("training", {
 *   bucket: exchange.bucketName, bucketArn: exchange.bucketArn,
 *   channels: { train: "s3://flights-exchange/train/1/train/" },
 *   hyperparameters: { objective: "binary:logistic", num_round: 100 },
 * });
 * ```
 * @example On spare capacity, trained again when its code, its data or its image changes
 * ```ts
 * new Training("training", {
 *   bucket: exchange.bucketName, bucketArn: exchange.bucketArn,
 *   channels: { train: "s3://flights-exchange/train/fixed/train/" },
 *   image: { uri }, hyperparameters: { epochs: "20" },
 *   source: "../trainer",
 *   versions: {
 *     data: objectVersion({ bucket: "flights-exchange", key: "train/fixed/manifest.json" }),
 *     image: imageDigest(uri),
 *   },
 *   spot: {}, maxCostUsd: 5,
 * });
 * ```
 * @example With a held-out set and a bar
 * ```ts
 * new Training("training", {
 *   bucket: exchange.bucketName, bucketArn: exchange.bucketArn, keyArn: exchange.keyArn,
 *   channels: { train: `${sets}/train/`, validation: `${sets}/validation/` },
 *   hyperparameters: { objective: "binary:logistic", num_round: 200, eval_metric: "auc", early_stopping_rounds: 10 },
 *   gate: { metric: "validation:auc", threshold: 0.7 },
 *   onGateFailure: "keepPrevious",
 * });
 * ```
 */
export class Training extends FloeComponent {
  /** `s3://.../model.tar.gz` of the newest model that passed. */
  readonly artifactUri: pulumi.Output<string>;
  readonly jobName: pulumi.Output<string>;
  readonly metrics: pulumi.Output<Record<string, number>>;
  readonly gatePassed: pulumi.Output<boolean>;
  readonly nodes: { readonly role: ExecutionRole; readonly job: floe.sagemaker.TrainingJob };

  constructor(name: string, args: TrainingArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    const spec = { ...trainingDefaults, ...args };
    super(
      "floe:components:Training",
      name,
      {
        instanceType: spec.instanceType,
        maxRuntimeSeconds: spec.maxRuntimeSeconds,
        hyperparameters: { ...args.hyperparameters },
      },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const place = args.place ?? currentPlace(this);
    const image = resolveImage(spec.image, place);
    const role = new ExecutionRole(
      this.childName("role"),
      {
        place,
        namePrefix: prefix,
        purpose: "training",
        kinds: ["training"],
        bucketArn: args.bucketArn,
        keyArn: args.keyArn,
        read: [layout.train],
        write: [layout.models, ...(spec.spot === undefined ? [] : [layout.checkpoints])],
        repositoryArn: image.repositoryArn,
      },
      this.within(),
    );
    const versions = versionsOf(args);
    const job = this.child(
      floe.sagemaker.TrainingJob,
      "job",
      {
        namePrefix: prefix,
        image: image.uri,
        roleArn: role.arn,
        instanceType: spec.instanceType,
        instanceCount: spec.instanceCount,
        volumeSizeGb: spec.volumeSizeGb,
        maxRuntimeSeconds: spec.maxRuntimeSeconds,
        hyperparameters: hyperparameterTexts(args.hyperparameters),
        channels: Object.fromEntries(
          Object.entries(args.channels).map(([channel, s3Uri]) => [
            channel,
            { s3Uri, contentType: "text/csv" },
          ]),
        ),
        outputPath: pulumi.interpolate`s3://${args.bucket}/${layout.models}`,
        ...(args.keyArn === undefined ? {} : { kmsKeyId: args.keyArn }),
        ...(args.triggers === undefined ? {} : { triggers: [...args.triggers] }),
        ...(versions === undefined ? {} : { versions }),
        ...(spec.spot === undefined ? {} : spotInputs(args, image.uri, versions)),
        ...(args.retrainOn === undefined ? {} : { retrainOn: args.retrainOn }),
        ...(args.retrainEvery === undefined ? {} : { retrainEvery: args.retrainEvery }),
        ...(args.maxCostUsd === undefined ? {} : { maxCostUsd: args.maxCostUsd }),
        ...(args.keepAliveSeconds === undefined ? {} : { keepAliveSeconds: args.keepAliveSeconds }),
        ...(args.gate === undefined ? {} : { gate: { operator: ">=" as const, ...args.gate } }),
        onGateFailure: args.onGateFailure ?? "fail",
        onDelete: args.onDelete ?? "retain",
      },
      { transform: args.transform?.job },
    );
    this.nodes = { role, job };
    this.artifactUri = job.artifactUri;
    this.jobName = job.jobName;
    this.metrics = job.metrics;
    this.gatePassed = job.gatePassed;
    this.registerOutputs({ artifactUri: this.artifactUri, jobName: this.jobName, metrics: this.metrics });
  }
}

function versionsOf(args: TrainingArgs): Readonly<Record<string, pulumi.Input<string>>> | undefined {
  if (args.source === undefined) return args.versions;
  return { code: sourceHash(args.source), ...args.versions };
}

/** Checkpoints at a place made from what is trained: an interrupted job finds its own, a new training begins afresh. */
function spotInputs(
  args: TrainingArgs,
  image: pulumi.Input<string>,
  versions: Readonly<Record<string, pulumi.Input<string>>> | undefined,
): Pick<floe.sagemaker.TrainingJobArgs, "spot" | "maxWaitSeconds" | "checkpoint"> {
  const trained = pulumi
    .all([image, args.channels, args.hyperparameters, versions ?? {}, args.triggers ?? []])
    .apply((content) => hashOf(content, 12));
  return {
    spot: true,
    maxWaitSeconds: spotWait(args),
    checkpoint: { s3Uri: pulumi.interpolate`s3://${args.bucket}/${layout.checkpoints}${trained}/` },
  };
}

function checkArgs(name: string, args: TrainingArgs): void {
  const problems = new Problems();
  checkTraining(problems, args);
  checkDeployed(problems, args);
  problems.require(
    "train" in args.channels,
    "channels",
    "there is no channel train",
    "add the training set as train",
  );
  problems.require(
    args.gate?.metric.startsWith("validation:") !== true || "validation" in args.channels,
    "channels",
    `the gate's ${args.gate?.metric ?? ""} needs a channel validation`,
    "add the held-out set as validation, or gate on a train: metric",
  );
  for (const [channel, uri] of Object.entries(args.channels)) {
    if (!isPlain(uri)) continue;
    problems.require(
      /^s3:\/\/[a-z0-9.-]{3,63}\/.+/.test(uri),
      `channels.${channel}`,
      `"${uri}" is not a place in S3`,
      "write it like s3://bucket/train/run/train/",
    );
  }
  problems.raise(`Training "${name}"`);
}
