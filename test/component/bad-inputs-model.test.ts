import { expect, test } from "vitest";
import { features, hyper, merge, rejected, testBadInputs, training, user, type BadInput } from "./bad-inputs";
import { publicKey } from "./fixtures";

const bad: readonly BadInput[] = [
  [
    "a label that is no column",
    training({ label: "DELAYED" }),
    "training.label[0]",
    /"DELAYED" is not a column/,
  ],
  [
    "the label among the features",
    training({ columns: ["MONTH", "LATE"] }),
    "training.columns",
    /model would be told the answer/,
  ],
  ["a model that sees nothing", training({ columns: [] }), "training.columns", /learns nothing/],
  [
    "a missing feature",
    training({ columns: ["MONTH", "WEATHER"] }),
    "training.columns[1]",
    /"WEATHER" is not a column/,
  ],
  [
    "a feature of text",
    training({ columns: ["MONTH", "CARRIER"] }),
    "features.columns.CARRIER",
    /type VARCHAR\(2\) is not a number.*encode it/,
  ],
  [
    "a condition that is empty",
    training({ validationRows: "  " }),
    "training.validationRows",
    /is empty.*MONTH >= 11/,
  ],
  [
    "a condition that is a script",
    training({ validationRows: "1=1; DROP TABLE X" }),
    "training.validationRows",
    /holds a semicolon/,
  ],
  [
    "an instance of EC2",
    training({ instanceType: "m5.xlarge" }),
    "training.instanceType",
    /not a SageMaker instance type.*write ml\.m5\.xlarge/,
  ],
  ["no instance", training({ instanceCount: 0 }), "training.instanceCount", /from 1 to 100 instances, not 0/],
  ["a disk of nothing", training({ volumeSizeGb: 0 }), "training.volumeSizeGb", /from 1 to 16384 GB/],
  [
    "a month of training",
    training({ maxRuntimeSeconds: 2592000 }),
    "training.maxRuntimeSeconds",
    /from 60 to 2419200 seconds/,
  ],
  [
    "an image version nobody built",
    training({ image: { xgboost: "9.9-9" as "3.2-0" } }),
    "training.image.xgboost",
    /must be one of 1.7-1, 3.0-5, 3.2-0/,
  ],
  [
    "an image outside ECR",
    training({ image: { uri: "docker.io/xgboost:1" } }),
    "training.image.uri",
    /not the URI of an image in ECR/,
  ],
  [
    "no rounds",
    training({ hyperparameters: { objective: "binary:logistic", eval_metric: "auc" } }),
    "training.hyperparameters.num_round",
    /is required/,
  ],
  [
    "a learning rate by its other name",
    hyper({ learning_rate: 0.1 }),
    "training.hyperparameters.learning_rate",
    /write eta/,
  ],
  [
    "a depth below zero",
    hyper({ max_depth: -1 }),
    "training.hyperparameters.max_depth",
    /must be at least 0, not -1/,
  ],
  [
    "a sample larger than the data",
    hyper({ subsample: 1.2 }),
    "training.hyperparameters.subsample",
    /must be at most 1/,
  ],
  [
    "an unknown objective",
    hyper({ objective: "logistic" }),
    "training.hyperparameters.objective",
    /must look like binary:logistic/,
  ],
  [
    "a gate on what is not reported",
    training({ gate: { metric: "validation:rmse", threshold: 1 } }),
    "training.gate.metric",
    /does not report "validation:rmse".*eval_metric to rmse/,
  ],
  [
    "a gate without a number",
    training({ gate: { metric: "validation:auc", threshold: Number.NaN } }),
    "training.gate.threshold",
    /must be a number/,
  ],
  [
    "a gate that compares oddly",
    training({ gate: { metric: "validation:auc", threshold: 1, operator: "=>" as ">=" } }),
    "training.gate.operator",
    /must be one of >=, >, <=, </,
  ],
  [
    "an endpoint on half an instance",
    merge({ serving: { instanceCount: 0.5 } }),
    "serving.instanceCount",
    /whole number/,
  ],
  [
    "an endpoint on no instance type",
    merge({ serving: { instanceType: "large" } }),
    "serving.instanceType",
    /use a type such as ml\.m5\.xlarge/,
  ],
  [
    "payloads too large",
    merge({ scoring: { maxPayloadMb: 101 } }),
    "scoring.maxPayloadMb",
    /from 1 to 100 MB/,
  ],
  [
    "scoring all the time",
    merge({ scoring: { minimumTriggerIntervalSeconds: 3 } }),
    "scoring.minimumTriggerIntervalSeconds",
    /from 10/,
  ],
  [
    "retraining without a bar",
    (args) => ({ ...args, training: { ...args.training, gate: undefined }, retraining: {} }),
    "retraining.gate",
    /nobody watches a retraining/,
  ],
  [
    "a schedule of Unix",
    merge({ retraining: { schedule: "0 3 * * 0" } }),
    "retraining.schedule",
    /not a task schedule.*USING CRON/,
  ],
  [
    "a schedule on Mars",
    merge({ retraining: { schedule: "USING CRON 0 3 * * 0 Mars/Olympus" } }),
    "retraining.schedule",
    /not a time zone/,
  ],
  [
    "a schedule at 25 o'clock",
    merge({ retraining: { schedule: "USING CRON 0 25 * * 0 UTC" } }),
    "retraining.schedule",
    /"25" is not a hour/,
  ],
  [
    "an alarm to a queue",
    merge({ alarmTopicArn: "arn:aws:sqs:us-east-1:123456789012:q" }),
    "alarmTopicArn",
    /must be the ARN of a topic/,
  ],
  [
    "a prefix with a slash",
    merge({ namePrefix: "team/flights" }),
    "namePrefix",
    /not a valid EventBridge rule name/,
  ],
  [
    "a user with a password",
    user({ password: "hunter2" }),
    "users.BOT.password",
    /is refused.*keyPair or login.workloadIdentity/,
  ],
  ["a user who may do nothing", user({ roles: [] }), "users.BOT.roles", /can do nothing/],
  [
    "a user with a role of nobody",
    user({ roles: ["ADMIN"] }),
    "users.BOT.roles[0]",
    /not one of the roles LOADER/,
  ],
  [
    "a user with two ways in",
    user({ login: { keyPair: { publicKey }, workloadIdentity: {} } }),
    "users.BOT.login",
    /exactly one of keyPair, workloadIdentity and oauth/,
  ],
  [
    "a user with half a key",
    user({ login: { keyPair: { publicKey: "MIIB" } } }),
    "users.BOT.login.keyPair.publicKey",
    /RSA public key of at least 2,048 bits/,
  ],
  [
    "a user named by no ARN",
    user({ login: { workloadIdentity: { aws: { arn: "role/job" } } } }),
    "users.BOT.login.workloadIdentity.aws.arn",
    /must be the ARN/,
  ],
  [
    "an issuer without TLS",
    user({ login: { workloadIdentity: { oidc: { issuer: "http://x", subject: "s" } } } }),
    "users.BOT.login.workloadIdentity.oidc.issuer",
    /must be an https address/,
  ],
];

testBadInputs(bad);

test("all problems come at once, and a secret is never repeated", async () => {
  const changes = [
    merge({ database: { create: { name: "x" } } }),
    hyper({ eta: 9 }),
    user({ password: "hunter2" }),
    features({ source: "NOPE" }),
  ];
  const error = await rejected((args) => changes.reduce((changed, change) => change(changed), args));
  expect(error.problems.map(({ argument }) => argument)).toEqual([
    "database.create.name",
    "features.source",
    "training.hyperparameters.eta",
    "users.BOT.password",
  ]);
  expect(error.message).toMatch(/^Loop "flights" has 4 problems in its arguments:/);
  expect(error.message).not.toContain("hunter2");
});
