import type { Tag } from "@aws-sdk/client-sagemaker";
import { inUse, invalid, messageOf, notFound } from "../front/errors";
import type { Call } from "../front/operation";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";

/** What is kept of a job over data, whatever it does. */
export interface BatchJob<Request> {
  arn: string;
  account: string;
  region: string;
  request: Request;
  status: "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
  created: number;
  started?: number;
  ended?: number;
  failure?: string;
  tags: Tag[];
}

/** A job that runs; `run` tells whether it was stopped. */
interface Run {
  run(): Promise<boolean>;
  stop(): void;
  kill(): Promise<void>;
}

/** Every job over data of one kind and those that run. */
export abstract class BatchJobs<Job extends BatchJob<unknown>> {
  readonly store: Store<Job>;
  private readonly runs = new Map<string, Run>();
  private readonly creating = new Set<string>();

  protected constructor(
    protected readonly cloud: Cloud,
    private readonly kind: "Processing" | "Transform",
  ) {
    this.store = new Store(cloud.records(`${this.noun}-jobs`));
    for (const job of this.store.all()) {
      if (job.status !== "InProgress" && job.status !== "Stopping") continue;
      this.finish(
        job,
        "Failed",
        "InternalServerError: The local cloud ended while the job ran. Create the job again.",
      );
    }
  }

  private get noun(): string {
    return this.kind.toLowerCase();
  }

  protected abstract nameOf(job: Job): string;
  protected abstract describe(job: Job): object;

  /** Makes the job when its name is free; of two requests at once only one does. */
  protected async once(name: string, call: Call, make: (arn: string) => Promise<Job>): Promise<Job> {
    const arn = this.cloud.arn(call, `${this.noun}-job`, name);
    if (this.store.has(name) || this.creating.has(name)) {
      throw inUse(
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
      );
    }
    this.creating.add(name);
    try {
      return await make(arn);
    } finally {
      this.creating.delete(name);
    }
  }

  /** Runs the job to its end, which is recorded unless the local cloud ends first. */
  protected follow(job: Job, run: Run): void {
    const name = this.nameOf(job);
    this.runs.set(name, run);
    run
      .run()
      .then(
        (stopped) => {
          if (!this.cloud.stopping) this.finish(job, stopped ? "Stopped" : "Completed");
        },
        (error: unknown) => {
          if (!this.cloud.stopping) this.finish(job, "Failed", messageOf(error).slice(0, 1024));
        },
      )
      .finally(() => this.runs.delete(name))
      .catch((error: unknown) => this.cloud.log(`SageMaker: ${this.noun} job ${name}: ${messageOf(error)}`));
  }

  get(name: string | undefined): Job {
    const job = this.store.get(name ?? "");
    if (!job) throw notFound(`Could not find requested job with name: ${name ?? ""}`);
    return job;
  }

  stop(name: string | undefined): void {
    const job = this.get(name);
    if (job.status !== "InProgress") {
      throw invalid(`The request was rejected because the ${this.noun} job is in status ${job.status}.`);
    }
    job.status = "Stopping";
    this.changed(job);
    this.runs.get(name ?? "")?.stop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => run.kill()));
  }

  private finish(job: Job, status: Job["status"], failure?: string): void {
    job.status = status;
    job.ended = now();
    if (failure !== undefined) job.failure = failure;
    this.changed(job);
  }

  protected changed(job: Job): void {
    this.store.put(this.nameOf(job), job);
    const type = `SageMaker ${this.kind} Job State Change`;
    this.cloud.announce(job, type, { ...this.describe(job) }, job.arn);
  }
}
