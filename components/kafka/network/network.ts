import { kafkaSecurityRules, type KafkaNetworkPeer, type KafkaSecurityRule } from "../../../blueprints";
import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { currentPlace, defaultPrefix } from "../../place";
import type { KafkaPlace } from "../cluster";
import { awsEndpoints, checkNetwork, type AwsEndpoint, type KafkaNetworkArgs } from "./args";
import { SnowflakeEndpoint } from "./snowflake";
import { PrivateVpc } from "./vpc";

type Groups = Readonly<Partial<Record<KafkaNetworkPeer, pulumi.Output<string>>>>;
type RuleNodes = Readonly<Record<string, vpc.SecurityGroupIngressRule | vpc.SecurityGroupEgressRule>>;

/**
 * The private network of brokers and workers. Security groups follow from who talks to whom: workers to brokers, to each
 * other's REST API and to a registry; nothing comes in from outside, and only TLS on 443 goes out, through NAT or through
 * endpoints alone.
 *
 * Costs nothing for groups and S3's endpoint; NAT about 35 USD a month, each other endpoint about 7 for each zone.
 *
 * @example In a VPC that exists
 * ```ts
 * new KafkaNetwork("network", { vpc: { existing: { vpcId, subnetIds: [a, b, c] } } });
 * ```
 * @example Without any way to the internet
 * ```ts
 * new KafkaNetwork("network", {
 *   vpc: { create: { zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] } },
 *   internet: false,
 *   snowflake: {
 *     serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0",
 *     accountHost: "ab12345.eu-west-1.privatelink.snowflakecomputing.com",
 *     ingestHost: "ab12345-ingest.eu-west-1.privatelink.snowflakecomputing.com",
 *   },
 * });
 * ```
 * @see Snowflake documentation, "AWS PrivateLink and Snowflake"
 */
export class KafkaNetwork extends FloeComponent {
  readonly vpcId: pulumi.Output<string>;
  /** Private subnets, one for each zone. */
  readonly subnetIds: readonly pulumi.Output<string>[];
  readonly brokersGroupId: pulumi.Output<string>;
  readonly workersGroupId: pulumi.Output<string>;
  /** Whether workers may go out to the internet. */
  readonly internet: boolean;
  /** Port of the workers' REST API. */
  readonly restPort: number;
  readonly nodes: {
    readonly vpc?: PrivateVpc;
    readonly groups: Readonly<Record<string, ec2.SecurityGroup>>;
    readonly rules: RuleNodes;
    readonly endpoints: Readonly<Record<string, ec2.VpcEndpoint>>;
    readonly snowflake?: SnowflakeEndpoint;
  };

  constructor(name: string, args: KafkaNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    checkNetwork(name, args);
    const internet = args.internet ?? true;
    super("floe:kafka:KafkaNetwork", name, { internet, privateLink: args.snowflake !== undefined }, opts);
    const prefix = args.namePrefix ?? defaultPrefix(name);
    this.internet = internet;
    this.restPort = args.restPort ?? 8083;
    const made = this.#vpc(prefix, args);
    this.vpcId = made?.vpcId ?? pulumi.output("existing" in args.vpc ? args.vpc.existing.vpcId : "");
    this.subnetIds =
      made?.subnetIds ??
      ("existing" in args.vpc ? args.vpc.existing.subnetIds.map((id) => pulumi.output(id)) : []);
    const tables =
      made?.routeTableIds ?? ("existing" in args.vpc ? (args.vpc.existing.routeTableIds ?? []) : []);
    const services = args.awsEndpoints ?? standard(internet, tables.length > 0);
    const ours = this.#groups(prefix, services, args);
    this.brokersGroupId = ours.brokers?.id ?? pulumi.output(args.brokers?.existing ?? "");
    this.workersGroupId = ours.workers.id;
    const groups: Groups = {
      brokers: this.brokersGroupId,
      workers: this.workersGroupId,
      ...(args.registry === undefined ? {} : { registry: pulumi.output(args.registry.securityGroupId) }),
      ...(ours.endpoints === undefined ? {} : { endpoints: ours.endpoints.id }),
    };
    const endpoints = this.#endpoints(services, tables, ours.endpoints, args);
    const rules = this.#rules(groups, endpoints["s3"], args);
    const snowflake = this.#snowflake(prefix, ours.endpoints, args);
    this.nodes = {
      ...(made === undefined ? {} : { vpc: made }),
      groups: { ...ours },
      rules,
      endpoints,
      ...(snowflake === undefined ? {} : { snowflake }),
    };
    this.registerOutputs({ vpcId: this.vpcId, workersGroupId: this.workersGroupId });
  }

  /** Subnets and group of brokers: what {@link KafkaCluster} takes. */
  forBrokers(): KafkaPlace {
    return { subnetIds: this.subnetIds, securityGroupIds: [this.brokersGroupId] };
  }

