import { describe, expect, test } from "vitest";
import { Loop, type LoopArgs } from "../../components";
import { merge, testBadInputs, training } from "./bad-inputs";
import { loopArgs } from "./fixtures";
import { ofType, run } from "./mocks";

const retraining = { schedule: "USING CRON 0 3 * * 0 UTC" };
const make = (args: Partial<LoopArgs>) =>
  run(() => {
    new Loop("flights", { ...loopArgs, ...args });
  });
const endpoint = () => ofType("floe:sagemaker:Endpoint")[0]?.inputs ?? {};
const machine = () => {
  const made = ofType("aws:sfn/stateMachine:StateMachine").find(({ name }) => name.includes("retraining"));
  return JSON.parse(made?.inputs["definition"] as string) as {
    States: Record<string, { Arguments: Record<string, unknown> }>;
  };
};
const config = () => machine().States["CreateEndpointConfig"]?.Arguments;

describe("a loop's serving", () => {
  test("moves guarded, whoever promotes", async () => {
    await make({
      retraining,
      serving: {
        instanceCount: 4,
        keepScaling: true,
        deployment: { policy: "canary", alarms: ["mine"], guard: { errorPercent: 5 } },
      },
    });
    const alarms = ["mine", "floe-dev-flights-endpoint-errors"];
    expect(endpoint()).toMatchObject({
      retainVariantProperties: true,
      deploymentConfig: {
        blueGreenUpdatePolicy: { trafficRoutingConfiguration: { type: "CANARY" } },
        autoRollbackConfiguration: { alarms: alarms.map((alarmName) => ({ alarmName })) },
      },
    });
    expect(machine().States["UpdateEndpoint"]?.Arguments["DeploymentConfig"]).toMatchObject({
      BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: "CANARY" } },
      AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) },
    });
    expect(config()).toMatchObject({ ProductionVariants: [{ InitialInstanceCount: 4 }] });
  });

  test("can be serverless and keep what served before", async () => {
    await make({ retraining, serving: { serverless: { memoryMb: 3072 }, retainPrevious: 2 } });
    expect(endpoint()).toMatchObject({
      retainPrevious: 2,
      promotedElsewhere: true,
      models: { champion: { artifactUri: "s3://b/models/job-1/output/model.tar.gz" } },
      variants: { champion: { model: "champion", serverless: { memoryMb: 3072, maxConcurrency: 5 } } },
    });
    const [variant] = config()?.["ProductionVariants"] as Record<string, unknown>[];
    expect(variant?.["ServerlessConfig"]).toEqual({ MemorySizeInMB: 3072, MaxConcurrency: 5 });
    expect(variant).not.toHaveProperty("InstanceType");
  });

  test("captures to the loop's bucket, before and after a retraining", async () => {
    await make({ retraining, serving: { capture: { percent: 10, keep: "requests" } } });
    const { dataCapture } = endpoint() as { dataCapture: { s3Uri: string; kmsKeyId: string } };
    expect(dataCapture).toMatchObject({ percentage: 10, modes: [{ mode: "Input" }] });
    expect(dataCapture.s3Uri).toMatch(/^s3:\/\/floe-dev-flights-[0-9a-f]+\/captured$/);
    expect(config()?.["DataCaptureConfig"]).toEqual({
      EnableCapture: true,
      InitialSamplingPercentage: 10,
      DestinationS3Uri: dataCapture.s3Uri,
      KmsKeyId: dataCapture.kmsKeyId,
      CaptureOptions: [{ CaptureMode: "Input" }],
    });
    const policy = ofType("aws:iam/rolePolicy:RolePolicy").find(
      ({ name }) => name === "flights-endpoint-policy-champion",
    );
    expect(policy?.inputs["policy"]).toContain(`${dataCapture.s3Uri.replace("s3://", "arn:aws:s3:::")}/*`);
  });
});

test("a loop trains on spare capacity, at deployments and retrainings, within a budget", async () => {
  await make({
    retraining,
    training: { ...loopArgs.training, spot: { maxWaitSeconds: 5000 }, maxCostUsd: 3, source: __filename },
  });
  expect(ofType("floe:sagemaker:TrainingJob")[0]?.inputs).toMatchObject({
    spot: true,
    maxWaitSeconds: 5000,
    maxCostUsd: 3,
    versions: { code: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
  });
  const train = machine().States["Train"]?.Arguments as {
    EnableManagedSpotTraining: boolean;
    StoppingCondition: object;
    CheckpointConfig: { S3Uri: string };
  };
  expect(train.EnableManagedSpotTraining).toBe(true);
  expect(train.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 5000 });
  expect(train.CheckpointConfig.S3Uri).toMatch(
    /^\{% "s3:\/\/.*\/checkpoints\/" & .*\$states\.input\.run.* & "\/" %\}$/,
  );
});

const serving = (change: LoopArgs["serving"]) => merge({ ...(change && { serving: change }) });
testBadInputs([
  [
    "too bold a canary",
    serving({ deployment: { policy: "canary", step: { percent: 90 } } }),
    "serving.deployment.blueGreenUpdatePolicy.trafficRoutingConfiguration.canarySize.value",
    /1 to 50 percent/,
  ],
  [
    "serverless capture",
    serving({ serverless: {}, capture: {} }),
    "serving.capture",
    /does not go with serverless/,
  ],
  ["too much kept", serving({ retainPrevious: 30 }), "serving.retainPrevious", /0 to 20/],
  ["code that is not there", training({ source: "nowhere" }), "training.source", /is not a file or folder/],
  [
    "a short wait",
    training({ spot: { maxWaitSeconds: 1 } }),
    "training.spot.maxWaitSeconds",
    /3600 to 2419200/,
  ],
]);
