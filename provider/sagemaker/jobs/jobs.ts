import { errorMessage, errorName, isMissing, isPropagating } from "../../aws/errors";
import { isLocal, sagemaker } from "../../aws/clients";
import { type Bag, type Call, sleep, text, textMap } from "../../framework";
import { changeTags, readTags, type SageMaker, tagList, type Tags } from "../tags";
import { hasEnded, type JobKind, type JobView } from "./kind";
import { releasedTag, tokenTag } from "./token";

/** How long a role or policy made in the same deployment may take to be known to SageMaker. */
const propagationMs = 120_000;

/** A job with what the service says of it. */
export interface Job<Description> {
  readonly view: JobView;
  readonly description: Description;
}

/** The jobs of one kind in one AWS account. */
export class Jobs<Description> {
  private constructor(
    readonly kind: JobKind<Description>,
    private readonly on: SageMaker,
    readonly call: Call,
    readonly local: boolean,
  ) {}

  static async open<D>(kind: JobKind<D>, call: Call): Promise<Jobs<D>> {
    const [client, sdk] = await Promise.all([sagemaker(call.config), import("@aws-sdk/client-sagemaker")]);
    return new Jobs(kind, { client, sdk, signal: call.signal }, call, isLocal(call.config));
  }

  async describe(name: string): Promise<Job<Description> | undefined> {
    try {
      const description = await this.kind.describe(this.on, name);
      return { view: this.kind.view(description), description };
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

  /** Any other call of SageMaker. */
  get sagemaker(): SageMaker {
    return this.on;
  }

  /** Marks a job as no longer this resource's, so that nobody takes it for a crashed run's. */
  async release(arn: string): Promise<void> {
    try {
      const tags = [{ Key: releasedTag, Value: "true" }];
      await this.on.client.send(new this.on.sdk.AddTagsCommand({ ResourceArn: arn, Tags: tags }));
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
      const page = await this.kind.list(this.on, stem, token);
      for (const name of page.names) {
        const attempt = name.startsWith(`${stem}-`) ? Number(name.slice(stem.length + 1)) : NaN;
        if (Number.isInteger(attempt)) found.push({ name, attempt });
      }
      token = page.nextToken;
    } while (token !== undefined && token !== "");
    return found.sort((a, b) => b.attempt - a.attempt);
  }

  /**
   * The job that answers these inputs: the one a crashed or interrupted run left, or a new one. Names are
   * deterministic, so even a listing that lags behind cannot lead to paying twice: the second creation is refused.
   *
   * @param known jobs the resource's state names: looked at first, whatever they are called.
   * @param accepts whether an ended job is an answer. Default: when it completed.
   */
  async adoptOrStart(
    stem: string,
    token: string,
    inputs: Bag,
    known: readonly string[] = [],
    accepts: (view: JobView) => boolean = ({ status }) => status === "Completed",
  ): Promise<{ name: string; adopted: boolean }> {
    for (const name of known) {
      if (await this.isAnswer(name, token, accepts)) return { name, adopted: true };
    }
    const earlier = await this.attempts(stem);
    for (const { name } of earlier) {
      if (await this.isAnswer(name, token, accepts)) return { name, adopted: true };
    }
    let attempt = (earlier[0]?.attempt ?? 0) + 1;
    for (;;) {
      const name = `${stem}-${attempt}`;
      if (await this.start(name, token, inputs)) return { name, adopted: false };
      if (await this.isAnswer(name, token, accepts)) return { name, adopted: true };
      attempt += 1;
    }
  }

  /** Whether the job is running or done, carries this token and was not let go. */
  private async isAnswer(name: string, token: string, accepts: (view: JobView) => boolean): Promise<boolean> {
    const view = (await this.describe(name))?.view;
    if (view === undefined || view.arn === "") return false;
    if (view.status !== "InProgress" && !(hasEnded(view) && accepts(view))) return false;
    const tags = await this.tags(view.arn);
    return tags[tokenTag] === token && !(releasedTag in tags);
  }

  /** False when the name is taken. */
  private async start(name: string, token: string, inputs: Bag): Promise<boolean> {
    const deadline = Date.now() + propagationMs;
    const tags = tagList({ ...textMap(inputs.tags), [tokenTag]: token });
    for (;;) {
      try {
        await this.kind.start(this.on, name, tags, inputs);
        return true;
      } catch (error) {
        // Cut off in the middle of the request: nobody knows whether the job runs, so it is asked to stop.
        if (this.call.signal.aborted && text(inputs.onCancel) !== "leave")
          await this.stop(name).catch(() => undefined);
        if (errorName(error) === "ResourceInUse") return false;
        // A refusal of the caller himself does not pass by waiting; one of the execution role's may.
        const refused = errorName(error) === "AccessDeniedException";
        if (refused || !isPropagating(error) || Date.now() > deadline) throw error;
        this.call.status("waiting until SageMaker may use the execution role");
        await sleep(this.local ? 500 : 5000, this.call.signal);
      }
    }
  }

  /** Asks a job to stop. Works after the deployment was cancelled, so it takes no signal of it. */
  async stop(name: string): Promise<void> {
    try {
      await this.kind.stop({ ...this.on, signal: AbortSignal.timeout(3000) }, name);
    } catch (error) {
      // A job that has ended in the meantime cannot be stopped, and need not be.
      if (!isMissing(error) && errorName(error) !== "ValidationException") throw error;
    }
  }

  /** Removes the record of an ended job; kinds whose records stay are left as they are. */
  async delete(name: string): Promise<void> {
    try {
      await this.kind.delete?.(this.on, name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