  #vpc(
    namePrefix: string,
    { vpc: choice, internet = true, transform }: KafkaNetworkArgs,
  ): PrivateVpc | undefined {
    if (!("create" in choice)) return undefined;
    return new PrivateVpc(
      this.childName("private"),
      { namePrefix, vpc: choice.create, internet, transform },
      this.within(),
    );
  }

  #groups(
    prefix: string,
    services: readonly AwsEndpoint[],
    args: KafkaNetworkArgs,
  ): {
    readonly workers: ec2.SecurityGroup;
    readonly brokers?: ec2.SecurityGroup;
    readonly endpoints?: ec2.SecurityGroup;
  } {
    const group = (part: string, description: string) =>
      this.child(
        ec2.SecurityGroup,
        part,
        { name: `${prefix}-${part}`, description, vpcId: this.vpcId, tags: { Name: `${prefix}-${part}` } },
        { transform: args.transform?.securityGroup },
      );
    const endpoints = services.some((service) => service !== "s3") || args.snowflake !== undefined;
    return {
      workers: group("workers", "Kafka Connect workers"),
      ...(args.brokers === undefined ? { brokers: group("brokers", "Kafka brokers") } : {}),
      ...(endpoints ? { endpoints: group("endpoints", "AWS and Snowflake inside the VPC") } : {}),
    };
  }

  #rules(groups: Groups, s3: ec2.VpcEndpoint | undefined, args: KafkaNetworkArgs): RuleNodes {
    const rules = new Map<string, KafkaSecurityRule>();
    for (const auth of args.auth ?? ["iam" as const])
      for (const rule of kafkaSecurityRules({
        auth,
        runtime: "ecs",
        restPort: this.restPort,
        ...(args.registry === undefined ? {} : { registryPort: args.registry.port }),
      }))
        rules.set(`${rule.group}-${rule.direction}-${rule.peer}-${rule.port}`, rule);
    const made: Record<string, vpc.SecurityGroupIngressRule | vpc.SecurityGroupEgressRule> = {};
    for (const [part, rule] of rules) {
      if (rule.peer !== "endpoints") made[part] = this.#between(part, rule, groups);
      else Object.assign(made, this.#out(rule, groups, s3));
    }
    return made;
  }

  #between(
    part: string,
    rule: KafkaSecurityRule,
    groups: Groups,
  ): vpc.SecurityGroupIngressRule | vpc.SecurityGroupEgressRule {
    const args = {
      securityGroupId: groups[rule.group] ?? "",
      referencedSecurityGroupId: groups[rule.peer] ?? "",
      ...ports(rule),
    };
    return rule.direction === "ingress"
      ? this.child(vpc.SecurityGroupIngressRule, part, args)
      : this.child(vpc.SecurityGroupEgressRule, part, args);
  }

  /** What leaves the VPC, or goes to the endpoints that stand for it. */
  #out(
    rule: KafkaSecurityRule,
    { workers = pulumi.output(""), endpoints }: Groups,
    s3?: ec2.VpcEndpoint,
  ): RuleNodes {
    const out = (part: string, to: Partial<vpc.SecurityGroupEgressRuleArgs>) => [
      part,
      this.child(vpc.SecurityGroupEgressRule, part, { securityGroupId: workers, ...ports(rule), ...to }),
    ];
    const into = (group: pulumi.Output<string>, part: string) => [
      part,
      this.child(vpc.SecurityGroupIngressRule, part, {
        securityGroupId: group,
        referencedSecurityGroupId: workers,
        ...ports(rule),
      }),
    ];
    const inside = endpoints === undefined ? [] : [into(endpoints, "endpoints-ingress-workers-443")];
    if (this.internet)
      return Object.fromEntries([
        ...inside,
        out("workers-egress-internet-443", { cidrIpv4: "0.0.0.0/0" }),
      ]) as RuleNodes;
    return Object.fromEntries([
      ...inside,
      ...(endpoints === undefined
        ? []
        : [out("workers-egress-endpoints-443", { referencedSecurityGroupId: endpoints })]),
      ...(s3 === undefined ? [] : [out("workers-egress-s3-443", { prefixListId: s3.prefixListId })]),
    ]) as RuleNodes;
  }

  #endpoints(
    services: readonly AwsEndpoint[],
    routeTableIds: readonly pulumi.Input<string>[],
    group: ec2.SecurityGroup | undefined,
    args: KafkaNetworkArgs,
  ): Readonly<Record<string, ec2.VpcEndpoint>> {
    const place = currentPlace(this);
    return Object.fromEntries(
      services.map((service) => [
        service,
        this.child(
          ec2.VpcEndpoint,
          `endpoint-${service.replace(".", "-")}`,
          {
            vpcId: this.vpcId,
            serviceName: place.apply(({ region }) => `com.amazonaws.${region}.${service}`),
            ...(service === "s3"
              ? { vpcEndpointType: "Gateway", routeTableIds: [...routeTableIds] }
              : {
                  vpcEndpointType: "Interface",
                  subnetIds: [...this.subnetIds],
                  securityGroupIds: group === undefined ? [] : [group.id],
                  privateDnsEnabled: true,
                }),
          },
          { transform: args.transform?.endpoint },
        ),
      ]),
    );
  }

  #snowflake(
    namePrefix: string,
    group: ec2.SecurityGroup | undefined,
    { snowflake, transform }: KafkaNetworkArgs,
  ): SnowflakeEndpoint | undefined {
    if (snowflake === undefined || group === undefined) return undefined;
    return new SnowflakeEndpoint(
      this.childName("snowflake"),
      {
        link: snowflake,
        vpcId: this.vpcId,
        subnetIds: this.subnetIds,
        securityGroupId: group.id,
        namePrefix,
        transform: transform?.endpoint,
      },
      this.within(),
    );
  }
}

function ports(rule: KafkaSecurityRule) {
  return { ipProtocol: rule.protocol, fromPort: rule.port, toPort: rule.port, description: rule.description };
}

/** With a way out only what is free; without one, everything workers call. */
function standard(internet: boolean, routed: boolean): readonly AwsEndpoint[] {
  if (!internet) return awsEndpoints;
  return routed ? ["s3"] : [];
}
