import type * as Sdk from "@aws-sdk/client-sagemaker";
import { errorMessage, errorName, isMissing, isPropagating } from "../../aws/errors";
import { isLocal, sagemaker } from "../../aws/clients";
import { type Bag, type Call, sleep } from "../../framework";
import { changeTags, readTags, type Tags } from "../tags";
import { request } from "./request";
import { releasedTag, tokenTag } from "./token";

export type Job = Sdk.DescribeTrainingJobCommandOutput;

/** How long a role or policy made in the same deployment may take to be known to SageMaker. */
const propagationMs = 90_000;

/** The jobs of one AWS account, as the resource uses them. */
export class Jobs {
  private constructor(
    private readonly client: Sdk.SageMakerClient,
    private readonly sdk: typeof Sdk,
    private readonly call: Call,
    readonly local: boolean,
  ) {}

  static async open(call: Call): Promise<Jobs> {
    const [client, sdk] = await Promise.all([sagemaker(call.config), import("@aws-sdk/client-sagemaker")]);
    return new Jobs(client, sdk, call, isLocal(call.config));
  }

  async describe(jobName: string): Promise<Job | undefined> {
    try {
      const command = new this.sdk.DescribeTrainingJobCommand({ TrainingJobName: jobName });
      return await this.client.send(command, { abortSignal: this.call.signal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  tags(arn: string): Promise<Tags> {
    return readTags(this.on, arn);
  }

  setTags(arn: string, before: Tags, after: Tags): Promise<void> {
    return changeTags(this.on, arn, before, after);
  }

  private get on() {
    return { client: this.client, sdk: this.sdk, signal: this.call.signal };
  }

  /** Marks a job as no longer this resource's, so that nobody takes it for a crashed run's. */
  async release(arn: string): Promise<void> {
    try {
      const tags = [{ Key: releasedTag, Value: "true" }];
      await this.client.send(new this.sdk.AddTagsCommand({ ResourceArn: arn, Tags: tags }));
    } catch (error) {
      if (isMissing(error)) return;
      this.call.log("warning", `could not mark ${arn} as let go: ${errorMessage(error)}`);
    }
  }

  /** Every job of this name stem, newest first, with its attempt number. */
  private async attempts(stem: string): Promise<{ name: string; attempt: number }[]> {
    const found: { name: string; attempt: number }[] = [];
    let token: string | undefined;
    do {
      const command = new this.sdk.ListTrainingJobsCommand({
        NameContains: stem,
        MaxResults: 100,
        NextToken: token,
      });
      const page = await this.client.send(command, { abortSignal: this.call.signal });
      for (const { TrainingJobName: name } of page.TrainingJobSummaries ?? []) {
        const attempt = name?.startsWith(`${stem}-`) === true ? Number(name.slice(stem.length + 1)) : NaN;
        if (name !== undefined && Number.isInteger(attempt)) found.push({ name, attempt });
      }
      token = page.NextToken;
    } while (token !== undefined);
    return found.sort((a, b) => b.attempt - a.attempt);
  }

  /**
   * The job that answers these inputs: the one a crashed or interrupted run left, or a new one. Names are
   * deterministic, so even a listing that lags behind cannot lead to paying twice: the second creation is refused.
   */
  async adoptOrStart(stem: string, token: string, inputs: Bag): Promise<{ job: Job; adopted: boolean }> {
    const earlier = await this.attempts(stem);
    for (const { name } of earlier) {
      const job = await this.adoptable(name, token);
      if (job !== undefined) return { job, adopted: true };
    }
    let attempt = (earlier[0]?.attempt ?? 0) + 1;
    for (;;) {
      const name = `${stem}-${attempt}`;
      if (await this.start(name, token, inputs)) {
        const job = await this.described(name);
        return { job, adopted: false };
      }
      const taken = await this.adoptable(name, token);
      if (taken !== undefined) return { job: taken, adopted: true };
      attempt += 1;
    }
  }

  /** The job, if it is running or done, carries this token and was not let go. */
  private async adoptable(name: string, token: string): Promise<Job | undefined> {
    const job = await this.describe(name);
    if (job?.TrainingJobArn === undefined) return undefined;
    if (job.TrainingJobStatus !== "InProgress" && job.TrainingJobStatus !== "Completed") return undefined;
    const tags = await this.tags(job.TrainingJobArn);
    return tags[tokenTag] === token && !(releasedTag in tags) ? job : undefined;
  }

  /** False when the name is taken. */
  private async start(name: string, token: string, inputs: Bag): Promise<boolean> {
    const deadline = Date.now() + propagationMs;
    for (;;) {
      try {
        const command = new this.sdk.CreateTrainingJobCommand(request(name, token, inputs));
        await this.client.send(command, { abortSignal: this.call.signal });
        return true;
      } catch (error) {
        if (errorName(error) === "ResourceInUse") return false;
        if (!isPropagating(error) || Date.now() > deadline) throw error;
        this.call.status("waiting until SageMaker may assume the execution role");
        await sleep(this.local ? 500 : 5000, this.call.signal);
      }
    }
  }

  private async described(name: string): Promise<Job> {
    for (let tries = 0; tries < 20; tries++) {
      const job = await this.describe(name);
      if (job !== undefined) return job;
      await sleep(500, this.call.signal);
    }
    throw new Error(`SageMaker accepted training job ${name} but does not show it; run again to take it up`);
  }

  /** Asks a job to stop. Works after the deployment was cancelled, so it takes no signal of it. */
  async stop(jobName: string): Promise<void> {
    try {
      const command = new this.sdk.StopTrainingJobCommand({ TrainingJobName: jobName });
      await this.client.send(command, { abortSignal: AbortSignal.timeout(3000) });
    } catch (error) {
      // A job that has ended in the meantime cannot be stopped, and need not be.
      if (!isMissing(error) && errorName(error) !== "ValidationException") throw error;
    }
  }

  async delete(jobName: string): Promise<void> {
    try {
      const command = new this.sdk.DeleteTrainingJobCommand({ TrainingJobName: jobName });
      await this.client.send(command, { abortSignal: this.call.signal });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
