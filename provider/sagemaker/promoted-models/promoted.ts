import { retrainingTag } from "../../../blueprints/machines/tags";
import { sagemaker } from "../../aws/clients";
import type { Call } from "../../framework";
import { deleteEndpointConfig, deleteModel, listTagged, type Tagged, type TaggedKind } from "../tagged";
import type { SageMaker } from "../tags";

/**
 * What one retraining made at run time: the name begins with `<prefix>-` and the object carries the retraining's
 * tag. What a program made under the same prefix has no such tag and is never touched.
 */
export class PromotedObjects {
  private constructor(
    private readonly on: SageMaker,
    private readonly prefix: string,
  ) {}

  static async open(call: Call, prefix: string): Promise<PromotedObjects> {
    const [client, sdk] = await Promise.all([sagemaker(call.config), import("@aws-sdk/client-sagemaker")]);
    return new PromotedObjects({ client, sdk, signal: call.signal }, prefix);
  }

  endpointConfigs(): Promise<readonly Tagged[]> {
    return this.list("endpointConfig");
  }

  models(): Promise<readonly Tagged[]> {
    return this.list("model");
  }

  trainingJobs(): Promise<readonly Tagged[]> {
    return this.list("trainingJob");
  }

  deleteEndpointConfig(name: string): Promise<void> {
    return deleteEndpointConfig(this.on, name);
  }

  deleteModel(name: string): Promise<void> {
    return deleteModel(this.on, name);
  }

  private list(kind: TaggedKind): Promise<readonly Tagged[]> {
    return listTagged(this.on, kind, this.prefix, { key: retrainingTag, value: this.prefix });
  }
}
