import type { Members } from "../jobs";

const rule: Members = {
  name: "RuleConfigurationName",
  image: "RuleEvaluatorImage",
  localPath: "LocalPath",
  s3OutputPath: "S3OutputPath",
  instanceType: "InstanceType",
  volumeSizeGb: "VolumeSizeInGB",
  parameters: "RuleParameters",
};

const channel: Members = {
  s3Uri: "DataSource.S3DataSource.S3Uri",
  dataType: "DataSource.S3DataSource.S3DataType",
  distribution: "DataSource.S3DataSource.S3DataDistributionType",
  attributeNames: "DataSource.S3DataSource.AttributeNames",
  instanceGroups: "DataSource.S3DataSource.InstanceGroupNames",
  acceptEula: "DataSource.S3DataSource.ModelAccessConfig.AcceptEula",
  hubContentArn: "DataSource.S3DataSource.HubAccessConfig.HubContentArn",
  fileSystem: {
    to: "DataSource.FileSystemDataSource",
    members: {
      id: "FileSystemId",
      type: "FileSystemType",
      directory: "DirectoryPath",
      accessMode: "FileSystemAccessMode",
    },
  },
  datasetArn: "DataSource.DatasetSource.DatasetArn",
  contentType: "ContentType",
  compression: "CompressionType",
  recordWrapper: "RecordWrapperType",
  inputMode: "InputMode",
  shuffleSeed: "ShuffleConfig.Seed",
};

/** Where each input goes in CreateTrainingJob. */
export const members: Members = {
  image: "AlgorithmSpecification.TrainingImage",
  algorithmArn: "AlgorithmSpecification.AlgorithmName",
  inputMode: "AlgorithmSpecification.TrainingInputMode",
  metricDefinitions: {
    to: "AlgorithmSpecification.MetricDefinitions",
    members: { name: "Name", regex: "Regex" },
  },
  metricsTimeSeries: "AlgorithmSpecification.EnableSageMakerMetricsTimeSeries",
  entryPoint: "AlgorithmSpecification.ContainerEntrypoint",
  containerArguments: "AlgorithmSpecification.ContainerArguments",
  privateRegistry: {
    to: "AlgorithmSpecification.TrainingImageConfig",
    members: {
      accessMode: "TrainingRepositoryAccessMode",
      credentialsProviderArn: "TrainingRepositoryAuthConfig.TrainingRepositoryCredentialsProviderArn",
    },
  },
  roleArn: "RoleArn",
  hyperparameters: "HyperParameters",
  channels: { to: "InputDataConfig", members: channel, key: "ChannelName" },
  outputPath: "OutputDataConfig.S3OutputPath",
  kmsKeyId: "OutputDataConfig.KmsKeyId",
  outputCompression: "OutputDataConfig.CompressionType",
  instanceType: "ResourceConfig.InstanceType",
  instanceCount: "ResourceConfig.InstanceCount",
  volumeSizeGb: "ResourceConfig.VolumeSizeInGB",
  volumeKmsKeyId: "ResourceConfig.VolumeKmsKeyId",
  keepAliveSeconds: "ResourceConfig.KeepAlivePeriodInSeconds",
  instanceGroups: {
    to: "ResourceConfig.InstanceGroups",
    members: { name: "InstanceGroupName", instanceType: "InstanceType", instanceCount: "InstanceCount" },
  },
  instancePreferences: {
    to: "ResourceConfig.InstancePreferences",
    members: {
      instanceType: "InstanceType",
      instanceCount: "InstanceCount",
      trainingPlanArns: "TrainingPlanArns",
    },
  },
  trainingPlanArn: "ResourceConfig.TrainingPlanArn",
  placement: {
    to: "ResourceConfig.InstancePlacementConfig",
    members: {
      multipleJobs: "EnableMultipleJobs",
      ultraServers: {
        to: "PlacementSpecifications",
        members: { id: "UltraServerId", instanceCount: "InstanceCount" },
      },
    },
  },
  maxRuntimeSeconds: "StoppingCondition.MaxRuntimeInSeconds",
  maxWaitSeconds: "StoppingCondition.MaxWaitTimeInSeconds",
  maxPendingSeconds: "StoppingCondition.MaxPendingTimeInSeconds",
  spot: "EnableManagedSpotTraining",
  checkpoint: { to: "CheckpointConfig", members: { s3Uri: "S3Uri", localPath: "LocalPath" } },
  environment: "Environment",
  vpc: { to: "VpcConfig", members: { subnets: "Subnets", securityGroupIds: "SecurityGroupIds" } },
  networkIsolation: "EnableNetworkIsolation",
  encryptInterContainerTraffic: "EnableInterContainerTrafficEncryption",
  maxRetries: "RetryStrategy.MaximumRetryAttempts",
  debugHook: {
    to: "DebugHookConfig",
    members: {
      s3OutputPath: "S3OutputPath",
      localPath: "LocalPath",
      parameters: "HookParameters",
      collections: {
        to: "CollectionConfigurations",
        members: { name: "CollectionName", parameters: "CollectionParameters" },
      },
    },
  },
  debugRules: { to: "DebugRuleConfigurations", members: rule },
  profiler: {
    to: "ProfilerConfig",
    members: {
      s3OutputPath: "S3OutputPath",
      intervalMilliseconds: "ProfilingIntervalInMilliseconds",
      parameters: "ProfilingParameters",
      disabled: "DisableProfiler",
    },
  },
  profilerRules: { to: "ProfilerRuleConfigurations", members: rule },
  tensorBoard: {
    to: "TensorBoardOutputConfig",
    members: { s3OutputPath: "S3OutputPath", localPath: "LocalPath" },
  },
  experiment: {
    to: "ExperimentConfig",
    members: {
      name: "ExperimentName",
      trialName: "TrialName",
      displayName: "TrialComponentDisplayName",
      runName: "RunName",
    },
  },
  mlflow: {
    to: "MlflowConfig",
    members: { arn: "MlflowResourceArn", experimentName: "MlflowExperimentName", runName: "MlflowRunName" },
  },
  remoteDebug: "RemoteDebugConfig.EnableRemoteDebug",
  infraCheck: "InfraCheckConfig.EnableInfraCheck",
  sessionTagChaining: "SessionChainingConfig.EnableSessionTagChaining",
  serverless: {
    to: "ServerlessJobConfig",
    members: {
      baseModelArn: "BaseModelArn",
      jobType: "JobType",
      acceptEula: "AcceptEula",
      customization: "CustomizationTechnique",
      peft: "Peft",
      evaluationType: "EvaluationType",
      evaluatorArn: "EvaluatorArn",
      sequenceLength: "SequenceLength",
    },
  },
  modelPackage: {
    to: "ModelPackageConfig",
    members: { groupArn: "ModelPackageGroupArn", sourceArn: "SourceModelPackageArn" },
  },
};

/** Members of the request no input stands for, and why. */
export const unmapped: Readonly<Record<string, string>> = {
  TrainingJobName: "made by the provider, so that names never collide",
  "Tags[].Key": "from `tags`, together with the provider's own",
  "Tags[].Value": "from `tags`, together with the provider's own",
  "ResourceConfig.SelectedInstanceType": "read-only: what SageMaker chose among the preferences",
  "ResourceConfig.SelectedInstanceCount": "read-only: what SageMaker chose among the preferences",
};
