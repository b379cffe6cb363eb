import type {
  AsyncInferenceConfig,
  CreateEndpointConfigCommandInput,
  DataCaptureConfig,
  ProductionVariant,
} from "@aws-sdk/client-sagemaker";
import type { Bag, Value } from "../../../../provider/framework/resource";
import { block, decimal, fixed, flag, integer, list, text, texts, type Table } from "../../common/properties";
import { sameValue } from "../../common/same";
import { arr, bag, bags, map, need, str, strings } from "../../common/values";
import { sagemaker } from "../clients";
import { aws, tagList, tagMap } from "../define";
import { orAbsent, unlessGone } from "../errors";
import { fromApi, toApi } from "../shape";
import { tagging } from "./tagging";

const renames = {
  s3OutputPath: "S3OutputPath",
  s3FailurePath: "S3FailurePath",
  destinationS3Uri: "DestinationS3Uri",
  volumeSizeInGb: "VolumeSizeInGB",
  memorySizeInMb: "MemorySizeInMB",
};

const variant: Table = {
  variantName: text("Name of the variant.", { computed: true }),
  modelName: text("Name of the model."),
  instanceType: text("Instance type."),
  initialInstanceCount: integer("Instances at the start."),
  initialVariantWeight: decimal("Share of the traffic.", { default: 1 }),
  acceleratorType: text("Accelerator."),
  containerStartupHealthCheckTimeoutInSeconds: integer("Longest start of the container."),
  modelDataDownloadTimeoutInSeconds: integer("Longest download of the model."),
  enableSsmAccess: flag("Whether a shell is allowed."),
  inferenceAmiVersion: text("Version of the AMI."),
  volumeSizeInGb: integer("Size of the volume."),
  serverlessConfig: block("Serverless variant.", {
    maxConcurrency: integer("Calls at once.", { required: true }),
    memorySizeInMb: integer("Memory.", { required: true }),
    provisionedConcurrency: integer("Calls kept ready."),
  }),
};

const captureOf = (value: Value): DataCaptureConfig => {
  const given = bag(value);
  return {
    EnableCapture: given.enableCapture === true,
    InitialSamplingPercentage: Number(given.initialSamplingPercentage),
    DestinationS3Uri: need(given, "destinationS3Uri"),
    KmsKeyId: str(given.kmsKeyId),
    CaptureOptions: bags(given.captureOptions).map((option) => ({
      CaptureMode: need(option, "captureMode") as "Input",
    })),
    ...(given.captureContentTypeHeader === undefined
      ? {}
      : {
          CaptureContentTypeHeader: {
            CsvContentTypes: strings(bag(given.captureContentTypeHeader).csvContentTypes),
            JsonContentTypes: strings(bag(given.captureContentTypeHeader).jsonContentTypes),
          },
        }),
  };
};

const request = (inputs: Bag): CreateEndpointConfigCommandInput => {
  const variants = (value: Value): ProductionVariant[] =>
    arr(value).map((entry, index) => ({
      ...(toApi(entry, renames) as ProductionVariant),
      VariantName: str(bag(entry).variantName) ?? `variant-${index + 1}`,
    }));
  return {
    EndpointConfigName: need(inputs, "name"),
    ProductionVariants: variants(inputs.productionVariants),
    ...(inputs.shadowProductionVariants === undefined
      ? {}
      : { ShadowProductionVariants: variants(inputs.shadowProductionVariants) }),
    ...(inputs.dataCaptureConfig === undefined
      ? {}
      : { DataCaptureConfig: captureOf(inputs.dataCaptureConfig) }),
    ...(inputs.asyncInferenceConfig === undefined
      ? {}
      : { AsyncInferenceConfig: toApi(inputs.asyncInferenceConfig, renames) as AsyncInferenceConfig }),
    ...(inputs.kmsKeyArn === undefined ? {} : { KmsKeyId: str(inputs.kmsKeyArn) }),
    ...(inputs.executionRoleArn === undefined ? {} : { ExecutionRoleArn: str(inputs.executionRoleArn) }),
    Tags: tagList(map(inputs.tags)),
  };
};

