import { describe, expect, test } from "vitest";
import {
  objectCreatedPattern,
  retrainingMachine,
  scoringMachine,
  type RetrainingMachineSpec,
  type TransformSpec,
} from "../../blueprints";
import { execute, ServiceError, type Service } from "./machine";

const transform: TransformSpec = {
  partition: "aws",
  namePrefix: "p",
  bucket: "b",
  inputPrefix: "score/",
  outputPrefix: "predictions/",
  dataName: "data",
  instanceType: "ml.m5.large",
  instanceCount: 1,
  keyColumns: 2,
  maxPayloadMb: 6,
};
const retraining: RetrainingMachineSpec = {
  gate: { metric: "validation:auc", threshold: 0.7 },
  timeoutSeconds: 10,
  training: {
    partition: "aws",
    namePrefix: "p",
    image: "i",
    roleArn: "r",
    bucket: "b",
    inputPrefix: "train/",
    outputPrefix: "models/",
    dataName: "data",
    hyperparameters: { num_round: "1" },
    instanceType: "ml.m5.xlarge",
    instanceCount: 1,
    volumeSizeGb: 30,
    maxRuntimeSeconds: 60,
  },
  serving: {
    partition: "aws",
    endpointName: "e",
    image: "i",
    modelRoleArn: "m",
    instanceType: "ml.m5.large",
    instanceCount: 1,
    variantName: "champion",
  },
};
const input = { key: "manifests/train/run:7/manifest.json" };

/** A small SageMaker: one endpoint, one champion, jobs that end as told. */
function sagemaker(
  answers: {
    auc?: number;
    status?: string;
    update?: readonly string[];
    duplicate?: string;
    /** What the endpoint is before the update, look by look. */
    before?: readonly string[];
    /** Refusals of the first updates. */
    refusals?: readonly string[];
    /** Variants of the configuration that serves. */
    variants?: readonly object[];
  } = {},
) {
  const calls: [string, Record<string, unknown>][] = [];
  const earlier = [...(answers.before ?? [])];
  const refusals = [...(answers.refusals ?? [])];
  let config = "champion-config";
  const statuses = [...(answers.update ?? ["InService"])];
  const service: Service = (resource, args) => {
    calls.push([resource, args]);
    if (resource === answers.duplicate) throw new ServiceError("SageMaker.ResourceInUseException");
    switch (resource) {
      case "aws-sdk:sagemaker:describeEndpoint": {
        const begun = config !== "champion-config";
        const made = calls.some(([name]) => name === "sagemaker:createEndpointConfig");
        const status = begun ? statuses.shift() : made ? earlier.shift() : undefined;
        if (status === undefined) return { EndpointStatus: "InService", EndpointConfigName: config };
        if (status === "RolledBack")
          return { EndpointStatus: "InService", EndpointConfigName: "champion-config" };
        return { EndpointStatus: status, EndpointConfigName: config };
      }
      case "aws-sdk:sagemaker:describeEndpointConfig":
        return { ProductionVariants: answers.variants ?? [{ ModelName: "champion-model" }] };
      case "sagemaker:createTrainingJob.sync":
        return {
          TrainingJobName: args["TrainingJobName"],
          TrainingJobStatus: answers.status ?? "Completed",
          ModelArtifacts: { S3ModelArtifacts: "s3://b/models/j/output/model.tar.gz" },
          FinalMetricDataList: [
            { MetricName: "train:auc", Value: 0.99 },
            { MetricName: "validation:auc", Value: answers.auc ?? 0.8 },
          ],
        };
      case "sagemaker:updateEndpoint":
        if (refusals.length > 0)
          throw new ServiceError("SageMaker.AmazonSageMakerException", refusals.shift());
        config = String(args["EndpointConfigName"]);
        return {};
      case "sagemaker:createTransformJob.sync":
        return { TransformJobName: args["TransformJobName"] };
      default:
        return {};
    }
  };
  return { service, args: (resource: string) => calls.find(([name]) => name === resource)?.[1] };
}

