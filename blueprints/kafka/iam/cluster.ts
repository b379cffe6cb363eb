import type { Statement } from "../../iam";

/** What a client does on a cluster: names of topics, groups and transactions, `*` at the end for a prefix. */
export interface KafkaAccess {
  /** ARN of the cluster: `arn:aws:kafka:<region>:<account>:cluster/<name>/<uuid>`. */
  readonly clusterArn: string;
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Topics it may make and whose settings it looks at. */
  readonly create?: readonly string[];
  readonly groups?: readonly string[];
  /** Transactions it may begin and end. */
  readonly transactions?: readonly string[];
}

type Kind = "topic" | "group" | "transactional-id";

/** Statements for exactly these names, none for what is not used. */
export function kafkaAccessStatements(access: KafkaAccess): readonly Statement[] {
  const { read = [], write = [], create = [], groups = [], transactions = [] } = access;
  const writes = write.length > 0 || create.length > 0;
  const cluster = [
    "kafka-cluster:Connect",
    "kafka-cluster:DescribeCluster",
    ...(writes ? ["kafka-cluster:WriteDataIdempotently"] : []),
  ];
  return [
    { Sid: "UseCluster", Effect: "Allow", Action: cluster, Resource: [access.clusterArn] },
    ...on(access, "ReadTopics", "topic", read, ["DescribeTopic", "ReadData"]),
    ...on(access, "WriteTopics", "topic", write, ["DescribeTopic", "WriteData"]),
    ...on(access, "OwnTopics", "topic", create, [
      "CreateTopic",
      "DescribeTopic",
      "DescribeTopicDynamicConfiguration",
      "ReadData",
      "WriteData",
    ]),
    ...on(access, "UseGroups", "group", groups, ["AlterGroup", "DescribeGroup"]),
    ...on(access, "UseTransactions", "transactional-id", transactions, [
      "AlterTransactionalId",
      "DescribeTransactionalId",
    ]),
  ];
}

function on(
  { clusterArn }: KafkaAccess,
  Sid: string,
  kind: Kind,
  names: readonly string[],
  actions: readonly string[],
): readonly Statement[] {
  if (names.length === 0) return [];
  return [
    {
      Sid,
      Effect: "Allow",
      Action: actions.map((action) => `kafka-cluster:${action}`),
      Resource: [...new Set(names)].sort().map((name) => kafkaResourceArn(clusterArn, kind, name)),
    },
  ];
}

/**
 * ARN of something in a cluster.
 *
 * @throws Error when the cluster's ARN is none.
 * @see Amazon MSK developer guide, "Semantics of IAM authorization policy actions and resources"
 */
export function kafkaResourceArn(clusterArn: string, kind: Kind, name: string): string {
  const [, head, cluster] = /^(arn:[^:]+:kafka:[^:]+:[^:]+):cluster\/(.+)$/.exec(clusterArn) ?? [];
  if (head === undefined || cluster === undefined)
    throw new Error(
      `"${clusterArn}" is no ARN of an MSK cluster: it is like arn:aws:kafka:<region>:<account>:cluster/<name>/<uuid>`,
    );
  return `${head}:${kind}/${cluster}/${name}`;
}
