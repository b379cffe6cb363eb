import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Supervised } from "../../processes/supervised";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure, downloadChannel, inputObjects } from "../jobs/channels";
import { startContainer } from "../jobs/container";
import { LogForwarder } from "../jobs/log-forwarder";
import { parseS3Uri } from "../jobs/s3-uri";
import { unpack } from "../jobs/tarball";
import type { Cloud } from "../state/cloud";
import { now } from "../state/store";
import { type Instance, resourceConfig } from "./cluster";
import { codeFolder, hyperParameter, isScript, trainingCommand } from "./command";
import { layOut } from "./layout";
import type { TrainingJob } from "./record";

/** One instance of a training job: a tree and a process of its own. */
export class TrainingInstance {
  readonly base: string;
  private process: Supervised | undefined;

  constructor(
    private readonly cloud: Cloud,
    private readonly job: TrainingJob,
    private readonly access: RoleAccess,
    private readonly own: Instance,
    private readonly all: readonly Instance[],
    private readonly trackerPort: number | undefined,
  ) {
    this.base = join(cloud.work("training", job.request.TrainingJobName ?? ""), own.name, "opt-ml");
  }

  layOut(): Promise<void> {
    return layOut(this.base, this.job.request, resourceConfig(this.all, this.own));
  }

  async stop(graceMs: number): Promise<void> {
    await this.process?.stop(graceMs);
  }

  /** Data, checkpoints and the script. */
  async download(): Promise<void> {
    const { request } = this.job;
    await Promise.all((request.InputDataConfig ?? []).map((channel) => this.channel(channel)));
    const checkpoints = request.CheckpointConfig?.S3Uri;
    if (checkpoints !== undefined) {
      for (const each of await inputObjects(this.access, "S3Prefix", checkpoints))
        await this.access.download(each.location, join(this.base, "checkpoints", each.relative));
    }
    if (isScript(request)) await this.source(hyperParameter(request, "sagemaker_submit_directory"));
  }

  private async channel(
    channel: NonNullable<TrainingJob["request"]["InputDataConfig"]>[number],
  ): Promise<void> {
    const source = channel.DataSource?.S3DataSource;
    const groups = source?.InstanceGroupNames ?? [];
    const readers = groups.length === 0 ? this.all : this.all.filter(({ group }) => groups.includes(group));
    const place = readers.indexOf(this.own);
    const folder = join(this.base, "input", "data", channel.ChannelName ?? "");
    const shared = source?.S3DataDistributionType === "ShardedByS3Key";
    const mine = (index: number) => place >= 0 && (!shared || index % readers.length === place);
    await downloadChannel(this.access, channel, folder, mine);
  }

  private async source(archive: string | undefined): Promise<void> {
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

  /** Runs the program to its end and answers its exit code. */
  async execute(line: (text: string) => void, stopping: () => boolean, graceMs: number): Promise<number> {
    const { request } = this.job;
    const name = request.TrainingJobName ?? "";
    const { command, args } = trainingCommand(request, this.base, this.cloud.python);
    const stream = `${name}/${this.own.name}-${Math.floor(now())}`;
    const logs = new LogForwarder(this.access, "/aws/sagemaker/TrainingJobs", stream, (text) =>
      this.cloud.log(`SageMaker: training job ${name}: ${text}`),
    );
    this.process = startContainer({
      command,
      args,
      cwd: this.base,
      python: this.cloud.python,
      env: this.environment(),
      line: (text) => {
        logs.write(text);
        line(text);
      },
    });
    if (stopping()) void this.stop(graceMs);
    const { code } = await this.process.exited;
    // What the program left running in its group ends with it.
    await this.process.stop(0);
    await logs.close();
    return code ?? 1;
  }

  private environment(): Record<string, string> {
    const { request } = this.job;
    return {
      ...(request.Environment ?? {}),
      TRAINING_JOB_NAME: request.TrainingJobName ?? "",
      TRAINING_JOB_ARN: this.job.arn,
      AWS_REGION: this.job.region,
      SAGEMAKER_BASE_DIR: this.base,
      ...(request.CheckpointConfig ? { FLOE_CHECKPOINTS: "1" } : {}),
      ...(this.trackerPort === undefined ? {} : { FLOE_TRACKER_PORT: String(this.trackerPort) }),
    };
  }

  /** What the program wrote about its failure. */
  async failure(): Promise<string> {
    return (await readFile(join(this.base, "output", "failure"), "utf8").catch(() => "")).trim();
  }

  /** Adds what this instance wrote to another's tree; what is there already stays. */
  async mergeInto(other: TrainingInstance): Promise<void> {
    for (const folder of ["model", "output", "checkpoints"]) {
      await mkdir(join(this.base, folder), { recursive: true });
      await cp(join(this.base, folder), join(other.base, folder), { recursive: true, force: false });
    }
  }
}