describe("scoring", () => {
  const machine = scoringMachine({ endpointName: "e", transform, timeoutSeconds: 60 });

  test("scores the run's rows with the champion, key around the model", async () => {
    const { service, args } = sagemaker();
    const execution = await execute(machine, { key: "manifests/score/run:7/manifest.json" }, service);
    expect(execution).toMatchObject({
      status: "SUCCEEDED",
      output: { run: "run:7", model: "champion-model", outcome: "scored" },
    });
    expect(args("sagemaker:createTransformJob.sync")).toMatchObject({
      TransformJobName: "p-run-7",
      ModelName: "champion-model",
      TransformInput: { DataSource: { S3DataSource: { S3Uri: "s3://b/score/run:7/data" } } },
      TransformOutput: { S3OutputPath: "s3://b/predictions/champion-model/run:7" },
      DataProcessing: { InputFilter: "$[2:]", JoinSource: "Input", OutputFilter: "$[0,1,-1]" },
    });
  });

  test("a manifest delivered twice is scored once", async () => {
    const { service } = sagemaker({ duplicate: "sagemaker:createTransformJob.sync" });
    expect(await execute(machine, { key: "manifests/score/r/manifest.json" }, service)).toMatchObject({
      status: "SUCCEEDED",
      output: { outcome: "already started" },
    });
  });

  test("a second attempt by hand gets a name of its own", async () => {
    const { service, args } = sagemaker();
    await execute(machine, { key: "manifests/score/r/manifest.json", attempt: 2 }, service);
    expect(args("sagemaker:createTransformJob.sync")).toMatchObject({ TransformJobName: "p-r-2" });
  });
});

