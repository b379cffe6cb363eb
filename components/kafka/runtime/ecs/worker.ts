import {
  kafkaKeystorePath,
  kafkaWorkerSettings,
  kafkaWorkerVariables as variables,
  secretPlaceholder,
  type KafkaAuthKind,
  type KafkaClientAuth,
  type KafkaConfig,
} from "../../../../blueprints";
import type { KafkaCluster } from "../../cluster";
import type { AwsConnect } from "../aws/args";
import type { ConnectorSecrets, ConnectorSpec } from "../runtime";

const inVariable = (key: string) => secretPlaceholder({ provider: "env", key });

/** How a worker on ECS signs in: secrets are in its variables. */
export function clientAuth(auth: KafkaAuthKind): KafkaClientAuth {
  if (auth === "scram") return { kind: "scram", jaas: inVariable(variables.login) };
  if (auth === "mtls")
    return {
      kind: "mtls",
      keystore: kafkaKeystorePath,
      keystorePassword: inVariable(variables.keystorePassword),
    };
  return { kind: auth };
}

/** Secrets of the connector, and the worker's own for the brokers. */
export function taskSecrets(cluster: KafkaCluster, aws: AwsConnect, spec: ConnectorSpec): ConnectorSecrets {
  const { scram, mtls } = aws;
  return {
    ...spec.secrets,
    ...(cluster.auth === "scram" && scram !== undefined
      ? { [variables.username]: scram.username, [variables.password]: scram.password }
      : {}),
    ...(cluster.auth === "mtls" && mtls !== undefined
      ? { [variables.keystore]: mtls.keystore, [variables.keystorePassword]: mtls.password }
      : {}),
  };
}

/** Settings of a worker. `bootstrapServers` are known only later, and replaced then. */
export function workerSettings(
  cluster: KafkaCluster,
  aws: AwsConnect,
  group: string,
  kind: ConnectorSpec["kind"],
  bootstrapServers: string,
): KafkaConfig {
  return kafkaWorkerSettings({
    group,
    bootstrapServers,
    auth: clientAuth(cluster.auth),
    port: aws.network.restPort,
    replicationFactor: Math.min(3, cluster.brokers.count),
    exactlyOnce: kind === "source",
    ...(aws.ecs?.workerSettings === undefined ? {} : { settings: aws.ecs.workerSettings }),
  });
}