const withoutAutomatic = (value: Value): Value =>
  bags(value).map((entry) => {
    const { variantName, initialVariantWeight, ...rest } = entry;
    const name = str(variantName) ?? "";
    return {
      ...rest,
      variantName: /^variant-\d+$/.test(name) ? undefined : name,
      initialVariantWeight: initialVariantWeight === 1 ? undefined : initialVariantWeight,
    };
  });

export const endpointConfiguration = aws({
  token: "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
  description: "What a SageMaker endpoint serves. Every change makes a new one.",
  status: "simulated",
  inputs: fixed({
    name: text("Name of the configuration."),
    namePrefix: text("Beginning of the automatic name."),
    productionVariants: list("Variants that answer.", variant, { required: true }),
    shadowProductionVariants: list("Variants that only listen.", variant),
    kmsKeyArn: text("ARN of the key for the volumes."),
    executionRoleArn: text("ARN of the role (inference components)."),
    dataCaptureConfig: block("Keeps requests and answers.", {
      enableCapture: flag("Whether capture is on."),
      initialSamplingPercentage: integer("Share that is kept.", { required: true }),
      destinationS3Uri: text("Where to.", { required: true }),
      kmsKeyId: text("Key for what is kept."),
      captureOptions: list(
        "What is kept.",
        { captureMode: text("Input or Output.", { required: true }) },
        { required: true },
      ),
      captureContentTypeHeader: block("How content is kept.", {
        csvContentTypes: texts("Types kept as CSV."),
        jsonContentTypes: texts("Types kept as JSON."),
      }),
    }),
    asyncInferenceConfig: block("Answers through S3.", {
      clientConfig: block("Limits.", { maxConcurrentInvocationsPerInstance: integer("Calls at once.") }),
      outputConfig: block("Where answers go.", {
        s3OutputPath: text("s3:// URL.", { required: true }),
        s3FailurePath: text("s3:// URL of failures."),
        kmsKeyId: text("Key of the answers."),
        notificationConfig: block("Who is told.", {
          successTopic: text("ARN of a topic."),
          errorTopic: text("ARN of a topic."),
          includeInferenceResponseIns: texts("What is told."),
        }),
      }),
    }),
  }),
  outputs: { arn: text("ARN.") },
  naming: { property: "name", prefix: "namePrefix", longest: 63 },
  same: (property, old, value) =>
    property.endsWith("roductionVariants") &&
    sameValue(undefined, withoutAutomatic(old), withoutAutomatic(value)),
  tagging,
  async create(inputs, call) {
    await (await sagemaker(call)).createEndpointConfig(request(inputs), { abortSignal: call.signal });
    return need(inputs, "name");
  },
  async read(id, call) {
    const client = await sagemaker(call);
    const on = { abortSignal: call.signal };
    const seen = await orAbsent(client.describeEndpointConfig({ EndpointConfigName: id }, on));
    if (seen === undefined) return undefined;
    const { Tags } = await client.listTags({ ResourceArn: seen.EndpointConfigArn }, on);
    return {
      name: id,
      arn: seen.EndpointConfigArn,
      productionVariants: fromApi(seen.ProductionVariants, renames),
      shadowProductionVariants: fromApi(seen.ShadowProductionVariants, renames),
      kmsKeyArn: seen.KmsKeyId,
      executionRoleArn: seen.ExecutionRoleArn,
      dataCaptureConfig: fromApi(seen.DataCaptureConfig, renames),
      asyncInferenceConfig: fromApi(seen.AsyncInferenceConfig, renames),
      tags: tagMap(Tags),
    };
  },
  async delete(id, _state, call) {
    await unlessGone((await sagemaker(call)).deleteEndpointConfig({ EndpointConfigName: id }));
  },
});
