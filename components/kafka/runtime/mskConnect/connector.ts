import {
  hashOf,
  kafkaOffsetsTopicName,
  kafkaWorkerTrust,
  mskConnectWorkerSettings,
  physicalName,
  policyJson,
  propertiesText,
  type KafkaConfig,
} from "../../../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as mskconnect from "@pulumi/aws/mskconnect";
import type * as inputs from "@pulumi/aws/types/input";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../../provider/sdk";
import { FloeComponent } from "../../../component";
import { currentPlace } from "../../../place";
import type { KafkaCluster } from "../../cluster";
import type { AwsConnector, WorkerNetwork } from "../aws/args";
import { workerPolicy } from "../aws/role";
import type { ConnectorSpec } from "../runtime";
import type { MskConnectSettings } from "./args";

export interface MskConnectorArgs extends AwsConnector {
  readonly cluster: KafkaCluster;
  readonly network: WorkerNetwork;
  readonly settings: MskConnectSettings;
  readonly logRetentionDays: number;
}

/**
 * A connector on MSK Connect, proven to run with the configuration it was given. Its name is its identity: what cannot be
 * changed in place is deleted first and made again under the same name, and goes on where it was.
 */
export class MskConnector extends FloeComponent {
  /** Name, known once it runs with exactly its configuration. */
  readonly connectorName: pulumi.Output<string>;
  readonly connectorArn: pulumi.Output<string>;
  readonly nodes: {
    readonly role: iam.Role;
    readonly rolePolicy?: iam.RolePolicy;
    readonly log: cloudwatch.LogGroup;
    readonly workerConfiguration: mskconnect.WorkerConfiguration;
    readonly connector: mskconnect.Connector;
    readonly proof: floe.kafka.MskConnectorConfiguration;
  };

  constructor(name: string, args: MskConnectorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { spec, settings } = args;
    super(
      "floe:kafka:MskConnector",
      name,
      { connector: spec.name, kind: spec.kind, capacity: capacityOf(settings) },
      opts,
    );
    const { role, rolePolicy } = this.#role(args);
    const log = this.child(
      cloudwatch.LogGroup,
      "log",
      {
        name: `/aws/vendedlogs/mskconnect/${args.prefix}-${spec.name}`,
        retentionInDays: args.logRetentionDays,
      },
      { transform: settings.transform?.log },
    );
    const workerConfiguration = this.#workerConfiguration(args);
    const connector = this.#connector(args, role, rolePolicy, log, workerConfiguration);
    const proof = this.child(
      floe.kafka.MskConnectorConfiguration,
      "proof",
      {
        connectorArn: connector.arn,
        config: configOf(spec),
        ...(settings.timeoutSeconds === undefined ? {} : { timeoutSeconds: settings.timeoutSeconds }),
        // Not in the configuration, but part of how it runs.
        triggers: [workerConfiguration.arn, JSON.stringify(capacityOf(settings))],
      },
      { transform: settings.transform?.proof },
    );
    this.connectorArn = connector.arn;
    this.connectorName = pulumi.all([connector.name, proof.state]).apply(([named]) => named);
    this.nodes = {
      role,
      ...(rolePolicy === undefined ? {} : { rolePolicy }),
      log,
      workerConfiguration,
      connector,
      proof,
    };
    this.registerOutputs({ connectorName: this.connectorName });
  }

