import { physicalName, type KafkaAuthKind, type KafkaBrokers } from "../../../blueprints";
import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as msk from "@pulumi/aws/msk";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { defaultPrefix } from "../../place";
import type { BrokerAuth } from "../../../provider/sdk/kafka";
import type { KafkaClusterArgs, ProvisionedCluster, ServerlessCluster } from "./args";
import { checkCluster } from "./check";
import {
  bootstrapOf,
  brokersOf,
  clusterArgs,
  growth,
  provisionedDefaults,
  serverProperties,
} from "./provisioned";

export interface KafkaClusterNodes {
  readonly configuration?: msk.Configuration;
  readonly log?: cloudwatch.LogGroup;
  readonly cluster?: msk.Cluster;
  readonly serverless?: msk.ServerlessCluster;
  readonly storageTarget?: appautoscaling.Target;
  readonly storagePolicy?: appautoscaling.Policy;
  readonly scram: Readonly<Record<string, msk.SingleScramSecretAssociation>>;
}

/**
 * Kafka's brokers: an MSK cluster of our own, or brokers that exist. Ours are private, encrypted on the way and at rest,
 * let nobody in without a sign-in, keep transactions of exactly-once work through the loss of a broker, make no topic
 * that nobody declared, log, and grow their volumes.
 *
 * Costs day and night: three brokers of the default size about 450 USD a month, and volumes of 100 GiB about 30 more.
 *
 * @example Minimal
 * ```ts
 * const network = new KafkaNetwork("network", { vpc: { existing: { vpcId, subnetIds } } });
 * new KafkaCluster("kafka", { cluster: { provisioned: network.forBrokers() } });
 * ```
 * @example Express brokers, with users beside roles
 * ```ts
 * new KafkaCluster("kafka", {
 *   cluster: {
 *     provisioned: {
 *       ...network.forBrokers(), instanceType: "express.m7g.large", alsoAllow: ["scram"],
 *       scramSecrets: secrets.scramSecrets,
 *     },
 *   },
 * });
 * ```
 * @example Brokers that exist
 * ```ts
 * new KafkaCluster("kafka", {
 *   cluster: { existing: { bootstrapServers: ["127.0.0.1:19092"], auth: "plaintext", brokers: 1 } },
 * });
 * ```
 */
export class KafkaCluster extends FloeComponent {
  /** Addresses of brokers, `host:port` with commas between. */
  readonly bootstrapServers: pulumi.Output<string>;
  /** Undefined for brokers that exist and were given none. */
  readonly clusterArn: pulumi.Output<string> | undefined;
  /** How connectors sign in. */
  readonly auth: KafkaAuthKind;
  readonly brokers: KafkaBrokers;
  /** Whether Kafka's transactions are kept. Sources are refused where not. */
  readonly exactlyOnce: boolean;
  /** Whether MSK itself makes topics. If not, the deployment must reach the brokers. */
  readonly managesTopics: boolean;
  /** How the deployment itself signs in to make topics, where MSK does not make them. */
  readonly admin: BrokerAuth | undefined;
  /** Name for metrics in AWS/Kafka. Undefined for brokers that exist. */
  readonly clusterName: string | undefined;
  readonly nodes: KafkaClusterNodes;

  constructor(name: string, args: KafkaClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    checkCluster(name, args);
    super("floe:kafka:KafkaCluster", name, visible(args), opts);
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const clusterName = args.clusterName ?? physicalName("kafkaCluster", [prefix]);
    const { cluster } = args;
    if ("existing" in cluster) {
      const { existing } = cluster;
      this.bootstrapServers = pulumi.output(existing.bootstrapServers).apply((servers) => servers.join(","));
      this.clusterArn = existing.clusterArn === undefined ? undefined : pulumi.output(existing.clusterArn);
      this.auth = existing.auth;
      this.brokers = { count: existing.brokers ?? 3 };
      this.exactlyOnce = existing.exactlyOnce ?? true;
      this.managesTopics = false;
      this.admin = existing.admin ?? adminOf(existing.auth);
      this.clusterName = undefined;
      this.nodes = { scram: {} };
    } else if ("serverless" in cluster) {
      const made = this.#serverless(clusterName, cluster.serverless, args);
      this.bootstrapServers = made.bootstrapBrokersSaslIam;
      this.clusterArn = made.arn;
      this.auth = "iam";
      this.brokers = { count: 3, serverless: true };
      this.exactlyOnce = false;
      this.managesTopics = false;
      this.admin = adminOf("iam");
      this.clusterName = clusterName;
      this.nodes = { serverless: made, scram: {} };
    } else {
      const spec = cluster.provisioned;
      this.auth = spec.auth ?? provisionedDefaults.auth;
      this.brokers = brokersOf(spec);
      this.exactlyOnce = true;
      this.managesTopics = true;
      this.admin = undefined;
      this.clusterName = clusterName;
      this.nodes = this.#provisioned(clusterName, spec, args);
      const { cluster: made, scram } = this.nodes;
      if (made === undefined) throw new Error("a provisioned cluster has no cluster");
      // A user may sign in once the secrets are bound to the cluster.
      const bound = Object.values(scram).map((association) => association.secretArn);
      this.bootstrapServers = pulumi
        .all([bootstrapOf(made, spec.auth ?? provisionedDefaults.auth), pulumi.all(bound)])
        .apply(([servers]) => servers);
      this.clusterArn = made.arn;
    }
    this.registerOutputs({ bootstrapServers: this.bootstrapServers, clusterArn: this.clusterArn });
  }

