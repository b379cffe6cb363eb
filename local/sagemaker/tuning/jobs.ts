import { createHash } from "node:crypto";
import type {
  CreateHyperParameterTuningJobRequest,
  HyperParameterTrainingJobDefinition,
  HyperParameterTuningJobStatus,
  Tag,
} from "@aws-sdk/client-sagemaker";
import { inUse, invalid, messageOf, notFound, unsupported } from "../front/errors";
import type { Call } from "../front/operation";
import { readImage } from "../jobs/images";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import type { TrainingJobs } from "../training/jobs";
import type { TrainingJob } from "../training/record";
import { checkRanges, gridSearch, randomSearch } from "./space";

export interface TuningJob {
  arn: string;
  account: string;
  region: string;
  request: CreateHyperParameterTuningJobRequest;
  status: HyperParameterTuningJobStatus;
  created: number;
  modified: number;
  ended?: number;
  failure?: string;
  /** Names of the training jobs, in the order they were started, with the hyperparameters that were drawn. */
  trials: { name: string; tuned: Record<string, string> }[];
  tags: Tag[];
}

/** Every tuning job: each starts training jobs until its limits are reached. */
export class TuningJobs {
  readonly store: Store<TuningJob>;

  constructor(
    private readonly cloud: Cloud,
    private readonly training: TrainingJobs,
  ) {
    this.store = new Store(cloud.records("tuning-jobs"));
    for (const job of this.store.all()) {
      if (job.status !== "InProgress" && job.status !== "Stopping") continue;
      job.failure = "InternalServerError: The local cloud ended while the job ran. Create the job again.";
      this.finish(job, "Failed");
    }
  }

  create(request: CreateHyperParameterTuningJobRequest, call: Call): TuningJob {
    const name = request.HyperParameterTuningJobName ?? "";
    const arn = this.cloud.arn(call, "hyper-parameter-tuning-job", name);
    if (this.store.has(name)) {
      throw inUse(
        `Hyper parameter tuning job names must be unique: a job with this name already exists (${arn})`,
      );
    }
    checkTuningRequest(request);
    const config = request.HyperParameterTuningJobConfig;
    if (config?.Strategy === "Bayesian") {
      this.cloud.log(
        `SageMaker: tuning job ${name}: the local cloud searches at random, not by Bayesian optimisation`,
      );
    }
    const at = now();
    const { account, region } = call;
    const job: TuningJob = {
      arn,
      account,
      region,
      request,
      status: "InProgress",
      created: at,
      modified: at,
      trials: [],
      tags: request.Tags ?? [],
    };
    this.changed(job);
    void this.follow(job, call);
    return job;
  }

  get(name: string | undefined): TuningJob {
    const job = this.store.get(name ?? "");
    if (!job) throw notFound(`Could not find hyperparameter tuning job "${name ?? ""}".`);
    return job;
  }

  stop(name: string | undefined): void {
    const job = this.get(name);
    if (job.status !== "InProgress") {
      throw invalid(`The request was rejected because the tuning job is in status ${job.status}.`);
    }
    job.status = "Stopping";
    this.changed(job);
    for (const trial of this.trials(job)) {
      if (trial.status === "InProgress") this.training.stop(trial.request.TrainingJobName);
    }
  }

  delete(name: string | undefined): void {
    const job = this.get(name);
    if (job.status === "InProgress" || job.status === "Stopping") {
      throw inUse(`The tuning job ${job.arn} is in status ${job.status}: stop it before deleting it.`);
    }
    this.store.delete(name ?? "");
  }

  trials(job: TuningJob): TrainingJob[] {
    return job.trials.flatMap(({ name }) => this.training.store.get(name) ?? []);
  }

  private async follow(job: TuningJob, call: Call): Promise<void> {
    const config = job.request.HyperParameterTuningJobConfig;
    const limits = config?.ResourceLimits;
    const ranges = config?.ParameterRanges ?? {};
    const seed = config?.RandomSeed ?? createHash("sha256").update(job.arn).digest().readUInt32BE(0);
    const search = config?.Strategy === "Grid" ? gridSearch(ranges) : randomSearch(ranges, seed);
    const most =
      limits?.MaxNumberOfTrainingJobs ?? (config?.Strategy === "Grid" ? Number.MAX_SAFE_INTEGER : 1);
    const worker = async () => {
      while (this.open(job) && job.trials.length < most) {
        const tuned = search.next();
        if (!tuned) return;
        await this.trial(job, tuned, call);
      }
    };
    try {
      await Promise.all(Array.from({ length: limits?.MaxParallelTrainingJobs ?? 1 }, worker));
      if (this.cloud.stopping) return;
      const failed = this.trials(job).every((each) => each.status === "Failed");
      if (failed)
        job.failure =
          "All training jobs failed. Please take a look at the training jobs failures to get more details.";
      this.finish(job, job.status === "Stopping" ? "Stopped" : failed ? "Failed" : "Completed");
    } catch (error) {
      if (this.cloud.stopping) return;
      job.failure = messageOf(error).slice(0, 1024);
      this.finish(job, "Failed");
    }
  }

