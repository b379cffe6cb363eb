import { array, decimal, element, flag, integer, type Members, object, text } from "./member";

/** A variant, in the order of the API's ProductionVariant. */
export const variantMembers: Members = {
  model: text("", "Key of one of `models`. This, `modelName` or neither."),
  modelName: text(
    "ModelName",
    "Name of a model made elsewhere. Without a model the endpoint hosts inference components and needs `executionRoleArn`.",
  ),
  instanceCount: integer(
    "InitialInstanceCount",
    "Instances at first, at least 1. Default: 1; one instance is one zone.",
  ),
  instanceType: text("InstanceType", "Such as `ml.m5.large`. Billed by the second, day and night."),
  instancePools: array(
    "InstancePools",
    "Several instance types in order of preference, instead of `instanceType`.",
    element("A type.", {
      instanceType: text("InstanceType", "Such as `ml.g5.xlarge`.", { required: true }),
      modelName: text("ModelNameOverride", "Name of a model made for this type. Default: the variant's."),
      priority: integer("Priority", "1 (tried first) to 5.", { required: true }),
    }),
  ),
  provisionTimeoutSeconds: integer(
    "VariantInstanceProvisionTimeoutInSeconds",
    "Longest wait for capacity, 300 to 3,600 seconds.",
  ),
  weight: decimal(
    "InitialVariantWeight",
    "Share of the traffic against the other variants' weights; of a shadow the share that is copied to it. Default: 1.",
  ),
  coreDump: object("CoreDumpConfig", "Where a crashed container's memory is kept.", {
    s3Uri: text("DestinationS3Uri", "`s3://bucket/prefix`.", { required: true }),
    kmsKeyId: text("KmsKeyId", "Key it is encrypted with. Default: the bucket's."),
  }),
  serverless: object(
    "ServerlessConfig",
    "No instances: billed by the time requests take, with cold starts. Instead of `instanceType`.",
    {
      memoryMb: integer("MemorySizeInMB", "Memory; the vCPU follow from it.", {
        required: true,
        allowed: [1024, 2048, 3072, 4096, 5120, 6144],
      }),
      maxConcurrency: integer("MaxConcurrency", "Requests at a time, 1 to 200; more are refused.", {
        required: true,
      }),
      provisionedConcurrency: integer(
        "ProvisionedConcurrency",
        "Requests at a time without a cold start, at most `maxConcurrency`. Billed day and night. Default: none.",
      ),
    },
  ),
  volumeSizeGb: integer(
    "VolumeSizeInGB",
    "Size of each instance's volume, 1 to 512 GB. Default: the type's.",
  ),
  modelDownloadTimeoutSeconds: integer(
    "ModelDataDownloadTimeoutInSeconds",
    "Longest download of the artifact, 60 to 3,600 seconds.",
  ),
  startupTimeoutSeconds: integer(
    "ContainerStartupHealthCheckTimeoutInSeconds",
    "How long the container may take until it answers /ping, 60 to 3,600 seconds.",
  ),
  ssmAccess: flag("EnableSSMAccess", "Lets operators into the instances by Systems Manager. Default: false."),
  managedScaling: object(
    "ManagedInstanceScaling",
    "Scaling that SageMaker does itself, for inference components. For variants with a model use application auto scaling.",
    {
      status: text("Status", "Whether it scales.", { allowed: ["ENABLED", "DISABLED"] }),
      minInstanceCount: integer("MinInstanceCount", "Fewest instances; 0 lets it go to nothing."),
      maxInstanceCount: integer("MaxInstanceCount", "Most instances."),
      scaleIn: object("ScaleInPolicy", "How it gives instances back.", {
        strategy: text("Strategy", "Release idle instances, or move copies together first.", {
          required: true,
          allowed: ["IDLE_RELEASE", "CONSOLIDATION"],
        }),
        maximumStepSize: integer("MaximumStepSize", "Most instances at a time. Default: 1."),
        cooldownMinutes: integer("CooldownInMinutes", "Rest between two steps, minutes. Default: 20."),
      }),
    },
  ),
  routing: object("RoutingConfig", "Which instance a request goes to. Default: `RANDOM`.", {
    strategy: text("RoutingStrategy", "At random, to the least busy, or by the prompt's beginning.", {
      required: true,
      allowed: ["LEAST_OUTSTANDING_REQUESTS", "RANDOM", "PREFIX_AWARE"],
    }),
    prefixAware: object("PrefixAwareRoutingConfig", "Settings of `PREFIX_AWARE`.", {
      prefixLength: integer("PrefixLength", "Bytes of the request that count."),
      concurrencyThreshold: integer(
        "ConcurrencyThreshold",
        "Requests in flight after which another takes over.",
      ),
    }),
  }),
  inferenceAmiVersion: text("InferenceAmiVersion", "Machine image with a certain driver.", {
    allowed: [
      "al2-ami-sagemaker-inference-gpu-2",
      "al2-ami-sagemaker-inference-gpu-2-1",
      "al2-ami-sagemaker-inference-gpu-3-1",
      "al2023-ami-sagemaker-inference-gpu-4-1",
      "al2-ami-sagemaker-inference-neuron-2",
    ],
  }),
  capacityReservation: object("CapacityReservationConfig", "Capacity that was reserved.", {
    preference: text("CapacityReservationPreference", "Only reserved capacity.", {
      allowed: ["capacity-reservations-only"],
    }),
    arn: text("MlReservationArn", "ARN of the reservation."),
  }),
};

/** Members of the API that have no property here, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  "ProductionVariant.VariantName": "the key of `variants`",
  "ProductionVariant.AcceleratorType": "Elastic Inference is no longer available; SageMaker refuses it",
};
