import type { CreateTransformJobCommandInput, Tag } from "@aws-sdk/client-sagemaker";
import { type Bag, bag, flag, number, text, textMap, type Value } from "../../framework";
import { experiment } from "../experiment";
import { compressions, oneOf, s3DataTypes } from "../words";
import { assemblies, batchStrategies, joinSources, splitTypes } from "./words";

/** What SageMaker is asked for. Absent settings are left to the service. */
export function request(jobName: string, tags: Tag[], inputs: Bag): CreateTransformJobCommandInput {
  const input = bag(inputs.input);
  const output = bag(inputs.output);
  return {
    TransformJobName: jobName,
    ModelName: text(inputs.modelName),
    TransformInput: {
      DataSource: {
        S3DataSource: {
          S3Uri: text(input.s3Uri),
          S3DataType: oneOf(input.dataType, s3DataTypes) ?? "S3Prefix",
        },
      },
      ContentType: text(input.contentType),
      CompressionType: oneOf(input.compression, compressions) ?? "None",
      SplitType: oneOf(input.splitType, splitTypes) ?? "None",
    },
    TransformOutput: {
      S3OutputPath: text(output.s3Uri),
      Accept: text(output.accept),
      AssembleWith: oneOf(output.assembleWith, assemblies) ?? "None",
      KmsKeyId: text(output.kmsKeyId),
    },
    TransformResources: {
      InstanceType: typeOf(inputs.instanceType),
      InstanceCount: number(inputs.instanceCount) ?? 1,
      VolumeKmsKeyId: text(inputs.volumeKmsKeyId),
      TransformAmiVersion: text(inputs.amiVersion),
    },
    BatchStrategy: oneOf(inputs.batchStrategy, batchStrategies),
    MaxConcurrentTransforms: number(inputs.maxConcurrentTransforms),
    MaxPayloadInMB: number(inputs.maxPayloadMb),
    ModelClientConfig: modelClient(inputs),
    Environment: inputs.environment === undefined ? undefined : textMap(inputs.environment),
    DataProcessing: dataProcessing(inputs.dataProcessing),
    DataCaptureConfig: dataCapture(inputs.dataCapture),
    ExperimentConfig: experiment(inputs.experiment),
    Tags: tags,
  };
}

type InstanceType = NonNullable<CreateTransformJobCommandInput["TransformResources"]>["InstanceType"];

/** The service adds instance types faster than its SDK lists them; check has already looked at the form. */
function typeOf(value: Value): InstanceType {
  return text(value) as InstanceType;
}

function modelClient(inputs: Bag): CreateTransformJobCommandInput["ModelClientConfig"] {
  const seconds = number(inputs.invocationTimeoutSeconds);
  const retries = number(inputs.invocationMaxRetries);
  if (seconds === undefined && retries === undefined) return undefined;
  return { InvocationsTimeoutInSeconds: seconds, InvocationsMaxRetries: retries };
}

function dataProcessing(value: Value): CreateTransformJobCommandInput["DataProcessing"] {
  if (value === undefined) return undefined;
  const from = bag(value);
  return {
    InputFilter: text(from.inputFilter),
    OutputFilter: text(from.outputFilter),
    JoinSource: oneOf(from.joinSource, joinSources),
  };
}

function dataCapture(value: Value): CreateTransformJobCommandInput["DataCaptureConfig"] {
  if (value === undefined) return undefined;
  const from = bag(value);
  return {
    DestinationS3Uri: text(from.s3Uri),
    KmsKeyId: text(from.kmsKeyId),
    GenerateInferenceId: flag(from.generateInferenceId),
  };
}
