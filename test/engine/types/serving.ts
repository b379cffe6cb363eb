import { secret } from "@pulumi/pulumi";
import { sagemaker } from "../../../provider/sdk";
import type { Failing, Stage, TypeCase } from "./case";
import { at, image, program } from "./world";

const model = (
  { hidden, world }: Pick<Stage, "hidden" | "world">,
  environment: Record<string, string> = {},
) => ({
  image,
  artifactUri: at("model/model.tar.gz"),
  environment: { ...program, NOTE: hidden("environment"), ...environment },
  roleArn: world.role,
  version: hidden("version"),
});
const variant = { model: "current", instanceType: "ml.m5.large" };

export const servingCases: readonly TypeCase[] = [
  {
    token: "floe:sagemaker:Endpoint",
    name: "variants",
    imported: "update dataCapture endpointConfigName models retryTrigger tags.team variants",
    replaces: true,
    declare: (stage) => {
      const isFirst = stage.variant === "first";
      return new sagemaker.Endpoint(
        "variants",
        {
          name: stage.variant === "elsewhere" ? "of-other-variants" : "of-variants",
          models: { current: model(stage, isFirst ? {} : { LEVEL: "2" }) },
          variants: { main: { ...variant, instanceCount: isFirst ? 1 : 2 } },
          dataCapture: { s3Uri: stage.hidden("capture", (word) => at(word)), percentage: isFirst ? 10 : 20 },
          retryTrigger: stage.hidden("retry"),
          tags: { team: stage.hidden("tag"), level: isFirst ? "1" : "2" },
          ...(isFirst ? {} : { retainPrevious: 1, promotedElsewhere: true }),
        },
        stage.options,
      );
    },
  },
  {
    token: "floe:sagemaker:Endpoint",
    name: "given",
    imported: "update endpointConfigName tags.team",
    replaces: true,
    declare: (stage) =>
      new sagemaker.Endpoint(
        "given",
        {
          name: stage.variant === "elsewhere" ? "of-another-config" : "of-config",
          endpointConfigName: stage.variant === "first" ? secret("config-1") : "config-2",
          tags: { team: stage.hidden("tag") },
        },
        stage.options,
      ),
  },
  {
    token: "floe:sagemaker:PromotedModels",
    name: "promoted",
    imported: "update endpointName trainingJobs",
    replaces: true,
    declare: (stage) =>
      new sagemaker.PromotedModels(
        "promoted",
        {
          namePrefix: stage.variant === "elsewhere" ? "retrained-again" : "retrained",
          endpointName: stage.variant === "first" ? secret("of-variants") : "of-variants",
          trainingJobs: stage.variant === "first" ? "stop" : "delete",
        },
        stage.options,
      ),
  },
];

export const failingServing: readonly Failing[] = [
  {
    token: "floe:sagemaker:Endpoint",
    name: "variants",
    declare: (stage) =>
      new sagemaker.Endpoint(
        "variants",
        {
          name: "never-up",
          models: { current: model(stage, { FAIL: "start" }) },
          variants: { main: variant },
        },
        stage.options,
      ),
    says: /endpoint never-up/,
  },
  {
    token: "floe:sagemaker:Endpoint",
    name: "given",
    declare: (stage) =>
      new sagemaker.Endpoint(
        "given",
        { name: "of-nothing", endpointConfigName: stage.hidden("configuration") },
        stage.options,
      ),
    says: /\[secret\]/,
  },
];
