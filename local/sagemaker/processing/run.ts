import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure, downloadChannel } from "../jobs/channels";
import { startContainer } from "../jobs/container";
import { LogForwarder } from "../jobs/log-forwarder";
import { below } from "../jobs/s3-uri";
import type { Supervised } from "../../processes/supervised";
import type { Cloud } from "../state/cloud";
import { now } from "../state/store";
import { inside } from "../training/command";
import { host } from "../training/layout";
import type { ProcessingJob } from "./jobs";

const stopGraceMs = 120_000;
const defaultRuntimeSeconds = 86_400;
/** The service's limit for the text a container leaves in /opt/ml/output/message. */
const maxMessage = 1024;

/** One processing job: inputs down, the entry point, outputs up. */
export class ProcessingRun {
  private child: Supervised | undefined;
  private interrupted: "stop" | "runtime" | undefined;
  private readonly base: string;
  private readonly name: string;

  constructor(
    private readonly cloud: Cloud,
    private readonly job: ProcessingJob,
    private readonly access: RoleAccess,
  ) {
    this.name = job.request.ProcessingJobName ?? "";
    this.base = join(cloud.work("processing", this.name), "opt-ml");
  }

  stop(): void {
    this.interrupted ??= "stop";
    void this.child?.stop(stopGraceMs);
  }

  async kill(): Promise<void> {
    await this.child?.stop(0);
  }

  /** Resolves to whether the job was stopped; throws with the FailureReason. */
  async run(): Promise<boolean> {
    try {
      await this.prepare();
      if (this.reason()) return true;
      const exit = await this.execute();
      if (this.cloud.stopping) return true;
      const message = await readFile(join(this.base, "output", "message"), "utf8").catch(() => "");
      if (message !== "") this.job.exitMessage = message.slice(0, maxMessage);
      await this.upload();
      if (this.reason() === "runtime") {
        throw new ClientFailure(
          "ClientError: Please use an instance type with more memory, or reduce the run time: MaxRuntimeInSeconds exceeded",
        );
      }
      if (this.reason() === "stop") return true;
      if (exit !== 0)
        throw new ClientFailure(`AlgorithmError: See job logs for more information, exit code: ${exit}`);
      return false;
    } finally {
      if (!this.cloud.stopping) await rm(join(this.base, ".."), { recursive: true, force: true });
    }
  }

  private reason(): "stop" | "runtime" | undefined {
    return this.interrupted;
  }

  private async prepare(): Promise<void> {
    const { request } = this.job;
    await rm(this.base, { recursive: true, force: true });
    for (const folder of ["config", "processing", "output"])
      await mkdir(join(this.base, folder), { recursive: true });
    const write = (file: string, value: unknown) =>
      writeFile(join(this.base, "config", file), JSON.stringify(value));
    await write("processingjobconfig.json", request);
    await write("resourceconfig.json", { current_host: host, hosts: [host] });
    for (const input of request.ProcessingInputs ?? []) {
      const source = input.S3Input;
      if (!source) continue;
      await downloadChannel(
        this.access,
        {
          ChannelName: input.InputName,
          DataSource: { S3DataSource: { S3DataType: source.S3DataType, S3Uri: source.S3Uri } },
          CompressionType: source.S3CompressionType,
        },
        this.local(source.LocalPath ?? `/opt/ml/processing/${input.InputName ?? ""}`),
      );
    }
    for (const output of request.ProcessingOutputConfig?.Outputs ?? []) {
      await mkdir(this.local(output.S3Output?.LocalPath ?? ""), { recursive: true });
    }
  }

  /** A path of the container as it is on this machine; creation refused those outside /opt/ml. */
  private local(path: string): string {
    return inside(path, this.base);
  }

  private async execute(): Promise<number> {
    const { request } = this.job;
    const app = request.AppSpecification;
    const command = [...(app?.ContainerEntrypoint ?? []), ...(app?.ContainerArguments ?? [])];
    const logs = new LogForwarder(
      this.access,
      "/aws/sagemaker/ProcessingJobs",
      `${this.name}/algo-1-${Math.floor(now())}`,
      (line) => this.cloud.log(`SageMaker: processing job ${this.name}: ${line}`),
    );
    const child = startContainer({
      command: this.cloud.python,
      args: ["-m", "floe_sagemaker.entry", ...command.map((part) => this.local(part))],
      cwd: this.base,
      python: this.cloud.python,
      env: {
        ...(request.Environment ?? {}),
        PROCESSING_JOB_NAME: this.name,
        PROCESSING_JOB_ARN: this.job.arn,
        AWS_REGION: this.job.region,
        SAGEMAKER_BASE_DIR: this.base,
      },
      line: (line) => logs.write(line),
    });
    this.child = child;
    if (this.reason()) void child.stop(stopGraceMs);
    const limit = (request.StoppingCondition?.MaxRuntimeInSeconds ?? defaultRuntimeSeconds) * 1000;
    const ended = new AbortController();
    const timer = sleep(limit, "runtime" as const, { signal: ended.signal, ref: false });
    const first = await Promise.race([child.exited, timer.catch(() => child.exited)]);
    ended.abort();
    if (first === "runtime") {
      this.interrupted ??= "runtime";
      await child.stop(stopGraceMs);
    }
    const { code } = await child.exited;
    await child.stop(0);
    await logs.close();
    return code ?? 1;
  }

  private async upload(): Promise<void> {
    const { request } = this.job;
    for (const output of request.ProcessingOutputConfig?.Outputs ?? []) {
      const target = output.S3Output;
      if (!target) continue;
      const folder = this.local(target.LocalPath ?? "");
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        try {
          const key = request.ProcessingOutputConfig?.KmsKeyId;
          await this.access.upload(file, below(target.S3Uri ?? "", relative(folder, file)), key);
        } catch (error) {
          throw new ClientFailure(
            `ClientError: Failed to upload ${output.OutputName ?? ""} to ${target.S3Uri ?? ""}: ${messageOf(error)}`,
          );
        }
      }
    }
  }
}
