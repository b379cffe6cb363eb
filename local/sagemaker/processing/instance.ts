import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
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
import type { ProcessingJob } from "./jobs";

/** How often files of continuous outputs are looked for. */
const uploadEveryMs = 500;

/** One instance of a processing job: a folder and a process of its own. */
export class ProcessingInstance {
  private child: Supervised | undefined;
  private readonly base: string;
  private readonly name: string;
  /** What was uploaded, by file, with its size and time then. */
  private readonly uploaded = new Map<string, string>();

  constructor(
    private readonly cloud: Cloud,
    private readonly job: ProcessingJob,
    private readonly access: RoleAccess,
    private readonly index: number,
    private readonly hosts: readonly string[],
  ) {
    this.name = job.request.ProcessingJobName ?? "";
    this.base = join(cloud.work("processing", this.name), `algo-${index + 1}`, "opt-ml");
  }

  async stop(graceMs: number): Promise<void> {
    await this.child?.stop(graceMs);
  }

  async prepare(): Promise<void> {
    const { request } = this.job;
    await rm(this.base, { recursive: true, force: true });
    for (const folder of ["config", "processing", "output"])
      await mkdir(join(this.base, folder), { recursive: true });
    const write = (file: string, value: unknown) =>
      writeFile(join(this.base, "config", file), JSON.stringify(value));
    await write("processingjobconfig.json", request);
    await write("resourceconfig.json", { current_host: this.hosts[this.index], hosts: this.hosts });
    for (const { InputName, S3Input: source, AppManaged } of request.ProcessingInputs ?? []) {
      if (!source || AppManaged === true) continue;
      const shared = source.S3DataDistributionType === "ShardedByS3Key";
      await downloadChannel(
        this.access,
        {
          ChannelName: InputName,
          DataSource: { S3DataSource: { S3DataType: source.S3DataType, S3Uri: source.S3Uri } },
          CompressionType: source.S3CompressionType,
        },
        this.local(source.LocalPath ?? `/opt/ml/processing/${InputName ?? ""}`),
        (object) => !shared || object % this.hosts.length === this.index,
      );
    }
    for (const { target } of this.outputs()) await mkdir(this.local(target.LocalPath), { recursive: true });
  }

  /** Outputs this job uploads. */
  private outputs() {
    return (this.job.request.ProcessingOutputConfig?.Outputs ?? []).flatMap((output) => {
      const target = output.S3Output;
      if (!target?.LocalPath || output.AppManaged === true) return [];
      return [{ name: output.OutputName ?? "", target: { ...target, LocalPath: target.LocalPath } }];
    });
  }

  /** A path of the container as it is on this machine; creation refused those outside /opt/ml. */
  private local(path: string): string {
    return inside(path, this.base);
  }

  /** Runs the program to its end and answers its exit code. */
  async execute(stopping: () => boolean, graceMs: number): Promise<number> {
    const { request } = this.job;
    const app = request.AppSpecification;
    const command = [...(app?.ContainerEntrypoint ?? []), ...(app?.ContainerArguments ?? [])];
    const logs = new LogForwarder(
      this.access,
      "/aws/sagemaker/ProcessingJobs",
      `${this.name}/algo-${this.index + 1}-${Math.floor(now())}`,
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
    if (stopping()) void child.stop(graceMs);
    let uploading = Promise.resolve();
    const continuous = setInterval(() => {
      // One after the other, so that an older state of a file never follows a newer one.
      uploading = uploading.then(() => this.upload("Continuous")).catch(() => undefined);
    }, uploadEveryMs);
    const { code } = await child.exited;
    clearInterval(continuous);
    await uploading;
    await child.stop(0);
    await logs.close();
    return code ?? 1;
  }

  /** The text a program may leave about what it did. */
  message(): Promise<string> {
    return readFile(join(this.base, "output", "message"), "utf8").catch(() => "");
  }

  /** Uploads what is new or changed: of continuous outputs, or of all. */
  async upload(only?: "Continuous"): Promise<void> {
    const key = this.job.request.ProcessingOutputConfig?.KmsKeyId;
    for (const { name, target } of this.outputs()) {
      if (only !== undefined && target.S3UploadMode !== only) continue;
      const folder = this.local(target.LocalPath);
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = await stat(file);
        if (this.uploaded.get(file) === `${size} ${mtimeMs}`) continue;
        try {
          await this.access.upload(file, below(target.S3Uri ?? "", relative(folder, file)), key);
          this.uploaded.set(file, `${size} ${mtimeMs}`);
        } catch (error) {
          throw new ClientFailure(
            `ClientError: Failed to upload ${name} to ${target.S3Uri ?? ""}: ${messageOf(error)}`,
          );
        }
      }
    }
  }
}
