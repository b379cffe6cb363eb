import type { ContainerDefinition, VpcConfig } from "@aws-sdk/client-sagemaker";
import type { Value } from "../../../../provider/framework/resource";
import { block, fixed, flag, list, text, textMap, texts, type Table } from "../../common/properties";
import { arr, bool, isBag, map, need } from "../../common/values";
import { sagemaker } from "../clients";
import { aws, tagList, tagMap } from "../define";
import { afterPropagation, orAbsent, unlessGone } from "../errors";
import { fromApi, toApi } from "../shape";
import { tagging } from "./tagging";
import { restoreMaps } from "./maps";

const container: Table = {
  image: text("Image of the container."),
  modelDataUrl: text("s3:// URL of the model artifact."),
  modelPackageName: text("ARN of a model package instead of an image."),
  environment: textMap("Environment of the container."),
  containerHostname: text("Host name inside an inference pipeline."),
  mode: text("SingleModel or MultiModel.", {
    default: "SingleModel",
    allowed: ["SingleModel", "MultiModel"],
  }),
  inferenceSpecificationName: text("Name of the inference specification."),
};

const containerOf = (value: Value): ContainerDefinition =>
  restoreMaps(toApi(value) as object, value, "environment");
const containerFrom = (seen: ContainerDefinition | undefined): Value => {
  if (seen === undefined) return undefined;
  const shaped = fromApi({ ...seen, Environment: undefined });
  return isBag(shaped) ? { ...shaped, environment: seen.Environment ?? {} } : shaped;
};

export const model = aws({
  token: "aws:sagemaker/model:Model",
  description: "A SageMaker model: an artifact, its container and its role.",
  status: "simulated",
  inputs: fixed({
    name: text("Name of the model."),
    executionRoleArn: text("ARN of the role that the container has.", { required: true }),
    primaryContainer: block("The container.", container),
    containers: list("Containers of an inference pipeline.", container),
    enableNetworkIsolation: flag("Whether the container has no network.", { default: false }),
    vpcConfig: block("Network of the container.", {
      subnets: texts("Subnets.", { required: true }),
      securityGroupIds: texts("Security groups.", { required: true }),
    }),
  }),
  unsupported: ["inferenceExecutionConfig"],
  outputs: { arn: text("ARN.") },
  naming: { property: "name", longest: 63 },
  check(inputs, unknown) {
    const given = ["primaryContainer", "containers"].filter(
      (name) => inputs[name] !== undefined || unknown.has(name),
    );
    if (given.length === 1) return [];
    const reason =
      given.length === 0 ? "is required when containers is not given" : "conflicts with containers; give one";
    return [{ property: "primaryContainer", reason }];
  },
  tagging,
  async create(inputs, call) {
    const ModelName = need(inputs, "name");
    const client = await sagemaker(call);
    await afterPropagation(call.signal, () =>
      client.createModel(
        {
          ModelName,
          ExecutionRoleArn: need(inputs, "executionRoleArn"),
          EnableNetworkIsolation: bool(inputs.enableNetworkIsolation),
          ...(inputs.primaryContainer === undefined
            ? {}
            : { PrimaryContainer: containerOf(inputs.primaryContainer) }),
          ...(inputs.containers === undefined ? {} : { Containers: arr(inputs.containers).map(containerOf) }),
          ...(inputs.vpcConfig === undefined ? {} : { VpcConfig: toApi(inputs.vpcConfig) as VpcConfig }),
          Tags: tagList(map(inputs.tags)),
        },
        { abortSignal: call.signal },
      ),
    );
    return ModelName;
  },
  async read(id, call) {
    const client = await sagemaker(call);
    const seen = await orAbsent(client.describeModel({ ModelName: id }, { abortSignal: call.signal }));
    if (seen === undefined) return undefined;
    const { Tags } = await client.listTags({ ResourceArn: seen.ModelArn }, { abortSignal: call.signal });
    return {
      name: id,
      arn: seen.ModelArn,
      executionRoleArn: seen.ExecutionRoleArn,
      enableNetworkIsolation: seen.EnableNetworkIsolation ?? false,
      primaryContainer: containerFrom(seen.PrimaryContainer),
      containers: seen.Containers?.map(containerFrom),
      vpcConfig: fromApi(seen.VpcConfig),
      tags: tagMap(Tags),
    };
  },
  async delete(id, _state, call) {
    await unlessGone((await sagemaker(call)).deleteModel({ ModelName: id }));
  },
});
