import type * as Sdk from "@aws-sdk/client-sagemaker";
import { isLocal, sagemaker } from "../../aws/clients";
import { errorMessage, errorName, isMissing, isTransient } from "../../aws/errors";
import { type Bag, type Call, flag, sleep, text, textMap, textOf, texts, type Value } from "../../framework";
import { servedBy, serves } from "./outcome";
import { changeTags, readTags, tagList, type Tags } from "../tags";

export type Live = Sdk.DescribeEndpointCommandOutput;

/** How long a description may lag behind what was done. */
const staleMs = { local: 1000, aws: 60_000 };
/** How long SageMaker may be out of reach while an operation waits. */
const patienceMs = 300_000;
const moving = new Set(["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"]);

/** The endpoints of one AWS account, as the resources use them. */
export class Endpoints {
  private constructor(
    private readonly client: Sdk.SageMakerClient,
    private readonly sdk: typeof Sdk,
    private readonly call: Call,
    private readonly local: boolean,
  ) {}

  static async open(call: Call): Promise<Endpoints> {
    const [client, sdk] = await Promise.all([sagemaker(call.config), import("@aws-sdk/client-sagemaker")]);
    return new Endpoints(client, sdk, call, isLocal(call.config));
  }

  async describe(name: string): Promise<Live | undefined> {
    try {
      const command = new this.sdk.DescribeEndpointCommand({ EndpointName: name });
      return await this.client.send(command, { abortSignal: this.call.signal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** False when an endpoint of this name is there already. */
  async create(inputs: Bag, configName: string, ownTag: Tags): Promise<boolean> {
    try {
      const command = new this.sdk.CreateEndpointCommand({
        EndpointName: textOf(inputs.name),
        EndpointConfigName: configName,
        ...deployment(inputs),
        Tags: tagList({ ...textMap(inputs.tags), ...ownTag }),
      });
      await this.client.send(command, { abortSignal: this.call.signal });
      return true;
    } catch (error) {
      if (/already exist/i.test(errorMessage(error)) || errorName(error) === "ResourceInUse") return false;
      throw error;
    }
  }

  /**
   * Moves the endpoint from `before` to the configuration and waits for the end of it. A description that does not
   * know of the update yet is not taken for its end.
   */
  async update(inputs: Bag, configName: string, before: Live): Promise<Live | undefined> {
    const name = textOf(inputs.name);
    const reset = texts(inputs.resetVariantProperties) as Sdk.VariantPropertyType[];
    const command = new this.sdk.UpdateEndpointCommand({
      EndpointName: name,
      EndpointConfigName: configName,
      ...(flag(inputs.retainVariantProperties) === true ? { RetainAllVariantProperties: true } : {}),
      ...(reset.length === 0
        ? {}
        : {
            ExcludeRetainedVariantProperties: reset.map((VariantPropertyType) => ({ VariantPropertyType })),
          }),
      ...deployment(inputs),
    });
    await this.atRest(name, () => this.client.send(command, { abortSignal: this.call.signal }));
    const until = Date.now() + (this.local ? staleMs.local : staleMs.aws);
    for (;;) {
      const live = await this.settled(name);
      if (live === undefined || serves(live, configName) || !isSame(live, before) || Date.now() > until)
        return live;
      await sleep(this.local ? 100 : 3000, this.call.signal);
    }
  }

  /** Deletes the endpoint once it no longer moves, and waits until it is gone. Its configuration stays. */
  async delete(name: string): Promise<void> {
    if ((await this.settled(name)) === undefined) return;
    try {
      const command = new this.sdk.DeleteEndpointCommand({ EndpointName: name });
      await this.atRest(name, () => this.client.send(command, { abortSignal: this.call.signal }));
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await this.gone(name);
  }

  /** Waits until a deleted endpoint is gone; a description that does not know of the deletion yet is no sign of it. */
  private async gone(name: string): Promise<void> {
    const until = Date.now() + staleMs.aws;
    while ((await this.settled(name)) !== undefined) {
      if (Date.now() > until)
        throw new Error(`endpoint ${name} is still there although SageMaker agreed to delete it: run again`);
      await sleep(this.local ? 200 : 3000, this.call.signal);
    }
  }

  /** Does what SageMaker refuses while something else moves the endpoint, once that has ended. */
  private async atRest(name: string, operation: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await operation();
        return;
      } catch (error) {
        if (!/in-progress|in progress/i.test(errorMessage(error))) throw error;
        await sleep(this.local ? 200 : 5000, this.call.signal);
        await this.settled(name);
      }
    }
  }

  /** Waits until an endpoint made just now no longer moves. One that is not to be seen yet is waited for, too. */
  async made(name: string): Promise<Live | undefined> {
    const until = Date.now() + (this.local ? staleMs.local : staleMs.aws);
    for (;;) {
      const live = await this.settled(name);
      if (live !== undefined || Date.now() > until) return live;
      await sleep(this.local ? 100 : 3000, this.call.signal);
    }
  }

  /**
   * Waits until the endpoint no longer moves; undefined when it is gone. On AWS it is looked at every 10 to 30
   * seconds with jitter, so that many endpoints of one account do not meet the API's rate limit together.
   */
  async settled(name: string): Promise<Live | undefined> {
    let delay = this.local ? 200 : 10_000;
    let shown = "";
    let troubleSince: number | undefined;
    for (;;) {
      try {
        const live = await this.describe(name);
        const status = live?.EndpointStatus ?? "";
        if (live === undefined || !moving.has(status)) return live;
        if (status !== shown) this.tell(live, name);
        shown = status;
        troubleSince = undefined;
      } catch (error) {
        this.call.signal.throwIfAborted();
        troubleSince ??= Date.now();
        if (!isTransient(error) || Date.now() - troubleSince > patienceMs) throw error;
        this.call.status(`SageMaker does not answer; still waiting for endpoint ${name}`);
      }
      await sleep(delay * (0.8 + Math.random() * 0.4), this.call.signal);
      delay = Math.min(delay * 1.5, this.local ? 1000 : 30_000);
    }
  }

  private tell(live: Live, name: string): void {
    const pending = live.PendingDeploymentSummary?.EndpointConfigName;
    const to = pending === undefined || live.EndpointStatus === "RollingBack" ? "" : ` to ${pending}`;
    this.call.status(`endpoint ${name} is ${live.EndpointStatus ?? ""}${to}`);
    if (live.EndpointStatus === "RollingBack") {
      const reason = live.FailureReason === undefined ? "" : `: ${live.FailureReason}`;
      this.call.log("warning", `endpoint ${name} goes back to ${servedBy(live)}${reason}`);
    }
  }

  tags(arn: string): Promise<Tags> {
    return readTags({ client: this.client, sdk: this.sdk, signal: this.call.signal }, arn);
  }

  setTags(arn: string, before: Tags, after: Tags): Promise<void> {
    return changeTags({ client: this.client, sdk: this.sdk, signal: this.call.signal }, arn, before, after);
  }
}

function deployment(inputs: Bag): { DeploymentConfig?: Sdk.DeploymentConfig } {
  if (inputs.deploymentConfig === undefined) return {};
  // The table has checked the form; only the names' first letters differ from the API's.
  return { DeploymentConfig: capitalized(inputs.deploymentConfig) as Sdk.DeploymentConfig };
}

function capitalized(value: Value): unknown {
  if (Array.isArray(value)) return (value as readonly Value[]).map(capitalized);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, Value]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      capitalized(inner),
    ]),
  );
}

/** True when nothing has happened to the endpoint between two descriptions. */
function isSame(live: Live, before: Live): boolean {
  return (
    live.EndpointConfigName === before.EndpointConfigName &&
    live.EndpointStatus === before.EndpointStatus &&
    live.FailureReason === before.FailureReason &&
    live.LastModifiedTime?.getTime() === before.LastModifiedTime?.getTime()
  );
}

export function arnOf(live: Live): string {
  return text(live.EndpointArn) ?? "";
}
