import type { Channel, CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { type Bag, bag, flag, list, number, text, textMap, texts, type Value } from "../../framework";
import { tagList } from "../tags";
import { tokenTag } from "./token";

/** What SageMaker is asked for. Absent settings are left to the service. */
export function request(jobName: string, token: string, inputs: Bag): CreateTrainingJobCommandInput {
  const spot = flag(inputs.spot) === true;
  const vpc = bag(inputs.vpc);
  const checkpoint = bag(inputs.checkpoint);
  const retries = number(inputs.maxRetries);
  return {
    TrainingJobName: jobName,
    RoleArn: text(inputs.roleArn),
    AlgorithmSpecification: {
      TrainingImage: text(inputs.image),
      TrainingInputMode: "File",
      MetricDefinitions: optional(metricDefinitions(inputs.metricDefinitions)),
      ContainerEntrypoint: optional(texts(inputs.entryPoint)),
      ContainerArguments: optional(texts(inputs.containerArguments)),
    },
    HyperParameters: textMap(inputs.hyperparameters),
    InputDataConfig: optional(
      Object.entries(bag(inputs.channels)).map(([name, value]) => channel(name, bag(value))),
    ),
    OutputDataConfig: { S3OutputPath: text(inputs.outputPath), KmsKeyId: text(inputs.kmsKeyId) },
    ResourceConfig: {
      InstanceType: instanceType(text(inputs.instanceType)),
      InstanceCount: number(inputs.instanceCount) ?? 1,
      VolumeSizeInGB: number(inputs.volumeSizeGb) ?? 30,
      VolumeKmsKeyId: text(inputs.volumeKmsKeyId),
      KeepAlivePeriodInSeconds: number(inputs.keepAliveSeconds),
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: number(inputs.maxRuntimeSeconds),
      MaxWaitTimeInSeconds: spot ? number(inputs.maxWaitSeconds) : undefined,
    },
    CheckpointConfig:
      inputs.checkpoint === undefined
        ? undefined
        : { S3Uri: text(checkpoint.s3Uri), LocalPath: text(checkpoint.localPath) },
    Environment: inputs.environment === undefined ? undefined : textMap(inputs.environment),
    VpcConfig:
      inputs.vpc === undefined
        ? undefined
        : { Subnets: texts(vpc.subnets), SecurityGroupIds: texts(vpc.securityGroupIds) },
    EnableManagedSpotTraining: spot,
    EnableNetworkIsolation: flag(inputs.networkIsolation) ?? false,
    EnableInterContainerTrafficEncryption: flag(inputs.encryptInterContainerTraffic) ?? false,
    RetryStrategy: retries === undefined ? undefined : { MaximumRetryAttempts: retries },
    Tags: [...tagList(textMap(inputs.tags)), { Key: tokenTag, Value: token }],
  };
}

type InstanceType = NonNullable<NonNullable<CreateTrainingJobCommandInput["ResourceConfig"]>["InstanceType"]>;

/** The service adds instance types faster than its SDK lists them; check has already looked at the form. */
function instanceType(value: string | undefined): InstanceType | undefined {
  return value as InstanceType | undefined;
}

function optional<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}

function metricDefinitions(value: Value) {
  return list(value).map((item) => ({ Name: text(bag(item).name), Regex: text(bag(item).regex) }));
}

function oneOf<T extends string>(value: Value, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value);
}

function channel(name: string, inputs: Bag): Channel {
  const seed = number(inputs.shuffleSeed);
  return {
    ChannelName: name,
    ContentType: text(inputs.contentType),
    CompressionType: oneOf(inputs.compression, ["None", "Gzip"]),
    InputMode: oneOf(inputs.inputMode, ["File", "Pipe", "FastFile"]),
    RecordWrapperType: oneOf(inputs.recordWrapper, ["None", "RecordIO"]),
    ShuffleConfig: seed === undefined ? undefined : { Seed: seed },
    DataSource: {
      S3DataSource: {
        S3Uri: text(inputs.s3Uri),
        S3DataType:
          oneOf(inputs.dataType, ["S3Prefix", "ManifestFile", "AugmentedManifestFile"]) ?? "S3Prefix",
        S3DataDistributionType:
          oneOf(inputs.distribution, ["FullyReplicated", "ShardedByS3Key"]) ?? "FullyReplicated",
        AttributeNames: optional(texts(inputs.attributeNames)),
      },
    },
  };
}
