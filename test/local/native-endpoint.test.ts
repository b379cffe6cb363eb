import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, ListMetricsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  DeleteEndpointConfigCommand,
  DescribeEndpointCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "../provider/support/harness";
import {
  dataIn,
  invoker,
  logging,
  makeRole,
  options,
  s3,
  sagemaker,
  setPolicy,
  startTestAws,
  until,
  xgboostImage,
  type TestAws,
} from "./support/aws";
import { packed } from "./support/pack";
import { providerOnAws } from "./support/native";

const TYPE = "floe:sagemaker:Endpoint";
const bucket = "endpoint-data";
const at = (key: string) => `s3://${bucket}/${key}`;
let test: TestAws;
let provider: Harness;
let role: string;

const allowed = [...dataIn(bucket), logging];
const alarms = { Action: "cloudwatch:DescribeAlarms", Resource: "*" };

/** Answers what its environment says; `broken` starts and then fails each request, `dead` never starts. */
const source = `import os
answer = os.environ["ANSWER"]
if answer == "dead":
    raise RuntimeError("the model cannot be loaded")
def model_fn(folder):
    return None
def input_fn(body, content_type):
    return body
def predict_fn(data, model):
    print("asked", answer)
    if answer == "broken":
        raise RuntimeError("cannot predict")
    return answer
def output_fn(text, accept):
    return text
`;

beforeAll(async () => {
  test = await startTestAws();
  const { aws } = test;
  role = await makeRole(aws, "server", "sagemaker.amazonaws.com", [...allowed, alarms]);
  await s3(aws).send(new CreateBucketCommand({ Bucket: bucket }));
  await put("code.tar.gz", packed("inference.py", source));
  await put("model.tar.gz", packed("nothing.txt", "nothing"));
  provider = await providerOnAws(test.aws);
}, 120_000);
afterAll(async () => {
  await provider.stop();
  await test.end();
});

const put = (Key: string, Body: Buffer) =>
  s3(test.aws).send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

const model = (answer: string): Bag => ({
  image: xgboostImage,
  artifactUri: at("model.tar.gz"),
  environment: {
    ANSWER: answer,
    SAGEMAKER_PROGRAM: "inference.py",
    SAGEMAKER_SUBMIT_DIRECTORY: at("code.tar.gz"),
  },
  roleArn: role,
});

function declared(answer: string, extra: Bag = {}): Bag {
  return {
    name: "live",
    models: { current: model(answer) },
    variants: { main: { model: "current", instanceType: "ml.m5.large", instanceCount: 4 } },
    ...extra,
  };
}

const checked = (inputs: Bag) => provider.checked(TYPE, inputs);

let held: { inputs: Bag; state: Bag };
async function deploy(inputs: Bag): Promise<Bag> {
  const news = await checked(inputs);
  const state = await provider.update(TYPE, "live", held, news);
  held = { inputs: news, state };
  return state;
}

/** A deployment that fails: the reasons, with the state as the engine keeps it. */
async function failing(inputs: Bag): Promise<string> {
  const error = await failureOf(deploy(inputs));
  const failure = initFailure(error);
  if (failure === undefined) return error.message;
  held = { inputs: failure.inputs, state: failure.properties };
  return failure.reasons.join("\n");
}

async function ask(): Promise<string> {
  try {
    const command = new InvokeEndpointCommand({ EndpointName: "live", Body: "x", ContentType: "text/csv" });
    return Buffer.from((await invoker(test.aws).send(command)).Body).toString("utf8");
  } catch (error) {
    return error instanceof Error ? error.name : "";
  }
}

/** Sends requests until the deployment has ended, and answers what came back. */
async function asking(deployment: Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>();
  const progress = { over: false };
  const ended = deployment.finally(() => (progress.over = true));
  ended.catch(() => undefined);
  while (!progress.over) {
    seen.add(await ask());
    await sleep(15);
  }
  await ended;
  return seen;
}

async function made() {
  const client = sagemaker(test.aws);
  const { Models = [] } = await client.send(new ListModelsCommand({}));
  const { EndpointConfigs = [] } = await client.send(new ListEndpointConfigsCommand({}));
  return {
    models: Models.map(({ ModelName }) => ModelName).sort(),
    configs: EndpointConfigs.map(({ EndpointConfigName }) => EndpointConfigName).sort(),
  };
}

