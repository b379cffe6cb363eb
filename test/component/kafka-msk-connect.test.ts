import { beforeEach, describe, expect, test } from "vitest";
import { awsRuntime, byRole, connect, secret, sinkSpec, sourceSpec, type RuntimeCase } from "./kafka-runtime";
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
import { ofType } from "./mocks";

beforeEach(mockKafka);
const resource = (kind: string, name: string) => `${clusterArn.replace(":cluster/", `:${kind}/`)}/${name}`;
const sink = (given: RuntimeCase = {}) =>
  connect({
    spec: (runtime) => sinkSpec(runtime.placeholder("sink", "SNOWFLAKE_PRIVATE_KEY", secret)),
    ...given,
  });

describe("a sink on MSK Connect", () => {
  test("has exactly these parts, and its name once it was seen to run", async () => {
    const running = await sink();
    expect(children()).toEqual([
      "plugin-custom-plugin aws:mskconnect:CustomPlugin",
      "plugin-plugin floe:kafka:Plugin",
      "sink-connector aws:mskconnect:Connector",
      "sink-log aws:cloudwatch:LogGroup",
      "sink-proof floe:kafka:MskConnectorConfiguration",
      "sink-role aws:iam:Role",
      "sink-role-policy aws:iam:RolePolicy",
      "sink-worker-configuration aws:mskconnect:WorkerConfiguration",
    ]);
    expect(running.place).toBe("mskConnect");
    expect(await known(running.connectorName)).toBe("payments-sink");
    expect(await known(running.logGroupName)).toBe(
      "/aws/vendedlogs/mskconnect/floe-dev-connect-payments-sink",
    );
    expect(running.resources).toHaveLength(1);
  });

  test("is configured as validated, signs in by role, logs, scales and is proven", async () => {
    await sink();
    const inputs = inputsOf("sink-connector");
    const config = without(sinkSpec("${secretsmanager:floe/payments:privateKey}").config, "name");
    expect(inputs).toEqual({
      name: "payments-sink",
      kafkaconnectVersion: "3.7.x",
      capacity: {
        autoscaling: {
          mcuCount: 1,
          minWorkerCount: 1,
          maxWorkerCount: 2,
          scaleInPolicy: { cpuUtilizationPercentage: 20 },
          scaleOutPolicy: { cpuUtilizationPercentage: 80 },
        },
      },
      connectorConfiguration: config,
      kafkaCluster: {
        apacheKafkaCluster: {
          bootstrapServers: "b-1:9098,b-2:9098",
          vpc: { subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-workers"] },
        },
      },
      kafkaClusterClientAuthentication: { authenticationType: "IAM" },
      kafkaClusterEncryptionInTransit: { encryptionType: "TLS" },
      logDelivery: {
        workerLogDelivery: {
          cloudwatchLogs: {
            enabled: true,
            logGroup: "/aws/vendedlogs/mskconnect/floe-dev-connect-payments-sink",
          },
        },
      },
      plugins: [
        {
          customPlugin: {
            arn: expect.stringMatching(
              /^arn:aws:kafkaconnect:.*custom-plugin\/floe-dev-plugin-[0-9a-f]{12}$/,
            ) as unknown,
            revision: 1,
          },
        },
      ],
      serviceExecutionRoleArn: "arn:aws:iam::123456789012:role/floe-dev-connect-payments-sink",
      workerConfiguration: {
        arn: expect.stringMatching(
          /worker-configuration\/floe-dev-connect-payments-sink-[0-9a-f]{12}$/,
        ) as unknown,
        revision: 1,
      },
    });
    expect(inputsOf("sink-proof")).toMatchObject({
      connectorArn: "arn:aws:kafkaconnect:us-east-1:123456789012:connector/payments-sink",
      config,
    });
  });

  test("may do what it needs and nothing else", async () => {
    await sink();
    const allowed = statements(inputsOf("sink-role-policy")["policy"]);
    expect(Object.keys(allowed)).toEqual([
      "UseCluster",
      "ReadTopics",
      "OwnTopics",
      "UseGroups",
      "ReadSecrets",
      "DecryptSecrets",
    ]);
    expect(allowed["ReadTopics"]).toMatchObject({ Resource: [resource("topic", "payments")] });
    expect(allowed["OwnTopics"]?.Resource).toEqual([
      resource("topic", "__amazon_msk_connect_*"),
      resource("topic", "payments.dlq"),
    ]);
    expect(allowed["UseGroups"]?.Resource).toEqual([
      resource("group", "__amazon_msk_connect_*"),
      resource("group", "connect-payments-sink"),
    ]);
    expect(allowed["ReadSecrets"]?.Resource).toEqual([secret.secretArn]);
    expect(allowed["DecryptSecrets"]?.Resource).toEqual([secret.keyArn]);
    const trust = inputsOf("sink-role")["assumeRolePolicy"];
    expect(statements(trust)["ServiceInThisAccount"]).toMatchObject({
      Principal: { Service: "kafkaconnect.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  test("is replaced in the order its name asks for, and leaves the number of workers to its scaling", async () => {
    let options: object = {};
    const capture = { connector: (_args: object, opts: object) => void (options = opts) };
    await sink({ aws: { mskConnect: { transform: capture } } });
    // The number of workers is no input here: nothing sends it again.
    expect(inputsOf("sink-connector")["capacity"]).not.toHaveProperty("provisionedCapacity");
    expect(options).toMatchObject({
      deleteBeforeReplace: true,
      replaceOnChanges: ['connectorConfiguration["connector.class"]'],
      customTimeouts: { create: "3600s", update: "3600s", delete: "3600s" },
    });
    await sink({ aws: { mskConnect: { workers: { min: 2, max: 2 }, mcus: 2, transform: capture } } });
    // A path that only one of two capacities has would be refused by the engine when one takes the other's place.
    expect(options).not.toHaveProperty("ignoreChanges");
    expect(inputsOf("sink-connector")["capacity"]).toEqual({
      provisionedCapacity: { mcuCount: 2, workerCount: 2 },
    });
  });

  test("has workers whose configuration is named by its content", async () => {
    await sink();
    const text = inputsOf("sink-worker-configuration")["propertiesFileContent"] as string;
    expect(text).toContain("config.providers.secretsmanager.param.region=us-east-1\n");
    expect(text).toContain("exactly.once.source.support=disabled\n");
    const name = inputsOf("sink-worker-configuration")["name"];
    await sink();
    expect(inputsOf("sink-worker-configuration")["name"]).toBe(name);
    await sink({ aws: { mskConnect: { workerSettings: { "offset.flush.interval.ms": "10000" } } } });
    expect(inputsOf("sink-worker-configuration")["name"]).not.toBe(name);
  });

  test("asks for no sign-in of brokers that have none", async () => {
    await sink({ brokers: { cluster: { existing: { bootstrapServers: ["b:9094"], auth: "tls" } } } });
    expect(inputsOf("sink-connector")).toMatchObject({
      kafkaClusterClientAuthentication: { authenticationType: "NONE" },
      kafkaClusterEncryptionInTransit: { encryptionType: "TLS" },
    });
    expect(Object.keys(statements(inputsOf("sink-role-policy")["policy"]))).toEqual([
      "ReadSecrets",
      "DecryptSecrets",
    ]);
  });
});

test("a source on MSK Connect keeps its position in its own topic, and commits with its records", async () => {
  await connect({
    aws: { sources: "mskConnect" },
    spec: (runtime) => sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret)),
  });
  const text = inputsOf("source-worker-configuration")["propertiesFileContent"] as string;
  expect(text).toContain("offset.storage.topic=payments-source.offsets\n");
  expect(text).toContain("exactly.once.source.support=enabled\n");
  const allowed = statements(inputsOf("source-role-policy")["policy"]);
  expect(allowed["WriteTopics"]?.Resource).toEqual([resource("topic", "payments")]);
  expect(allowed["OwnTopics"]?.Resource).toContain(resource("topic", "payments-source.offsets"));
  expect(allowed["UseTransactions"]).toBeDefined();
});

test.each<[string, RuntimeCase, RegExp]>([
  [
    "brokers of users",
    { brokers: { cluster: { existing: { bootstrapServers: ["b:9096"], auth: "scram" } } } },
    /cluster: signs clients in by scram, and MSK Connect does so by iam/,
  ],
  ["a plugin that is not there", { plugin: false }, /plugins\.sink: was made without MSK Connect/],
  ["a plugin that cannot read secrets", { provider: false }, /plugins\.sink: holds no config provider/],
  ["five MCUs", { aws: { mskConnect: { mcus: 5 as 4 } } }, /mskConnect\.mcus: must be 1, 2, 4 or 8/],
  [
    "most workers below the least",
    { aws: { mskConnect: { workers: { min: 3, max: 2 } } } },
    /mskConnect\.workers\.max: must be a whole number from 3/,
  ],
  [
    "settings of workers that MSK Connect refuses",
    { aws: { mskConnect: { workerSettings: { "plugin.path": "/x" } } } },
    /plugin\.path: is refused by MSK Connect/,
  ],
])("MSK Connect refuses %s", async (_what, given, message) => {
  const text = await refusal(() => {
    const runtime = awsRuntime({ brokers: byRole, ...given });
    runtime.connector("sink", sinkSpec(runtime.placeholder("sink", "SNOWFLAKE_PRIVATE_KEY", secret)));
  });
  expect(text).toMatch(message);
  expect(ofType("aws:mskconnect/connector:Connector")).toEqual([]);
});

test("a secret that is missing is told by its variable", async () => {
  expect(await refusal(() => awsRuntime().placeholder("sink", "SNOWFLAKE_PRIVATE_KEY"))).toMatch(
    /SNOWFLAKE_PRIVATE_KEY: is required: workers in AWS read it from Secrets Manager/,
  );
});
