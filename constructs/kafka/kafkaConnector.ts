import {
  arn,
  checkInteger,
  hashOf,
  kafkaOffsetsTopicName,
  kafkaSinkConfig,
  kafkaSourceConfig,
  kafkaWorkerPolicy,
  kafkaWorkerTrust,
  mskConnectWorkerSettings,
  physicalName,
  Problems,
  propertiesText,
  type KafkaConfig,
  type KafkaConnectorAccess,
  type KafkaSinkSpec,
  type KafkaSourceSpec,
} from "../../blueprints";
import {
  aws_iam as iam,
  aws_kafkaconnect as kafkaconnect,
  aws_logs as logs,
  Fn,
  RemovalPolicy,
  Resource,
  Stack,
  type IResource,
} from "aws-cdk-lib";
import type { Construct } from "constructs";
import { isToken, placeOf, raise } from "../common/place";

export interface IKafkaConnector extends IResource {
  readonly connectorArn: string;
}

/** A sink or a source as the Pulumi components plan it; its objects in Snowflake are made elsewhere. */
export type KafkaConnectorSpec = { readonly sink: KafkaSinkSpec } | { readonly source: KafkaSourceSpec };

export interface KafkaConnectorProps {
  readonly connector: KafkaConnectorSpec;
  /** Begin of all physical names but the connector's own, which is its identity. */
  readonly namePrefix: string;
  /** Addresses of the brokers, `host:port` with commas between. */
  readonly bootstrapServers: string;
  /** Known when the stack is synthesized: rights on topics are derived from it. */
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Custom plugin with the connector, its converters and the config provider. */
  readonly plugin: { readonly customPluginArn: string; readonly revision: number };
  /** Secrets the placeholders stand for. @default none */
  readonly secretArns?: readonly string[];
  /** Keys of the secrets. @default AWS's own, which need no permission */
  readonly keyArns?: readonly string[];
  /** Workers, as many as there is work for. @default 1 to 2, about 0.11 USD an hour each with 1 MCU */
  readonly workers?: { readonly min: number; readonly max: number };
  /** MCUs of each worker: 1, 2, 4 or 8. @default 1 */
  readonly mcus?: number;
  /** @default 3.7.x */
  readonly kafkaConnectVersion?: string;
  /** Days the workers' log is kept. @default 30 */
  readonly logRetentionDays?: number;
}

/**
 * A connector between Snowflake and Kafka on MSK Connect, with the same configuration, worker settings and rights as
 * Floe's Pulumi component. CloudFormation cannot replace a connector under its name: take it out, deploy, and put it in
 * again. It does not prove that a changed configuration took effect either; `floe kafka status` does.
 *
 * @example
 * new KafkaConnector(this, "Payments", {
 *   connector: { sink: { name: "payments-sink", version: "4.1.0", host, user, role, database: "SHOP", schema: "RAW", login, topics } },
 *   namePrefix: "shop-prod", bootstrapServers, clusterArn, subnetIds, securityGroupIds, plugin, secretArns,
 * });
 */
export class KafkaConnector extends Resource implements IKafkaConnector {
  static fromConnectorArn(scope: Construct, id: string, connectorArn: string): IKafkaConnector {
    class Import extends Resource implements IKafkaConnector {
      readonly connectorArn = connectorArn;
    }
    return new Import(scope, id);
  }

  readonly connectorArn: string;

  constructor(scope: Construct, id: string, props: KafkaConnectorProps) {
    validate(scope, id, props);
    super(scope, id);
    const plan = planOf(props.connector);
    const role = this.createRole(plan.access, props);
    const log = new logs.CfnLogGroup(this, "Log", {
      logGroupName: `/aws/vendedlogs/mskconnect/${props.namePrefix}-${plan.access.name}`,
      retentionInDays: props.logRetentionDays ?? 30,
    });
    log.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const connector = this.createConnector(
      plan,
      role,
      log,
      this.createWorkerConfiguration(plan.access, props),
      props,
    );
    this.connectorArn = connector.attrConnectorArn;
  }

  protected createRole(access: KafkaConnectorAccess, props: KafkaConnectorProps): iam.CfnRole {
    return new iam.CfnRole(this, "Role", {
      roleName: physicalName("role", [props.namePrefix, access.name]),
      description: `MSK Connect ${access.name}`,
      assumeRolePolicyDocument: kafkaWorkerTrust("mskConnect", placeOf(this).accountId),
      policies: [
        {
          policyName: "connector",
          policyDocument: kafkaWorkerPolicy({
            clusterArn: props.clusterArn,
            connectors: [access],
            secretArns: props.secretArns ?? [],
            keyArns: props.keyArns ?? [],
          }),
        },
      ],
    });
  }

