import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
  Endpoint,
  Model,
  type EndpointArgs,
  type EndpointSettings,
  type ServingSpec,
} from "../../components";
import { ofType, registered, run } from "./mocks";

type Given = EndpointSettings & ServingSpec & Partial<Pick<EndpointArgs, "instances" | "weight">>;
const artifactUri = "s3://flights/models/1/output/model.tar.gz";
const bucketArn = "arn:aws:s3:::flights";
const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
const native = () => ofType("floe:sagemaker:Endpoint").find(({ name }) => name === "e-endpoint")?.inputs;
const officials = () => ofType("aws:sagemaker/endpointConfiguration:EndpointConfiguration");
const modelOf = (component: string) =>
  ofType("aws:sagemaker/model:Model").find(({ name }) => name === `${component}-model`)?.inputs["name"];
const childrenOf = (prefix: string) =>
  registered
    .filter(({ name, type }) => name.startsWith(prefix) && !type.startsWith("floe:components"))
    .map(({ name, type }) => `${name}: ${type}`);

/** An endpoint of model `m`, with a second one, `n`, at hand. */
const make = (given: (other: Model) => Given) =>
  run(() => {
    const model = new Model("m", { artifactUri, bucketArn, environment: { A: "1" } });
    new Endpoint("e", { model, ...given(new Model("n", { artifactUri, bucketArn })) });
  });
const named = (args: Given) =>
  run(() => {
    new Endpoint("e", { modelName: "m", ...args });
  });

describe("an endpoint of one model on instances", () => {
  test("has the configuration of the first release and nothing else", async () => {
    await named({ instanceCount: 2 });
    expect(childrenOf("e-")).toEqual([
      "e-configuration: aws:sagemaker/endpointConfiguration:EndpointConfiguration",
      "e-endpoint: floe:sagemaker:Endpoint",
    ]);
    expect(officials()[0]?.inputs["productionVariants"]).toEqual([
      {
        variantName: "champion",
        modelName: "m",
        instanceType: "ml.m5.large",
        initialInstanceCount: 2,
        initialVariantWeight: 1,
      },
    ]);
    expect(native()).toEqual({
      name: "floe-dev-e",
      endpointConfigName: officials()[0]?.inputs["name"],
      promotedElsewhere: false,
    });
  });

  test("serves a component's model under its name", async () => {
    await make(() => ({}));
    expect(officials()[0]?.inputs["productionVariants"]).toMatchObject([{ modelName: modelOf("m") }]);
  });
});

