import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";
import type {
  EndpointAsyncInference,
  EndpointDataCapture,
  EndpointExplainer,
  EndpointMetrics,
} from "./endpointConfigTypes";
import type { EndpointModel, EndpointVpc } from "./endpointModelTypes";
import type { EndpointVariant } from "./endpointVariantTypes";

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
  /** Instances are replaced batch by batch. One variant, on instances. */
  readonly rollingUpdatePolicy?: pulumi.Input<{
    readonly maximumBatchSize: pulumi.Input<CapacitySize>;
    /** Seconds between batches, 0 to 3600. */
    readonly waitIntervalInSeconds: pulumi.Input<number>;
    /** Longest update, seconds, 600 to 28,800. */
    readonly maximumExecutionTimeoutInSeconds?: pulumi.Input<number>;
    readonly rollbackMaximumBatchSize?: pulumi.Input<CapacitySize>;
  }>;
  /**
   * 1 to 10 alarms that take an update back while it is watched. The deployment then fails with SageMaker's reason.
   * The models' role must be allowed `cloudwatch:DescribeAlarms` on them.
   */
  readonly autoRollbackConfiguration?: pulumi.Input<{
    readonly alarms: pulumi.Input<pulumi.Input<{ readonly alarmName: pulumi.Input<string> }>[]>;
  }>;
}

