import type { CreateHyperParameterTuningJobRequest, ParameterRanges } from "@aws-sdk/client-sagemaker";
import { algorithmOf } from "../../../blueprints";
import { invalid, unsupported } from "../front/errors";
import { namesOf } from "./autotune";
import type { Definition } from "./definitions";
import type { TuningJob } from "./record";

/** Hyperparameters from which Hyperband takes the most epochs, when it is not told. */
const epochKeys = ["epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"];

/** Rules of the request that no single member shows. */
export function checkTuningRequest(
  request: CreateHyperParameterTuningJobRequest,
  definitions: readonly Definition[],
): void {
  const config = request.HyperParameterTuningJobConfig;
  const strategy = config?.Strategy ?? "Bayesian";
  const several = definitions.length > 1;
  if (several && request.WarmStartConfig !== undefined)
    throw invalid("WarmStartConfig can be given only with a single training job definition.");
  if (several && config?.TrainingJobEarlyStoppingType === "Auto")
    throw invalid(
      "TrainingJobEarlyStoppingType Auto can be given only with a single training job definition.",
    );
  if (strategy === "Hyperband") {
    if (config?.TrainingJobEarlyStoppingType === "Auto")
      throw invalid("TrainingJobEarlyStoppingType must be Off with the strategy Hyperband.");
    definitions.forEach((definition) => resourcesOf(request, definition));
  } else if (config?.StrategyConfig?.HyperbandStrategyConfig !== undefined) {
    throw invalid("HyperbandStrategyConfig can be given only with the strategy Hyperband.");
  }
  const limits = config?.ResourceLimits;
  const bounded = limits?.MaxNumberOfTrainingJobs !== undefined || limits?.MaxRuntimeInSeconds !== undefined;
  if (strategy !== "Grid" && !bounded && request.Autotune === undefined) {
    throw invalid("ResourceLimits.MaxNumberOfTrainingJobs must be given.");
  }
  const names = definitions.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`The training job definition ${twice} is given twice.`);
  if (new Set(definitions.map(({ objective }) => objective.Type)).size > 1) {
    throw unsupported("definitions that maximise and others that minimise", "give all one objective type");
  }
  for (const definition of definitions) checkDefinition(definition, strategy);
}

function checkDefinition({ ranges, training, objective }: Definition, strategy: string): void {
  if (training.AlgorithmSpecification?.AlgorithmName !== undefined)
    throw unsupported("AlgorithmName", "name a TrainingImage");
  if (
    (training.ResourceConfig === undefined) ===
    (training.HyperParameterTuningResourceConfig === undefined)
  ) {
    throw invalid("Exactly one of ResourceConfig and HyperParameterTuningResourceConfig must be given.");
  }
  checkRanges(ranges, strategy);
  const fixed = training.StaticHyperParameters ?? {};
  const both = namesOf(ranges).find((name) => name in fixed);
  if (both !== undefined) throw invalid(`The hyperparameter ${both} is both static and in a range.`);
  const algorithm = algorithmOf(training.AlgorithmSpecification?.TrainingImage);
  const metrics = training.AlgorithmSpecification?.MetricDefinitions ?? [];
  const known = algorithm?.objectives.some(({ name }) => name === objective.MetricName) === true;
  if (!known && !metrics.some(({ Name }) => Name === objective.MetricName)) {
    throw invalid(
      `The objective metric ${objective.MetricName ?? ""} is neither one of the algorithm's nor in MetricDefinitions.`,
    );
  }
}

