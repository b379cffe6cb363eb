import { secretPlaceholder, type Problems } from "../../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../cluster";
import type { AwsConnect, AwsConnector } from "../aws/args";
import { needed } from "../aws/secrets";
import type { ConnectorSecret, ConnectorSpec, RunningConnector } from "../runtime";
import type { ConnectStrategy } from "../strategy";
import { MskConnector, workerSettings } from "./connector";

/** Runs connectors on MSK Connect. Each has workers of its own. */
export class MskConnectStrategy implements ConnectStrategy {
  readonly #cluster: KafkaCluster;
  readonly #aws: AwsConnect;
  readonly #connectorOf: (spec: ConnectorSpec) => AwsConnector;

  constructor(cluster: KafkaCluster, aws: AwsConnect, connectorOf: (spec: ConnectorSpec) => AwsConnector) {
    this.#cluster = cluster;
    this.#aws = aws;
    this.#connectorOf = connectorOf;
  }

  /** Workers read it from Secrets Manager, with a config provider that is part of the plugin. */
  placeholder(variable: string, secret: ConnectorSecret | undefined): string {
    const { secretName, key } = needed(variable, secret);
    return secretPlaceholder({ provider: "secretsmanager", path: secretName, key });
  }

  check(problems: Problems, spec: ConnectorSpec): void {
    const { auth } = this.#cluster;
    problems.require(
      auth !== "scram" && auth !== "mtls",
      "cluster",
      `signs clients in by ${auth}, and MSK Connect does so by iam or not at all`,
      "use iam, or run the connector on ecs",
    );
    const plugin = this.#aws.plugins[spec.kind];
    problems.require(
      plugin === undefined || plugin.nodes.customPlugin !== undefined,
      `plugins.${spec.kind}`,
      "was made without MSK Connect",
      "leave out mskConnect: false",
    );
    problems.require(
      plugin === undefined || plugin.readsSecrets || Object.keys(spec.secrets ?? {}).length === 0,
      `plugins.${spec.kind}`,
      "holds no config provider: workers of MSK Connect could not read the connector's secrets, and would not start",
      "add the jars of AWS's msk-config-providers, as { file: new pulumi.asset.FileArchive(folder) }",
    );
    // Now, and not when the region is known.
    workerSettings(spec, this.#aws.mskConnect ?? {}, "us-east-1");
  }

  run(name: string, spec: ConnectorSpec, opts: pulumi.ComponentResourceOptions): RunningConnector {
    const connector = new MskConnector(
      name,
      {
        ...this.#connectorOf(spec),
        cluster: this.#cluster,
        network: this.#aws.network,
        settings: this.#aws.mskConnect ?? {},
        logRetentionDays: this.#aws.logRetentionDays ?? 30,
      },
      opts,
    );
    const { proof, log, role } = connector.nodes;
    return {
      place: "mskConnect",
      connectorName: connector.connectorName,
      resources: [proof],
      logGroupName: log.name,
      roleArn: role.arn,
      connectorArn: connector.connectorArn,
    };
  }
}