export interface EndpointArgs {
  /** Name of the endpoint: letters, digits and hyphens, at most 63. */
  readonly name: pulumi.Input<string>;
  /** Configuration to serve, made elsewhere. A change moves the endpoint without a gap. Either this or `variants`. */
  readonly endpointConfigName?: pulumi.Input<string>;
  /** Models this resource makes, by a key that `variants` name. Each is a SageMaker model named `<namePrefix>-<hash of its content>`: changed content is a new model beside the old one. */
  readonly models?: pulumi.Input<Record<string, pulumi.Input<EndpointModel>>>;
  /** What is served, by variant name, 1 to 10. The resource makes the configuration, named `<namePrefix>-<hash of its content>`. An update with canary, linear or rolling traffic, or alarms, must keep the variants' names. */
  readonly variants?: pulumi.Input<Record<string, pulumi.Input<EndpointVariant>>>;
  /** One variant that gets a copy of the traffic and whose answers nobody sees, to try a model on real requests. Needs exactly one variant, in real time, on instances. */
  readonly shadowVariants?: pulumi.Input<Record<string, pulumi.Input<EndpointVariant>>>;
  /** Keeps requests and answers in S3, for monitoring. Default: none. */
  readonly dataCapture?: pulumi.Input<EndpointDataCapture>;
  /** Key for the volumes of the instances: an id, an alias or an ARN. Default: an AWS owned key. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** The endpoint takes requests by their place in S3 and answers there, for large or slow ones. Default: in real time. */
  readonly asyncInference?: pulumi.Input<EndpointAsyncInference>;
  /** Explains answers with SageMaker Clarify. Default: none. */
  readonly explainer?: pulumi.Input<EndpointExplainer>;
  /** Role of the endpoint itself, for inference components. */
  readonly executionRoleArn?: pulumi.Input<string>;
  /** Network of an endpoint with inference components. */
  readonly vpc?: pulumi.Input<EndpointVpc>;
  /** No network for containers of an endpoint with inference components. Default: false. */
  readonly networkIsolation?: pulumi.Input<boolean>;
  /** What the endpoint tells CloudWatch. More metrics cost more. */
  readonly metrics?: pulumi.Input<EndpointMetrics>;
  /** Begin of the names of models and configurations made here, at most 50 characters. Default: the endpoint's name, cut. */
  readonly namePrefix?: pulumi.Input<string>;
  /** How many earlier configurations made here, with their models, are kept to go back to, 0 to 20. Older ones are deleted once the new one provably serves. They cost nothing. Default: 0. */
  readonly retainPrevious?: pulumi.Input<number>;
  /** Something else, such as a retraining state machine, may move the endpoint too: what it promoted is no drift. A new configuration here still moves the endpoint. Default: false. */
  readonly promotedElsewhere?: pulumi.Input<boolean>;
  /**
   * How an update goes. Default: all traffic at once, when the new instances answer. Used by the next update; both the
   * old and the new instances cost while it goes on.
   */
  readonly deploymentConfig?: pulumi.Input<DeploymentConfig>;
  /** An update keeps the instance counts and weights that autoscaling or operators set, instead of those of the configuration. Default: false. */
  readonly retainVariantProperties?: pulumi.Input<boolean>;
  /** With `retainVariantProperties`: what is taken from the configuration all the same. */
  readonly resetVariantProperties?: pulumi.Input<
    pulumi.Input<"DesiredInstanceCount" | "DesiredWeight" | "DataCaptureConfig">[]
  >;
  /** Any text. A configuration that failed is not tried again, because it would fail again, until this changes: set it when the cause was elsewhere, such as missing capacity. */
  readonly retryTrigger?: pulumi.Input<string>;
  /** Tags of the endpoint and of what is made here, at most 48. Keys that begin with `aws:` or `floe:` are taken. Changed in place. */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** An update that failed and is not blindly tried again. */
export interface EndpointFailure {
  readonly configName: string;
  /** SageMaker's reason. */
  readonly reason: string;
  /** The `retryTrigger` it was tried with. */
  readonly retryTrigger?: string;
}

const outputs = [
  "name",
  "endpointConfigName",
  "arn",
  "configName",
  "modelNames",
  "previousConfigNames",
  "lastFailure",
] as const;

/**
 * A model behind an HTTPS endpoint whose updates are proven: an update has succeeded when the endpoint is in service
 * and serves the wanted configuration, and only then may the old one go. An update that SageMaker rolls back is an
 * error with its reason, and the same is not tried again before `retryTrigger` changes. Cut off while it is made or
 * moved, the endpoint is taken up by the next run.
 *
 * What it serves is either a configuration made elsewhere (`endpointConfigName`) or made here from `models` and
 * `variants`, under names that hold a hash of their content.
 *
 * Costs the instances of its configuration, day and night; during an update those of both configurations. Needs:
 * `sagemaker:CreateEndpoint`, `DescribeEndpoint`, `UpdateEndpoint`, `DeleteEndpoint`, `AddTags`, `DeleteTags`,
 * `ListTags`; with `variants` also create, describe, list and delete of `Model` and `EndpointConfig`, and
 * `iam:PassRole` on the models' roles.
 *
 * @see SageMaker API reference, "UpdateEndpoint"; developer guide, "Deployment guardrails"
 */
export class Endpoint extends NativeResource {
  declare readonly name: pulumi.Output<string>;
  /** The configuration this program names; absent when it is made of `variants`. With `promotedElsewhere` another may serve. */
  declare readonly endpointConfigName: pulumi.Output<string>;
  declare readonly arn: pulumi.Output<string>;
  /** Configuration this program wants served, given or made. Known at preview when all it is made of is. */
  declare readonly configName: pulumi.Output<string>;
  /** Names of the models made here, by their keys in `models`. */
  declare readonly modelNames: pulumi.Output<Record<string, string> | undefined>;
  /** Earlier configurations made here that are kept, newest first. */
  declare readonly previousConfigNames: pulumi.Output<string[] | undefined>;
  /** The newest update that failed, until its configuration serves. */
  declare readonly lastFailure: pulumi.Output<EndpointFailure | undefined>;

  constructor(name: string, args: EndpointArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:Endpoint", name, args, outputs, opts);
  }

  /** An endpoint that exists, by its name. */
  static get(name: string, endpointName: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}) {
    return new Endpoint(name, undefined, { ...opts, id: endpointName });
  }
}