  #role({ spec, prefix, cluster, settings }: MskConnectorArgs): {
    readonly role: iam.Role;
    readonly rolePolicy: iam.RolePolicy | undefined;
  } {
    const role = this.child(
      iam.Role,
      "role",
      {
        name: physicalName("role", [prefix, spec.name]),
        description: `MSK Connect ${spec.name}`,
        assumeRolePolicy: currentPlace(this).apply(({ accountId }) =>
          policyJson(kafkaWorkerTrust("mskConnect", accountId)),
        ),
      },
      { transform: settings.transform?.role },
    );
    const policy = workerPolicy({ cluster, spec, secrets: Object.values(spec.secrets ?? {}) });
    const rolePolicy =
      policy === undefined
        ? undefined
        : this.child(iam.RolePolicy, "role-policy", { name: "connector", role: role.name, policy });
    return { role, rolePolicy };
  }

  /** It cannot be changed once made: its name says what is in it. */
  #workerConfiguration({ spec, prefix, settings }: MskConnectorArgs): mskconnect.WorkerConfiguration {
    const text = currentPlace(this).apply(({ region }) =>
      propertiesText(workerSettings(spec, settings, region)),
    );
    return this.child(
      mskconnect.WorkerConfiguration,
      "worker-configuration",
      {
        name: text.apply((known) => physicalName("kafkaConnect", [prefix, spec.name, hashOf(known, 12)])),
        propertiesFileContent: text,
      },
      { transform: settings.transform?.workerConfiguration },
    );
  }

  #connector(
    { spec, cluster, network, plugin, settings }: MskConnectorArgs,
    role: iam.Role,
    rolePolicy: iam.RolePolicy | undefined,
    log: cloudwatch.LogGroup,
    workerConfiguration: mskconnect.WorkerConfiguration,
  ): mskconnect.Connector {
    const wait = `${settings.timeoutSeconds ?? 3600}s`;
    const custom = plugin.nodes.customPlugin;
    if (custom === undefined) throw new Error("the plugin was not made for MSK Connect");
    return this.child(
      mskconnect.Connector,
      "connector",
      {
        name: spec.name,
        kafkaconnectVersion: settings.version ?? "3.7.x",
        capacity: capacityOf(settings),
        connectorConfiguration: configOf(spec),
        kafkaCluster: {
          apacheKafkaCluster: {
            bootstrapServers: cluster.bootstrapServers,
            vpc: { subnets: [...network.subnetIds], securityGroups: [network.workersGroupId] },
          },
        },
        kafkaClusterClientAuthentication: { authenticationType: cluster.auth === "iam" ? "IAM" : "NONE" },
        kafkaClusterEncryptionInTransit: {
          encryptionType: cluster.auth === "plaintext" ? "PLAINTEXT" : "TLS",
        },
        // A connector that does not start says why here, and nowhere else.
        logDelivery: { workerLogDelivery: { cloudwatchLogs: { enabled: true, logGroup: log.name } } },
        plugins: [{ customPlugin: { arn: custom.arn, revision: custom.latestRevision } }],
        serviceExecutionRoleArn: role.arn,
        workerConfiguration: {
          arn: workerConfiguration.arn,
          revision: workerConfiguration.latestRevision,
        },
      },
      {
        transform: settings.transform?.connector,
        opts: {
          // Its name is its identity, and taken until the old one is gone.
          deleteBeforeReplace: true,
          // AWS's provider gives up after 20 minutes, and 10 for a deletion: a connector may take longer.
          customTimeouts: { create: wait, update: wait, delete: wait },
          replaceOnChanges: ['connectorConfiguration["connector.class"]'],
          ...(rolePolicy === undefined ? {} : { dependsOn: [rolePolicy] }),
        },
      },
    );
  }
}

/** @throws InvalidArguments for what MSK Connect refuses of workers. */
export function workerSettings(
  spec: ConnectorSpec,
  settings: MskConnectSettings,
  region: string,
): KafkaConfig {
  return mskConnectWorkerSettings({
    region,
    // A sink keeps its position in a consumer group, and its workers theirs among MSK Connect's own topics.
    offsetsTopic:
      spec.kind === "source"
        ? (spec.offsetsTopic ?? kafkaOffsetsTopicName(spec.name))
        : `__amazon_msk_connect_offsets_${spec.name}`,
    exactlyOnce: spec.kind === "source",
    ...(settings.workerSettings === undefined ? {} : { settings: settings.workerSettings }),
  });
}

/** MSK Connect gives the name apart. */
function configOf(spec: ConnectorSpec): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(Object.entries(spec.config).filter(([key]) => key !== "name"));
}

function scales({ workers = { min: 1, max: 2 } }: MskConnectSettings): boolean {
  return workers.max > workers.min;
}

function capacityOf(settings: MskConnectSettings): inputs.mskconnect.ConnectorCapacity {
  const { workers = { min: 1, max: 2 }, mcus = 1, scaleAt = { in: 20, out: 80 } } = settings;
  if (!scales(settings)) return { provisionedCapacity: { mcuCount: mcus, workerCount: workers.min } };
  return {
    autoscaling: {
      mcuCount: mcus,
      minWorkerCount: workers.min,
      maxWorkerCount: workers.max,
      scaleInPolicy: { cpuUtilizationPercentage: scaleAt.in },
      scaleOutPolicy: { cpuUtilizationPercentage: scaleAt.out },
    },
  };
}
