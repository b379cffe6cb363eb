import { parseImage } from "../image-uri";
import { awsRegistryOf } from "../registries";
import type { Algorithm } from "./algorithm";
import { ipInsights, kmeans, pca, randomCutForest } from "./clusters";
import { deepAr } from "./deepar";
import { factorizationMachines } from "./factorization-machines";
import { linearLearner } from "./linear-learner";
import { nearestNeighbours } from "./nearest-neighbours";
import { blazingText, object2vec } from "./text";
import { lda, ntm } from "./topics";
import { seq2seq } from "./translation";
import { imageClassification, objectDetection, semanticSegmentation } from "./vision";
import { xgboost } from "./xgboost";

export type { Algorithm, Hyperparameters, ObjectiveMetric } from "./algorithm";
export type { Parameter, RangeKind, Rule } from "./rule";
export { checkHyperparameters, type GivenHyperparameters } from "./check";
export { checkObjective, checkRanges, type SearchRange } from "./ranges";

/** Every built-in algorithm whose hyperparameters are known here. */
export const algorithms: readonly Algorithm[] = [
  xgboost,
  linearLearner,
  factorizationMachines,
  nearestNeighbours,
  kmeans,
  pca,
  randomCutForest,
  ipInsights,
  lda,
  ntm,
  object2vec,
  blazingText,
  deepAr,
  imageClassification,
  objectDetection,
  semanticSegmentation,
  seq2seq,
];

/**
 * The built-in algorithm an image holds, or undefined. A copy in another account counts only under a name that is
 * AWS's own (`sagemaker-…`): anybody may call an image `kmeans`.
 */
export function algorithmOf(image: string | undefined): Algorithm | undefined {
  const parts = image === undefined ? undefined : parseImage(image);
  if (parts === undefined) return undefined;
  const found = algorithms.find(({ repository }) => repository === parts.repository);
  if (found === undefined || found.repository.startsWith("sagemaker-")) return found;
  return awsRegistryOf(parts.account) === undefined ? undefined : found;
}
