import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure, downloadChannel, inputObjects } from "../jobs/channels";
import { startContainer } from "../jobs/container";
import { readImage } from "../jobs/images";
import { LogForwarder } from "../jobs/log-forwarder";
import { type MetricObserver, MetricReader, xgboostMetrics } from "../jobs/metrics";
import { below, parseS3Uri } from "../jobs/s3-uri";
import { hasFiles, pack, unpack } from "../jobs/tarball";
import type { Supervised } from "../../processes/supervised";
import type { Cloud } from "../state/cloud";
import { now } from "../state/store";
import { codeFolder, hyperParameter, isScript, trainingCommand } from "./command";
import { layOut } from "./layout";
import { enter, finish, type TrainingJob } from "./record";

/** The service's grace between SIGTERM and SIGKILL. */
const stopGraceMs = 120_000;
const maxReason = 1024;

/** One training job from Starting to its end. */
export class TrainingRun {
  private process: Supervised | undefined;
  private interrupted: "stop" | "runtime" | undefined;
  private readonly base: string;

  constructor(
    private readonly cloud: Cloud,
    private readonly job: TrainingJob,
    private readonly access: RoleAccess,
    private readonly changed: (job: TrainingJob) => void,
    private readonly observe?: MetricObserver,
  ) {
    this.base = join(cloud.work("training", job.request.TrainingJobName ?? ""), "opt-ml");
  }

  /** Asks the container to end; what it has written to the model folder is still uploaded. */
  stop(): void {
    if (this.interrupted) return;
    this.interrupted = "stop";
    this.job.status = "Stopping";
    enter(this.job, "Stopping");
    this.changed(this.job);
    void this.end();
  }

  private interruption(): "stop" | "runtime" | undefined {
    return this.interrupted;
  }

  /** Ends the process at once, when the local cloud ends. */
  async kill(): Promise<void> {
    await this.process?.stop(0);
  }

