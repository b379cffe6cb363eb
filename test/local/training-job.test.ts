import { DescribeTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "../provider/support/harness";
import {
  dataIn,
  logging,
  makeRole,
  sagemaker,
  startTestAws,
  until,
  xgboostImage,
  type TestAws,
} from "./support/aws";
import { TestBucket } from "./support/bucket";
import { providerOnAws } from "./support/native";

const TYPE = "floe:sagemaker:TrainingJob";
const bucket = "floe-training";
let data: TestBucket;
let test: TestAws;
let provider: Harness;
let base: Bag;

beforeAll(async () => {
  test = await startTestAws();
  const roleArn = await makeRole(test.aws, "trainer", "sagemaker.amazonaws.com", [
    ...dataIn(bucket),
    logging,
  ]);
  data = await TestBucket.make(test, bucket);
  await data.putTable(4000, 7, [1500, 3000]);
  base = {
    image: xgboostImage,
    roleArn,
    instanceType: "ml.m5.large",
    maxRuntimeSeconds: 600,
    hyperparameters: { num_round: "20", objective: "binary:logistic", eval_metric: "auc", max_depth: "4" },
    channels: {
      train: { s3Uri: `s3://${bucket}/train/`, contentType: "text/csv" },
      validation: { s3Uri: `s3://${bucket}/validation/`, contentType: "text/csv" },
    },
    outputPath: `s3://${bucket}/models`,
  };
  provider = await providerOnAws(test.aws);
});
afterAll(async () => {
  await provider.stop();
  await test.end();
});

const describeJob = (name: string) =>
  sagemaker(test.aws).send(new DescribeTrainingJobCommand({ TrainingJobName: name }));

const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

const change = (id: string, inputs: Bag, state: Bag, news: Bag) =>
  provider.update(TYPE, id, { inputs, state }, news);

describe("TrainingJob on the local cloud", () => {
  it("trains, shows its log, judges the model, and is adopted, tagged, refreshed and imported", async () => {
    const gate = { metric: "validation:auc", threshold: 0.8 };
    const inputs = await checked({ gate, keepAliveSeconds: 600, tags: { team: "risk" }, onDelete: "delete" });
    const before = provider.logs.length;
    const { id, properties } = await provider.create(TYPE, inputs, { name: "flights" });
    const lines = provider.logs.slice(before).map((line) => line.message);
    expect(lines.join("\n")).toMatch(/\[19\].*validation-auc:0\.\d+/u);
    expect(lines).toContain(`${id} Completed: Training job completed`);
    expect(properties).toMatchObject({ status: "Completed", gatePassed: true, warmPoolStatus: "Available" });
    expect(properties.artifactETag).toMatch(/^[0-9a-f-]{32,}$/u);
    expect(properties.artifactBytes).toBeGreaterThan(100);
    expect((properties.metrics as Bag)["validation:auc"]).toBeGreaterThan(0.8);
    const again = await provider.create(TYPE, inputs, { name: "flights" });
    expect(again.id).toBe(id);
    expect((await provider.read(TYPE, id, { inputs, state: properties })).inputs).toEqual(inputs);
    const imported = await provider.read(TYPE, id);
    const difference = await provider.diff(TYPE, imported.inputs, inputs, imported.properties);
    expect(Object.keys(difference.details)).toEqual(["gate", "onDelete"]);
    const longer = await checked({ gate, keepAliveSeconds: 900, tags: { team: "risk" }, onDelete: "delete" });
    const state = await change(id, inputs, properties, longer);
    expect((await describeJob(id)).ResourceConfig?.KeepAlivePeriodInSeconds).toBe(900);
    await provider.delete(TYPE, id, state, longer);
    expect((await provider.read(TYPE, id)).id).toBe("");
    expect(await data.text(`models/${id}/output/model.tar.gz`)).not.toBe("");
  });

  it("trains one model on the shares of several instances", async () => {
    const channels = base.channels as Record<string, Bag>;
    const inputs = await checked({
      instanceCount: 2,
      channels: { ...channels, train: { ...channels.train, distribution: "ShardedByS3Key" } },
    });
    const { properties } = await provider.create(TYPE, inputs, { name: "shared" });
    expect((properties.metrics as Bag)["validation:auc"]).toBeGreaterThan(0.8);
    expect(properties.artifactBytes).toBeGreaterThan(100);
  });

  it("runs groups of different instances, which find each other and their data", async () => {
    const program = [
      "import json,os,sys",
      "b=sys.argv[1]",
      "c=json.load(open(b+'input/config/resourceconfig.json'))",
      "d=b+'input/data/train'",
      "json.dump([c['current_group_name'],sorted(os.listdir(d)),c['hosts']],open(b+'model/'+c['current_host'],'w'))",
    ].join(";");
    const inputs = await checked({
      image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1",
      hyperparameters: {},
      instanceType: null,
      instanceGroups: [
        { name: "cpu", instanceType: "ml.c5.xlarge", instanceCount: 1 },
        { name: "gpu", instanceType: "ml.g5.xlarge", instanceCount: 2 },
      ],
      channels: {
        train: { s3Uri: `s3://${bucket}/train/`, distribution: "ShardedByS3Key", instanceGroups: ["gpu"] },
      },
      entryPoint: ["python", "-c", program],
      containerArguments: ["/opt/ml/"],
      outputCompression: "NONE",
    });
    const { id, properties } = await provider.create(TYPE, inputs, { name: "groups" });
    expect(properties.artifactUri).toBe(`s3://${bucket}/models/${id}/output/model/`);
    const keys = await data.keys(`models/${id}/output/model/`);
    const found = await Promise.all(keys.map(async (key) => JSON.parse(await data.text(key)) as unknown[]));
    expect(found.map(([group, files]) => [group, files])).toEqual([
      ["cpu", []],
      ["gpu", ["a.csv"]],
      ["gpu", ["b.csv"]],
    ]);
    expect(found[0]?.[2]).toEqual(["127.0.0.1", "127.0.0.2", "127.0.0.3"]);
  });

  it("takes the gate's metric from a document the training wrote", async () => {
    const program = "import os; print('trained', os.environ['TRAINING_JOB_NAME'])";
    await data.put("evaluation.json", JSON.stringify({ metrics: { auc: { value: 0.6 } } }));
    const inputs = await checked({
      image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1",
      hyperparameters: {},
      entryPoint: ["python", "-c", program],
      gate: {
        metric: "metrics.auc.value",
        threshold: 0.7,
        evaluation: { s3Uri: `s3://${bucket}/evaluation.json` },
      },
    });
    const error = await failureOf(provider.create(TYPE, inputs, { name: "judged" }));
    expect(error.message).toContain("metrics.auc.value is 0.6, the gate demands >= 0.7");
    await data.put("evaluation.json", JSON.stringify({ metrics: { auc: { value: 0.9 } } }));
    const { properties } = await provider.create(TYPE, inputs, { name: "judged" });
    expect(properties).toMatchObject({ gatePassed: true, metrics: { "metrics.auc.value": 0.9 } });
  });

  it("fails with the reason and the log, stops what is cancelled, and changes a running job in place", async () => {
    const own = { image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1", hyperparameters: {} };
    const failing = await checked({
      ...own,
      entryPoint: ["python", "-c", "print('about to fail'); raise SystemExit(3)"],
    });
    const error = await failureOf(provider.create(TYPE, failing, { name: "failing" }));
    expect(error.message).toContain("AlgorithmError");
    expect(error.message).toContain("about to fail");
    const sleeping = { ...own, entryPoint: ["python", "-c", "import time; time.sleep(60)"] };
    const running = await checked({ ...sleeping, wait: "started" });
    const { id, properties } = await provider.create(TYPE, running);
    expect(properties.secondaryStatus).toBe("Training");
    const news = await checked({ ...sleeping, wait: "started", remoteDebug: true });
    const state = await change(id, running, properties, news);
    expect(state.jobName).toBe(id);
    expect((await describeJob(id)).RemoteDebugConfig?.EnableRemoteDebug).toBe(true);
    const waiting = await checked({ ...sleeping, triggers: ["wait"] });
    const pending = failureOf(provider.create(TYPE, waiting, { name: "cancelled" }));
    await until(
      () => Promise.resolve(provider.logs.map((line) => line.message).join()),
      (text) => /cancelled-\S+ Training/u.test(text),
    );
    await provider.cancel();
    const failure = initFailure(await pending);
    expect(failure?.reasons.join()).toContain("it was asked to stop");
    await until(
      () => describeJob(failure?.id ?? ""),
      (job) => job.TrainingJobStatus === "Stopped",
    );
    await provider.delete(TYPE, id, { ...state, onDelete: "stop" }, { ...news, onDelete: "stop" });
    await until(
      () => describeJob(id),
      (job) => job.TrainingJobStatus === "Stopped",
    );
  });
});