  private open(job: TuningJob): boolean {
    const limit = job.request.HyperParameterTuningJobConfig?.ResourceLimits?.MaxRuntimeInSeconds;
    return (
      job.status === "InProgress" &&
      !this.cloud.stopping &&
      (limit === undefined || now() - job.created < limit)
    );
  }

  private async trial(job: TuningJob, tuned: Record<string, string>, call: Call): Promise<void> {
    const number = String(job.trials.length + 1).padStart(3, "0");
    const hash = createHash("sha256").update(`${job.arn}${number}${job.created}`).digest("hex").slice(0, 8);
    const name = `${job.request.HyperParameterTuningJobName ?? ""}-${number}-${hash}`;
    job.trials.push({ name, tuned });
    this.changed(job);
    const definition = job.request.TrainingJobDefinition;
    await this.training.create(
      { ...trainingRequest(job.request, definition, tuned), TrainingJobName: name },
      call,
      job.arn,
    );
    await this.training.ended(name);
    this.changed(job);
  }

  private finish(job: TuningJob, status: HyperParameterTuningJobStatus): void {
    job.status = status;
    job.ended = now();
    this.changed(job);
  }

  private changed(job: TuningJob): void {
    job.modified = now();
    const name = job.request.HyperParameterTuningJobName ?? "";
    this.store.put(name, job);
    const detail = {
      HyperParameterTuningJobName: name,
      HyperParameterTuningJobArn: job.arn,
      HyperParameterTuningJobStatus: job.status,
    };
    this.cloud.announce(job, "SageMaker HyperParameter Tuning Job State Change", detail, job.arn);
  }
}

/** A trial's request: the definition with what was drawn, and for the built-in container what it tunes for. */
function trainingRequest(
  request: CreateHyperParameterTuningJobRequest,
  definition: HyperParameterTrainingJobDefinition | undefined,
  tuned: Record<string, string>,
) {
  const metric = request.HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective?.MetricName;
  const builtIn = readImage(definition?.AlgorithmSpecification?.TrainingImage ?? "").kind === "xgboost";
  const script = definition?.StaticHyperParameters?.["sagemaker_program"] !== undefined;
  return {
    AlgorithmSpecification: {
      TrainingImage: definition?.AlgorithmSpecification?.TrainingImage,
      TrainingInputMode: definition?.AlgorithmSpecification?.TrainingInputMode,
      MetricDefinitions: definition?.AlgorithmSpecification?.MetricDefinitions,
    },
    RoleArn: definition?.RoleArn,
    HyperParameters: {
      ...(definition?.StaticHyperParameters ?? {}),
      ...(builtIn && !script && metric !== undefined ? { _tuning_objective_metric: metric } : {}),
      ...tuned,
    },
    InputDataConfig: definition?.InputDataConfig,
    OutputDataConfig: definition?.OutputDataConfig,
    ResourceConfig: definition?.ResourceConfig,
    StoppingCondition: definition?.StoppingCondition,
    Environment: definition?.Environment,
    CheckpointConfig: definition?.CheckpointConfig,
    EnableManagedSpotTraining: definition?.EnableManagedSpotTraining,
  };
}

function checkTuningRequest(request: CreateHyperParameterTuningJobRequest): void {
  const config = request.HyperParameterTuningJobConfig;
  if (request.TrainingJobDefinitions !== undefined)
    throw unsupported("TrainingJobDefinitions", "give TrainingJobDefinition");
  if (request.WarmStartConfig !== undefined) throw unsupported("WarmStartConfig", "leave it out");
  if (request.Autotune !== undefined) throw unsupported("Autotune", "leave it out");
  if (request.TrainingJobDefinition === undefined) throw invalid("TrainingJobDefinition must be given.");
  if (config?.Strategy === "Hyperband")
    throw unsupported("the strategy Hyperband", "use Random, Grid or Bayesian");
  if (config?.TrainingJobEarlyStoppingType === "Auto")
    throw unsupported("early stopping of training jobs", "use Off");
  if (config?.TuningJobCompletionCriteria !== undefined)
    throw unsupported("TuningJobCompletionCriteria", "use ResourceLimits");
  if (config?.HyperParameterTuningJobObjective === undefined)
    throw invalid("HyperParameterTuningJobObjective must be given.");
  if (request.TrainingJobDefinition.ResourceConfig === undefined)
    throw invalid("TrainingJobDefinition.ResourceConfig must be given.");
  if (config.Strategy !== "Grid" && config.ResourceLimits?.MaxNumberOfTrainingJobs === undefined) {
    throw invalid("ResourceLimits.MaxNumberOfTrainingJobs must be given.");
  }
  checkRanges(config.ParameterRanges, config.Strategy ?? "Random");
  const fixed = request.TrainingJobDefinition.StaticHyperParameters ?? {};
  const ranges = config.ParameterRanges ?? {};
  const names = [
    ...(ranges.IntegerParameterRanges ?? []),
    ...(ranges.ContinuousParameterRanges ?? []),
    ...(ranges.CategoricalParameterRanges ?? []),
  ].map(({ Name }) => Name ?? "");
  const both = names.find((name) => name in fixed);
  if (both !== undefined) throw invalid(`The hyperparameter ${both} is both static and in a range.`);
}
