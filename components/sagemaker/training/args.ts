import {
  checkGate,
  checkImage,
  checkInstanceType,
  checkInteger,
  checkOneOf,
  checkSize,
  checkXgboost,
  reportedMetrics,
  xgboostVersions,
  type Gate,
  type Hyperparameters,
  type Problems,
} from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import { checkSource } from "../../versions/source";
import type { ImageChoice } from "../image";

/** What a model is trained with, wherever the training happens: at deploy time or in the retraining state machine. */
export interface TrainingSpec {
  /** Default: the built-in XGBoost 3.2-0, which the local cloud trains with as well. */
  readonly image?: ImageChoice;
  /** Settings of the algorithm. The built-in XGBoost's are checked by name and range before anything is created. */
  readonly hyperparameters: Hyperparameters;
  /** The bar a model must pass before it may serve. Default: none, every trained model serves. */
  readonly gate?: Gate;
  /** Default: ml.m5.xlarge, 4 vCPU and 16 GiB, about 0.23 USD an hour in us-east-1. */
  readonly instanceType?: string;
  /** Default: 1. */
  readonly instanceCount?: number;
  /** GB for data and model on each instance, 1 to 16,384. Default: 30. */
  readonly volumeSizeGb?: number;
  /**
   * Seconds the job may train, 60 to 2,419,200. It bounds the cost of a job that hangs. Default: 3,600.
   */
  readonly maxRuntimeSeconds?: number;
  /**
   * Trains on spare capacity, up to 90 % cheaper: it may wait for capacity and be interrupted, and goes on from its
   * checkpoints. Default: on demand.
   */
  readonly spot?: SpotSpec;
}

export interface SpotSpec {
  /** Seconds to wait for capacity and train together, at least `maxRuntimeSeconds`. Default: twice that. */
  readonly maxWaitSeconds?: number;
}

/** How a job of a deployment is started, bounded and followed by others. */
export interface DeployedTrainingSpec {
  /**
   * Folder or file of the training's own code: the job is trained again when its content changes, and the preview
   * shows the version `code` among `versions`. Nothing is uploaded. Default: none, the image says what runs.
   */
  readonly source?: string;
  /**
   * Named versions of what the job reads but its inputs do not show; a change trains again, and the preview names the
   * entry. {@link sourceHash}, {@link imageDigest} and {@link objectVersion} give them. Default: with `source` its hash as
   * `code`.
   */
  readonly versions?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * What trains again: `inputs`, any change of data, code, image or hyperparameters; `schedule`, the first deployment
   * of each `retrainEvery`; `never`. Default: `inputs`. Nothing is trained between deployments; for that there is
   * {@link Retraining}.
   */
  readonly retrainOn?: "inputs" | "schedule" | "never";
  /** With `retrainOn: "schedule"`. Weeks begin on Monday, UTC. */
  readonly retrainEvery?: "day" | "week" | "month";
  /**
   * Most one job may cost, US dollars, at list price for its whole allowed time: a dearer one is refused at preview, as
   * is one whose price is not known. Default: no limit.
   */
  readonly maxCostUsd?: number;
  /**
   * Keeps the instances warm for the next job, seconds, 60 to 3,600; not with `spot`. It then starts at once. Billed like
   * training, idle or not. Default: none.
   */
  readonly keepAliveSeconds?: number;
}

export const trainingDefaults = {
  image: { xgboost: "3.2-0" },
  instanceType: "ml.m5.xlarge",
  instanceCount: 1,
  volumeSizeGb: 30,
  maxRuntimeSeconds: 3600,
} as const satisfies Partial<TrainingSpec>;

/** Longest wait of a training on spare capacity. */
export function spotWait(spec: Pick<TrainingSpec, "spot" | "maxRuntimeSeconds">): number {
  return spec.spot?.maxWaitSeconds ?? 2 * (spec.maxRuntimeSeconds ?? trainingDefaults.maxRuntimeSeconds);
}

export function checkDeployed(
  problems: Problems,
  spec: DeployedTrainingSpec & Pick<TrainingSpec, "spot">,
): void {
  checkSource(problems, "source", spec.source);
  problems.require(
    spec.source === undefined || spec.versions?.["code"] === undefined,
    "versions.code",
    "is the hash of source already",
    "remove one of them, or give the version another name",
  );
  checkSize(problems, "versions", spec.versions, { min: 0, max: 50, what: "versions" });
  checkOneOf(problems, "retrainOn", spec.retrainOn, ["inputs", "schedule", "never"]);
  checkOneOf(problems, "retrainEvery", spec.retrainEvery, ["day", "week", "month"]);
  problems.require(
    (spec.retrainOn === "schedule") === (spec.retrainEvery !== undefined),
    "retrainEvery",
    'goes with retrainOn: "schedule", and only with it',
    "set both or neither",
  );
  problems.require(
    spec.maxCostUsd === undefined || spec.maxCostUsd > 0,
    "maxCostUsd",
    `must be more than 0, not ${String(spec.maxCostUsd)}`,
    "give the most a job may cost, US dollars",
  );
  checkInteger(problems, "keepAliveSeconds", spec.keepAliveSeconds, { min: 60, max: 3600, unit: "seconds" });
  problems.require(
    spec.keepAliveSeconds === undefined || spec.spot === undefined,
    "keepAliveSeconds",
    "is not for spare capacity",
    "remove it, or train on demand",
  );
}

export function checkTraining(problems: Problems, spec: TrainingSpec): void {
  const image: ImageChoice = spec.image ?? trainingDefaults.image;
  const builtIn = "xgboost" in image;
  if (builtIn) {
    checkOneOf(problems, "image.xgboost", image.xgboost, xgboostVersions);
    checkXgboost(problems.at("hyperparameters"), spec.hyperparameters);
  } else {
    checkImage(problems, "image.uri", image.uri);
    checkSize(problems, "hyperparameters", spec.hyperparameters, {
      min: 0,
      max: 100,
      what: "hyperparameters",
    });
  }
  if (spec.gate !== undefined) {
    checkGate(problems.at("gate"), spec.gate, builtIn ? reportedMetrics(spec.hyperparameters) : undefined);
  }
  checkInstanceType(problems, "instanceType", spec.instanceType);
  checkInteger(problems, "instanceCount", spec.instanceCount, { min: 1, max: 100, unit: "instances" });
  checkInteger(problems, "volumeSizeGb", spec.volumeSizeGb, { min: 1, max: 16384, unit: "GB" });
  checkInteger(problems, "maxRuntimeSeconds", spec.maxRuntimeSeconds, {
    min: 60,
    max: 2419200,
    unit: "seconds",
  });
  checkInteger(problems, "spot.maxWaitSeconds", spec.spot?.maxWaitSeconds, {
    min: spec.maxRuntimeSeconds ?? trainingDefaults.maxRuntimeSeconds,
    max: 2419200,
    unit: "seconds",
  });
}
