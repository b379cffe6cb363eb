import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

/** Size of a step or batch of an update. */
export interface CapacitySize {
  readonly type: pulumi.Input<"INSTANCE_COUNT" | "CAPACITY_PERCENT">;
  readonly value: pulumi.Input<number>;
}

/** How an update moves traffic, in the words of SageMaker's API reference, "DeploymentConfig". */
export interface DeploymentConfig {
  /** New instances come up beside the old ones, then traffic moves. */
  readonly blueGreenUpdatePolicy?: pulumi.Input<{
    readonly trafficRoutingConfiguration: pulumi.Input<{
      readonly type: pulumi.Input<"ALL_AT_ONCE" | "CANARY" | "LINEAR">;
      /** Seconds between steps, 0 to 3600. */
      readonly waitIntervalInSeconds: pulumi.Input<number>;
      readonly canarySize?: pulumi.Input<CapacitySize>;
      readonly linearStepSize?: pulumi.Input<CapacitySize>;
    }>;
    /** Seconds the old instances stay, 0 to 3600. Default: 0. */
    readonly terminationWaitInSeconds?: pulumi.Input<number>;
    /** Longest update, seconds, 600 to 28,800. */
    readonly maximumExecutionTimeoutInSeconds?: pulumi.Input<number>;
  }>;
  /** Instances are replaced batch by batch. */
  readonly rollingUpdatePolicy?: pulumi.Input<{
    readonly maximumBatchSize: pulumi.Input<CapacitySize>;
    /** Seconds between batches, 0 to 3600. */
    readonly waitIntervalInSeconds: pulumi.Input<number>;
    /** Longest update, seconds, 600 to 28,800. */
    readonly maximumExecutionTimeoutInSeconds?: pulumi.Input<number>;
    readonly rollbackMaximumBatchSize?: pulumi.Input<CapacitySize>;
  }>;
  /** Alarms that take an update back. The deployment then fails with SageMaker's reason. */
  readonly autoRollbackConfiguration?: pulumi.Input<{
    readonly alarms: pulumi.Input<pulumi.Input<{ readonly alarmName: pulumi.Input<string> }>[]>;
  }>;
}

export interface EndpointArgs {
  /** A change makes a new endpoint. */
  readonly name: pulumi.Input<string>;
  /** Configuration to serve. A change moves the endpoint to it without a gap. */
  readonly endpointConfigName: pulumi.Input<string>;
  /**
   * Something else, such as a retraining state machine, may move the endpoint, too: what it promoted is then no
   * drift and stays. A new `endpointConfigName` still moves the endpoint. Default: false, what serves is what the
   * program says.
   */
  readonly promotedElsewhere?: pulumi.Input<boolean>;
  /** How an update goes. Default: all traffic at once, when the new instances answer. Used by the next update. */
  readonly deploymentConfig?: pulumi.Input<DeploymentConfig>;
  /** Changed in place. */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * An endpoint whose updates are proven: an update has succeeded when the endpoint is in service and serves the wanted
 * configuration, and only then may the old one go. An update that SageMaker rolls back is an error with its reason.
 * Cut off while it is made, it is taken up by the next run.
 *
 * Costs the instances of its configuration, day and night. Needs: `sagemaker:CreateEndpoint`, `DescribeEndpoint`,
 * `UpdateEndpoint`, `DeleteEndpoint`, `AddTags`, `DeleteTags`, `ListTags`.
 *
 * @see SageMaker API reference, "UpdateEndpoint"
 */
export class Endpoint extends NativeResource {
  declare readonly name: pulumi.Output<string>;
  /** The configuration this program wants; with `promotedElsewhere` another may serve. */
  declare readonly endpointConfigName: pulumi.Output<string>;
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EndpointArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:Endpoint", name, args, ["name", "endpointConfigName", "arn"], opts);
  }

  /** An endpoint that exists, by its name. */
  static get(name: string, endpointName: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}) {
    return new Endpoint(name, undefined, { ...opts, id: endpointName });
  }
}
