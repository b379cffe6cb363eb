import type { CreateEndpointInput, UpdateEndpointInput } from "@aws-sdk/client-sagemaker";
import { invalid, messageOf, notFound } from "../front/errors";
import type { Call } from "../front/operation";
import type { Models } from "../models/models";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import type { EndpointConfigs } from "./configs";
import { Fleet } from "./fleet";
import { describe, servedVariants, type Endpoint } from "./record";

/** Every endpoint and the servers behind it. */
export class Endpoints {
  readonly store: Store<Endpoint>;
  private readonly fleets = new Map<string, Fleet>();

  constructor(
    private readonly cloud: Cloud,
    private readonly models: Models,
    private readonly configs: EndpointConfigs,
  ) {
    this.store = new Store(cloud.records("endpoints"));
  }

  /** Brings every endpoint that served back to serving, after a restart of the local cloud. */
  resume(): void {
    for (const endpoint of this.store.all()) {
      if (endpoint.status === "Deleting") this.store.delete(endpoint.name);
      else if (
        endpoint.status === "Creating" ||
        endpoint.status === "InService" ||
        endpoint.status === "Updating"
      ) {
        if (endpoint.status === "Updating") endpoint.failure = "The local cloud ended during the update.";
        endpoint.status = endpoint.variants.length > 0 ? "Updating" : "Creating";
        void this.deploy(endpoint, endpoint.config, endpoint.failure);
      }
    }
  }

  create(request: CreateEndpointInput, call: Call): Endpoint {
    const name = request.EndpointName ?? "";
    const arn = this.cloud.arn(call, "endpoint", name);
    if (this.store.has(name)) throw invalid(`Cannot create already existing endpoint "${arn}".`);
    this.configs.get(request.EndpointConfigName, call);
    const at = now();
    const { account, region } = call;
    const endpoint: Endpoint = {
      arn,
      account,
      region,
      name,
      request,
      config: request.EndpointConfigName ?? "",
      status: "Creating",
      variants: [],
      created: at,
      modified: at,
      tags: request.Tags ?? [],
    };
    this.changed(endpoint);
    void this.deploy(endpoint, endpoint.config);
    return endpoint;
  }

  update(request: UpdateEndpointInput, call: Call): Endpoint {
    const endpoint = this.get(request.EndpointName, call);
    this.requireSettled(endpoint);
    this.configs.get(request.EndpointConfigName, call);
    endpoint.status = "Updating";
    delete endpoint.failure;
    this.changed(endpoint);
    void this.deploy(endpoint, request.EndpointConfigName ?? "");
    return endpoint;
  }

  /**
   * Serves `configName`: its servers must answer before the old ones go.
   *
   * When they do not, the old configuration keeps serving and the endpoint says why; a new endpoint has failed.
   */
  private async deploy(endpoint: Endpoint, configName: string, earlierFailure?: string): Promise<void> {
    const before = this.fleets.get(endpoint.name);
    try {
      const config = this.configs.get(configName, endpoint);
      const fleet = await Fleet.start(this.cloud, this.models, config, endpoint.name, endpoint);
      if (this.cloud.stopping || this.store.get(endpoint.name) !== endpoint) {
        await fleet.kill();
        return;
      }
      this.fleets.set(endpoint.name, fleet);
      endpoint.config = configName;
      endpoint.variants = servedVariants(config.request.ProductionVariants ?? []);
      endpoint.status = "InService";
      if (earlierFailure === undefined) delete endpoint.failure;
      this.changed(endpoint);
      await before?.stop();
    } catch (error) {
      if (this.cloud.stopping) return;
      endpoint.failure = messageOf(error).slice(0, 1024);
      endpoint.status = before ? "InService" : "Failed";
      this.changed(endpoint);
    }
  }

  setWeights(
    name: string,
    wanted: { variant: string; weight?: number; count?: number }[],
    call: Call,
  ): Endpoint {
    const endpoint = this.get(name, call);
    this.requireSettled(endpoint);
    for (const each of wanted) {
      const variant = endpoint.variants.find(({ VariantName }) => VariantName === each.variant);
      if (!variant) throw invalid(`Could not find variant "${each.variant}" of endpoint "${endpoint.arn}".`);
      if (each.weight !== undefined) variant.CurrentWeight = variant.DesiredWeight = each.weight;
      if (each.count !== undefined) variant.CurrentInstanceCount = variant.DesiredInstanceCount = each.count;
    }
    this.changed(endpoint);
    return endpoint;
  }

  async delete(name: string | undefined, call: Call): Promise<void> {
    const endpoint = this.get(name, call);
    this.requireSettled(endpoint);
    endpoint.status = "Deleting";
    this.changed(endpoint);
    const fleet = this.fleets.get(endpoint.name);
    this.fleets.delete(endpoint.name);
    this.store.delete(endpoint.name);
    await fleet?.stop();
  }

  private requireSettled(endpoint: Endpoint): void {
    if (endpoint.status === "InService" || endpoint.status === "Failed") return;
    throw invalid(`Cannot update in-progress endpoint "${endpoint.arn}".`);
  }

  get(name: string | undefined, call: Call): Endpoint {
    const endpoint = this.store.get(name ?? "");
    if (!endpoint)
      throw notFound(`Could not find endpoint "${this.cloud.arn(call, "endpoint", name ?? "")}".`);
    return endpoint;
  }

  describe(endpoint: Endpoint): object {
    return describe(endpoint, ({ definition }) => {
      const model = this.models.store.get(definition.ModelName ?? "");
      return model?.request.PrimaryContainer?.Image;
    });
  }

  fleet(name: string): Fleet | undefined {
    return this.fleets.get(name);
  }

  config(endpoint: Endpoint): ReturnType<EndpointConfigs["get"]> {
    return this.configs.get(endpoint.config, endpoint);
  }

  model(name: string, call: Call): ReturnType<Models["get"]> {
    return this.models.get(name, call);
  }

  pids(): number[] {
    return [...this.fleets.values()].flatMap((fleet) => fleet.pids());
  }

  async close(): Promise<void> {
    await Promise.all([...this.fleets.values()].map((fleet) => fleet.kill()));
    this.fleets.clear();
  }

  private changed(endpoint: Endpoint): void {
    endpoint.modified = now();
    this.store.put(endpoint.name, endpoint);
    const detail = {
      ...this.describe(endpoint),
      EndpointStatus: eventStatus[endpoint.status] ?? endpoint.status,
    };
    this.cloud.announce(endpoint, "SageMaker Endpoint State Change", detail, endpoint.arn);
  }
}

/** Endpoint events write the status in capitals. */
const eventStatus: Partial<Record<string, string>> = {
  Creating: "CREATING",
  InService: "IN_SERVICE",
  Updating: "UPDATING",
  Deleting: "DELETING",
  Failed: "FAILED",
};