describe("retraining", () => {
  test("waits for a move of somebody else, also for one that begins in between", async () => {
    const { service } = sagemaker({
      before: ["Updating", "RollingBack", "InService", "Updating"],
      refusals: ['Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:1:endpoint/e".'],
    });
    const execution = await execute(retrainingMachine(retraining), input, service);
    expect(execution).toMatchObject({ status: "SUCCEEDED", output: { outcome: "promoted" } });
    expect(execution.path.filter((state) => state === "WaitForRest")).toHaveLength(4);
    expect(execution.path.filter((state) => state === "UpdateEndpoint")).toHaveLength(2);
  });

  test("fails with SageMaker's words when the update is refused for good", async () => {
    const { service } = sagemaker({ refusals: ["The role is not valid"] });
    const execution = await execute(retrainingMachine(retraining), input, service);
    expect(execution).toMatchObject({ status: "FAILED", output: "Floe.UpdateRefused" });
    const failed = sagemaker({ before: ["Failed"] });
    expect(await execute(retrainingMachine(retraining), input, failed.service)).toMatchObject({
      output: "Floe.PromotionFailed",
    });
  });

  test("moves the endpoint as its deployment says", async () => {
    const { service, args } = sagemaker();
    const deployment = { policy: "canary", step: { percent: 25 }, alarms: ["errors"] } as const;
    const serving = { ...retraining.serving, deployment };
    await execute(retrainingMachine({ ...retraining, serving }), input, service);
    expect(args("sagemaker:updateEndpoint")?.DeploymentConfig).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: "CANARY",
          WaitIntervalInSeconds: 300,
          CanarySize: { Type: "CAPACITY_PERCENT", Value: 25 },
        },
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: "errors" }] },
    });
  });

  test("promotes a challenger that passes and proves that it serves", async () => {
    const { service, args } = sagemaker({ update: ["Updating", "Updating", "InService"] });
    const execution = await execute(retrainingMachine(retraining), input, service);
    expect(execution).toMatchObject({
      status: "SUCCEEDED",
      output: { champion: "p-run-7", outcome: "promoted" },
    });
    expect(execution.path.filter((state) => state === "WaitForEndpoint")).toHaveLength(3);
    const Tags = [{ Key: "floe:retraining", Value: "p" }];
    for (const made of ["createModel", "createEndpointConfig", "createTrainingJob.sync"])
      expect(args(`sagemaker:${made}`), made).toMatchObject({ Tags });
    expect(args("sagemaker:createModel")).toMatchObject({
      ModelName: "p-run-7",
      PrimaryContainer: { ModelDataUrl: "s3://b/models/j/output/model.tar.gz" },
    });
    expect(args("sagemaker:createEndpointConfig")).toMatchObject({
      ProductionVariants: [{ VariantName: "champion", ModelName: "p-run-7" }],
    });
    expect(args("sagemaker:createTrainingJob.sync")).toMatchObject({
      InputDataConfig: [
        { ChannelName: "train", DataSource: { S3DataSource: { S3Uri: "s3://b/train/run:7/train/" } } },
        { ChannelName: "validation" },
      ],
    });
  });

  test.each([
    ["below the bar", { auc: 0.69 }],
    [
      "below the bar, beside another variant",
      {
        auc: 0.69,
        variants: [
          { VariantName: "challenger", ModelName: "another" },
          { VariantName: "champion", ModelName: "champion-model" },
        ],
      },
    ],
    ["stopped by hand or by its time limit", { status: "Stopped" }],
  ])("the champion stays when the challenger is %s", async (_why, answers) => {
    const { service, args } = sagemaker(answers);
    const execution = await execute(retrainingMachine(retraining), input, service);
    expect(execution).toMatchObject({
      status: "SUCCEEDED",
      output: { champion: "champion-model", outcome: "rejected by the gate" },
    });
    expect(args("sagemaker:updateEndpoint")).toBeUndefined();
  });

  test("a gate on a loss asks for less", async () => {
    const machine = retrainingMachine({
      ...retraining,
      gate: { metric: "validation:auc", operator: "<", threshold: 0.7 },
    });
    expect(await execute(machine, input, sagemaker({ auc: 0.6 }).service)).toMatchObject({
      output: { outcome: "promoted" },
    });
    expect(await execute(machine, input, sagemaker({ auc: 0.7 }).service)).toMatchObject({
      output: { outcome: "rejected by the gate" },
    });
  });

  test("a metric the job did not report never passes", async () => {
    const machine = retrainingMachine({ ...retraining, gate: { metric: "validation:rmse", threshold: 0 } });
    expect(await execute(machine, input, sagemaker().service)).toMatchObject({
      output: { outcome: "rejected by the gate" },
    });
  });

  test.each([
    ["rolled back to the champion", ["Updating", "RolledBack"]],
    ["failed", ["Updating", "Failed"]],
  ])("an endpoint that %s fails the execution", async (_why, update) => {
    const execution = await execute(retrainingMachine(retraining), input, sagemaker({ update }).service);
    expect(execution).toMatchObject({ status: "FAILED", output: "Floe.PromotionFailed" });
  });

  test("a roll-back under way is waited for", async () => {
    const execution = await execute(
      retrainingMachine(retraining),
      input,
      sagemaker({ update: ["RollingBack", "RolledBack"] }).service,
    );
    expect(execution.path.filter((state) => state === "WaitForEndpoint")).toHaveLength(2);
    expect(execution.status).toBe("FAILED");
  });

  test("a new champion scores every row again when asked to", async () => {
    const { service, args } = sagemaker();
    await execute(retrainingMachine({ ...retraining, rescore: transform }), input, service);
    expect(args("sagemaker:createTransformJob.sync")).toMatchObject({
      ModelName: "p-run-7",
      TransformOutput: { S3OutputPath: "s3://b/predictions/p-run-7/run:7" },
    });
  });
});

test("every state is reached from the start and leads somewhere", () => {
  for (const machine of [
    scoringMachine({ endpointName: "e", transform, timeoutSeconds: 60 }),
    retrainingMachine(retraining),
    retrainingMachine({ ...retraining, rescore: transform }),
  ]) {
    const targets = new Set([machine.StartAt]);
    for (const state of Object.values(machine.States)) {
      for (const target of JSON.stringify(state).matchAll(/"(?:Next|Default)":"(\w+)"/g))
        targets.add(target[1] ?? "");
    }
    expect([...targets].sort()).toEqual(Object.keys(machine.States).sort());
  }
});

test("the rule sees only new objects of its own bucket and prefix", () => {
  expect(JSON.parse(objectCreatedPattern("b", "manifests/score/"))).toEqual({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: ["b"] }, object: { key: [{ prefix: "manifests/score/" }] } },
  });
});
