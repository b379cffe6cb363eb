import { beforeEach, describe, expect, test, vi } from "vitest";
import { awsRuntime, connect, secret, sinkSpec, sourceSpec, type RuntimeCase } from "./kafka-runtime";
import {
  children,
  clusterArn,
  inputsOf,
  known,
  mockKafka,
  refusal,
  statements,
  without,
} from "./kafka-support";
import { checkDeployed } from "../../components/kafka/runtime/ecs/proof";
import { KafkaNetwork } from "../../components/kafka/network";
import { EcsStrategy } from "../../components/kafka/runtime/ecs";
import { asked, ofType, run } from "./mocks";

beforeEach(mockKafka);
const resource = (kind: string, name: string) => `${clusterArn.replace(":cluster/", `:${kind}/`)}/${name}`;
const group = "floe-dev-connect-payments-source";

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly [key: string]: unknown;
}
const container = (name: string): Container => {
  const all = JSON.parse(inputsOf("source-task")["containerDefinitions"] as string) as readonly Container[];
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
};
const variable = (name: string, of: string) =>
  container(of).environment?.find((each) => each.name === name)?.value ?? "";

describe("a source on ECS", () => {
  test("has exactly these parts, and its name once ECS runs what was deployed", async () => {
    const running = await connect({});
    expect(children()).toEqual([
      "connect-cluster aws:ecs:Cluster",
      "plugin-custom-plugin aws:mskconnect:CustomPlugin",
      "plugin-plugin floe:kafka:Plugin",
      "source-execution-policy aws:iam:RolePolicy",
      "source-execution-role aws:iam:Role",
      "source-log aws:cloudwatch:LogGroup",
      "source-role aws:iam:Role",
      "source-role-policy aws:iam:RolePolicy",
      "source-service aws:ecs:Service",
      "source-task aws:ecs:TaskDefinition",
    ]);
    expect(running.place).toBe("ecs");
    expect(await known(running.connectorName)).toBe("payments-source");
    expect(await known(running.logGroupName)).toBe(`/floe/kafka-connect/${group}`);
    expect(await known(running.service?.clusterName)).toBe("floe-dev-connect");
    expect(await known(running.service?.serviceName)).toBe(group);
  });

  test("is one private service that is done when it is steady, and is taken back when it never gets so", async () => {
    let options: object = {};
    await connect({
      aws: { ecs: { transform: { service: (_args: object, opts: object) => void (options = opts) } } },
    });
    expect(options).toMatchObject({ customTimeouts: { create: "45m", update: "45m" } });
    expect(inputsOf("source-service")).toEqual({
      name: group,
      cluster: "arn:aws:ecs:us-east-1:123456789012:cluster/floe-dev-connect",
      taskDefinition: `arn:aws:ecs:us-east-1:123456789012:task-definition/${group}:7`,
      launchType: "FARGATE",
      desiredCount: 1,
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      waitForSteadyState: true,
      enableExecuteCommand: false,
      propagateTags: "SERVICE",
      networkConfiguration: {
        subnets: ["subnet-a", "subnet-b"],
        securityGroups: ["sg-workers"],
        assignPublicIp: false,
      },
    });
    expect(without(inputsOf("source-task"), "containerDefinitions")).toEqual({
      family: group,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "1024",
      memory: "2048",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      taskRoleArn: `arn:aws:iam::123456789012:role/${group}`,
      executionRoleArn: `arn:aws:iam::123456789012:role/${group}-start`,
      volumes: [{ name: "floe" }],
    });
  });

  test("fetches its plugin, works, and is kept as declared", async () => {
    await connect({});
    expect(container("fetch")).toMatchObject({
      essential: false,
      image: "public.ecr.aws/lambda/python:3.13",
    });
    expect(variable("FLOE_PLUGIN_KEY", "fetch")).toBe(`plugins/plugin/${"a".repeat(64)}.zip`);
    expect(variable("FLOE_PLUGIN_SHA256", "fetch")).toBe("b".repeat(64));
    expect(container("worker")).toMatchObject({
      essential: true,
      image: "apache/kafka:4.1.2",
      dependsOn: [{ containerName: "fetch", condition: "SUCCESS" }],
      secrets: [{ name: "SNOWFLAKE_PRIVATE_KEY", valueFrom: `${secret.secretArn as string}:privateKey::` }],
      mountPoints: [{ sourceVolume: "floe", containerPath: "/opt/floe", readOnly: true }],
    });
    const settings = variable("FLOE_WORKER_SETTINGS", "worker");
    for (const line of [
      "bootstrap.servers=b-1:9098,b-2:9098",
      "exactly.once.source.support=enabled",
      `group.id=${group}`,
      "sasl.mechanism=AWS_MSK_IAM",
      "scheduled.rebalance.max.delay.ms=10000",
    ])
      expect(settings).toContain(`${line}\n`);
    expect(container("keeper")).toMatchObject({
      essential: true,
      dependsOn: [{ containerName: "worker", condition: "HEALTHY" }],
      healthCheck: { startPeriod: 300 },
    });
    expect(JSON.parse(variable("FLOE_CONNECTORS", "keeper"))).toEqual({
      "payments-source": sourceSpec("${env:SNOWFLAKE_PRIVATE_KEY}").config,
    });
    expect(container("keeper").command[0]).toContain("class Keeper");
    expect(String(inputsOf("source-task")["containerDefinitions"]).length).toBeLessThan(60_000);
  });

  test("starts anew with another version of a secret, which it reads only then", async () => {
    const tasks: unknown[] = [];
    for (const version of [1, 2]) {
      await connect({
        spec: (runtime) => ({
          ...sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret)),
          secrets: { SNOWFLAKE_PRIVATE_KEY: { ...secret, version } },
        }),
      });
      expect(variable("FLOE_SECRET_VERSIONS", "worker")).toBe(`{"SNOWFLAKE_PRIVATE_KEY":${version}}`);
      tasks.push(inputsOf("source-task")["containerDefinitions"]);
    }
    expect(tasks[0]).not.toBe(tasks[1]);
  });

  test("may do what it needs and nothing else; ECS itself reads its secret", async () => {
    await connect({});
    const allowed = statements(inputsOf("source-role-policy")["policy"]);
    expect(Object.keys(allowed)).toEqual([
      "UseCluster",
      "WriteTopics",
      "OwnTopics",
      "UseGroups",
      "UseTransactions",
      "ReadPlugin",
    ]);
    expect(allowed["WriteTopics"]?.Resource).toEqual([resource("topic", "payments")]);
    expect(allowed["OwnTopics"]?.Resource).toEqual(
      [`${group}.configs`, `${group}.offsets`, `${group}.status`, "payments-source.offsets"].map((name) =>
        resource("topic", name),
      ),
    );
    expect(allowed["UseGroups"]?.Resource).toEqual([resource("group", group)]);
    expect(allowed["UseTransactions"]?.Resource).toEqual([
      resource("transactional-id", `connect-cluster-${group}`),
      resource("transactional-id", `${group}-payments-source-*`),
    ]);
    expect(allowed["ReadPlugin"]).toMatchObject({
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      // The zip of the deployment before, too: ECS goes back to it.
      Resource: ["arn:aws:s3:::artifacts/plugins/plugin/*"],
    });
    const start = statements(inputsOf("source-execution-policy")["policy"]);
    expect(Object.fromEntries(Object.entries(start).map(([sid, { Resource }]) => [sid, Resource]))).toEqual({
      WriteLogs: [`arn:aws:logs:us-east-1:123456789012:log-group:/floe/kafka-connect/${group}:*`],
      ReadSecrets: [secret.secretArn],
      DecryptSecrets: [secret.keyArn],
    });
  });

  test("is asked of ECS itself: a deployment that was taken back is an error", async () => {
    await connect({ aws: { ecs: { retryTrigger: "again" } } });
    expect(
      asked.filter(({ token }) => token === "aws:ecs/getService:getService").map(({ args }) => args),
    ).toEqual([
      { clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/floe-dev-connect", serviceName: group },
    ]);
    expect(checkDeployed("s", "s:7", "s:7")).toBe("s:7");
    expect(() => checkDeployed("s", "s:6", "s:7")).toThrow(
      /took the deployment of s back to s:6.*change retryTrigger/s,
    );
    expect(variable("FLOE_RETRY", "keeper")).toBe("again");
  });
});

