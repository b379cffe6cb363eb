import type {
  DatasetDefinition,
  DescribeProcessingJobCommandOutput as Job,
  ProcessingInput,
  ProcessingOutput,
} from "@aws-sdk/client-sagemaker";
import type { Bag } from "../../framework";
import { experimentOf } from "../experiment";
import { tidy } from "../jobs";
import { inputPath, outputPath } from "./request";

/** Inputs that would make this job, for import. Defaults stand in them as check fills them. */
export function inputsOf(job: Job): Bag {
  const cluster = job.ProcessingResources?.ClusterConfig;
  const network = job.NetworkConfig;
  const preferences = cluster?.InstancePreferences ?? [];
  return tidy({
    image: job.AppSpecification?.ImageUri,
    roleArn: job.RoleArn,
    instanceType: preferences.length > 0 ? undefined : cluster?.InstanceType,
    instanceCount: cluster?.InstanceCount,
    instancePreferences: preferences.map(({ InstanceType, InstanceCount }) =>
      tidy({ instanceType: InstanceType, instanceCount: InstanceCount }),
    ),
    volumeSizeGb: cluster?.VolumeSizeInGB,
    volumeKmsKeyId: cluster?.VolumeKmsKeyId,
    maxRuntimeSeconds: job.StoppingCondition?.MaxRuntimeInSeconds,
    entryPoint: job.AppSpecification?.ContainerEntrypoint,
    containerArguments: job.AppSpecification?.ContainerArguments,
    environment: job.Environment,
    inputs: named(job.ProcessingInputs, (each) => each.InputName, inputOf),
    outputs: named(job.ProcessingOutputConfig?.Outputs, (each) => each.OutputName, outputOf),
    kmsKeyId: job.ProcessingOutputConfig?.KmsKeyId,
    vpc: network?.VpcConfig && {
      subnets: network.VpcConfig.Subnets,
      securityGroupIds: network.VpcConfig.SecurityGroupIds,
    },
    networkIsolation: network?.EnableNetworkIsolation ?? false,
    encryptInterContainerTraffic: network?.EnableInterContainerTrafficEncryption ?? false,
    experiment: experimentOf(job.ExperimentConfig),
  });
}

function named<T>(
  items: readonly T[] | undefined,
  nameOf: (item: T) => string | undefined,
  read: (item: T, name: string) => Bag,
): Bag {
  return Object.fromEntries(
    (items ?? []).map((item) => {
      const name = nameOf(item) ?? "";
      return [name, read(item, name)];
    }),
  );
}

function unless(value: string | undefined, common: string): string | undefined {
  return value === common ? undefined : value;
}

function inputOf(each: ProcessingInput, name: string): Bag {
  const { S3Input: source, DatasetDefinition: dataset } = each;
  return tidy({
    ...datasetOf(dataset),
    s3Uri: source?.S3Uri,
    dataType: source?.S3DataType ?? "S3Prefix",
    localPath: unless(source?.LocalPath ?? dataset?.LocalPath, inputPath(name)),
    inputMode: source?.S3InputMode ?? dataset?.InputMode ?? "File",
    distribution: source?.S3DataDistributionType ?? dataset?.DataDistributionType ?? "FullyReplicated",
    compression: source?.S3CompressionType ?? "None",
    appManaged: each.AppManaged ?? false,
  });
}

function datasetOf(dataset: DatasetDefinition | undefined): Bag {
  const athena = dataset?.AthenaDatasetDefinition;
  const redshift = dataset?.RedshiftDatasetDefinition;
  return {
    athena:
      athena &&
      tidy({
        catalog: athena.Catalog,
        database: athena.Database,
        query: athena.QueryString,
        workGroup: athena.WorkGroup,
        outputUri: athena.OutputS3Uri,
        kmsKeyId: athena.KmsKeyId,
        format: athena.OutputFormat,
        compression: athena.OutputCompression,
      }),
    redshift:
      redshift &&
      tidy({
        clusterId: redshift.ClusterId,
        database: redshift.Database,
        dbUser: redshift.DbUser,
        query: redshift.QueryString,
        clusterRoleArn: redshift.ClusterRoleArn,
        outputUri: redshift.OutputS3Uri,
        kmsKeyId: redshift.KmsKeyId,
        format: redshift.OutputFormat,
        compression: redshift.OutputCompression,
      }),
  };
}

function outputOf(each: ProcessingOutput, name: string): Bag {
  const { S3Output: target } = each;
  return tidy({
    s3Uri: target?.S3Uri,
    featureGroup: each.FeatureStoreOutput?.FeatureGroupName,
    localPath: unless(target?.LocalPath, outputPath(name)),
    uploadMode: target?.S3UploadMode ?? "EndOfJob",
    appManaged: each.AppManaged ?? false,
  });
}
