import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure } from "../jobs/channels";
import { readImage } from "../jobs/images";
import { type MetricObserver, MetricReader, xgboostMetrics } from "../jobs/metrics";
import type { Cloud } from "../state/cloud";
import { now } from "../state/store";
import { uploadArtifacts } from "./artifacts";
import { instancesOf } from "./cluster";
import { TrainingInstance } from "./instance";
import { enter, finish, keepWarm, type TrainingJob } from "./record";

/** The service's grace between SIGTERM and SIGKILL. */
const stopGraceMs = 120_000;
/** When one instance fails the others have nothing to save. */
const failedGraceMs = 2000;
const maxReason = 1024;

/** One training job from Starting to its end. */
export class TrainingRun {
  private interrupted: "stop" | "runtime" | undefined;
  private instances: readonly TrainingInstance[] = [];

  constructor(
    private readonly cloud: Cloud,
    private readonly job: TrainingJob,
    private readonly access: RoleAccess,
    private readonly changed: (job: TrainingJob) => void,
    private readonly observe?: MetricObserver,
  ) {}

  /** Asks the containers to end; what they have written to the model folder is still uploaded. */
  stop(): void {
    if (this.interrupted) return;
    this.interrupted = "stop";
    this.job.status = "Stopping";
    enter(this.job, "Stopping");
    this.changed(this.job);
    void this.end(stopGraceMs);
  }

  private interruption(): "stop" | "runtime" | undefined {
    return this.interrupted;
  }

  /** Ends the processes at once, when the local cloud ends. */
  async kill(): Promise<void> {
    await this.end(0);
  }

  private async end(graceMs: number): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop(graceMs)));
  }

  async run(): Promise<void> {
    try {
      await this.steps();
    } catch (error) {
      if (this.cloud.stopping) return;
      const reason =
        error instanceof ClientFailure ? error.message : `InternalServerError: ${messageOf(error)}`;
      this.job.failure = reason.slice(0, maxReason);
      finish(this.job, "Failed", "Failed", this.job.failure);
      this.changed(this.job);
    } finally {
      const folder = this.cloud.work("training", this.job.request.TrainingJobName ?? "");
      if (!this.cloud.stopping) await rm(folder, { recursive: true, force: true });
    }
  }

  private async steps(): Promise<void> {
    const { job } = this;
    const all = instancesOf(job.request);
    const port = all.length === 1 ? undefined : await freePort();
    this.instances = all.map((own) => new TrainingInstance(this.cloud, job, this.access, own, all, port));
    const [first] = this.instances;
    if (first === undefined) throw new Error("a training job has at least one instance");
    for (const instance of this.instances) await instance.layOut();
    job.started = now();
    this.phase("Downloading");
    await Promise.all(this.instances.map((instance) => instance.download()));
    if (this.interruption()) {
      finish(job, "Stopped", "Stopped");
      this.changed(job);
      return;
    }
    this.phase("Training");
    const failed = await this.train();
    if (this.cloud.stopping) return;
    this.phase("Uploading");
    const interrupted = this.interruption();
    for (const other of this.instances.slice(1)) await other.mergeInto(first);
    await uploadArtifacts(
      job.request,
      this.access,
      first.base,
      failed === undefined || interrupted !== undefined,
    );
    if (interrupted === "runtime") finish(job, "Stopped", "MaxRuntimeExceeded");
    else if (interrupted === "stop") finish(job, "Stopped", "Stopped");
    else if (failed === undefined) finish(job, "Completed", "Completed");
    else throw new ClientFailure(await reasonOf(failed));
    keepWarm(job);
    this.changed(job);
  }

  private phase(name: "Downloading" | "Training" | "Uploading"): void {
    enter(this.job, name);
    this.changed(this.job);
  }

  /** The first instance that failed, which ends the others, with its exit code. */
  private async train(): Promise<Failed | undefined> {
    const { request } = this.job;
    const isXgboost = readImage(request.AlgorithmSpecification?.TrainingImage ?? "").kind === "xgboost";
    const metrics = new MetricReader(
      [...(isXgboost ? xgboostMetrics() : []), ...(request.AlgorithmSpecification?.MetricDefinitions ?? [])],
      this.observe,
    );
    const ended = new AbortController();
    const limit = (request.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400) * 1000;
    // Node's longest timer is some 24 days.
    sleep(Math.min(limit, 2 ** 31 - 1), undefined, { signal: ended.signal, ref: false }).then(
      () => {
        this.interrupted ??= "runtime";
        return this.end(stopGraceMs);
      },
      () => undefined,
    );
    const failures: Failed[] = [];
    const stopping = () => this.interrupted !== undefined || failures.length > 0;
    await Promise.all(
      this.instances.map(async (instance) => {
        const exit = await instance.execute((line) => metrics.read(line), stopping, stopGraceMs);
        if (exit === 0) return;
        failures.push({ instance, exit });
        if (failures.length === 1) await this.end(failedGraceMs);
      }),
    );
    ended.abort();
    this.job.metrics = metrics.final();
    return failures[0];
  }
}

interface Failed {
  readonly instance: TrainingInstance;
  readonly exit: number;
}

/** The failure file's text; exit code 2 is how our trainer tells a mistake of the user from its own. */
async function reasonOf({ instance, exit }: Failed): Promise<string> {
  const kind = exit === 2 ? "ClientError" : "AlgorithmError";
  return `${kind}: ${(await instance.failure()).slice(0, maxReason - 40)}, exit code: ${exit}`;
}

/** A port for the instances to find each other by; taken again at once by the first of them. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
