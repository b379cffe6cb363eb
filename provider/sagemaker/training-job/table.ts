import type { Property } from "../../framework";

type Table = Readonly<Record<string, Property>>;

const text = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
const whole = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "integer",
  description,
  ...extra,
});
const flag = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "boolean",
  description,
  ...extra,
});
const texts = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "array",
  items: text("Item."),
  description,
  ...extra,
});
const textMap = (description: string): Property => ({ type: "map", items: text("Value."), description });

const channel: Property = {
  type: "object",
  description: "Data of one channel.",
  members: {
    s3Uri: text("`s3://bucket/prefix`, or the manifest.", { required: true }),
    dataType: text("How `s3Uri` is read.", {
      default: "S3Prefix",
      allowed: ["S3Prefix", "ManifestFile", "AugmentedManifestFile"],
    }),
    contentType: text("Such as `text/csv`."),
    compression: text("Compression of the objects.", { default: "None", allowed: ["None", "Gzip"] }),
    inputMode: text("How data reaches the container.", { allowed: ["File", "Pipe", "FastFile"] }),
    distribution: text("All objects to each instance, or a share.", {
      default: "FullyReplicated",
      allowed: ["FullyReplicated", "ShardedByS3Key"],
    }),
    recordWrapper: text("Wrapping of records.", { allowed: ["None", "RecordIO"] }),
    attributeNames: texts("Attributes of an augmented manifest."),
    shuffleSeed: whole("Seed of the shuffle of each epoch."),
  },
};

/** Inputs that define the model: a change of one trains anew. */
export const trainingInputs: Table = {
  image: text("Training image in ECR.", { required: true }),
  roleArn: text("Execution role.", { required: true }),
  instanceType: text("Such as `ml.m5.xlarge`.", { required: true }),
  instanceCount: whole("Number of instances.", { default: 1 }),
  volumeSizeGb: whole("Volume of each instance, GB.", { default: 30 }),
  maxRuntimeSeconds: whole("Longest training time, seconds.", { required: true }),
  maxWaitSeconds: whole("Longest time to wait for spot capacity and train, seconds."),
  spot: flag("Train on spare capacity.", { default: false }),
  checkpoint: {
    type: "object",
    description: "Where checkpoints are kept.",
    members: {
      s3Uri: text("`s3://bucket/prefix`.", { required: true }),
      localPath: text("Path in the container."),
    },
  },
  hyperparameters: textMap("Settings of the algorithm."),
  channels: { type: "map", items: channel, description: "Training data by channel name." },
  outputPath: text("`s3://bucket/prefix` for artifacts.", { required: true }),
  metricDefinitions: {
    type: "array",
    description: "How metrics are read from the log.",
    items: {
      type: "object",
      description: "One metric.",
      members: {
        name: text("Name.", { required: true }),
        regex: text("First group is the value.", { required: true }),
      },
    },
  },
  kmsKeyId: text("Key for the artifact."),
  volumeKmsKeyId: text("Key for the volumes."),
  environment: textMap("Environment of the container."),
  entryPoint: texts("Command of the container."),
  containerArguments: texts("Arguments of the command."),
  vpc: {
    type: "object",
    description: "Network of the job.",
    members: {
      subnets: texts("Subnets.", { required: true }),
      securityGroupIds: texts("Security groups.", { required: true }),
    },
  },
  networkIsolation: flag("No network for the container.", { default: false }),
  encryptInterContainerTraffic: flag("Encrypt traffic between instances.", { default: false }),
  keepAliveSeconds: whole("Warm pool, seconds."),
  maxRetries: whole("Retries by SageMaker after internal errors."),
  triggers: texts("Values that train anew when they change."),
};

/** Inputs about the resource rather than the model: changed in place. */
const resourceInputs: Table = {
  namePrefix: text("Start of the job's name."),
  tags: textMap("Tags of the job."),
  gate: {
    type: "object",
    description: "The bar the model must pass.",
    members: {
      metric: text("Such as `validation:auc`.", { required: true }),
      operator: text("Comparison with the threshold.", { default: ">=", allowed: [">=", ">", "<=", "<"] }),
      threshold: { type: "number", description: "Least (or most) value that may serve." },
      betterThanChampion: flag("Must be better than the model the resource holds.", { default: false }),
      minimumGain: { type: "number", description: "By how much.", default: 0 },
    },
  },
  onGateFailure: text("What a missed bar does.", { default: "fail", allowed: ["fail", "keepPrevious"] }),
  onDelete: text("What deletion does to the job.", {
    default: "retain",
    allowed: ["retain", "stop", "delete"],
  }),
  onCancel: text("What cancelling does to a running job.", { default: "stop", allowed: ["stop", "leave"] }),
  wait: text("How far creation waits.", {
    default: "completion",
    allowed: ["completion", "started", "none"],
  }),
  maxCostUsd: { type: "number", description: "Most one job may cost, US dollars." },
  prices: {
    type: "map",
    items: { type: "number", description: "Price." },
    description: "US dollars per instance hour.",
  },
};

export const inputs: Table = { ...trainingInputs, ...resourceInputs };

const output = (type: Property["type"], description: string): Property => ({
  type,
  description,
  volatile: true,
});

export const outputs: Table = {
  jobName: output("string", "Job that made the artifact."),
  arn: output("string", "ARN of that job."),
  status: output("string", "Status of that job."),
  secondaryStatus: output("string", "Detailed status."),
  artifactUri: output("string", "Model artifact in S3."),
  metrics: { ...output("map", "Final metrics."), items: { type: "number", description: "Value." } },
  gatePassed: output("boolean", "Whether the newest model passed."),
  gateMessage: output("string", "What the gate found."),
  trainingSeconds: output("integer", "Seconds of training."),
  billableSeconds: output("integer", "Seconds billed."),
  spotSavings: output("number", "Share saved by spot, 0 to 1."),
  estimatedCostUsd: output("number", "Cost at list price."),
  estimatedMaxCostUsd: output("number", "Most the job can cost."),
  pricesAsOf: output("string", "Date of the prices."),
  logGroup: output("string", "Log group."),
  logStreamPrefix: output("string", "Prefix of the job's log streams."),
  consoleUrl: output("string", "The job in the AWS console."),
  failureReason: output("string", "Why the job failed."),
  challengerJobName: output("string", "Newest job, when it missed the gate and the previous model was kept."),
  token: output("string", "Hash of everything that defines the model."),
};
