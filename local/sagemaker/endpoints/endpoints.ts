import type { CreateEndpointInput, DeploymentConfig, UpdateEndpointInput } from "@aws-sdk/client-sagemaker";
import { invalid, messageOf, notFound } from "../front/errors";
import type { Call } from "../front/operation";
import type { Models } from "../models/models";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import type { EndpointConfig, EndpointConfigs } from "./configs";
import { Deployer, type Told } from "./deployer";
import { Fleet } from "./fleet";
import { InvocationMetrics } from "./invocation-metrics";
import { describe, retained, servedVariants, type Endpoint, type ServedVariant } from "./record";
import { Traffic } from "./traffic";

/** What an update asks for besides a configuration. */
interface UpdateSettings {
  deployment?: DeploymentConfig | undefined;
  /** Properties that come from the configuration all the same; undefined: all do. */
  excluded?: readonly (string | undefined)[] | undefined;
}

/** Every endpoint and the servers behind it. */
export class Endpoints {
  readonly store: Store<Endpoint>;
  readonly metrics: InvocationMetrics;
  private readonly fleets = new Map<string, Traffic>();
  private readonly deployer: Deployer;

  constructor(
    private readonly cloud: Cloud,
    private readonly models: Models,
    private readonly configs: EndpointConfigs,
  ) {
    this.store = new Store(cloud.records("endpoints"));
    this.metrics = new InvocationMetrics(cloud);
    this.deployer = new Deployer(cloud, models);
  }

  /** Brings every endpoint that served back to serving, after a restart of the local cloud. */
  resume(): void {
    for (const endpoint of this.store.all()) {
      if (endpoint.status === "Deleting") this.store.delete(endpoint.name);
      else if (["Creating", "InService", "Updating", "RollingBack"].includes(endpoint.status)) {
        if (["Updating", "RollingBack"].includes(endpoint.status))
          endpoint.failure = "The local cloud ended during the update.";
        delete endpoint.pending;
        endpoint.status = endpoint.variants.length > 0 ? "Updating" : "Creating";
        void this.deploy(endpoint, endpoint.config, {}, endpoint.failure);
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

  checkUpdate(
    request: UpdateEndpointInput,
    call: Call,
    check: (request: UpdateEndpointInput, now: Endpoint, wanted: EndpointConfig) => void,
  ): void {
    const now = this.get(request.EndpointName, call);
    check(request, now, this.configs.get(request.EndpointConfigName, call));
  }

  update(request: UpdateEndpointInput, call: Call): Endpoint {
    const endpoint = this.get(request.EndpointName, call);
    this.requireSettled(endpoint);
    this.configs.get(request.EndpointConfigName, call);
    endpoint.status = "Updating";
    delete endpoint.failure;
    const deployment =
      request.RetainDeploymentConfig === true ? endpoint.lastDeployment : request.DeploymentConfig;
    if (deployment === undefined) delete endpoint.lastDeployment;
    else endpoint.lastDeployment = deployment;
    const excluded = (request.ExcludeRetainedVariantProperties ?? []).map((each) => each.VariantPropertyType);
    this.changed(endpoint);
    void this.deploy(endpoint, request.EndpointConfigName ?? "", {
      deployment,
      ...(request.RetainAllVariantProperties === true ? { excluded } : {}),
    });
    return endpoint;
  }

  /**
   * Serves `configName`: its servers must answer before traffic moves, and the old ones go last.
   *
   * When they do not answer, or an alarm fires, the old configuration keeps serving and the endpoint says why; a new
   * endpoint has failed.
   */
  private async deploy(
    endpoint: Endpoint,
    configName: string,
    settings: UpdateSettings = {},
    earlierFailure?: string,
  ): Promise<void> {
    const before = this.fleets.get(endpoint.name);
    try {
      const config = this.configs.get(configName, endpoint);
      const fresh = servedVariants(config.request.ProductionVariants ?? []);
      const { excluded } = settings;
      const variants = excluded === undefined ? fresh : retained(fresh, endpoint.variants, excluded);
      const told = this.told(endpoint, configName, variants);
      if (before !== undefined) told.stage("Creating", 0);
      const fleet = await Fleet.start(this.cloud, this.models, config, endpoint.name, endpoint);
      if (told.over) {
        await fleet.kill();
        return;
      }
      if (before === undefined) this.fleets.set(endpoint.name, new Traffic(fleet));
      else if (!(await this.deployer.shift(endpoint, before, fleet, variants, settings.deployment, told)))
        return;
      endpoint.config = configName;
      endpoint.variants = variants;
      endpoint.shadows = servedVariants(config.request.ShadowProductionVariants ?? []);
      endpoint.status = "InService";
      if (earlierFailure === undefined) delete endpoint.failure;
    } catch (error) {
      if (this.cloud.stopping) return;
      endpoint.failure = messageOf(error).slice(0, 1024);
      endpoint.status = before ? "InService" : "Failed";
    }
    delete endpoint.pending;
    this.changed(endpoint);
  }

  /** Keeps the record's account of an update. */
  private told(endpoint: Endpoint, config: string, variants: ServedVariant[]): Told {
    const isOver = () => this.cloud.stopping || this.store.get(endpoint.name) !== endpoint;
    const started = now();
    return {
      get over() {
        return isOver();
      },
      stage: (stage, share) => {
        if (isOver()) return;
        endpoint.pending = { config, variants, started, stage, share };
        this.saved(endpoint);
      },
      rollingBack: (reason) => {
        if (isOver()) return;
        endpoint.status = "RollingBack";
        endpoint.failure = reason.slice(0, 1024);
        this.changed(endpoint);
      },
    };
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
    const traffic = this.fleets.get(endpoint.name);
    this.fleets.delete(endpoint.name);
    this.store.delete(endpoint.name);
    await traffic?.fleet.stop();
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

  traffic(name: string): Traffic | undefined {
    return this.fleets.get(name);
  }

  model(name: string, call: Call): ReturnType<Models["get"]> {
    return this.models.get(name, call);
  }

  pids(): number[] {
    return this.running().flatMap((fleet) => fleet.pids());
  }

  async close(): Promise<void> {
    await Promise.all(this.running().map((fleet) => fleet.kill()));
    this.fleets.clear();
  }

  private running(): Fleet[] {
    return [...this.fleets.values()].flatMap((traffic) => traffic.all());
  }

  private saved(endpoint: Endpoint): void {
    endpoint.modified = now();
    this.store.put(endpoint.name, endpoint);
  }

  private changed(endpoint: Endpoint): void {
    this.saved(endpoint);
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
  RollingBack: "ROLLING_BACK",
  Deleting: "DELETING",
  Failed: "FAILED",
};