  /** It cannot be changed once made: its name says what is in it. */
  protected createWorkerConfiguration(
    { name, kind, offsetsTopic = kafkaOffsetsTopicName(name) }: KafkaConnectorAccess,
    props: KafkaConnectorProps,
  ): kafkaconnect.CfnWorkerConfiguration {
    const text = propertiesText(
      mskConnectWorkerSettings({
        region: placeOf(this).region,
        offsetsTopic: kind === "source" ? offsetsTopic : `__amazon_msk_connect_offsets_${name}`,
        exactlyOnce: kind === "source",
      }),
    );
    const known = Stack.of(this).resolve(text) as unknown;
    return new kafkaconnect.CfnWorkerConfiguration(this, "WorkerConfiguration", {
      name: physicalName("kafkaConnect", [
        props.namePrefix,
        name,
        hashOf(typeof known === "string" ? known : JSON.stringify(known), 12),
      ]),
      propertiesFileContent: Fn.base64(text),
    });
  }

  protected createConnector(
    { config, access }: ReturnType<typeof planOf>,
    role: iam.CfnRole,
    log: logs.CfnLogGroup,
    workers: kafkaconnect.CfnWorkerConfiguration,
    props: KafkaConnectorProps,
  ): kafkaconnect.CfnConnector {
    return new kafkaconnect.CfnConnector(this, "Connector", {
      connectorName: access.name,
      kafkaConnectVersion: props.kafkaConnectVersion ?? "3.7.x",
      capacity: capacityOf(props),
      connectorConfiguration: Object.fromEntries(Object.entries(config).filter(([key]) => key !== "name")),
      kafkaCluster: {
        apacheKafkaCluster: {
          bootstrapServers: props.bootstrapServers,
          vpc: { subnets: [...props.subnetIds], securityGroups: [...props.securityGroupIds] },
        },
      },
      kafkaClusterClientAuthentication: { authenticationType: "IAM" },
      kafkaClusterEncryptionInTransit: { encryptionType: "TLS" },
      logDelivery: { workerLogDelivery: { cloudWatchLogs: { enabled: true, logGroup: log.ref } } },
      plugins: [{ customPlugin: { ...props.plugin } }],
      serviceExecutionRoleArn: role.attrArn,
      workerConfiguration: {
        workerConfigurationArn: workers.attrWorkerConfigurationArn,
        revision: workers.attrRevision,
      },
    });
  }
}

function planOf(connector: KafkaConnectorSpec): {
  readonly config: KafkaConfig;
  readonly access: KafkaConnectorAccess;
} {
  if ("sink" in connector) {
    const { sink } = connector;
    const { errors } = sink;
    const bad =
      errors?.to === "deadLetterTopic"
        ? errors.topic
        : errors?.to === "errorTable"
          ? errors.undecodable?.topic
          : undefined;
    return {
      config: kafkaSinkConfig(sink),
      access: {
        name: sink.name,
        kind: "sink",
        topics: Object.keys(sink.topics),
        ...(bad === undefined ? {} : { deadLetterTopic: bad }),
      },
    };
  }
  const { source } = connector;
  return {
    config: kafkaSourceConfig(source),
    access: {
      name: source.name,
      kind: "source",
      topics: [source.topic],
      ...(source.offsetsTopic === undefined ? {} : { offsetsTopic: source.offsetsTopic }),
    },
  };
}

function capacityOf({
  workers = { min: 1, max: 2 },
  mcus = 1,
}: KafkaConnectorProps): kafkaconnect.CfnConnector.CapacityProperty {
  if (workers.max === workers.min)
    return { provisionedCapacity: { mcuCount: mcus, workerCount: workers.min } };
  return {
    autoScaling: {
      mcuCount: mcus,
      minWorkerCount: workers.min,
      maxWorkerCount: workers.max,
      scaleInPolicy: { cpuUtilizationPercentage: 20 },
      scaleOutPolicy: { cpuUtilizationPercentage: 80 },
    },
  };
}

function validate(scope: Construct, id: string, props: KafkaConnectorProps): void {
  const problems = new Problems();
  problems.require(
    !isToken(props.clusterArn) && props.clusterArn.startsWith("arn:"),
    "clusterArn",
    "must be known when the stack is synthesized: rights on topics are derived from it",
    `write it out, such as ${arn({ partition: "aws", region: "eu-west-1", accountId: "123456789012" }, "kafka", "cluster/<name>/<uuid>")}`,
  );
  problems.require(
    "sink" in props.connector ? !("source" in props.connector) : "source" in props.connector,
    "connector",
    "must be exactly one of sink and source",
    "make two constructs for two connectors",
  );
  const { workers = { min: 1, max: 2 } } = props;
  checkInteger(problems, "workers.min", workers.min, { min: 1, max: 10 });
  checkInteger(problems, "workers.max", workers.max, { min: workers.min, max: 10 });
  problems.require(
    [1, 2, 4, 8].includes(props.mcus ?? 1),
    "mcus",
    `must be 1, 2, 4 or 8, not ${String(props.mcus)}`,
    "use 1",
  );
  raise(problems, scope, id, "KafkaConnector");
}
