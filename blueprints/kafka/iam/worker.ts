import { policyDocument, serviceTrust, type PolicyDocument, type Statement } from "../../iam";
import { offsetsTopic, sinkGroup } from "../names";
import { kafkaWorkerTopics } from "../topics";
import { kafkaAccessStatements } from "./cluster";

/** A connector as a worker's rights see it. */
export interface KafkaConnectorAccess {
  readonly name: string;
  readonly kind: "source" | "sink";
  readonly topics: readonly string[];
  /** Where a sink's bad records go. */
  readonly deadLetterTopic?: string;
  /** A source's own topic of positions. Default: `<name>.offsets`. */
  readonly offsetsTopic?: string;
}

export interface KafkaWorkerRoleSpec {
  /** Cluster whose clients sign in by role. Default: they do not, and need no right on it. */
  readonly clusterArn?: string;
  readonly connectors: readonly KafkaConnectorAccess[];
  /** Name of the workers' group on ECS. MSK Connect makes its own, so there it is left out. */
  readonly group?: string;
  readonly secretArns?: readonly string[];
  /** Keys the secrets are encrypted with, where not AWS's own. */
  readonly keyArns?: readonly string[];
  readonly glue?: { readonly registryArn: string; readonly register: boolean };
}

/** Trust of the role of workers: ECS's tasks, or MSK Connect. */
export function kafkaWorkerTrust(runtime: "ecs" | "mskConnect", accountId: string): PolicyDocument {
  return serviceTrust(runtime === "ecs" ? "ecs-tasks" : "kafkaconnect", accountId);
}

/** What workers need for these connectors: their topics, groups and transactions, and nothing else of the cluster. */
export function kafkaWorkerPolicy(spec: KafkaWorkerRoleSpec): PolicyDocument {
  const { clusterArn } = spec;
  return policyDocument([
    ...(clusterArn === undefined ? [] : brokers(spec, clusterArn)),
    ...secrets(spec),
    ...glue(spec),
  ]);
}

function brokers(spec: KafkaWorkerRoleSpec, clusterArn: string): readonly Statement[] {
  const sources = spec.connectors.filter(({ kind }) => kind === "source");
  const sinks = spec.connectors.filter(({ kind }) => kind === "sink");
  const own = ownNames(spec);
  return kafkaAccessStatements({
    clusterArn,
    read: sinks.flatMap(({ topics }) => topics),
    write: sources.flatMap(({ topics }) => topics),
    create: [
      ...own.topics,
      ...sources.map((source) => source.offsetsTopic ?? offsetsTopic(source.name)),
      ...sinks.flatMap(({ deadLetterTopic }) => deadLetterTopic ?? []),
    ],
    groups: [...own.groups, ...sinks.map(({ name }) => sinkGroup(name))],
    transactions: [...own.transactions, ...sources.map(({ name }) => `${own.prefix}-${name}-*`)],
  });
}

/** What a group of workers calls its own. A task's transactions are `<group>-<connector>-<task>` (KIP-618). */
function ownNames({ group, connectors }: KafkaWorkerRoleSpec) {
  const sources = connectors.some(({ kind }) => kind === "source");
  if (group === undefined)
    return {
      // "*": MSK Connect names the group, its topics and transactions itself when it makes the connector; these are all
      // that its names have in common (Amazon MSK developer guide, "IAM roles and policies for MSK Connect").
      prefix: "*",
      topics: ["__amazon_msk_connect_*"],
      groups: ["__amazon_msk_connect_*"],
      transactions: sources ? ["connect-cluster-*"] : [],
    };
  return {
    prefix: group,
    topics: kafkaWorkerTopics(group).map(({ name }) => name),
    groups: [group],
    // With exactly-once on, as sources have it, the leader writes the group's configuration in a transaction.
    transactions: sources ? [`connect-cluster-${group}`] : [],
  };
}

function secrets({ secretArns = [], keyArns = [] }: KafkaWorkerRoleSpec): readonly Statement[] {
  return [
    ...(secretArns.length === 0
      ? []
      : [
          {
            Sid: "ReadSecrets",
            Effect: "Allow" as const,
            Action: ["secretsmanager:GetSecretValue"],
            Resource: [...secretArns].sort(),
          },
        ]),
    ...(keyArns.length === 0
      ? []
      : [
          {
            Sid: "DecryptSecrets",
            Effect: "Allow" as const,
            Action: ["kms:Decrypt"],
            Resource: [...keyArns].sort(),
          },
        ]),
  ];
}

function glue({ glue: access }: KafkaWorkerRoleSpec): readonly Statement[] {
  if (access === undefined) return [];
  const schemas = access.registryArn.replace(/:registry\//, ":schema/");
  return [
    {
      Sid: "ReadSchemas",
      Effect: "Allow",
      Action: ["glue:GetSchemaByDefinition", "glue:GetSchema", "glue:ListSchemaVersions"],
      Resource: [access.registryArn, `${schemas}/*`],
    },
    {
      // "*": a record names a version by its id alone, and no registry (AWS Glue developer guide, "Schema registry").
      Sid: "ReadSchemaVersions",
      Effect: "Allow",
      Action: ["glue:GetSchemaVersion"],
      Resource: ["*"],
    },
    ...(access.register
      ? [
          {
            Sid: "RegisterSchemas",
            Effect: "Allow" as const,
            Action: ["glue:CreateSchema", "glue:PutSchemaVersionMetadata", "glue:RegisterSchemaVersion"],
            Resource: [access.registryArn, `${schemas}/*`],
          },
        ]
      : []),
  ];
}
