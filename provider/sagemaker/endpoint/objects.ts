import type * as Sdk from "@aws-sdk/client-sagemaker";
import { isLocal, sagemaker } from "../../aws/clients";
import { errorMessage, errorName, isMissing, isPropagating } from "../../aws/errors";
import { type Call, sleep } from "../../framework";
import { carries, deleteEndpointConfig, deleteModel, listTagged, type Tagged } from "../tagged";
import { changeTags, type SageMaker, tagList, type Tags } from "../tags";
import { type Content, hashLength } from "./content";

/** Names the endpoint an object was made for: only what has this tag is ever deleted. */
export const endpointTag = "floe:endpoint";

/** How long a role made a moment ago may be unknown. */
const propagationMs = 120_000;

/** The models and configurations that one endpoint's resource makes. */
export class Objects {
  private constructor(
    private readonly on: SageMaker,
    private readonly call: Call,
    private readonly endpoint: string,
  ) {}

  static async open(call: Call, endpoint: string): Promise<Objects> {
    const [client, sdk] = await Promise.all([sagemaker(call.config), import("@aws-sdk/client-sagemaker")]);
    return new Objects({ client, sdk, signal: call.signal }, call, endpoint);
  }

  /** Makes the model unless it is there already, from an earlier run or another configuration. */
  async ensureModel({ name, request }: Content, tags: Tags): Promise<void> {
    const { client, sdk } = this.on;
    // The members' table has built the request: the SDK's own types know no tables.
    const input = { ...request, ModelName: name, Tags: this.owned(tags) } as Sdk.CreateModelCommandInput;
    await this.ensure(
      `model ${name}`,
      () => client.send(new sdk.CreateModelCommand(input), this.options),
      async () => (await this.model(name))?.ModelArn,
    );
  }

  async ensureConfig({ name, request }: Content, tags: Tags): Promise<void> {
    const { client, sdk } = this.on;
    const named = { ...request, EndpointConfigName: name, Tags: this.owned(tags) };
    const input = named as unknown as Sdk.CreateEndpointConfigCommandInput;
    await this.ensure(
      `endpoint configuration ${name}`,
      () => client.send(new sdk.CreateEndpointConfigCommand(input), this.options),
      async () => (await this.config(name))?.EndpointConfigArn,
    );
  }

  /** Names of the models a configuration serves; undefined when it is gone. */
  async modelsOf(configName: string): Promise<readonly string[] | undefined> {
    const config = await this.config(configName);
    if (config === undefined) return undefined;
    const variants = [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])];
    return variants.flatMap(({ ModelName }) => ModelName ?? []);
  }

  async hasModel(name: string): Promise<boolean> {
    return (await this.model(name)) !== undefined;
  }

  configs(prefix: string): Promise<readonly Tagged[]> {
    return listTagged(this.on, "endpointConfig", prefix, this.tag, isOwnName(prefix));
  }

  models(prefix: string): Promise<readonly Tagged[]> {
    return listTagged(this.on, "model", prefix, this.tag, isOwnName(prefix));
  }

  deleteConfig(name: string): Promise<void> {
    return deleteEndpointConfig(this.on, name);
  }

  deleteModel(name: string): Promise<void> {
    return deleteModel(this.on, name);
  }

  setTags({ arn }: Tagged, before: Tags, after: Tags): Promise<void> {
    return changeTags(this.on, arn, before, after);
  }

  private get options() {
    return { abortSignal: this.call.signal };
  }

  private get tag() {
    return { key: endpointTag, value: this.endpoint };
  }

  private owned(tags: Tags): Sdk.Tag[] {
    return tagList({ ...tags, [endpointTag]: this.endpoint });
  }

  private model(name: string) {
    const { client, sdk } = this.on;
    return present(client.send(new sdk.DescribeModelCommand({ ModelName: name }), this.options));
  }

  private config(name: string) {
    const { client, sdk } = this.on;
    const command = new sdk.DescribeEndpointConfigCommand({ EndpointConfigName: name });
    return present(client.send(command, this.options));
  }

  /** The name holds the content's hash: what is there under it, with our tag, is what would be made. */
  private async ensure(
    what: string,
    create: () => Promise<unknown>,
    find: () => Promise<string | undefined>,
  ): Promise<void> {
    const until = Date.now() + (isLocal(this.call.config) ? 0 : propagationMs);
    for (;;) {
      try {
        await create();
        return;
      } catch (error) {
        if (/already exist/i.test(errorMessage(error)) || errorName(error) === "ResourceInUse") break;
        if (!isPropagating(error) || Date.now() > until) throw error;
        this.call.status(`waiting until SageMaker may use the role of ${what}`);
        await sleep(5000, this.call.signal);
      }
    }
    const arn = await find();
    if (arn !== undefined && (await carries(this.on, arn, this.tag))) return;
    throw new Error(
      `${what} exists already and was not made for endpoint ${this.endpoint}: choose another namePrefix`,
    );
  }
}

/** `<prefix>-<hash>`, so that others' objects under the same prefix need not be looked at. */
function isOwnName(prefix: string): (name: string) => boolean {
  return (name) => {
    const rest = name.slice(prefix.length + 1);
    return rest.length === hashLength && /^[0-9a-f]+$/.test(rest);
  };
}

async function present<T>(description: Promise<T>): Promise<T | undefined> {
  try {
    return await description;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
