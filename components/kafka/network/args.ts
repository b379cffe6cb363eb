import {
  checkInteger,
  checkOneOf,
  checkSize,
  checkVpcAddresses,
  Problems,
  type KafkaAuthKind,
} from "../../../blueprints";
import type * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../../component";

/** Where brokers and workers live: never with an address of the internet. */
export type VpcChoice =
  | {
      /** Its private subnets, one for each zone. */
      readonly existing: {
        readonly vpcId: pulumi.Input<string>;
        readonly subnetIds: readonly pulumi.Input<string>[];
        /** Route tables of the subnets: what S3's endpoint is entered in. Needed without `internet`. */
        readonly routeTableIds?: readonly pulumi.Input<string>[];
      };
    }
  | {
      readonly create: {
        /** Zones by name, such as eu-west-1a: 2 or 3. By name, as those of a region may become more. */
        readonly zones: readonly string[];
        /** Block of 65,536 or 32,768 private addresses. Default: 10.64.0.0/16. */
        readonly cidr?: string;
        /** Whether each zone has its own way out, at about 35 USD a month each. Default: false, they share one. */
        readonly natPerZone?: boolean;
      };
    };

/** AWS's services that have an endpoint inside the VPC. */
export const awsEndpoints = ["s3", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts", "glue"] as const;
export type AwsEndpoint = (typeof awsEndpoints)[number];

/** Snowflake by AWS PrivateLink. Names are what `SYSTEM$GET_PRIVATELINK_CONFIG()` answers. */
export interface SnowflakePrivateLink {
  /** `privatelink-vpce-id`: com.amazonaws.vpce.<region>.vpce-svc-... */
  readonly serviceName: string;
  /** `privatelink-account-url`, such as ab12345.eu-west-1.privatelink.snowflakecomputing.com. */
  readonly accountHost: string;
  /**
   * Where rows are streamed to, which is another host than the account's: without a private name for it a sink would look
   * for a way through the internet.
   */
  readonly ingestHost: string;
  /** Such as `privatelink-ocsp-url` and the host of internal stages. Default: none. */
  readonly furtherHosts?: readonly string[];
  /** Private hosted zone of privatelink.snowflakecomputing.com in this VPC. Default: one is made. */
  readonly existingZoneId?: pulumi.Input<string>;
}

export interface KafkaNetworkArgs {
  readonly vpc: VpcChoice;
  /** Ways to sign in to the brokers: each has its port. Default: iam. */
  readonly auth?: readonly KafkaAuthKind[];
  /** Security group of brokers that exist. Default: one is made. */
  readonly brokers?: { readonly existing: pulumi.Input<string> };
  /** A schema registry in the VPC. Default: none, as Glue has an endpoint. */
  readonly registry?: { readonly securityGroupId: pulumi.Input<string>; readonly port: number };
  /** Port of the workers' REST API. Default: 8083. */
  readonly restPort?: number;
  /**
   * Whether workers may go out to the internet by TLS on 443, through NAT: to Snowflake, AWS, and registries of images.
   * False leaves only endpoints in the VPC: then `snowflake` is needed, and images come from ECR. Default: true.
   */
  readonly internet?: boolean;
  /**
   * Services with an endpoint of their own, at about 7 USD a month and zone each; s3 is free. Default: all of them without
   * `internet`, else s3 where route tables are known.
   */
  readonly awsEndpoints?: readonly AwsEndpoint[];
  /** Default: Snowflake is reached through the internet. */
  readonly snowflake?: SnowflakePrivateLink;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
  readonly transform?: {
    readonly vpc?: Transform<ec2.VpcArgs>;
    readonly subnet?: Transform<ec2.SubnetArgs>;
    readonly securityGroup?: Transform<ec2.SecurityGroupArgs>;
    readonly endpoint?: Transform<ec2.VpcEndpointArgs>;
  };
}

/** @throws InvalidArguments with all problems. */
export function checkNetwork(name: string, args: KafkaNetworkArgs): void {
  const problems = new Problems();
  checkVpc(problems, args);
  for (const [index, auth] of (args.auth ?? []).entries())
    checkOneOf(problems, `auth[${index}]`, auth, ["iam", "scram", "mtls", "tls", "plaintext"]);
  problems.require(
    args.auth === undefined || args.auth.length > 0,
    "auth",
    "names no way to sign in",
    "use iam",
  );
  for (const [index, endpoint] of (args.awsEndpoints ?? []).entries())
    checkOneOf(problems, `awsEndpoints[${index}]`, endpoint, awsEndpoints);
  checkInteger(problems, "restPort", args.restPort, { min: 1024, max: 65_535 });
  checkInteger(problems, "registry.port", args.registry?.port, { min: 1, max: 65_535 });
  checkPrivateLink(problems, args);
  problems.raise(`KafkaNetwork "${name}"`);
}

function checkVpc(problems: Problems, { vpc, internet, awsEndpoints: endpoints }: KafkaNetworkArgs): void {
  const ways = Object.keys(vpc);
  if (
    !problems.require(
      ways.length === 1 && ("existing" in vpc || "create" in vpc),
      "vpc",
      "must be exactly one of existing and create",
      "give one of the two",
    )
  )
    return;
  if ("existing" in vpc) {
    const { subnetIds, routeTableIds } = vpc.existing;
    checkSize(problems, "vpc.existing.subnetIds", subnetIds, { min: 2, max: 3, what: "private subnets" });
    problems.require(
      routeTableIds !== undefined || (internet !== false && endpoints?.includes("s3") !== true),
      "vpc.existing.routeTableIds",
      "is required for an endpoint of S3: without an entry in them nothing finds it",
      "name the route tables of the subnets",
    );
    return;
  }
  const { zones, cidr } = vpc.create;
  checkSize(problems, "vpc.create.zones", zones, { min: 2, max: 3, what: "zones" });
  for (const [index, zone] of zones.entries())
    problems.require(
      /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone) && zones.indexOf(zone) === index,
      `vpc.create.zones[${index}]`,
      `"${zone}" is no zone of its own`,
      "name different zones of the region, such as eu-west-1a",
    );
  if (cidr !== undefined) checkVpcAddresses(problems, "vpc.create.cidr", cidr);
}

function checkPrivateLink(problems: Problems, { internet, snowflake }: KafkaNetworkArgs): void {
  problems.require(
    internet !== false || snowflake !== undefined,
    "snowflake",
    "is required without internet: no worker could reach Snowflake",
    "pass what SYSTEM$GET_PRIVATELINK_CONFIG() answers, or allow internet",
  );
  if (snowflake === undefined) return;
  const at = problems.at("snowflake");
  at.require(
    /^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]+$/.test(snowflake.serviceName),
    "serviceName",
    `"${snowflake.serviceName}" is no endpoint service`,
    "pass privatelink-vpce-id: com.amazonaws.vpce.<region>.vpce-svc-...",
  );
  for (const [argument, host] of hostsOf(snowflake))
    at.require(
      /^[a-z0-9][a-z0-9._-]*\.privatelink\.snowflakecomputing\.com$/i.test(host),
      argument,
      `"${host}" is no private name of Snowflake`,
      "write a name that ends in .privatelink.snowflakecomputing.com",
    );
}

/** Hosts of an account, by the argument that names each. */
export function hostsOf(link: SnowflakePrivateLink): readonly (readonly [string, string])[] {
  return [
    ["accountHost", link.accountHost],
    ["ingestHost", link.ingestHost],
    ...(link.furtherHosts ?? []).map((host, index) => [`furtherHosts[${index}]`, host] as const),
  ];
}
