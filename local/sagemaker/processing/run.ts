import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure } from "../jobs/channels";
import type { Cloud } from "../state/cloud";
import { host } from "../training/layout";
import { ProcessingInstance } from "./instance";
import type { ProcessingJob } from "./jobs";
import { placementOf } from "./validate";

const stopGraceMs = 120_000;
const defaultRuntimeSeconds = 86_400;
/** The service's limit for the text a container leaves in /opt/ml/output/message. */
const maxMessage = 1024;

/** One processing job: inputs down, the entry point on every instance, outputs up. */
export class ProcessingRun {
  private interrupted = false;
  private readonly instances: readonly ProcessingInstance[];

  constructor(
    private readonly cloud: Cloud,
    private readonly job: ProcessingJob,
    access: RoleAccess,
  ) {
    const hosts = hostsOf(placementOf(job.request).instanceCount);
    this.instances = hosts.map((_host, index) => new ProcessingInstance(cloud, job, access, index, hosts));
  }

  stop(): void {
    this.interrupted = true;
    void this.end(stopGraceMs);
  }

  async kill(): Promise<void> {
    await this.end(0);
  }

  private async end(graceMs: number): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop(graceMs)));
  }

  /** Resolves to whether the job was stopped, by a caller or its time limit; throws with the FailureReason. */
  async run(): Promise<boolean> {
    try {
      await Promise.all(this.instances.map((instance) => instance.prepare()));
      if (this.isInterrupted()) return true;
      const exit = await this.execute();
      if (this.cloud.stopping) return true;
      await this.keepMessage();
      for (const instance of this.instances) await instance.upload();
      if (this.isInterrupted()) return true;
      if (exit !== 0)
        throw new ClientFailure(`AlgorithmError: See job logs for more information, exit code: ${exit}`);
      return false;
    } finally {
      const folder = this.cloud.work("processing", this.job.request.ProcessingJobName ?? "");
      if (!this.cloud.stopping) await rm(folder, { recursive: true, force: true });
    }
  }

  private isInterrupted(): boolean {
    return this.interrupted;
  }

  /** The exit code of the first instance that failed, which ends the others; 0 when none did. */
  private async execute(): Promise<number> {
    const limit = (this.job.request.StoppingCondition?.MaxRuntimeInSeconds ?? defaultRuntimeSeconds) * 1000;
    const ended = new AbortController();
    sleep(limit, undefined, { signal: ended.signal, ref: false }).then(
      () => this.stop(),
      () => undefined,
    );
    let failed = 0;
    await Promise.all(
      this.instances.map(async (instance) => {
        const code = await instance.execute(() => this.interrupted || failed !== 0, stopGraceMs);
        if (code === 0 || failed !== 0) return;
        failed = code;
        await this.end(stopGraceMs);
      }),
    );
    ended.abort();
    return failed;
  }

  private async keepMessage(): Promise<void> {
    for (const instance of this.instances) {
      const message = await instance.message();
      if (message === "") continue;
      this.job.exitMessage = message.slice(0, maxMessage);
      return;
    }
  }
}

/** Names of the instances: addresses of this machine, so that programs can reach each other by them. */
function hostsOf(count: number): string[] {
  if (count === 1) return [host];
  return Array.from({ length: count }, (_none, index) => `127.0.0.${index + 1}`);
}
