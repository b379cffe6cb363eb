import { describe, expect, it } from "vitest";
import { model, serving, variant } from "./support/endpoint-inputs";
import { type Bag, type Harness, UNKNOWN } from "./support/harness";
import { useCloud } from "./support/provided";
import { FakeSageMaker } from "./support/sagemaker";

const TYPE = "floe:sagemaker:Endpoint";
let cloud: FakeSageMaker;
let provider: Harness;
useCloud(FakeSageMaker, (on) => ({ cloud, provider } = on));

const checked = (inputs: Bag) => provider.checked(TYPE, inputs);

const canary = {
  blueGreenUpdatePolicy: {
    trafficRoutingConfiguration: {
      type: "CANARY",
      waitIntervalInSeconds: 60,
      canarySize: { type: "INSTANCE_COUNT", value: 2 },
    },
  },
};
const rolling = {
  rollingUpdatePolicy: {
    maximumBatchSize: { type: "CAPACITY_PERCENT", value: 50 },
    waitIntervalInSeconds: 60,
  },
};
const alarms = (count: number) => ({
  alarms: Array.from({ length: count }, (_, index) => ({ alarmName: `a${index}` })),
});

describe("check", () => {
  it.each<[string, Bag, string]>([
    ["neither a configuration nor variants", { variants: null, models: null }, "or variants is required"],
    ["both", { endpointConfigName: "c" }, "variants: excludes endpointConfigName"],
    [
      "content beside a configuration made elsewhere",
      { endpointConfigName: "c", variants: null, models: null, kmsKeyId: "k" },
      "kmsKeyId: belongs to the configuration endpointConfigName names",
    ],
    [
      "earlier configurations of somebody else",
      { endpointConfigName: "c", variants: null, models: null, retainPrevious: 1 },
      "retainPrevious: keeps configurations made here",
    ],
    ["a model no variant serves", { models: { current: model("1"), x: model("2") } }, "models.x: no variant"],
    [
      "a variant of no model",
      { variants: { champion: { ...variant, model: "other" } } },
      'variants.champion.model: "other" is not one of current',
    ],
    [
      "a variant without a machine",
      { variants: { champion: { model: "current" } } },
      "variants.champion.instanceType: or instancePools or serverless is required",
    ],
    [
      "a serverless variant with instances",
      {
        variants: {
          champion: { ...variant, serverless: { memoryMb: 2048, maxConcurrency: 5 } },
        },
      },
      "variants.champion.instanceType: excludes serverless",
    ],
    [
      "serverless with captured data",
      {
        variants: { champion: { model: "current", serverless: { memoryMb: 2048, maxConcurrency: 5 } } },
        dataCapture: { s3Uri: "s3://captured" },
      },
      "dataCapture: does not go with a serverless variant",
    ],
    [
      "more concurrency than there is",
      {
        variants: {
          champion: {
            model: "current",
            serverless: { memoryMb: 2048, maxConcurrency: 5, provisionedConcurrency: 6 },
          },
        },
      },
      "provisionedConcurrency: must be a whole number from 1 to 5",
    ],
    [
      "a shadow of two variants",
      { variants: { a: variant, b: variant }, shadowVariants: { c: variant } },
      "shadowVariants: needs exactly one variant and one shadow",
    ],
    [
      "a shadow that answers later",
      { shadowVariants: { c: variant }, asyncInference: { output: { s3Path: "s3://out" } } },
      "shadowVariants: does not go with asyncInference",
    ],
    [
      "a model without an image",
      { models: { current: { artifactUri: "s3://models/1" } } },
      "models.current.image: or modelPackageName is required",
    ],
    [
      "one container as a list",
      { models: { current: { containers: [{ image: "i" }] } } },
      "models.current.containers: must hold 2 to 15 containers",
    ],
    ["a prefix without room for the hash", { namePrefix: "p".repeat(51) }, "50 leave room for the hash"],
    ["tags of ours", { tags: { "floe:owner": "me" } }, "is kept for the service and for Floe"],
    [
      "two ways to update",
      { deploymentConfig: { ...canary, ...rolling } },
      "rollingUpdatePolicy: a deployment is either blue/green or rolling",
    ],
    [
      "a canary of unknown size",
      {
        deploymentConfig: {
          blueGreenUpdatePolicy: {
            trafficRoutingConfiguration: { type: "CANARY", waitIntervalInSeconds: 60 },
          },
        },
      },
      "canarySize: CANARY needs it",
    ],
    [
      "a canary of more than half",
      { deploymentConfig: canary, variants: { champion: { ...variant, instanceCount: 3 } } },
      "2 of 3 instances is not 1 to 50 percent",
    ],
    [
      "less time than the waits take",
      {
        deploymentConfig: {
          blueGreenUpdatePolicy: {
            ...canary.blueGreenUpdatePolicy,
            terminationWaitInSeconds: 600,
            maximumExecutionTimeoutInSeconds: 600,
          },
        },
      },
      "600 s is not longer than the deployment's own waits of 720 s",
    ],
    [
      "eleven alarms",
      { deploymentConfig: { autoRollbackConfiguration: alarms(11) } },
      "alarms: must hold 1 to 10 alarms, not 11",
    ],
    [
      "a rolling update of two variants",
      { deploymentConfig: rolling, variants: { a: variant, b: variant } },
      "a rolling deployment takes one variant and no shadow",
    ],
    [
      "alarms for a serverless variant",
      {
        deploymentConfig: { autoRollbackConfiguration: alarms(1) },
        variants: { champion: { model: "current", serverless: { memoryMb: 1024, maxConcurrency: 1 } } },
      },
      "serverless variants move all at once, without alarms",
    ],
    [
      "a kind that is reset without any being kept",
      { resetVariantProperties: ["DesiredWeight"] },
      "takes effect with retainVariantProperties only",
    ],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, serving("1", extra));
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(cloud.calls).toEqual([]);
  });
  it("judges nothing that is not known yet", async () => {
    for (const unknown of ["models", "variants", "deploymentConfig", "namePrefix"])
      expect((await provider.check(TYPE, serving("1", { [unknown]: UNKNOWN }))).failures).toEqual([]);
    const inner = { current: { ...model("1"), image: UNKNOWN, artifactUri: UNKNOWN } };
    const inputs = await checked(serving("1", { models: inner }));
    const preview = await provider.create(TYPE, inputs, { preview: true });
    expect(preview.properties).not.toHaveProperty("configName");
  });
});
