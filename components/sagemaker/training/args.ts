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
}

export const trainingDefaults = {
  image: { xgboost: "3.2-0" },
  instanceType: "ml.m5.xlarge",
  instanceCount: 1,
  volumeSizeGb: 30,
  maxRuntimeSeconds: 3600,
} as const satisfies Partial<TrainingSpec>;

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
}