describe("what an endpoint serves", () => {
  test("can be serverless", async () => {
    await named({ serverless: { maxConcurrency: 20 } });
    expect(childrenOf("e-")).toEqual(["e-endpoint: floe:sagemaker:Endpoint"]);
    expect(native()).toEqual({
      name: "floe-dev-e",
      namePrefix: "floe-dev-e",
      promotedElsewhere: false,
      variants: {
        champion: { modelName: "m", serverless: { memoryMb: 2048, maxConcurrency: 20 }, weight: 1 },
      },
    });
  });

  test("is named by a prefix whole: the roles of who asks for it match it", async () => {
    const namePrefix = "merchant-risk-b1818517-and-a-long-name";
    await named({ serverless: {}, namePrefix });
    expect(native()).toMatchObject({ namePrefix });
  });

  test("can be several variants, and instances as they are needed", async () => {
    await make((other) => ({
      weight: 9,
      instances: {
        alternatives: ["ml.c5.xlarge"],
        routing: "leastBusy",
        volumeSizeGb: 50,
        startupTimeoutSeconds: 600,
        downloadTimeoutSeconds: 900,
      },
      variants: { challenger: { model: other, instanceCount: 2 }, fixed: { modelName: "made-elsewhere" } },
      keyArn,
    }));
    expect(officials()).toEqual([]);
    expect(native()).toMatchObject({
      kmsKeyId: keyArn,
      variants: {
        champion: {
          modelName: modelOf("m"),
          instancePools: [
            { instanceType: "ml.m5.large", priority: 1 },
            { instanceType: "ml.c5.xlarge", priority: 2 },
          ],
          instanceCount: 1,
          routing: { strategy: "LEAST_OUTSTANDING_REQUESTS" },
          volumeSizeGb: 50,
          startupTimeoutSeconds: 600,
          modelDownloadTimeoutSeconds: 900,
          weight: 9,
        },
        challenger: { modelName: modelOf("n"), instanceType: "ml.m5.large", instanceCount: 2, weight: 1 },
        fixed: { modelName: "made-elsewhere" },
      },
    });
    expect(native()).not.toHaveProperty("models");
  });

  test("can have a shadow", async () => {
    await named({ shadow: { modelName: "trial", weight: 0.2, name: "trial" } });
    expect(native()).toMatchObject({
      variants: { champion: { modelName: "m" } },
      shadowVariants: { trial: { modelName: "trial", instanceType: "ml.m5.large", weight: 0.2 } },
    });
  });

  test("can be gone back to: the endpoint makes the models it keeps", async () => {
    await make((other) => ({ retainPrevious: 3, shadow: { model: other } }));
    const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0";
    const roleArn = (name: string) => `arn:aws:iam::123456789012:role/floe-dev-${name}-model`;
    expect(native()).toMatchObject({
      retainPrevious: 3,
      models: {
        champion: { artifactUri, image, roleArn: roleArn("m"), environment: { A: "1" } },
        shadow: { artifactUri, image, roleArn: roleArn("n") },
      },
      variants: { champion: { model: "champion" } },
      shadowVariants: { shadow: { model: "shadow" } },
    });
  });
});

const policiesOf = (name: string) =>
  ofType("aws:iam/rolePolicy:RolePolicy")
    .filter((policy) => policy.name.startsWith(name))
    .map(({ inputs, name: logical }) => ({
      name: logical,
      role: inputs["role"],
      statements: (JSON.parse(inputs["policy"] as string) as { Statement: object[] }).Statement,
    }));

describe("what an endpoint keeps and answers in S3", () => {
  test("is captured with a role that may do that and no more", async () => {
    await make((other) => ({
      capture: { bucket: pulumi.output("flights"), keyArn, percent: 20, keep: "answers" },
      variants: { challenger: { model: other } },
    }));
    expect(native()?.["dataCapture"]).toEqual({
      s3Uri: "s3://flights/captured",
      percentage: 20,
      modes: [{ mode: "Output" }],
      kmsKeyId: keyArn,
    });
    const statements = [
      {
        Sid: "WriteCapturedData",
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
        Resource: ["arn:aws:s3:::flights/captured/*"],
      },
      {
        Sid: "UseKeyOfCapturedData",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: [keyArn],
      },
    ];
    expect(policiesOf("e-")).toEqual([
      { name: "e-policy-champion", role: "floe-dev-m-model", statements },
      { name: "e-policy-challenger", role: "floe-dev-n-model", statements },
    ]);
  });

  test("is answered asynchronously, and told of", async () => {
    await make(() => ({
      asyncInference: {
        bucket: "flights",
        prefix: "slow/",
        successTopicArn: topic("done"),
        errorTopicArn: pulumi.output(topic("failed")),
        includeResponse: true,
        maxConcurrentPerInstance: 4,
      },
    }));
    expect(native()?.["asyncInference"]).toEqual({
      output: {
        s3Path: "s3://flights/slow/answers",
        s3FailurePath: "s3://flights/slow/failures",
        notification: {
          successTopic: topic("done"),
          errorTopic: topic("failed"),
          includeResponseIn: ["SUCCESS_NOTIFICATION_TOPIC", "ERROR_NOTIFICATION_TOPIC"],
        },
      },
      client: { maxConcurrentPerInstance: 4 },
    });
    expect(policiesOf("e-")[0]?.statements).toEqual([
      {
        Sid: "ListRequests",
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: [bucketArn],
        Condition: { StringLike: { "s3:prefix": ["slow/requests/*"] } },
      },
      {
        Sid: "ReadRequests",
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: [`${bucketArn}/slow/requests/*`],
      },
      {
        Sid: "WriteAnswers",
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
        Resource: [`${bucketArn}/slow/answers/*`, `${bucketArn}/slow/failures/*`],
      },
      {
        Sid: "TellOfAnswers",
        Effect: "Allow",
        Action: ["sns:Publish"],
        Resource: [topic("done"), topic("failed")],
      },
    ]);
  });

  test("leaves the role of a model made elsewhere alone", async () => {
    await named({ capture: { bucket: "flights" } });
    expect(ofType("aws:iam/rolePolicy:RolePolicy")).toEqual([]);
  });
});