  private async end(): Promise<void> {
    await this.process?.stop(stopGraceMs);
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
      if (!this.cloud.stopping) await rm(this.base, { recursive: true, force: true });
    }
  }

  private async steps(): Promise<void> {
    const { job } = this;
    await layOut(this.base, job.request);
    this.job.started = now();
    this.phase("Downloading");
    await this.download();
    if (this.interruption()) {
      finish(job, "Stopped", "Stopped");
      this.changed(job);
      return;
    }
    this.phase("Training");
    const exit = await this.train();
    if (this.cloud.stopping) return;
    this.phase("Uploading");
    const interrupted = this.interruption();
    await this.upload(exit === 0 || interrupted !== undefined);
    if (interrupted === "runtime") finish(job, "Stopped", "MaxRuntimeExceeded");
    else if (interrupted === "stop") finish(job, "Stopped", "Stopped");
    else if (exit === 0) finish(job, "Completed", "Completed");
    else throw new ClientFailure(await this.reason(exit));
    this.changed(job);
  }

  private phase(name: "Downloading" | "Training" | "Uploading"): void {
    enter(this.job, name);
    this.changed(this.job);
  }

  private async download(): Promise<void> {
    const { request } = this.job;
    await Promise.all(
      (request.InputDataConfig ?? []).map((channel) =>
        downloadChannel(this.access, channel, join(this.base, "input", "data", channel.ChannelName ?? "")),
      ),
    );
    const checkpoints = request.CheckpointConfig?.S3Uri;
    if (checkpoints !== undefined) {
      for (const each of await inputObjects(this.access, "S3Prefix", checkpoints)) {
        await this.access.download(each.location, join(this.base, "checkpoints", each.relative));
      }
    }
    if (!isScript(request)) return;
    const archive = hyperParameter(request, "sagemaker_submit_directory");
    if (archive === undefined || !archive.startsWith("s3://")) {
      throw new ClientFailure(
        "ClientError: The hyperparameter sagemaker_submit_directory must be an S3 URI of a tar.gz",
      );
    }
    const file = join(this.base, "..", "sourcedir.tar.gz");
    try {
      await this.access.download(parseS3Uri(archive), file);
      await unpack(file, codeFolder(this.base));
    } catch (error) {
      throw new ClientFailure(`ClientError: The source ${archive} cannot be read: ${messageOf(error)}`);
    }
  }

  private async train(): Promise<number> {
    const { request } = this.job;
    const { command, args } = trainingCommand(request, this.base, this.cloud.python);
    const isXgboost = readImage(request.AlgorithmSpecification?.TrainingImage ?? "").kind === "xgboost";
    const metrics = new MetricReader(
      [...(isXgboost ? xgboostMetrics() : []), ...(request.AlgorithmSpecification?.MetricDefinitions ?? [])],
      this.observe,
    );
    const stream = `${request.TrainingJobName ?? ""}/algo-1-${Math.floor(now())}`;
    const logs = new LogForwarder(this.access, "/aws/sagemaker/TrainingJobs", stream, this.note);
    this.process = startContainer({
      command,
      args,
      cwd: this.base,
      python: this.cloud.python,
      env: this.environment(),
      line: (line) => {
        logs.write(line);
        metrics.read(line);
      },
    });
    if (this.interruption()) void this.end();
    const exit = await this.untilEnd(this.process);
    await logs.close();
    this.job.metrics = metrics.final();
    return exit;
  }

  private readonly note = (line: string): void => {
    this.cloud.log(`SageMaker: training job ${this.job.request.TrainingJobName ?? ""}: ${line}`);
  };

  private environment(): Record<string, string> {
    const { request } = this.job;
    return {
      ...(request.Environment ?? {}),
      TRAINING_JOB_NAME: request.TrainingJobName ?? "",
      TRAINING_JOB_ARN: this.job.arn,
      AWS_REGION: this.job.region,
      SAGEMAKER_BASE_DIR: this.base,
      ...(request.CheckpointConfig ? { FLOE_CHECKPOINTS: "1" } : {}),
    };
  }

  private async untilEnd(child: Supervised): Promise<number> {
    const limit = (this.job.request.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400) * 1000;
    const ended = new AbortController();
    // Node's longest timer is some 24 days.
    const timer = sleep(Math.min(limit, 2 ** 31 - 1), "runtime" as const, {
      signal: ended.signal,
      ref: false,
    });
    const first = await Promise.race([child.exited, timer.catch(() => child.exited)]);
    ended.abort();
    if (first === "runtime") {
      this.interrupted ??= "runtime";
      await this.end();
    }
    const { code } = await child.exited;
    // What the program left running in its group ends with it.
    await child.stop(0);
    return code ?? 1;
  }

  private async upload(withModel: boolean): Promise<void> {
    const { request } = this.job;
    const job = request.TrainingJobName ?? "";
    const target = request.OutputDataConfig?.S3OutputPath ?? "";
    const key = request.OutputDataConfig?.KmsKeyId;
    try {
      if (withModel && (await hasFiles(join(this.base, "model")))) {
        const file = join(this.base, "..", "model.tar.gz");
        await pack(join(this.base, "model"), file);
        await this.access.upload(file, below(target, job, "output", "model.tar.gz"), key);
      }
      const failed = existsSync(join(this.base, "output", "failure"));
      if (failed || (await hasFiles(join(this.base, "output", "data")))) {
        const file = join(this.base, "..", "output.tar.gz");
        await pack(failed ? join(this.base, "output") : join(this.base, "output", "data"), file);
        await this.access.upload(file, below(target, job, "output", "output.tar.gz"), key);
      }
      await this.uploadCheckpoints(request.CheckpointConfig?.S3Uri);
    } catch (error) {
      throw new ClientFailure(`ClientError: Failed to upload the output to ${target}: ${messageOf(error)}`);
    }
  }

  private async uploadCheckpoints(uri: string | undefined): Promise<void> {
    if (uri === undefined) return;
    const folder = join(this.base, "checkpoints");
    await mkdir(folder, { recursive: true });
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      await this.access.upload(file, below(uri, relative(folder, file)));
    }
  }

  /** The failure file's text; exit code 2 is how our trainer tells a mistake of the user from its own. */
  private async reason(exit: number): Promise<string> {
    const written = await readFile(join(this.base, "output", "failure"), "utf8").catch(() => "");
    const kind = exit === 2 ? "ClientError" : "AlgorithmError";
    return `${kind}: ${written.trim().slice(0, maxReason - 40)}, exit code: ${exit}`;
  }
}
