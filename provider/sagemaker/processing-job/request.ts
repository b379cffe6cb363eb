import type {
  AthenaDatasetDefinition,
  CreateProcessingJobCommandInput,
  DatasetDefinition,
  ProcessingClusterConfig,
  ProcessingInput,
  ProcessingOutput,
  RedshiftDatasetDefinition,
  Tag,
} from "@aws-sdk/client-sagemaker";
import { type Bag, bag, flag, list, number, text, textMap, texts, type Value } from "../../framework";
import { experiment } from "../experiment";
import { compressions, oneOf, s3DataTypes } from "../words";
import {
  athenaCompressions,
  athenaFormats,
  distributions,
  inputModes,
  redshiftCompressions,
  redshiftFormats,
  uploadModes,
} from "./data";

/** What SageMaker is asked for. Absent settings are left to the service. */
export function request(jobName: string, tags: Tag[], inputs: Bag): CreateProcessingJobCommandInput {
  const outputs = Object.entries(bag(inputs.outputs)).map(([name, value]) => output(name, bag(value)));
  return {
    ProcessingJobName: jobName,
    RoleArn: text(inputs.roleArn),
    AppSpecification: {
      ImageUri: text(inputs.image),
      ContainerEntrypoint: optional(texts(inputs.entryPoint)),
      ContainerArguments: optional(texts(inputs.containerArguments)),
    },
    ProcessingResources: { ClusterConfig: cluster(inputs) },
    ProcessingInputs: optional(
      Object.entries(bag(inputs.inputs)).map(([name, value]) => input(name, bag(value))),
    ),
    ProcessingOutputConfig:
      outputs.length === 0 ? undefined : { Outputs: outputs, KmsKeyId: text(inputs.kmsKeyId) },
    StoppingCondition: { MaxRuntimeInSeconds: number(inputs.maxRuntimeSeconds) },
    Environment: inputs.environment === undefined ? undefined : textMap(inputs.environment),
    NetworkConfig: network(inputs),
    ExperimentConfig: experiment(inputs.experiment),
    Tags: tags,
  };
}

function optional<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}

type InstanceType = NonNullable<ProcessingClusterConfig["InstanceType"]>;

/** The service adds instance types faster than its SDK lists them; check has already looked at the form. */
function typeOf(value: Value): InstanceType | undefined {
  return text(value) as InstanceType | undefined;
}

function cluster(inputs: Bag): ProcessingClusterConfig {
  const preferences = list(inputs.instancePreferences).map(bag);
  const counted = preferences.some((preference) => preference.instanceCount !== undefined);
  return {
    InstanceType: typeOf(inputs.instanceType),
    InstanceCount: counted ? undefined : (number(inputs.instanceCount) ?? 1),
    InstancePreferences: optional(
      preferences.map(({ instanceType, instanceCount }) => ({
        InstanceType: typeOf(instanceType),
        InstanceCount: number(instanceCount),
      })),
    ),
    VolumeSizeInGB: number(inputs.volumeSizeGb) ?? 30,
    VolumeKmsKeyId: text(inputs.volumeKmsKeyId),
  };
}

function input(name: string, from: Bag): ProcessingInput {
  const managed = flag(from.appManaged) === true;
  const localPath = text(from.localPath) ?? (managed ? undefined : inputPath(name));
  const mode = oneOf(from.inputMode, inputModes) ?? "File";
  const distribution = oneOf(from.distribution, distributions) ?? "FullyReplicated";
  const common = { InputName: name, AppManaged: managed };
  if (from.s3Uri === undefined) {
    const dataset: DatasetDefinition = {
      AthenaDatasetDefinition: athena(from.athena),
      RedshiftDatasetDefinition: redshift(from.redshift),
      LocalPath: localPath,
      InputMode: mode,
      DataDistributionType: distribution,
    };
    return { ...common, DatasetDefinition: dataset };
  }
  return {
    ...common,
    S3Input: {
      S3Uri: text(from.s3Uri),
      S3DataType: oneOf(from.dataType, s3DataTypes) ?? "S3Prefix",
      LocalPath: localPath,
      S3InputMode: mode,
      S3DataDistributionType: distribution,
      S3CompressionType: oneOf(from.compression, compressions) ?? "None",
    },
  };
}

function athena(value: Value): AthenaDatasetDefinition | undefined {
  if (value === undefined) return undefined;
  const from = bag(value);
  return {
    Catalog: text(from.catalog),
    Database: text(from.database),
    QueryString: text(from.query),
    WorkGroup: text(from.workGroup),
    OutputS3Uri: text(from.outputUri),
    KmsKeyId: text(from.kmsKeyId),
    OutputFormat: oneOf(from.format, athenaFormats),
    OutputCompression: oneOf(from.compression, athenaCompressions),
  };
}

function redshift(value: Value): RedshiftDatasetDefinition | undefined {
  if (value === undefined) return undefined;
  const from = bag(value);
  return {
    ClusterId: text(from.clusterId),
    Database: text(from.database),
    DbUser: text(from.dbUser),
    QueryString: text(from.query),
    ClusterRoleArn: text(from.clusterRoleArn),
    OutputS3Uri: text(from.outputUri),
    KmsKeyId: text(from.kmsKeyId),
    OutputFormat: oneOf(from.format, redshiftFormats),
    OutputCompression: oneOf(from.compression, redshiftCompressions),
  };
}

function output(name: string, to: Bag): ProcessingOutput {
  const managed = flag(to.appManaged) === true;
  const group = text(to.featureGroup);
  const common = { OutputName: name, AppManaged: managed };
  if (group !== undefined) return { ...common, FeatureStoreOutput: { FeatureGroupName: group } };
  return {
    ...common,
    S3Output: {
      S3Uri: text(to.s3Uri),
      LocalPath: text(to.localPath) ?? (managed ? undefined : outputPath(name)),
      S3UploadMode: oneOf(to.uploadMode, uploadModes) ?? "EndOfJob",
    },
  };
}

export const inputPath = (name: string): string => `/opt/ml/processing/input/${name}`;
export const outputPath = (name: string): string => `/opt/ml/processing/output/${name}`;

function network(inputs: Bag): CreateProcessingJobCommandInput["NetworkConfig"] {
  const vpc = bag(inputs.vpc);
  return {
    EnableNetworkIsolation: flag(inputs.networkIsolation) ?? false,
    EnableInterContainerTrafficEncryption: flag(inputs.encryptInterContainerTraffic) ?? false,
    VpcConfig:
      inputs.vpc === undefined
        ? undefined
        : { Subnets: texts(vpc.subnets), SecurityGroupIds: texts(vpc.securityGroupIds) },
  };
}
