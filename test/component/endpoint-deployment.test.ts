import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { Endpoint, Retraining, type EndpointArgs, type RetrainingArgs } from "../../components";
import { ofType, run } from "./mocks";

const inputsOf = async (args: Partial<EndpointArgs>) => {
  await run(() => {
    new Endpoint("e", { modelName: "m", ...args });
  });
  return ofType("floe:sagemaker:Endpoint")[0]?.inputs ?? {};
};
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("an endpoint's deployment", () => {
  test("is left to SageMaker when none is asked for", async () => {
    expect(await inputsOf({})).not.toHaveProperty("deploymentConfig");
    expect(ofType(alarmType)).toEqual([]);
  });

  test("moves in parts and heeds alarms made for it and alarms of others", async () => {
    const inputs = await inputsOf({
      instanceCount: 4,
      keepScaling: true,
      retryTrigger: "2",
      deployment: {
        policy: "canary",
        step: { percent: 25 },
        bakeSeconds: 120,
        alarms: [pulumi.output("mine")],
        guard: { errorPercent: 5, p99LatencyMs: 200 },
      },
    });
    expect(inputs).toMatchObject({
      retainVariantProperties: true,
      retryTrigger: "2",
      deploymentConfig: {
        blueGreenUpdatePolicy: {
          trafficRoutingConfiguration: {
            type: "CANARY",
            waitIntervalInSeconds: 120,
            canarySize: { type: "CAPACITY_PERCENT", value: 25 },
          },
        },
        autoRollbackConfiguration: {
          alarms: [
            { alarmName: "mine" },
            { alarmName: "floe-dev-e-endpoint-errors" },
            { alarmName: "floe-dev-e-endpoint-latency" },
          ],
        },
      },
    });
    const dimensions = { EndpointName: "floe-dev-e", VariantName: "champion" };
    expect(ofType(alarmType).map((alarm) => alarm.inputs)).toMatchObject([
      { metricName: "Invocation5XXErrors", statistic: "Average", threshold: 0.05, dimensions },
      { metricName: "ModelLatency", extendedStatistic: "p99", threshold: 200_000, dimensions },
    ]);
  });

  test.each<[string, Partial<EndpointArgs>, RegExp]>([
    [
      "an unknown policy",
      { deployment: { policy: "slow" as "canary" } },
      /deployment\.policy: must be one of/,
    ],
    [
      "a step of all at once",
      { deployment: { policy: "allAtOnce", step: { percent: 10 } } },
      /deployment\.step: allAtOnce moves all traffic in one step/,
    ],
    [
      "a canary of most of it",
      { instanceCount: 2, deployment: { policy: "canary", step: { percent: 60 } } },
      /canarySize\.value: must be a whole number from 1 to 50 percent/,
    ],
    [
      "more instances than half",
      { instanceCount: 2, deployment: { policy: "rolling", step: { instances: 2 } } },
      /2 of 2 instances is not 5 to 50 percent/,
    ],
    [
      "a share that is none",
      { deployment: { policy: "allAtOnce", guard: { errorPercent: 0 } } },
      /guard\.errorPercent: must be more than 0/,
    ],
    [
      "too many alarms",
      {
        deployment: {
          policy: "allAtOnce",
          alarms: Array.from({ length: 10 }, (_, index) => `a${index}`),
          guard: { errorPercent: 1 },
        },
      },
      /deployment\.alarms: with those of guard there are 11, at most 10/,
    ],
  ])("refuses %s", async (_name, args, message) => {
    await expect(inputsOf(args)).rejects.toThrow(message);
  });
});

describe("a retraining of its own", () => {
  const args: RetrainingArgs = {
    bucket: "data",
    endpointName: "e",
    trainingRoleArn: "arn:aws:iam::123456789012:role/train",
    modelRoleArn: "arn:aws:iam::123456789012:role/model",
    training: {
      hyperparameters: { objective: "binary:logistic", num_round: 1, eval_metric: "auc" },
      gate: { metric: "validation:auc", threshold: 0.7 },
    },
  };
  const make = (extra: Partial<RetrainingArgs>) =>
    run(() => {
      new Retraining("r", { ...args, ...extra });
    });

  test("moves the endpoint as it is told", async () => {
    await make({ serving: { instanceCount: 4, deployment: { policy: "linear", alarms: ["errors"] } } });
    const definition = ofType("aws:sfn/stateMachine:StateMachine")[0]?.inputs["definition"] as string;
    expect(JSON.parse(definition)).toMatchObject({
      States: {
        UpdateEndpoint: {
          Arguments: {
            DeploymentConfig: {
              BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: "LINEAR" } },
              AutoRollbackConfiguration: { Alarms: [{ AlarmName: "errors" }] },
            },
          },
        },
      },
    });
  });

  test.each<[string, Partial<RetrainingArgs>, RegExp]>([
    ["no name", { modelPrefix: "a_b" }, /modelPrefix: "a_b" is not a valid/],
    [
      "too long for a run's id",
      { modelPrefix: "p".repeat(24) },
      /has 24 characters, and names of jobs need 3 to 23/,
    ],
    [
      "too long by default",
      { namePrefix: "p".repeat(30) },
      /modelPrefix: .* has 30 characters.*use the same for the endpoint/s,
    ],
    ["too short to be told from others", { modelPrefix: "ab" }, /has 2 characters/],
  ])("refuses a begin of names that is %s", async (_name, extra, message) => {
    await expect(make(extra)).rejects.toThrow(message);
  });
});
