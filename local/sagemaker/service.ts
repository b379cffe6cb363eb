import type { Log, Upstream } from "../aws/contract";
import { EndpointConfigs, endpointConfigOperations } from "./endpoints/configs";
import { Endpoints } from "./endpoints/endpoints";
import { endpointOperations } from "./endpoints/operations";
import { runtime } from "./endpoints/runtime";
import type { Operations } from "./front/operation";
import type { RuntimeHandler } from "./front/server";
import { modelOperations, Models } from "./models/models";
import { ProcessingJobs } from "./processing/jobs";
import { processingOperations } from "./processing/operations";
import { registryOperations } from "./registry/operations";
import { Registry } from "./registry/packages";
import { Cloud } from "./state/cloud";
import { tagOperations } from "./state/tag-operations";
import { TrainingJobs } from "./training/jobs";
import { trainingOperations } from "./training/operations";
import { TransformJobs } from "./transform/jobs";
import { transformOperations } from "./transform/operations";
import { TuningJobs } from "./tuning/jobs";
import { tuningOperations } from "./tuning/operations";

/** The local SageMaker: its records, its jobs and its endpoints. */
export class SageMaker {
  readonly operations: Operations;
  readonly runtime: RuntimeHandler;
  private readonly cloud: Cloud;
  private readonly training: TrainingJobs;
  private readonly transforms: TransformJobs;
  private readonly processing: ProcessingJobs;
  private readonly endpoints: Endpoints;

  constructor(upstream: Upstream, folder: string, python: string, log: Log) {
    this.cloud = new Cloud(upstream, folder, python, log);
    this.training = new TrainingJobs(this.cloud);
    const models = new Models(this.cloud);
    const registry = new Registry(this.cloud);
    models.packages = (reference) => registry.container(reference);
    this.transforms = new TransformJobs(this.cloud, models);
    this.processing = new ProcessingJobs(this.cloud);
    const tuning = new TuningJobs(this.cloud, this.training);
    const configs = new EndpointConfigs(this.cloud, models);
    this.endpoints = new Endpoints(this.cloud, models, configs);
    this.operations = {
      ...trainingOperations(this.training),
      ...transformOperations(this.transforms),
      ...processingOperations(this.processing),
      ...tuningOperations(tuning),
      ...modelOperations(models),
      ...endpointConfigOperations(configs),
      ...endpointOperations(this.endpoints),
      ...registryOperations(registry),
      ...tagOperations([
        this.training.store,
        this.transforms.store,
        this.processing.store,
        tuning.store,
        models.store,
        configs.store,
        this.endpoints.store,
        registry.groups,
        registry.packages,
      ]),
    };
    this.runtime = runtime(this.cloud, this.endpoints);
  }

  /** Starts what served when the local cloud ended. */
  resume(): void {
    this.endpoints.resume();
  }

  pids(): number[] {
    return this.endpoints.pids();
  }

  async close(): Promise<void> {
    this.cloud.stop();
    await Promise.all([
      this.training.close(),
      this.transforms.close(),
      this.processing.close(),
      this.endpoints.close(),
    ]);
  }
}