test("brokers of users get user and password as a login that stands in no setting", async () => {
  const scram = { username: { ...secret, key: "username" }, password: { ...secret, key: "password" } };
  await connect({
    brokers: { cluster: { existing: { bootstrapServers: ["b:9096"], auth: "scram" } } },
    aws: { scram },
  });
  expect(container("worker").secrets?.map(({ name }) => name)).toEqual([
    "FLOE_KAFKA_PASSWORD",
    "FLOE_KAFKA_USERNAME",
    "SNOWFLAKE_PRIVATE_KEY",
  ]);
  const settings = variable("FLOE_WORKER_SETTINGS", "worker");
  for (const client of ["", "admin.", "producer.", "consumer."])
    expect(settings).toContain(`${client}sasl.jaas.config=\${env:FLOE_KAFKA_LOGIN}\n`);
  expect(Object.keys(statements(inputsOf("source-role-policy")["policy"]))).toEqual(["ReadPlugin"]);
});

test("brokers of certificates get a keystore", async () => {
  const mtls = { keystore: { ...secret, key: "keystore" }, password: { ...secret, key: "password" } };
  await connect({
    brokers: { cluster: { existing: { bootstrapServers: ["b:9094"], auth: "mtls" } } },
    aws: { mtls },
  });
  const settings = variable("FLOE_WORKER_SETTINGS", "worker");
  expect(settings).toContain("ssl.keystore.location=/tmp/client.p12\n");
  expect(settings).toContain("producer.ssl.keystore.password=${env:FLOE_KAFKA_KEYSTORE_PASSWORD}\n");
  expect(container("worker").command[0]).toContain("base64 -d > /tmp/client.p12");
});