/** Epochs between which Hyperband may stop a trial. */
export function resourcesOf(
  request: CreateHyperParameterTuningJobRequest,
  { training }: Pick<Definition, "training">,
): { min: number; max: number } {
  const given = request.HyperParameterTuningJobConfig?.StrategyConfig?.HyperbandStrategyConfig;
  const fixed = training.StaticHyperParameters ?? {};
  const inferred = epochKeys.map((key) => Number(fixed[key])).find((value) => value > 0);
  const max = given?.MaxResource ?? inferred;
  if (max === undefined) {
    throw invalid(
      `HyperbandStrategyConfig.MaxResource must be given, or one of ${epochKeys.join(", ")} be a static hyperparameter.`,
    );
  }
  const min = given?.MinResource ?? 1;
  if (min > max) throw invalid("HyperbandStrategyConfig.MinResource must not be above MaxResource.");
  return { min, max };
}

/** Refuses ranges from which nothing sensible can be drawn. */
function checkRanges(ranges: ParameterRanges, strategy: string): void {
  const whole = ranges.IntegerParameterRanges ?? [];
  const numbers = [...whole, ...(ranges.ContinuousParameterRanges ?? [])];
  const names = namesOf(ranges);
  if (names.length === 0) throw invalid("ParameterRanges must have at least one range to search.");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`The parameter ${twice} has more than one range.`);
  if (strategy === "Grid" && numbers.length > 0) {
    throw invalid("The Grid strategy searches categorical parameters only.");
  }
  for (const { Name, MinValue, MaxValue, ScalingType } of numbers) {
    const [low, high] = [Number(MinValue), Number(MaxValue)];
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) {
      throw invalid(`The range of ${Name ?? ""} must have a MinValue that is not above its MaxValue.`);
    }
    if (ScalingType === "Logarithmic" && low <= 0) {
      throw invalid(`The range of ${Name ?? ""} has logarithmic scaling, so its MinValue must be above 0.`);
    }
    if (ScalingType === "ReverseLogarithmic" && (low < 0 || high >= 1)) {
      throw invalid(
        `The range of ${Name ?? ""} has reverse logarithmic scaling, so it must lie within 0 and 1.`,
      );
    }
  }
  for (const { Name, MinValue, MaxValue, ScalingType } of whole) {
    if (!Number.isInteger(Number(MinValue)) || !Number.isInteger(Number(MaxValue)))
      throw invalid(`The range of ${Name ?? ""} must begin and end at a whole number.`);
    if (ScalingType === "ReverseLogarithmic")
      throw invalid(`The integer range of ${Name ?? ""} cannot have reverse logarithmic scaling.`);
  }
}

/** SageMaker guide, "Run a Warm Start Hyperparameter Tuning Job": what parents and child must have in common. */
export function checkParents(
  request: CreateHyperParameterTuningJobRequest,
  definition: Definition,
  parents: readonly { readonly job: TuningJob; readonly definition: Definition }[],
): void {
  const identical = request.WarmStartConfig?.WarmStartType === "IdenticalDataAndAlgorithm";
  for (const { job, definition: parent } of parents) {
    const name = job.request.HyperParameterTuningJobName ?? "";
    const refuse = (reason: string) => invalid(`The parent tuning job ${name} cannot be used: ${reason}.`);
    if (job.status === "InProgress" || job.status === "Stopping") throw refuse("it has not ended");
    if (
      parent.objective.MetricName !== definition.objective.MetricName ||
      parent.objective.Type !== definition.objective.Type
    )
      throw refuse("its objective is another one");
    const [mine, its] = [parametersOf(definition), parametersOf(parent)];
    if (mine.join() !== its.join())
      throw refuse(`its hyperparameters are ${its.join(", ")}, not ${mine.join(", ")}`);
    const image = (one: Definition) => one.training.AlgorithmSpecification?.TrainingImage;
    if (identical && image(parent) !== image(definition)) throw refuse("its training image is another one");
    const data = (one: Definition) => JSON.stringify(one.training.InputDataConfig ?? []);
    if (identical && data(parent) !== data(definition)) throw refuse("its input data are others");
  }
}

function parametersOf({ ranges, training }: Definition): string[] {
  return [...namesOf(ranges), ...Object.keys(training.StaticHyperParameters ?? {})].sort();
}