test.each<[string, Given, RegExp]>([
  ["instances and serverless", { instanceType: "ml.m5.large", serverless: {} }, /instanceType: a serverless/],
  ["odd memory", { serverless: { memoryMb: 1000 as 1024 } }, /serverless\.memoryMb: must be one of 1024, /],
  [
    "more provisioned than allowed at a time",
    { serverless: { maxConcurrency: 2, provisionedConcurrency: 3 } },
    /serverless\.provisionedConcurrency: must be a whole number from 1 to 2 requests/,
  ],
  ["serverless and capture", { serverless: {}, capture: { bucket: "flights" } }, /capture: does not go with/],
  [
    "serverless and others",
    { variants: { b: { modelName: "b", serverless: {} } } },
    /variants: does not go with/,
  ],
  [
    "serverless options",
    { serverless: {}, instances: {} },
    /instances: a serverless variant has no instances/,
  ],
  [
    "a guarded serverless update",
    { serverless: {}, deployment: { policy: "canary" } },
    /deployment: serverless variants move all at once/,
  ],
  ["another champion", { variants: { champion: { modelName: "b" } } }, /variants\.champion: is the name/],
  [
    "a shadow of many",
    { shadow: { modelName: "s" }, variants: { b: { modelName: "b" } } },
    /shadow: .*variants/,
  ],
  [
    "a shadow of what is slow",
    { shadow: { modelName: "s" }, asyncInference: { bucket: "flights" } },
    /shadow: copies requests in real time only/,
  ],
  [
    "a rolling update of several variants",
    { deployment: { policy: "rolling" }, variants: { b: { modelName: "b" } } },
    /deployment\.rollingUpdatePolicy: .*one variant/,
  ],
  [
    "models it cannot keep",
    { retainPrevious: 1 },
    /retainPrevious: keeps models, and that of champion is made/,
  ],
  ["more than can be kept", { retainPrevious: 21 }, /retainPrevious: must be a whole number from 0 to 20/],
  ["a bucket that is none", { capture: { bucket: "Flights" } }, /capture\.bucket: "Flights" is not a valid/],
  [
    "a prefix without end",
    { capture: { bucket: "flights", prefix: "a" } },
    /capture\.prefix: "a" is not a prefix/,
  ],
  ["more than all", { capture: { bucket: "flights", percent: 101 } }, /capture\.percent: .*0 to 100 percent/],
  [
    "an answer for nobody",
    { asyncInference: { bucket: "flights", includeResponse: true } },
    /asyncInference\.includeResponse: nobody is told/,
  ],
  [
    "variants a retraining would lose",
    { promotedBy: "retraining", variants: { b: { modelName: "b" } } },
    /variants: would be lost when a retraining promotes/,
  ],
  ["too many types", { instances: { alternatives: Array(5).fill("ml.m5.large") as string[] } }, /at most 5/],
  ["a negative weight", { weight: -1 }, /weight: must not be negative/],
])("an endpoint refuses %s", async (_what, args, message) => {
  await expect(named(args)).rejects.toThrow(message);
});
