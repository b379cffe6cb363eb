import type * as Sdk from "@aws-sdk/client-sagemaker";
import { isLocal, sagemaker } from "../../aws/clients";
import { errorMessage, errorName, isMissing, isTransient } from "../../aws/errors";
import { type Bag, type Call, sleep, text, textMap, textOf, type Value } from "../../framework";
import { changeTags, readTags, tagList, type Tags } from "../tags";

export type Live = Sdk.DescribeEndpointCommandOutput;

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
  async create(inputs: Bag, ownTag: Tags): Promise<boolean> {
    try {
      const command = new this.sdk.CreateEndpointCommand({
        EndpointName: textOf(inputs.name),
        EndpointConfigName: textOf(inputs.endpointConfigName),
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

  async update(inputs: Bag): Promise<void> {
    const command = new this.sdk.UpdateEndpointCommand({
      EndpointName: textOf(inputs.name),
      EndpointConfigName: textOf(inputs.endpointConfigName),
      ...deployment(inputs),
    });
    await this.atRest(textOf(inputs.name), () =>
      this.client.send(command, { abortSignal: this.call.signal }),
    );
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
    await this.settled(name);
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
        if (status !== shown) this.call.status(`endpoint ${name} is ${status}`);
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

export function arnOf(live: Live): string {
  return text(live.EndpointArn) ?? "";
}
