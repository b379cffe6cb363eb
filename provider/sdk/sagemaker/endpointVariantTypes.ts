import type * as pulumi from "@pulumi/pulumi";

/** A type. */
export interface EndpointInstancePool {
  /** Such as `ml.g5.xlarge`. */
  readonly instanceType: pulumi.Input<string>;
  /** Name of a model made for this type. Default: the variant's. */
  readonly modelName?: pulumi.Input<string>;
  /** 1 (tried first) to 5. */
  readonly priority: pulumi.Input<number>;
}

/** Where a crashed container's memory is kept. */
export interface EndpointCoreDump {
  /** `s3://bucket/prefix`. */
  readonly s3Uri: pulumi.Input<string>;
  /** Key it is encrypted with. Default: the bucket's. */
  readonly kmsKeyId?: pulumi.Input<string>;
}

/** No instances: billed by the time requests take, with cold starts. Instead of `instanceType`. */
export interface EndpointServerless {
  /** Memory; the vCPU follow from it. */
  readonly memoryMb: pulumi.Input<1024 | 2048 | 3072 | 4096 | 5120 | 6144>;
  /** Requests at a time, 1 to 200; more are refused. */
  readonly maxConcurrency: pulumi.Input<number>;
  /** Requests at a time without a cold start, at most `maxConcurrency`. Billed day and night. Default: none. */
  readonly provisionedConcurrency?: pulumi.Input<number>;
}

/** How it gives instances back. */
export interface EndpointScaleIn {
  /** Release idle instances, or move copies together first. */
  readonly strategy: pulumi.Input<"IDLE_RELEASE" | "CONSOLIDATION">;
  /** Most instances at a time. Default: 1. */
  readonly maximumStepSize?: pulumi.Input<number>;
  /** Rest between two steps, minutes. Default: 20. */
  readonly cooldownMinutes?: pulumi.Input<number>;
}

/** Scaling that SageMaker does itself, for inference components. For variants with a model use application auto scaling. */
export interface EndpointManagedScaling {
  /** Whether it scales. */
  readonly status?: pulumi.Input<"ENABLED" | "DISABLED">;
  /** Fewest instances; 0 lets it go to nothing. */
  readonly minInstanceCount?: pulumi.Input<number>;
  /** Most instances. */
  readonly maxInstanceCount?: pulumi.Input<number>;
  /** How it gives instances back. */
  readonly scaleIn?: pulumi.Input<EndpointScaleIn>;
}

/** Settings of `PREFIX_AWARE`. */
export interface EndpointPrefixAwareRouting {
  /** Bytes of the request that count. */
  readonly prefixLength?: pulumi.Input<number>;
  /** Requests in flight after which another takes over. */
  readonly concurrencyThreshold?: pulumi.Input<number>;
}

/** Which instance a request goes to. Default: `RANDOM`. */
export interface EndpointRouting {
  /** At random, to the least busy, or by the prompt's beginning. */
  readonly strategy: pulumi.Input<"LEAST_OUTSTANDING_REQUESTS" | "RANDOM" | "PREFIX_AWARE">;
  /** Settings of `PREFIX_AWARE`. */
  readonly prefixAware?: pulumi.Input<EndpointPrefixAwareRouting>;
}

/** Capacity that was reserved. */
export interface EndpointCapacityReservation {
  /** Only reserved capacity. */
  readonly preference?: pulumi.Input<"capacity-reservations-only">;
  /** ARN of the reservation. */
  readonly arn?: pulumi.Input<string>;
}

/** A variant. */
export interface EndpointVariant {
  /** Key of one of `models`. This, `modelName` or neither. */
  readonly model?: pulumi.Input<string>;
  /** Name of a model made elsewhere. Without a model the endpoint hosts inference components and needs `executionRoleArn`. */
  readonly modelName?: pulumi.Input<string>;
  /** Instances at first, at least 1. Default: 1; one instance is one zone. */
  readonly instanceCount?: pulumi.Input<number>;
  /** Such as `ml.m5.large`. Billed by the second, day and night. */
  readonly instanceType?: pulumi.Input<string>;
  /** Several instance types in order of preference, instead of `instanceType`. */
  readonly instancePools?: pulumi.Input<pulumi.Input<EndpointInstancePool>[]>;
  /** Longest wait for capacity, 300 to 3,600 seconds. */
  readonly provisionTimeoutSeconds?: pulumi.Input<number>;
  /** Share of the traffic against the other variants' weights; of a shadow the share that is copied to it. Default: 1. */
  readonly weight?: pulumi.Input<number>;
  /** Where a crashed container's memory is kept. */
  readonly coreDump?: pulumi.Input<EndpointCoreDump>;
  /** No instances: billed by the time requests take, with cold starts. Instead of `instanceType`. */
  readonly serverless?: pulumi.Input<EndpointServerless>;
  /** Size of each instance's volume, 1 to 512 GB. Default: the type's. */
  readonly volumeSizeGb?: pulumi.Input<number>;
  /** Longest download of the artifact, 60 to 3,600 seconds. */
  readonly modelDownloadTimeoutSeconds?: pulumi.Input<number>;
  /** How long the container may take until it answers /ping, 60 to 3,600 seconds. */
  readonly startupTimeoutSeconds?: pulumi.Input<number>;
  /** Lets operators into the instances by Systems Manager. Default: false. */
  readonly ssmAccess?: pulumi.Input<boolean>;
  /** Scaling that SageMaker does itself, for inference components. For variants with a model use application auto scaling. */
  readonly managedScaling?: pulumi.Input<EndpointManagedScaling>;
  /** Which instance a request goes to. Default: `RANDOM`. */
  readonly routing?: pulumi.Input<EndpointRouting>;
  /** Machine image with a certain driver. */
  readonly inferenceAmiVersion?: pulumi.Input<
    | "al2-ami-sagemaker-inference-gpu-2"
    | "al2-ami-sagemaker-inference-gpu-2-1"
    | "al2-ami-sagemaker-inference-gpu-3-1"
    | "al2023-ami-sagemaker-inference-gpu-4-1"
    | "al2-ami-sagemaker-inference-neuron-2"
  >;
  /** Capacity that was reserved. */
  readonly capacityReservation?: pulumi.Input<EndpointCapacityReservation>;
}
