import { beforeEach, describe, expect, test } from "vitest";
import { KafkaCluster, type KafkaClusterArgs, type KafkaClusterChoice } from "../../components/kafka/cluster";
import { KafkaTopics } from "../../components/kafka/topics";
import { children, clusterArn, inputsOf, known, mockKafka, refusal } from "./kafka-support";
import { registered, run } from "./mocks";

const place = { subnetIds: ["subnet-a", "subnet-b", "subnet-c"], securityGroupIds: ["sg-brokers"] };
beforeEach(mockKafka);

const make = async (choice: KafkaClusterChoice, rest: Partial<KafkaClusterArgs> = {}) => {
  let made: KafkaCluster | undefined;
  await run(() => {
    made = new KafkaCluster("kafka", { cluster: choice, ...rest });
    new KafkaTopics("topics", { cluster: made, topics: [{ name: "payments" }] });
  });
  if (made === undefined) throw new Error("no cluster was made");
  return made;
};

describe("a provisioned cluster", () => {
  test("has exactly these parts", async () => {
    const cluster = await make({ provisioned: place });
    expect(children()).toEqual([
      "kafka-cluster aws:msk:Cluster",
      "kafka-configuration aws:msk:Configuration",
      "kafka-log aws:cloudwatch:LogGroup",
      "kafka-storage-policy aws:appautoscaling:Policy",
      "kafka-storage-target aws:appautoscaling:Target",
      "topics-topic-payments aws:msk:Topic",
    ]);
    expect(cluster).toMatchObject({
      auth: "iam",
      brokers: { count: 3 },
      exactlyOnce: true,
      managesTopics: true,
    });
    expect(await known(cluster.bootstrapServers)).toBe("b-1.kafka:9098,b-2.kafka:9098,b-3.kafka:9098");
    expect(await known(cluster.clusterArn)).toBe(clusterArn);
  });

  test("is private, encrypted, signed in to, logged, and grows", async () => {
    await make({
      provisioned: { ...place, keyArn: "arn:aws:kms:us-east-1:123456789012:key/k", prometheus: true },
    });
    expect(inputsOf("kafka-cluster")).toEqual({
      clusterName: "floe-dev-kafka",
      kafkaVersion: "3.9.x",
      numberOfBrokerNodes: 3,
      brokerNodeGroupInfo: {
        instanceType: "kafka.m7g.large",
        clientSubnets: place.subnetIds,
        securityGroups: place.securityGroupIds,
        connectivityInfo: { publicAccess: { type: "DISABLED" } },
        storageInfo: { ebsStorageInfo: { volumeSize: 100 } },
      },
      clientAuthentication: { unauthenticated: false, sasl: { iam: true, scram: false } },
      configurationInfo: {
        arn: "arn:aws:kafka:us-east-1:123456789012:configuration/floe-dev-kafka/1",
        revision: 1,
      },
      encryptionInfo: {
        encryptionAtRestKmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/k",
        encryptionInTransit: { clientBroker: "TLS", inCluster: true },
      },
      enhancedMonitoring: "PER_BROKER",
      openMonitoring: {
        prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
      },
      loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: "/aws/msk/floe-dev-kafka" } } },
    });
    expect(inputsOf("kafka-configuration")["serverProperties"]).toBe(
      [
        "auto.create.topics.enable=false",
        "default.replication.factor=3",
        "min.insync.replicas=2",
        "offsets.topic.replication.factor=3",
        "transaction.state.log.min.isr=2",
        "transaction.state.log.replication.factor=3",
        "unclean.leader.election.enable=false",
        "",
      ].join("\n"),
    );
    expect(inputsOf("kafka-storage-target")).toEqual({
      serviceNamespace: "kafka",
      scalableDimension: "kafka:broker-storage:VolumeSize",
      resourceId: clusterArn,
      minCapacity: 1,
      maxCapacity: 1000,
    });
    expect(inputsOf("kafka-storage-policy")).toMatchObject({
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: 60,
        disableScaleIn: true,
        predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
      },
    });
    expect(inputsOf("topics-topic-payments")).toEqual({
      clusterArn,
      name: "payments",
      partitionCount: 6,
      replicationFactor: 3,
      configs:
        '{"cleanup.policy":"delete","retention.ms":"604800000","min.insync.replicas":"2","unclean.leader.election.enable":"false"}',
    });
  });

  test("admits users and certificates beside roles, and connectors by users", async () => {
    const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_x";
    const cluster = await make({
      provisioned: {
        ...place,
        auth: "scram",
        alsoAllow: ["iam", "mtls"],
        certificateAuthorityArns: ["arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/a"],
        scramSecrets: { connect: secretArn },
        storage: { gib: 50, maxGib: 50 },
        brokersPerZone: 2,
      },
    });
    expect(inputsOf("kafka-cluster")).toMatchObject({
      numberOfBrokerNodes: 6,
      clientAuthentication: {
        unauthenticated: false,
        sasl: { iam: true, scram: true },
        tls: { certificateAuthorityArns: [expect.stringContaining("acm-pca")] },
      },
    });
    expect(inputsOf("kafka-scram-connect")).toEqual({ clusterArn, secretArn });
    expect(registered.map(({ name }) => name)).not.toContain("kafka-storage-target");
    expect(await known(cluster.bootstrapServers)).toContain(":9096");
  });

  test("of Express brokers leaves to them what is theirs", async () => {
    const cluster = await make({ provisioned: { ...place, instanceType: "express.m7g.large" } });
    const inputs = inputsOf("kafka-cluster");
    expect(inputs).toMatchObject({ rebalancing: { status: "ACTIVE" } });
    expect(inputs["brokerNodeGroupInfo"]).not.toHaveProperty("storageInfo");
    expect(inputsOf("kafka-configuration")["serverProperties"]).toBe("auto.create.topics.enable=false\n");
    expect(registered.map(({ name }) => name)).not.toContain("kafka-storage-target");
    expect(cluster.brokers).toEqual({ count: 3, serverless: true });
    expect(inputsOf("topics-topic-payments")["configs"]).not.toContain("min.insync");
  });

  test.each<[string, object, RegExp]>([
    ["one zone", { subnetIds: ["a"] }, /provisioned\.subnetIds: names 1 subnets/],
    ["no group", { securityGroupIds: [] }, /securityGroupIds: names no security group/],
    ["a version that is none", { kafkaVersion: "latest" }, /kafkaVersion: "latest" is no version/],
    ["a size that is none", { instanceType: "m5.large" }, /instanceType: "m5\.large" is no size of a broker/],
    ["an unknown sign-in", { auth: "plaintext" }, /auth: must be one of iam, scram, mtls/],
    ["mtls without an authority", { auth: "mtls" }, /certificateAuthorityArns: is required for mtls/],
    ["users without scram", { scramSecrets: { a: "arn" } }, /scramSecrets: is for scram/],
    [
      "volumes that shrink",
      { storage: { gib: 100, maxGib: 50 } },
      /storage\.maxGib: must be a whole number from 100/,
    ],
    ["rebalancing of standard brokers", { rebalancing: "active" }, /rebalancing: is for Express brokers/],
    [
      "volumes of Express brokers",
      { instanceType: "express.m7g.large", storage: {} },
      /storage: is not for Express brokers/,
    ],
  ])("refuses %s", async (_what, change, message) => {
    const cluster = { provisioned: { ...place, ...change } } as KafkaClusterChoice;
    expect(await refusal(() => new KafkaCluster("kafka", { cluster }))).toMatch(message);
    expect(registered).toEqual([]);
  });

  test("says everything that is wrong at once", async () => {
    const cluster = { provisioned: { ...place, subnetIds: [], kafkaVersion: "x", auth: "no" as "iam" } };
    const message = await refusal(() => new KafkaCluster("kafka", { cluster, clusterName: "a_b" }));
    expect(message).toMatch(/KafkaCluster "kafka" has 4 problems/);
  });
});

test("a serverless cluster signs in by role and is not for sources", async () => {
  const cluster = await make({ serverless: place });
  expect(children()).toEqual([
    "kafka-serverless aws:msk:ServerlessCluster",
    "topics-topic-payments floe:kafka:Topic",
  ]);
  expect(inputsOf("kafka-serverless")).toEqual({
    clusterName: "floe-dev-kafka",
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    vpcConfigs: [{ subnetIds: place.subnetIds, securityGroupIds: place.securityGroupIds }],
  });
  expect(cluster).toMatchObject({ auth: "iam", exactlyOnce: false });
  expect(inputsOf("topics-topic-payments")).toMatchObject({
    auth: { kind: "iam" },
    bootstrapServers: ["boot.kafka-serverless:9098"],
    configs: { "cleanup.policy": "delete", "retention.ms": "604800000" },
  });
});

test("a cluster is one of three kinds", async () => {
  const cluster = { provisioned: place, serverless: place };
  expect(await refusal(() => new KafkaCluster("kafka", { cluster }))).toMatch(
    /cluster: must be exactly one of/,
  );
});