  #provisioned(clusterName: string, spec: ProvisionedCluster, args: KafkaClusterArgs): KafkaClusterNodes {
    const { transform, protect } = args;
    const configuration = this.child(
      msk.Configuration,
      "configuration",
      {
        name: clusterName,
        description: `Brokers of ${clusterName}`,
        serverProperties: serverProperties(spec),
      },
      { transform: transform?.configuration },
    );
    const log = this.child(
      cloudwatch.LogGroup,
      "log",
      { name: `/aws/msk/${clusterName}`, retentionInDays: spec.logRetentionDays ?? 30 },
      { transform: transform?.log },
    );
    const grows = growth(spec);
    const cluster = this.child(
      msk.Cluster,
      "cluster",
      clusterArgs(spec, clusterName, configuration, log.name),
      {
        transform: transform?.cluster,
        opts: {
          protect: protect ?? true,
          // Volumes that have grown stay as they are: MSK cannot shrink one.
          ...(grows === undefined
            ? {}
            : { ignoreChanges: ["brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"] }),
        },
      },
    );
    const scaling = grows === undefined ? {} : this.#growth(clusterName, cluster, grows, args);
    const scram = Object.fromEntries(
      Object.entries(spec.scramSecrets ?? {}).map(([user, secretArn]) => [
        user,
        this.child(msk.SingleScramSecretAssociation, `scram-${user}`, { clusterArn: cluster.arn, secretArn }),
      ]),
    );
    return { configuration, log, cluster, ...scaling, scram };
  }

  #growth(
    clusterName: string,
    cluster: msk.Cluster,
    grows: { readonly min: number; readonly max: number; readonly at: number },
    { transform }: KafkaClusterArgs,
  ): Pick<KafkaClusterNodes, "storageTarget" | "storagePolicy"> {
    const storageTarget = this.child(
      appautoscaling.Target,
      "storage-target",
      {
        serviceNamespace: "kafka",
        scalableDimension: "kafka:broker-storage:VolumeSize",
        resourceId: cluster.arn,
        // MSK asks for 1 here: a volume never shrinks below what it has (Amazon MSK developer guide, "Automatic scaling").
        minCapacity: 1,
        maxCapacity: grows.max,
      },
      { transform: transform?.storageTarget },
    );
    const storagePolicy = this.child(
      appautoscaling.Policy,
      "storage-policy",
      {
        name: `${clusterName}-storage`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: storageTarget.serviceNamespace,
        scalableDimension: storageTarget.scalableDimension,
        resourceId: storageTarget.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: grows.at,
          disableScaleIn: true,
          predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
        },
      },
      { transform: transform?.storagePolicy },
    );
    return { storageTarget, storagePolicy };
  }

  #serverless(clusterName: string, spec: ServerlessCluster, args: KafkaClusterArgs): msk.ServerlessCluster {
    return this.child(
      msk.ServerlessCluster,
      "serverless",
      {
        clusterName,
        clientAuthentication: { sasl: { iam: { enabled: true } } },
        vpcConfigs: [{ subnetIds: [...spec.subnetIds], securityGroupIds: [...spec.securityGroupIds] }],
      },
      { transform: args.transform?.serverless, opts: { protect: args.protect ?? true } },
    );
  }
}

/** Sign-in that needs no secret. Users and certificates come from the provider's configuration. */
function adminOf(auth: KafkaAuthKind): BrokerAuth | undefined {
  if (auth === "iam" || auth === "tls") return { kind: auth };
  return auth === "plaintext" ? { kind: "none" } : undefined;
}

/** What policies may look at: no address, no secret. */
function visible({ cluster, protect }: KafkaClusterArgs): Readonly<Record<string, pulumi.Input<unknown>>> {
  if ("existing" in cluster) return { kind: "existing", auth: cluster.existing.auth };
  if ("serverless" in cluster) return { kind: "serverless", auth: "iam", protect: protect ?? true };
  const spec = cluster.provisioned;
  return {
    kind: "provisioned",
    auth: spec.auth ?? provisionedDefaults.auth,
    brokers: brokersOf(spec).count,
    instanceType: spec.instanceType ?? provisionedDefaults.instanceType,
    kafkaVersion: spec.kafkaVersion ?? provisionedDefaults.kafkaVersion,
    protect: protect ?? true,
  };
}