const live = () => sagemaker(test.aws).send(new DescribeEndpointCommand({ EndpointName: "live" }));

const canary = (alarm?: string, waitIntervalInSeconds = 1): Bag => ({
  blueGreenUpdatePolicy: {
    trafficRoutingConfiguration: {
      type: "CANARY",
      waitIntervalInSeconds,
      canarySize: { type: "CAPACITY_PERCENT", value: 50 },
    },
  },
  ...(alarm === undefined ? {} : { autoRollbackConfiguration: { alarms: [{ alarmName: alarm }] } }),
});

describe("an endpoint that makes its models and configuration", () => {
  it("serves what it made, under names that the preview knew", async () => {
    const inputs = await checked(declared("one"));
    const preview = await provider.create(TYPE, inputs, { preview: true });
    const { id, properties: state } = await provider.create(TYPE, inputs);
    held = { inputs, state };
    expect(id).toBe("live");
    expect(state).toMatchObject({
      configName: preview.properties.configName,
      modelNames: preview.properties.modelNames,
    });
    expect(await ask()).toBe("one");
    const names = await made();
    expect(names.configs).toEqual([state.configName]);
    expect(names.models).toEqual(Object.values(state.modelNames as object));
  });

  it("moves part of the traffic first, then all, and keeps the configuration it came from", async () => {
    const before = held.state.configName;
    const deployment = deploy(declared("two", { deploymentConfig: canary(), retainPrevious: 1 }));
    const seen = await asking(deployment);
    expect([...seen].sort()).toEqual(["one", "two"]);
    expect(held.state.previousConfigNames).toEqual([before]);
    expect((await made()).configs).toHaveLength(2);
    for (let each = 0; each < 10; each++) expect(await ask()).toBe("two");
  });

  it("goes back when requests to the new model fail, says why, and is not tried again by itself", async () => {
    await new CloudWatchClient(options(test.aws)).send(
      new PutMetricAlarmCommand({
        AlarmName: "live-errors",
        Namespace: "AWS/SageMaker",
        MetricName: "Invocation5XXErrors",
        Dimensions: [
          { Name: "EndpointName", Value: "live" },
          { Name: "VariantName", Value: "main" },
        ],
        Statistic: "Sum",
        Period: 10,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
      }),
    );
    const broken = declared("broken", { deploymentConfig: canary("live-errors", 30), retainPrevious: 1 });
    const serving = held.state.configName as string;
    let reasons = "";
    const seen = await asking(failing(broken).then((text) => (reasons = text)));
    expect(seen).toContain("ModelError");
    expect(reasons).toMatch(
      /^endpoint live went back to live-[0-9a-f]{12} instead of serving live-[0-9a-f]{12}: .*live-errors/,
    );
    expect(await live()).toMatchObject({ EndpointStatus: "InService", EndpointConfigName: serving });
    for (let each = 0; each < 10; each++) expect(await ask()).toBe("two");
    const warned = provider.logs.filter(({ ephemeral }) => !ephemeral).map(({ message }) => message);
    expect(warned.join("\n")).toContain(`endpoint live goes back to ${serving}`);

    const modified = (await live()).LastModifiedTime;
    const again = "has failed on endpoint live already";
    expect(await failing(broken)).toContain(again);
    const preview = provider.update(TYPE, "live", held, await checked(broken), { preview: true });
    expect((await failureOf(preview)).message).toContain(again);
    expect((await live()).LastModifiedTime).toEqual(modified);
    expect(
      await failing({ ...broken, deploymentConfig: canary("no-such-alarm"), retryTrigger: "2" }),
    ).toContain("no-such-alarm do not exist");
  }, 60_000);

  it("reads the alarms with the models' role, and goes back when that may not", async () => {
    await setPolicy(test.aws, "server", allowed);
    const inputs = declared("three", { deploymentConfig: canary("live-errors"), retainPrevious: 1 });
    expect(await failing(inputs)).toMatch(/went back to .*cloudwatch:DescribeAlarms/s);
    await setPolicy(test.aws, "server", [...allowed, alarms]);
    expect(await ask()).toBe("two");
  });

  it("goes back when the new container does not start", async () => {
    expect(await failing(declared("dead", { retainPrevious: 1 }))).toMatch(
      /went back to .*cannot be loaded/s,
    );
    expect(await ask()).toBe("two");
  });

  it("replaces instances batch by batch, and deletes what nothing needs once the new ones serve", async () => {
    const rollingUpdatePolicy = {
      maximumBatchSize: { type: "INSTANCE_COUNT", value: 2 },
      waitIntervalInSeconds: 1,
    };
    const before = held.state.configName;
    const client = sagemaker(test.aws);
    await client.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: "live",
        DesiredWeightsAndCapacities: [{ VariantName: "main", DesiredInstanceCount: 7 }],
      }),
    );
    const deployment = deploy(
      declared("four", {
        deploymentConfig: { rollingUpdatePolicy },
        retainPrevious: 1,
        retainVariantProperties: true,
      }),
    );
    const pending = await until(
      live,
      ({ PendingDeploymentSummary }) => PendingDeploymentSummary !== undefined,
    );
    expect(pending.PendingDeploymentSummary?.EndpointConfigName).toMatch(/^live-[0-9a-f]{12}$/);
    await asking(deployment);
    expect((await live()).ProductionVariants?.[0]?.DesiredInstanceCount).toBe(7);
    const names = await made();
    expect(names.configs).toEqual([before, held.state.configName].sort());
    expect(names.models).toHaveLength(2);
  });

  it("serves on when its configuration is deleted by hand; a read tells, and the next deployment mends it", async () => {
    const name = held.state.configName as string;
    await sagemaker(test.aws).send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }));
    expect(await ask()).toBe("four");
    const seen = await provider.read(TYPE, "live", held);
    const inputs = await checked(declared("four", { retainPrevious: 1 }));
    expect((await provider.diff(TYPE, seen.inputs, inputs, seen.properties)).details).toMatchObject({
      variants: "add",
    });
    held = { inputs: seen.inputs, state: seen.properties };
    await deploy(declared("four", { retainPrevious: 1 }));
    expect((await made()).configs).toContain(name);
    expect((await provider.read(TYPE, "live", held)).inputs).toEqual(held.inputs);
  });

  it("copies requests to a shadow and captures them", async () => {
    await deploy(
      declared("five", {
        models: { current: model("five"), candidate: model("shadowed") },
        shadowVariants: { candidate: { model: "candidate", instanceType: "ml.m5.large" } },
        dataCapture: { s3Uri: at("captured"), contentTypes: { csv: ["text/csv"] } },
      }),
    );
    expect(await ask()).toBe("five");
    const found = await until(
      () => s3(test.aws).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "captured/live/main/" })),
      ({ Contents = [] }) => Contents.length > 0,
    );
    const object = await s3(test.aws).send(
      new GetObjectCommand({ Bucket: bucket, Key: found.Contents?.[0]?.Key ?? "" }),
    );
    expect(JSON.parse((await object.Body?.transformToString()) ?? "{}")).toMatchObject({
      captureData: {
        endpointInput: { data: "x", encoding: "CSV", mode: "INPUT", observedContentType: "text/csv" },
        endpointOutput: { data: "five", encoding: "CSV", mode: "OUTPUT" },
      },
      eventVersion: "0",
    });
    const counted = await until(
      () =>
        new CloudWatchClient(options(test.aws)).send(
          new ListMetricsCommand({
            Namespace: "AWS/SageMaker",
            MetricName: "Invocations",
            Dimensions: [{ Name: "VariantName", Value: "candidate" }],
          }),
        ),
      ({ Metrics = [] }) => Metrics.length > 0,
    );
    expect(counted.Metrics?.[0]?.Dimensions).toContainEqual({ Name: "EndpointName", Value: "live" });
    expect((await live()).ShadowProductionVariants?.[0]?.VariantName).toBe("candidate");
  });

  it("leaves nothing behind", async () => {
    await provider.delete(TYPE, "live", held.state, held.inputs);
    expect(await made()).toEqual({ models: [], configs: [] });
    await provider.delete(TYPE, "live", held.state, held.inputs);
  });
});
