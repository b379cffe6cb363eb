import { describe, expect, test } from "vitest";
import { ConnectRuntime, type ConnectorSpec, type RunningConnector } from "../../components/kafka/runtime";
import { KafkaCluster, type KafkaClusterArgs } from "../../components/kafka/cluster";
import { KafkaTopics, type KafkaTopicsArgs } from "../../components/kafka/topics";
import { kafkaOffsetsTopic, kafkaSinkConfig } from "../../blueprints";
import { children, inputsOf, known, refusal, without } from "./kafka-support";
import { ofType, registered, run } from "./mocks";

const existing: KafkaClusterArgs = {
  cluster: { existing: { bootstrapServers: ["127.0.0.1:19000"], auth: "plaintext", brokers: 1 } },
};
const url = "http://127.0.0.1:18083";

describe("brokers that exist", () => {
  test("are taken as they are: nothing but topics is made", async () => {
    let servers = "";
    await run(() => {
      const cluster = new KafkaCluster("kafka", existing);
      cluster.bootstrapServers.apply((value) => (servers = value));
      expect(cluster).toMatchObject({ auth: "plaintext", brokers: { count: 1 }, exactlyOnce: true });
      new KafkaTopics("topics", {
        cluster,
        topics: [{ name: "payments", partitions: 3 }, kafkaOffsetsTopic("payments-source.offsets")],
      });
    });
    expect(servers).toBe("127.0.0.1:19000");
    expect(children()).toEqual([
      "topics-topic-payments floe:kafka:Topic",
      "topics-topic-payments-source.offsets floe:kafka:Topic",
    ]);
    expect([inputsOf("topics-topic-payments"), inputsOf("topics-topic-payments-source.offsets")]).toEqual([
      {
        name: "payments",
        bootstrapServers: ["127.0.0.1:19000"],
        partitions: 3,
        replicationFactor: 1,
        configs: {
          "cleanup.policy": "delete",
          "retention.ms": "604800000",
          "min.insync.replicas": "1",
          "unclean.leader.election.enable": "false",
        },
        auth: { kind: "none" },
        deletionProtection: true,
      },
      {
        name: "payments-source.offsets",
        bootstrapServers: ["127.0.0.1:19000"],
        partitions: 1,
        replicationFactor: 1,
        configs: {
          "cleanup.policy": "compact",
          "min.insync.replicas": "1",
          "unclean.leader.election.enable": "false",
        },
        auth: { kind: "none" },
        deletionProtection: true,
      },
    ]);
  });

  test("may hold topics that are to be lost", async () => {
    await run(() => {
      const cluster = new KafkaCluster("kafka", existing);
      new KafkaTopics("topics", { cluster, topics: [{ name: "trial" }], protect: false });
    });
    expect(ofType("floe:kafka:Topic")[0]?.inputs).toMatchObject({ deletionProtection: false });
  });

  test("sign the deployment in as told, and by role with iam", async () => {
    const arn = "arn:aws:kafka:us-east-1:123456789012:cluster/kafka/1234abcd-12ab-34cd-56ef-1234567890ab-1";
    const auth = async (
      choice: Partial<Extract<KafkaClusterArgs["cluster"], { existing: unknown }>["existing"]>,
    ) => {
      await run(() => {
        const cluster = new KafkaCluster("kafka", {
          cluster: { existing: { bootstrapServers: ["b:9098"], auth: "iam", ...choice } },
        });
        new KafkaTopics("topics", { cluster, topics: [{ name: "t" }] });
      });
      return ofType("floe:kafka:Topic")[0]?.inputs["auth"];
    };
    expect(await auth({ clusterArn: arn })).toEqual({ kind: "iam" });
    expect(await auth({ auth: "scram" })).toBeUndefined();
    expect(
      await auth({ auth: "scram", admin: { kind: "scram-sha-512", username: "floe", password: "canary-7" } }),
    ).toEqual({ kind: "scram-sha-512", username: "floe", password: "canary-7" });
  });

  test("know their topics by name", async () => {
    await run(() => {
      const topics = new KafkaTopics("topics", {
        cluster: new KafkaCluster("kafka", existing),
        topics: [{ name: "payments" }],
      });
      expect(() => topics.topic("payment")).toThrow(/declares no topic payment: only payments/);
      expect(topics.resources).toHaveLength(1);
    });
  });

  test.each<[string, object, RegExp]>([
    ["no broker", { bootstrapServers: [] }, /existing\.bootstrapServers: is empty/],
    [
      "an address without a port",
      { bootstrapServers: ["kafka"] },
      /bootstrapServers\[0\]: "kafka" is no address/,
    ],
    ["iam without an ARN", { auth: "iam" }, /existing\.clusterArn: is required with iam/],
    ["an unknown sign-in", { auth: "kerberos" }, /existing\.auth: must be one of iam, scram/],
    ["half a broker", { brokers: 0.5 }, /existing\.brokers: must be a whole number from 1 to 90/],
  ])("refuse %s", async (_what, change, message) => {
    const cluster = { existing: { bootstrapServers: ["b:9092"], auth: "plaintext" as const, ...change } };
    expect(await refusal(() => new KafkaCluster("kafka", { cluster }))).toMatch(message);
    expect(registered).toEqual([]);
  });

  test.each<[string, Partial<KafkaTopicsArgs>, RegExp]>([
    ["a name Kafka does not take", { topics: [{ name: "a b" }] }, /topics\[0\]\.name: "a b" is no name/],
    ["two of one name", { topics: [{ name: "a.b" }, { name: "a_b" }] }, /have the same name in metrics/],
    ["more copies than brokers", { topics: [{ name: "a", replicationFactor: 3 }] }, /replicationFactor/],
  ])("refuse topics with %s", async (_what, change, message) => {
    const make = () => {
      const cluster = new KafkaCluster("kafka", existing);
      new KafkaTopics("topics", { cluster, topics: [], ...change });
    };
    expect(await refusal(make)).toMatch(message);
  });
});

