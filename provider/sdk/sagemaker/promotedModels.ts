import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface PromotedModelsArgs {
  /**
   * Begin of the names the state machine gives, without the hyphen after it, at least 3 characters; also the value of
   * the tag `floe:retraining` it puts on all it makes. Only what has both is ever deleted.
   */
  readonly namePrefix: pulumi.Input<string>;
  /** Endpoint the models are promoted to. Deletion is refused while it serves one of them. */
  readonly endpointName: pulumi.Input<string>;
  /**
   * What deletion does to training jobs the state machine started: `retain` them, `stop` running ones, or stop and
   * `delete` them. Artifacts in S3 are never touched. Default: `retain`, the record is evidence.
   */
  readonly trainingJobs?: pulumi.Input<"retain" | "stop" | "delete">;
}

/**
 * Owns what a retraining state machine makes while no deployment runs: models, endpoint configurations and, when
 * asked, training jobs. It makes nothing itself; deleting it deletes those. Let the endpoint depend on it, so that it
 * is deleted after the endpoint. A refresh lists in the log what is there.
 *
 * Costs nothing. Needs: `sagemaker:ListModels`, `ListEndpointConfigs`, `ListTrainingJobs`, `ListTags`,
 * `DescribeEndpoint`, `DeleteModel`, `DeleteEndpointConfig`; unless jobs are retained `DescribeTrainingJob`,
 * `StopTrainingJob` and `DeleteTrainingJob`.
 */
export class PromotedModels extends NativeResource {
  declare readonly namePrefix: pulumi.Output<string>;
  declare readonly endpointName: pulumi.Output<string>;

  constructor(name: string, args: PromotedModelsArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:PromotedModels", name, args, ["namePrefix", "endpointName"], opts);
  }

  /** By `<endpoint name>/<name prefix>`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}) {
    return new PromotedModels(name, undefined, { ...opts, id });
  }
}
