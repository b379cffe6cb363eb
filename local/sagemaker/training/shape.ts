import {
  channelSource,
  environment,
  image,
  instanceType,
  isolation,
  kmsKey,
  name,
  roleArn,
  s3Uri,
  stopping,
  tags,
  vpcConfig,
} from "../shapes/common";
import { flag, list, map, recorded, structure, text, whole } from "../shapes/shape";

const metricDefinitions = list(
  structure({
    Name: text({ pattern: ".+", min: 1, max: 255 }),
    Regex: text({ pattern: ".+", min: 1, max: 500 }),
  }),
  0,
  40,
);

export const algorithm = structure(
  { TrainingInputMode: text({ oneOf: ["Pipe", "File", "FastFile"] }) },
  {
    TrainingImage: image,
    AlgorithmName: text({ max: 170 }),
    MetricDefinitions: metricDefinitions,
    EnableSageMakerMetricsTimeSeries: flag,
    ContainerEntrypoint: list(text({ max: 256 }), 1, 10),
    ContainerArguments: list(text({ max: 256 }), 1, 100),
    TrainingImageConfig: recorded,
  },
);

export const channels = list(
  structure(
    { ChannelName: text({ pattern: "[A-Za-z0-9\\.\\-_]+", min: 1, max: 64 }), DataSource: channelSource },
    {
      ContentType: text({ max: 256 }),
      CompressionType: text({ oneOf: ["None", "Gzip"] }),
      RecordWrapperType: text({ oneOf: ["None", "RecordIO"] }),
      InputMode: text({ oneOf: ["Pipe", "File", "FastFile"] }),
      ShuffleConfig: recorded,
    },
  ),
  1,
  20,
);

export const resources = structure(
  {},
  {
    VolumeSizeInGB: whole(0, 16_384),
    InstanceType: instanceType,
    InstanceCount: whole(0, 200),
    VolumeKmsKeyId: kmsKey,
    KeepAlivePeriodInSeconds: whole(0, 21_600),
    InstanceGroups: list(
      structure({
        InstanceType: instanceType,
        InstanceCount: whole(0, 200),
        InstanceGroupName: text({ min: 1, max: 64 }),
      }),
      1,
      5,
    ),
    InstancePreferences: list(
      structure(
        { InstanceType: instanceType },
        { InstanceCount: whole(1, 200), TrainingPlanArns: list(text()) },
      ),
      1,
      10,
    ),
    InstancePlacementConfig: recorded,
    TrainingPlanArn: text(),
  },
);

export const output = structure(
  { S3OutputPath: s3Uri },
  { KmsKeyId: kmsKey, CompressionType: text({ oneOf: ["GZIP", "NONE"] }) },
);

export const hyperParameters = map(text({ max: 2500 }), 100);

export const createTrainingJob = structure(
  {
    TrainingJobName: name,
    RoleArn: roleArn,
    OutputDataConfig: output,
  },
  {
    AlgorithmSpecification: algorithm,
    ResourceConfig: resources,
    StoppingCondition: stopping,
    ServerlessJobConfig: recorded,
    ModelPackageConfig: recorded,
    MlflowConfig: recorded,
    HyperParameters: hyperParameters,
    InputDataConfig: channels,
    VpcConfig: vpcConfig,
    Tags: tags,
    EnableNetworkIsolation: isolation,
    EnableInterContainerTrafficEncryption: flag,
    EnableManagedSpotTraining: flag,
    CheckpointConfig: structure({ S3Uri: s3Uri }, { LocalPath: text({ max: 4096 }) }),
    DebugHookConfig: recorded,
    DebugRuleConfigurations: recorded,
    TensorBoardOutputConfig: recorded,
    ExperimentConfig: recorded,
    ProfilerConfig: recorded,
    ProfilerRuleConfigurations: recorded,
    Environment: environment,
    RetryStrategy: structure({ MaximumRetryAttempts: whole(1, 30) }),
    RemoteDebugConfig: recorded,
    InfraCheckConfig: recorded,
    SessionChainingConfig: recorded,
  },
);
