import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { rm } from "node:fs/promises";
import { inUse, invalid, notFound } from "../front/errors";
import type { Call } from "../front/operation";
import type { MetricObserver } from "../jobs/metrics";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import { artifactUri } from "./artifacts";
import { describe, enter, finish, type TrainingJob, warmPool } from "./record";
import { TrainingRun } from "./run";
import { checkTrainingInput, checkTrainingRequest } from "./validate";

/** What a tuning job adds to its trials. */
export interface Trial {
  readonly tuningJobArn?: string;
  /** Told of every value of a metric as the job reports it. */
  readonly observe?: MetricObserver;
}

/** Every training job and those that run. */
export class TrainingJobs {
  readonly store: Store<TrainingJob>;
  private readonly runs = new Map<string, TrainingRun>();
  private readonly creating = new Set<string>();
  private readonly waiting = new Map<string, ((job: TrainingJob) => void)[]>();

  constructor(private readonly cloud: Cloud) {
    this.store = new Store(cloud.records("training-jobs"));
    for (const job of this.store.all()) {
      if (job.status !== "InProgress" && job.status !== "Stopping") continue;
      job.failure = "InternalServerError: The local cloud ended while the job ran. Create the job again.";
      finish(job, "Failed", "Failed", job.failure);
      this.changed(job);
    }
  }

  async create(request: CreateTrainingJobRequest, call: Call, trial: Trial = {}): Promise<TrainingJob> {
    const name = request.TrainingJobName ?? "";
    const arn = this.cloud.arn(call, "training-job", name);
    checkTrainingRequest(request);
    if (this.store.has(name) || this.creating.has(name)) {
      throw inUse(
        `Training job names must be unique within an AWS account and region, and a training job with this name ` +
          `already exists (${arn})`,
      );
    }
    // Taken before the first wait, so that of two requests at once only one makes the job.
    this.creating.add(name);
    try {
      const access = await this.cloud.assumeForRequest(request.RoleArn ?? "", `SageMaker-${name}`, arn);
      await checkTrainingInput(request, access, call.region);
      const at = now();
      const job: TrainingJob = {
        arn,
        account: call.account,
        region: call.region,
        request,
        status: "InProgress",
        secondary: "Starting",
        transitions: [],
        created: at,
        modified: at,
        artifacts: artifactUri(request),
        metrics: [],
        tags: request.Tags ?? [],
        ...(trial.tuningJobArn === undefined ? {} : { tuningJobArn: trial.tuningJobArn }),
      };
      enter(job, "Starting");
      this.changed(job);
      const run = new TrainingRun(this.cloud, job, access, (each) => this.changed(each), trial.observe);
      this.runs.set(name, run);
      void run.run().finally(() => this.runs.delete(name));
      return job;
    } finally {
      this.creating.delete(name);
    }
  }

  get(name: string | undefined): TrainingJob {
    const job = this.store.get(name ?? "");
    if (!job) throw notFound("Requested resource not found.");
    return job;
  }

  stop(name: string | undefined): void {
    const job = this.get(name);
    if (job.status !== "InProgress") {
      throw invalid(
        `The request was rejected because the training job is in status ${job.status}. Only a job InProgress can be stopped.`,
      );
    }
    this.runs.get(name ?? "")?.stop();
  }

  async delete(name: string | undefined): Promise<void> {
    const job = this.get(name);
    if (job.status === "InProgress" || job.status === "Stopping") {
      throw inUse(`The training job ${job.arn} is in status ${job.status}: stop it before deleting it.`);
    }
    if (warmPool(job)?.Status === "Available") {
      throw invalid(
        `The training job ${job.arn} has a warm pool that is Available: update its KeepAlivePeriodInSeconds to 0 before deleting it.`,
      );
    }
    this.store.delete(name ?? "");
    await rm(this.cloud.work("training", name ?? ""), { recursive: true, force: true });
  }

  /** Returns the job when it has ended. */
  ended(name: string): Promise<TrainingJob> {
    const job = this.get(name);
    if (job.status !== "InProgress" && job.status !== "Stopping") return Promise.resolve(job);
    return new Promise((resolve) => this.waiting.set(name, [...(this.waiting.get(name) ?? []), resolve]));
  }

  async close(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => run.kill()));
  }

  changed(job: TrainingJob): void {
    const name = job.request.TrainingJobName ?? "";
    this.store.put(name, job);
    this.cloud.announce(job, "SageMaker Training Job State Change", { ...describe(job) }, job.arn);
    if (job.status === "InProgress" || job.status === "Stopping") return;
    for (const resolve of this.waiting.get(name) ?? []) resolve(job);
    this.waiting.delete(name);
  }
}
