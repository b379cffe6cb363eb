import {
  environment,
  experiment,
  image,
  instanceType,
  kmsKey,
  name,
  roleArn,
  s3Uri,
  tags,
  vpcConfig,
} from "../shapes/common";
import { flag, list, recorded, structure, text, whole } from "../shapes/shape";

const localPath = text({ max: 256 });

const input = structure(
  { InputName: text({ min: 1, max: 255 }) },
  {
    AppManaged: flag,
    S3Input: structure(
      { S3Uri: s3Uri, S3DataType: text({ oneOf: ["ManifestFile", "S3Prefix"] }) },
      {
        LocalPath: localPath,
        S3InputMode: text({ oneOf: ["Pipe", "File"] }),
        S3DataDistributionType: text({ oneOf: ["FullyReplicated", "ShardedByS3Key"] }),
        S3CompressionType: text({ oneOf: ["None", "Gzip"] }),
      },
    ),
    DatasetDefinition: recorded,
  },
);

const output = structure(
  { OutputName: text({ min: 1, max: 255 }) },
  {
    S3Output: structure(
      { S3Uri: s3Uri, S3UploadMode: text({ oneOf: ["Continuous", "EndOfJob"] }) },
      { LocalPath: localPath },
    ),
    FeatureStoreOutput: structure({
      FeatureGroupName: text({ pattern: "[a-zA-Z0-9]([_-]*[a-zA-Z0-9]){0,63}", max: 64 }),
    }),
    AppManaged: flag,
  },
);

export const createProcessingJob = structure(
  {
    ProcessingJobName: name,
    RoleArn: roleArn,
    ProcessingResources: structure({
      ClusterConfig: structure(
        { VolumeSizeInGB: whole(1, 16_384) },
        {
          InstanceCount: whole(1, 100),
          InstanceType: instanceType,
          InstancePreferences: list(
            structure({ InstanceType: instanceType }, { InstanceCount: whole(1, 100) }),
            1,
            5,
          ),
          VolumeKmsKeyId: kmsKey,
        },
      ),
    }),
    AppSpecification: structure(
      { ImageUri: image },
      {
        ContainerEntrypoint: list(text({ max: 256 }), 1, 100),
        ContainerArguments: list(text({ max: 256 }), 1, 100),
      },
    ),
  },
  {
    ProcessingInputs: list(input, 0, 10),
    ProcessingOutputConfig: structure({ Outputs: list(output, 0, 10) }, { KmsKeyId: kmsKey }),
    StoppingCondition: structure({ MaxRuntimeInSeconds: whole(1, 777_600) }),
    Environment: environment,
    NetworkConfig: structure(
      {},
      {
        EnableInterContainerTrafficEncryption: flag,
        EnableNetworkIsolation: flag,
        VpcConfig: vpcConfig,
      },
    ),
    Tags: tags,
    ExperimentConfig: experiment,
  },
);
