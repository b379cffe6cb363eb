import { kafkaBrokerSettings, propertiesText, type KafkaBrokers } from "../../../blueprints";
import type * as msk from "@pulumi/aws/msk";
import type * as inputs from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { isExpress } from "./check";
import type { MskAuth, ProvisionedCluster } from "./args";

export const provisionedDefaults = {
  kafkaVersion: "3.9.x",
  instanceType: "kafka.m7g.large",
  brokersPerZone: 1,
  auth: "iam",
  monitoring: "PER_BROKER",
  gib: 100,
  growAtPercent: 60,
} as const;

/** What topics have to know of the brokers. */
export function brokersOf(spec: ProvisionedCluster): KafkaBrokers {
  const count = spec.subnetIds.length * (spec.brokersPerZone ?? provisionedDefaults.brokersPerZone);
  return isExpress(spec) ? { count, serverless: true } : { count };
}

/** Text of the brokers' configuration. Express brokers fix copies and acknowledgements, and refuse to be told. */
export function serverProperties(spec: ProvisionedCluster): string {
  const fixed = isExpress(spec);
  return propertiesText({
    ...(fixed ? { "auto.create.topics.enable": "false" } : kafkaBrokerSettings(brokersOf(spec))),
    ...spec.settings,
  });
}

export function clusterArgs(
  spec: ProvisionedCluster,
  clusterName: string,
  configuration: msk.Configuration,
  logGroup: pulumi.Input<string>,
): msk.ClusterArgs {
  const express = isExpress(spec);
  return {
    clusterName,
    kafkaVersion: spec.kafkaVersion ?? provisionedDefaults.kafkaVersion,
    numberOfBrokerNodes: brokersOf(spec).count,
    brokerNodeGroupInfo: {
      instanceType: spec.instanceType ?? provisionedDefaults.instanceType,
      clientSubnets: [...spec.subnetIds],
      securityGroups: [...spec.securityGroupIds],
      // Said although it is the default: nothing of the cluster is ever reachable from the internet.
      connectivityInfo: { publicAccess: { type: "DISABLED" } },
      ...(express
        ? {}
        : { storageInfo: { ebsStorageInfo: { volumeSize: spec.storage?.gib ?? provisionedDefaults.gib } } }),
    },
    clientAuthentication: signIn(spec),
    configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
    encryptionInfo: {
      ...(spec.keyArn === undefined ? {} : { encryptionAtRestKmsKeyArn: spec.keyArn }),
      encryptionInTransit: { clientBroker: "TLS", inCluster: true },
    },
    enhancedMonitoring: spec.monitoring ?? provisionedDefaults.monitoring,
    ...(spec.prometheus === true
      ? {
          openMonitoring: {
            prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
          },
        }
      : {}),
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup } } },
    ...(express ? { rebalancing: { status: (spec.rebalancing ?? "active").toUpperCase() } } : {}),
  };
}

function signIn(spec: ProvisionedCluster): inputs.msk.ClusterClientAuthentication {
  const allowed = new Set<MskAuth>([spec.auth ?? provisionedDefaults.auth, ...(spec.alsoAllow ?? [])]);
  return {
    unauthenticated: false,
    sasl: { iam: allowed.has("iam"), scram: allowed.has("scram") },
    ...(allowed.has("mtls")
      ? { tls: { certificateAuthorityArns: [...(spec.certificateAuthorityArns ?? [])] } }
      : {}),
  };
}

/** Addresses for one way to sign in. */
export function bootstrapOf(cluster: msk.Cluster, auth: MskAuth): pulumi.Output<string> {
  const servers = {
    iam: cluster.bootstrapBrokersSaslIam,
    scram: cluster.bootstrapBrokersSaslScram,
    mtls: cluster.bootstrapBrokersTls,
  };
  return servers[auth];
}

/** How far volumes grow, or undefined where they do not. */
export function growth(
  spec: ProvisionedCluster,
): { readonly min: number; readonly max: number; readonly at: number } | undefined {
  if (isExpress(spec)) return undefined;
  const min = spec.storage?.gib ?? provisionedDefaults.gib;
  const max = spec.storage?.maxGib ?? Math.min(16_384, min * 10);
  return max > min
    ? { min, max, at: spec.storage?.growAtPercent ?? provisionedDefaults.growAtPercent }
    : undefined;
}
