import { kafkaSinkConfig, kafkaSourceConfig } from "../../blueprints";
import { KafkaCluster, type KafkaClusterArgs } from "../../components/kafka/cluster";
import { ConnectorPlugin } from "../../components/kafka/plugin";
import {
  ConnectRuntime,
  type AwsConnect,
  type ConnectorSecret,
  type ConnectorSpec,
  type RunningConnector,
} from "../../components/kafka/runtime";
import { clusterArn } from "./kafka-support";
import { run } from "./mocks";

export const secret: ConnectorSecret = {
  secretName: "floe/payments",
  secretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:floe/payments-AbCdEf",
  key: "privateKey",
  keyArn: "arn:aws:kms:us-east-1:123456789012:key/secrets",
};
const login = { host: "org-account.snowflakecomputing.com", user: "CONNECT", role: "CONNECT" };

/** A source of payments, with the placeholder of the place it is to run in. */
export function sourceSpec(privateKey: string): ConnectorSpec {
  return {
    name: "payments-source",
    kind: "source",
    config: kafkaSourceConfig({
      ...login,
      name: "payments-source",
      warehouse: "W",
      login: { kind: "keyPair", privateKey },
      feed: {
        mode: "stream",
        table: ["D", "S", "T"],
        stream: ["D", "S", "T_STREAM"],
        stage: ["D", "S", "T_STAGE"],
      },
      topic: "payments",
      keyColumns: ["ID"],
    }),
    secrets: { SNOWFLAKE_PRIVATE_KEY: secret },
    topics: ["payments"],
  };
}

/** A sink of payments. */
export function sinkSpec(privateKey: string, version = "2.5.0"): ConnectorSpec {
  return {
    name: "payments-sink",
    kind: "sink",
    config: kafkaSinkConfig({
      ...login,
      name: "payments-sink",
      version,
      database: "D",
      schema: "S",
      login: { kind: "keyPair", privateKey },
      topics: { payments: "PAYMENTS" },
      errors: { to: "deadLetterTopic", topic: "payments.dlq" },
    }),
    secrets: { SNOWFLAKE_PRIVATE_KEY: secret },
    topics: ["payments"],
    deadLetterTopic: "payments.dlq",
  };
}

export const network = {
  subnetIds: ["subnet-a", "subnet-b"],
  workersGroupId: "sg-workers",
  internet: true,
  restPort: 8083,
};
export const byRole: KafkaClusterArgs = {
  cluster: { existing: { bootstrapServers: ["b-1:9098", "b-2:9098"], auth: "iam", clusterArn } },
};

export interface RuntimeCase {
  readonly brokers?: KafkaClusterArgs;
  readonly aws?: Partial<AwsConnect>;
  readonly spec?: (runtime: ConnectRuntime) => ConnectorSpec;
  readonly plugin?: boolean;
  readonly provider?: boolean;
}

/** Makes a runtime in AWS within a running program. */
export function awsRuntime({
  brokers = byRole,
  aws = {},
  plugin = true,
  provider = true,
}: RuntimeCase = {}): ConnectRuntime {
  const made = new ConnectorPlugin("plugin", {
    artifacts: [
      { coordinates: "a:b:1", sha256: "c".repeat(64) },
      ...(provider ? [{ url: "https://example.com/msk-config-providers.jar", sha256: "e".repeat(64) }] : []),
    ],
    bucket: { existing: "artifacts" },
    mskConnect: plugin,
  });
  return new ConnectRuntime("connect", {
    cluster: new KafkaCluster("kafka", brokers),
    run: { aws: { network, plugins: { source: made, sink: made }, ...aws } },
  });
}

/** Runs one connector in AWS. */
export async function connect(given: RuntimeCase): Promise<RunningConnector> {
  let running: RunningConnector | undefined;
  await run(() => {
    const runtime = awsRuntime(given);
    const spec =
      given.spec?.(runtime) ?? sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret));
    running = runtime.connector(spec.kind, spec);
  });
  if (running === undefined) throw new Error("nothing runs");
  return running;
}
