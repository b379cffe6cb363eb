import { checkInteger, checkName, checkOneOf, isPlain, Problems } from "../../../blueprints";
import type {
  ClusterChoice,
  ExistingCluster,
  KafkaClusterArgs,
  KafkaPlace,
  ProvisionedCluster,
} from "./args";

const ways = ["provisioned", "serverless", "existing"] as const;
const auths = ["iam", "scram", "mtls"] as const;

/** Brokers whose storage and copies MSK manages. */
export function isExpress({ instanceType }: ProvisionedCluster): boolean {
  return instanceType?.startsWith("express.") === true;
}

/** @throws InvalidArguments with all problems. */
export function checkCluster(name: string, args: KafkaClusterArgs): void {
  const problems = new Problems();
  checkName(problems, "clusterName", args.clusterName, "kafkaCluster");
  const way = only(problems, args.cluster);
  if (way !== undefined) {
    const at = problems.at(`cluster.${way}`);
    const { cluster } = args;
    if ("provisioned" in cluster) checkProvisioned(at, cluster.provisioned);
    else if ("serverless" in cluster) checkPlace(at, cluster.serverless);
    else checkExisting(at, cluster.existing);
  }
  problems.raise(`KafkaCluster "${name}"`);
}

function only(problems: Problems, choice: ClusterChoice): (typeof ways)[number] | undefined {
  const given = ways.filter((way) => way in choice);
  problems.require(
    given.length === 1,
    "cluster",
    `must be exactly one of ${ways.join(", ")}`,
    "give one of the three",
  );
  return given.length === 1 ? given[0] : undefined;
}

function checkPlace(problems: Problems, { subnetIds, securityGroupIds }: KafkaPlace): void {
  problems.require(
    subnetIds.length === 2 || subnetIds.length === 3,
    "subnetIds",
    `names ${subnetIds.length} subnets, and MSK spreads brokers over 2 or 3 zones`,
    "give one private subnet of each of 3 zones",
  );
  problems.require(
    securityGroupIds.length > 0,
    "securityGroupIds",
    "names no security group: MSK would take the VPC's own, which lets everything of the group in",
    "pass KafkaNetwork's brokers, or a group of your own",
  );
}

function checkProvisioned(problems: Problems, spec: ProvisionedCluster): void {
  checkPlace(problems, spec);
  const version = spec.kafkaVersion;
  problems.require(
    version === undefined || /^\d+\.\d+\.(\d+|x)(\.\d+)?(\.kraft|\.tiered)?$/.test(version),
    "kafkaVersion",
    `"${String(version)}" is no version of MSK`,
    "write it as MSK does: 3.9.x",
  );
  const size = spec.instanceType;
  problems.require(
    size === undefined || /^(kafka|express)\.[a-z0-9]+\.[a-z0-9]+$/.test(size),
    "instanceType",
    `"${String(size)}" is no size of a broker`,
    "write kafka.m7g.large, or express.m7g.large",
  );
  checkInteger(problems, "brokersPerZone", spec.brokersPerZone, { min: 1, max: 30, unit: "brokers" });
  checkInteger(problems, "logRetentionDays", spec.logRetentionDays, { min: 1, max: 3653, unit: "days" });
  checkOneOf(problems, "auth", spec.auth, auths);
  for (const [index, way] of (spec.alsoAllow ?? []).entries())
    checkOneOf(problems, `alsoAllow[${index}]`, way, auths);
  checkSignIn(problems, spec);
  checkStorage(problems, spec);
  if (isExpress(spec)) checkExpress(problems, spec);
  else
    problems.require(
      spec.rebalancing === undefined,
      "rebalancing",
      "is for Express brokers: the others do not move partitions by themselves",
      "remove it, or use an express. size",
    );
}

function checkSignIn(problems: Problems, spec: ProvisionedCluster): void {
  const allowed = [spec.auth ?? "iam", ...(spec.alsoAllow ?? [])];
  const authorities = spec.certificateAuthorityArns ?? [];
  problems.require(
    allowed.includes("mtls") === authorities.length > 0,
    "certificateAuthorityArns",
    authorities.length > 0
      ? "is for mtls"
      : "is required for mtls: nothing would tell whose certificates count",
    authorities.length > 0 ? 'add alsoAllow: ["mtls"]' : "name private authorities of AWS Private CA",
  );
  const secrets = Object.keys(spec.scramSecrets ?? {});
  problems.require(
    secrets.length === 0 || allowed.includes("scram"),
    "scramSecrets",
    "is for scram",
    'add alsoAllow: ["scram"]',
  );
  for (const name of secrets)
    problems.require(
      /^[A-Za-z0-9-]{1,40}$/.test(name),
      `scramSecrets.${name}`,
      "is the begin of a logical name, of letters, digits and -",
      "choose such a name",
    );
}

function checkStorage(problems: Problems, { storage = {} }: ProvisionedCluster): void {
  const gib = storage.gib ?? 100;
  checkInteger(problems, "storage.gib", storage.gib, { min: 1, max: 16_384, unit: "GiB" });
  checkInteger(problems, "storage.maxGib", storage.maxGib, { min: gib, max: 16_384, unit: "GiB" });
  checkInteger(problems, "storage.growAtPercent", storage.growAtPercent, {
    min: 10,
    max: 80,
    unit: "percent",
  });
}

/** @see Amazon MSK developer guide, "Amazon MSK Express brokers" */
function checkExpress(problems: Problems, spec: ProvisionedCluster): void {
  problems.require(
    spec.storage === undefined,
    "storage",
    "is not for Express brokers, whose storage grows with what is in it",
    "remove it, or use a kafka. size",
  );
  problems.require(
    spec.subnetIds.length === 3,
    "subnetIds",
    "must name subnets of 3 zones for Express brokers",
    "give one private subnet of each of 3 zones",
  );
}

function checkExisting(problems: Problems, spec: ExistingCluster): void {
  const servers = spec.bootstrapServers as unknown;
  if (Array.isArray(servers)) {
    problems.require(servers.length > 0, "bootstrapServers", "is empty", "give host:port of a broker");
    for (const [index, server] of servers.entries())
      problems.require(
        !isPlain(server) || (typeof server === "string" && /^[A-Za-z0-9.-]+:\d{1,5}$/.test(server)),
        `bootstrapServers[${index}]`,
        `"${String(server)}" is no address of a broker`,
        "write host:port, such as b-1.kafka.internal:9098",
      );
  }
  checkOneOf(problems, "auth", spec.auth, ["iam", "scram", "mtls", "tls", "plaintext"]);
  checkInteger(problems, "brokers", spec.brokers, { min: 1, max: 90, unit: "brokers" });
  problems.require(
    spec.auth !== "iam" || spec.clusterArn !== undefined,
    "clusterArn",
    "is required with iam: workers get rights on exactly this cluster",
    "pass the cluster's ARN",
  );
}