const config = kafkaSinkConfig({
  name: "payments-sink",
  version: "2.5.0",
  host: "org-account.snowflakecomputing.com",
  user: "SINK",
  role: "SINK",
  database: "D",
  schema: "S",
  login: { kind: "keyPair", privateKey: "${env:SNOWFLAKE_PRIVATE_KEY}" },
  topics: { payments: "PAYMENTS" },
});
const sink: ConnectorSpec = { name: "payments-sink", kind: "sink", config, topics: ["payments"] };

describe("workers that exist", () => {
  const connect = async (spec: ConnectorSpec, brokers: KafkaClusterArgs = existing) => {
    let running: RunningConnector | undefined;
    await run(() => {
      const runtime = new ConnectRuntime("connect", {
        cluster: new KafkaCluster("kafka", brokers),
        run: { existing: { url } },
      });
      running = runtime.connector("sink", spec);
    });
    return running;
  };

  const refused = (spec: ConnectorSpec, brokers: KafkaClusterArgs = existing) =>
    refusal(() => {
      new ConnectRuntime("connect", {
        cluster: new KafkaCluster("kafka", brokers),
        run: { existing: { url } },
      }).connector("sink", spec);
    });

  test("get one connector each, whose name is outside its configuration", async () => {
    const running = await connect(sink);
    expect(ofType("floe:kafka:Connector")).toHaveLength(1);
    const [connector] = ofType("floe:kafka:Connector");
    expect(connector?.name).toBe("sink");
    expect(connector?.inputs).toMatchObject({ name: "payments-sink", url });
    expect(connector?.inputs["config"]).toEqual(without(config, "name"));
    expect(running?.place).toBe("existing");
    expect(await known(running?.connectorName)).toBe("payments-sink");
    expect(await known(running?.connectUrl)).toBe(url);
  });

  test("read secrets where their provider looks", async () => {
    const placeholder = async (secrets?: { provider?: string; path?: string }) => {
      let text = "";
      await run(() => {
        const runtime = new ConnectRuntime("connect", {
          cluster: new KafkaCluster("kafka", existing),
          run: { existing: { url, ...(secrets === undefined ? {} : { secrets }) } },
        });
        text = runtime.placeholder("source", "KEY");
        expect(runtime.placeOf("source")).toBe("existing");
      });
      return text;
    };
    expect(await placeholder()).toBe("${env:KEY}");
    expect(await placeholder({ provider: "file", path: "/run/s.properties" })).toBe(
      "${file:/run/s.properties:KEY}",
    );
  });

  test.each<[string, Partial<ConnectorSpec>, RegExp]>([
    ["a name with a space", { name: "a b" }, /name: "a b" is no name of a connector/],
    ["another name inside", { name: "other" }, /config\.name: is not the connector's name other/],
    ["no topic", { topics: [] }, /topics: names no topic/],
    ["no class", { config: {} }, /config\.connector\.class: is required/],
    [
      "a variable that is none",
      { secrets: { "private-key": { secretName: "s", secretArn: "arn", key: "k" } } },
      /secrets\.private-key: is no name of an environment variable/,
    ],
  ])("refuse a connector with %s", async (_what, change, message) => {
    expect(await refused({ ...sink, ...change })).toMatch(message);
    expect(ofType("floe:kafka:Connector")).toEqual([]);
  });

  test("refuse a source on brokers that keep no transactions", async () => {
    const brokers: KafkaClusterArgs = {
      cluster: { existing: { bootstrapServers: ["b:9092"], auth: "plaintext", exactlyOnce: false } },
    };
    expect(await refused({ ...sink, kind: "source" }, brokers)).toMatch(
      /kind: source needs Kafka's transactions/,
    );
  });

  test.each(["ftp://x", "http://user:canary-8@x:8083"])("refuse the address %s", async (bad) => {
    const message = await refusal(() => {
      new ConnectRuntime("connect", {
        cluster: new KafkaCluster("kafka", existing),
        run: { existing: { url: bad } },
      });
    });
    expect(message).toMatch(/run\.existing\.url: must be an http\(s\) address/);
    expect(message).not.toContain("canary-8");
  });
});
