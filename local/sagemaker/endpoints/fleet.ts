import { randomUUID } from "node:crypto";
import type { EndpointConfig } from "./configs";
import type { Call } from "../front/operation";
import type { Models } from "../models/models";
import type { Cloud } from "../state/cloud";
import { ModelServer } from "./server";

const maxRestarts = 5;

/** The running servers of one endpoint's configuration, one per variant, shadows included. */
export class Fleet {
  private readonly servers = new Map<string, ModelServer>();
  private stopped = false;

  private constructor(
    private readonly cloud: Cloud,
    private readonly models: Models,
    private readonly endpoint: string,
    private readonly call: Pick<Call, "account" | "region">,
    /** What is served, even when its record is deleted. */
    readonly config: EndpointConfig,
  ) {}

  /** Starts every variant's server; when one does not answer /ping, all end again and the reason is thrown. */
  static async start(
    cloud: Cloud,
    models: Models,
    config: EndpointConfig,
    endpoint: string,
    call: Pick<Call, "account" | "region">,
  ): Promise<Fleet> {
    const fleet = new Fleet(cloud, models, endpoint, call, config);
    const variants = [
      ...(config.request.ProductionVariants ?? []),
      ...(config.request.ShadowProductionVariants ?? []),
    ];
    const started = await Promise.allSettled(
      variants.map((variant) => fleet.launch(variant.VariantName ?? "", variant.ModelName ?? "")),
    );
    const failed = started.find((each) => each.status === "rejected");
    if (!failed) return fleet;
    await fleet.stop();
    throw failed.reason instanceof Error ? failed.reason : new Error(String(failed.reason));
  }

  private async launch(variant: string, modelName: string, restarts = 0): Promise<void> {
    const model = this.models.get(modelName, { ...this.call, arn: "" });
    const role = model.request.ExecutionRoleArn ?? "";
    const access = await this.cloud.assume(role, `SageMaker-${this.endpoint}`, model.arn);
    const id = randomUUID().slice(0, 8);
    const server = await ModelServer.start({
      cloud: this.cloud,
      model,
      access,
      folder: this.cloud.work("endpoints", `${this.endpoint}-${variant}-${id}`),
      logGroup: `/aws/sagemaker/Endpoints/${this.endpoint}`,
      logStream: `${variant}/i-${id}`,
    });
    if (this.stopped) {
      await server.stop();
      return;
    }
    this.servers.set(variant, server);
    const born = Date.now();
    void server.exited.then(() =>
      this.crashed(variant, modelName, Date.now() - born > 60_000 ? 0 : restarts + 1),
    );
  }

  /** A container that ends by itself is started again, as the service does. */
  private crashed(variant: string, modelName: string, restarts: number): void {
    if (this.stopped || this.cloud.stopping) return;
    this.servers.delete(variant);
    this.cloud.log(`SageMaker: the container of ${this.endpoint}/${variant} ended; starting it again`);
    if (restarts > maxRestarts) return;
    setTimeout(() => {
      if (this.stopped || this.cloud.stopping) return;
      this.launch(variant, modelName, restarts).catch(() => this.crashed(variant, modelName, restarts + 1));
    }, 500 * restarts).unref();
  }

  server(variant: string): ModelServer | undefined {
    return this.servers.get(variant);
  }

  pids(): number[] {
    return [...this.servers.values()].map((server) => server.pid);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
  }

  async kill(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.servers.values()].map((server) => server.kill()));
  }
}
