import type {
  CreateHyperParameterTuningJobRequest,
  HyperParameterTuningJobStatus,
} from "@aws-sdk/client-sagemaker";
import { inUse, invalid, messageOf, notFound } from "../front/errors";
import type { Call } from "../front/operation";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import type { TrainingJobs } from "../training/jobs";
import type { TrainingJob } from "../training/record";
import { withAutoRanges } from "./autotune";
import { type Definition, definitionsOf } from "./definitions";
import { value } from "./describe";
import { Follow } from "./follow";
import type { TuningJob } from "./record";
import { checkParents, checkTuningRequest } from "./validate";

/** Every tuning job: each starts training jobs until its limits or its criteria are reached. */
export class TuningJobs {
  readonly store: Store<TuningJob>;
  private readonly following = new Map<string, Follow>();

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
    const autotune = request.Autotune?.Mode === "Enabled";
    const definitions = definitionsOf(request).map((one) => withAutoRanges(one, autotune));
    checkTuningRequest(request, definitions);
    const parents = this.parentsOf(request, definitions);
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
    void this.follow(job, definitions, parents, call);
    return job;
  }

  private parentsOf(
    request: CreateHyperParameterTuningJobRequest,
    definitions: readonly Definition[],
  ): TuningJob[] {
    const names = request.WarmStartConfig?.ParentHyperParameterTuningJobs ?? [];
    const parents = names.map(({ HyperParameterTuningJobName: parent }) => this.get(parent));
    const [definition] = definitions;
    if (definition === undefined) throw invalid("A training job definition must be given.");
    checkParents(
      request,
      definition,
      parents.map((job) => {
        const [own, ...others] = definitionsOf(job.request);
        if (own === undefined || others.length > 0)
          throw invalid(`The parent ${job.arn} has several training job definitions.`);
        return { job, definition: withAutoRanges(own, job.request.Autotune?.Mode === "Enabled") };
      }),
    );
    return parents;
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
    this.following.get(name ?? "")?.end("it was asked to stop");
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

  /** The tuning jobs a warm start began from, as far as their records are left. */
  parents(job: TuningJob): [TuningJob, TrainingJob[]][] {
    const names = job.request.WarmStartConfig?.ParentHyperParameterTuningJobs ?? [];
    return names.flatMap(({ HyperParameterTuningJobName: name }) => {
      const parent = this.store.get(name ?? "");
      return parent === undefined ? [] : [[parent, this.trials(parent)] as [TuningJob, TrainingJob[]]];
    });
  }

  private async follow(
    job: TuningJob,
    definitions: readonly Definition[],
    parents: readonly TuningJob[],
    call: Call,
  ): Promise<void> {
    const name = job.request.HyperParameterTuningJobName ?? "";
    const known = parents.flatMap((parent) =>
      this.trials(parent).flatMap((trial) => {
        const reached = value(parent, trial);
        const drawn = parent.trials.find((one) => one.name === trial.request.TrainingJobName)?.tuned ?? {};
        const fixed = trial.request.HyperParameters ?? {};
        return reached === undefined ? [] : [{ tuned: { ...fixed, ...drawn }, value: reached }];
      }),
    );
    const follow = new Follow(job, definitions, known, {
      training: this.training,
      ending: () => this.cloud.stopping,
      changed: () => this.changed(job),
    });
    this.following.set(name, follow);
    try {
      await follow.run(call);
      if (this.cloud.stopping) return;
      const trials = this.trials(job);
      const failed = trials.length > 0 && trials.every((each) => each.status === "Failed");
      if (failed)
        job.failure =
          "All training jobs failed. Please take a look at the training jobs failures to get more details.";
      this.finish(job, job.status === "Stopping" ? "Stopped" : failed ? "Failed" : "Completed");
    } catch (error) {
      if (this.cloud.stopping) return;
      follow.end("it failed");
      job.failure = messageOf(error).slice(0, 1024);
      this.finish(job, "Failed");
    } finally {
      this.following.delete(name);
    }
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