test("workers scale where they may, and private images may be pulled", async () => {
  const options: Record<string, unknown>[] = [];
  await connect({
    aws: {
      ecs: {
        workers: { min: 1, max: 4 },
        image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/kafka/connect@sha256:${"d".repeat(64)}`,
        cluster: { existing: { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/main", name: "main" } },
        jmxConfig: "rules: []",
        transform: { service: (_args, opts) => void options.push({ ...opts }) },
      },
    },
  });
  expect(ofType("aws:ecs/cluster:Cluster")).toEqual([]);
  expect(inputsOf("source-scaling-target")).toEqual({
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: `service/main/${group}`,
    minCapacity: 1,
    maxCapacity: 4,
  });
  expect(options[0]).toMatchObject({ ignoreChanges: ["desiredCount"] });
  expect(statements(inputsOf("source-execution-policy")["policy"])["PullImages"]?.Resource).toEqual([
    "arn:aws:ecr:us-east-1:123456789012:repository/kafka/connect",
  ]);
  expect(variable("FLOE_JMX_CONFIG", "worker")).toBe("rules: []");
  expect(variable("FLOE_METRICS_URL", "keeper")).toBe("http://127.0.0.1:9404/metrics");
});

const asSink = (version: string) => (runtime: ReturnType<typeof awsRuntime>) =>
  sinkSpec(runtime.placeholder("sink", "SNOWFLAKE_PRIVATE_KEY", secret), version);

test.each<[string, RuntimeCase, RegExp]>([
  [
    "a public image without a way to it",
    { aws: { network: { subnetIds: ["a"], workersGroupId: "g", internet: false, restPort: 8083 } } },
    /ecs\.image: is apache\/kafka:4\.1\.2, which nothing reaches without internet/,
  ],
  [
    "memory Fargate does not have",
    { aws: { ecs: { cpu: 512, memoryMb: 8192 } } },
    /ecs\.memoryMb: must be from 1024 to 4096/,
  ],
  ["an image that is none", { aws: { ecs: { image: "a b" } } }, /ecs\.image: "a b" is no name of an image/],
  [
    "the sink 4.x on Alpine",
    { aws: { sinks: "ecs" }, spec: asSink("4.1.0") },
    /run\.aws\.ecs\.image: is apache\/kafka:4\.1\.2 on Alpine/,
  ],
  [
    "users without their password",
    { brokers: { cluster: { existing: { bootstrapServers: ["b:9096"], auth: "scram" } } } },
    /run\.aws\.scram: is required/,
  ],
  [
    "a worker's setting that is none",
    { aws: { ecs: { workerSettings: { "offset.flush.intervall.ms": "1" } } } },
    /settings\.offset\.flush\.intervall\.ms: is no key .*write offset\.flush\.interval\.ms/s,
  ],
  ["no plugin", { aws: { plugins: {} } }, /run\.aws\.plugins: holds none/],
])("ECS refuses %s", async (_what, given, message) => {
  const text = await refusal(() => {
    const runtime = awsRuntime(given);
    const spec =
      given.spec?.(runtime) ?? sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret));
    runtime.connector("source", spec);
  });
  expect(text).toMatch(message);
  expect(ofType("aws:ecs/service:Service")).toEqual([]);
});

test("two connectors of one name are refused, and what they cost is told", async () => {
  const text = await refusal(() => {
    const runtime = awsRuntime();
    expect(runtime.cost("source", 2)).toMatch(/Fargate bills 48 vCPU hours and 96 GB hours a day at most/);
    expect(runtime.cost("sink", 1)).toMatch(/MSK Connect bills 48 MCU hours a day at most/);
    for (const name of ["one", "two"])
      runtime.connector(name, sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret)));
  });
  expect(text).toMatch(/name: "payments-source" is another connector's/);
});

test("workers wait for the network that is made with them", async () => {
  const asked = vi.spyOn(EcsStrategy.prototype, "run");
  let made: KafkaNetwork | undefined;
  await run(() => {
    made = new KafkaNetwork("net", { vpc: { existing: { vpcId: "vpc-1", subnetIds: ["a", "b"] } } });
    const runtime = awsRuntime({ aws: { network: made } });
    runtime.connector("source", sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret)));
  });
  expect(asked.mock.calls.map(([, , opts]) => opts.dependsOn)).toEqual([[made]]);
  asked.mockRestore();
});

test("a deployment of another key that is taken back can still read the one before", async () => {
  const other = "arn:aws:secretsmanager:us-east-1:123456789012:secret:floe/first-AbCdEf";
  await connect({
    spec: (runtime) => ({
      ...sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret)),
      secrets: { SNOWFLAKE_PRIVATE_KEY: { ...secret, otherArns: [other] } },
    }),
  });
  const { ReadSecrets } = statements(inputsOf("source-execution-policy")["policy"]);
  expect(ReadSecrets?.Resource).toEqual([other, secret.secretArn].sort());
});
