import { beforeEach, describe, expect, test } from "vitest";
import { KafkaNetwork, type KafkaNetworkArgs } from "../../components/kafka/network";
import { children, inputsOf, known, mockKafka, refusal } from "./kafka-support";
import { ofType, registered, run } from "./mocks";

const existing: KafkaNetworkArgs = { vpc: { existing: { vpcId: "vpc-1", subnetIds: ["a", "b", "c"] } } };
const link = {
  serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
  accountHost: "ab12345.us-east-1.privatelink.snowflakecomputing.com",
  ingestHost: "ab12345-ingest.us-east-1.privatelink.snowflakecomputing.com",
};
beforeEach(mockKafka);

const make = async (args: KafkaNetworkArgs) => {
  let network: KafkaNetwork | undefined;
  await run(() => {
    network = new KafkaNetwork("net", args);
  });
  if (network === undefined) throw new Error("no network was made");
  return network;
};

/** `<group> <direction> <peer> <port>` of every rule. */
const rules = () =>
  ["ingress", "egress"]
    .flatMap((direction) =>
      ofType(
        `aws:vpc/securityGroup${direction === "ingress" ? "Ingress" : "Egress"}Rule:SecurityGroup${direction === "ingress" ? "Ingress" : "Egress"}Rule`,
      ).map(({ inputs }) => {
        const peer = inputs["referencedSecurityGroupId"] ?? inputs["cidrIpv4"] ?? inputs["prefixListId"];
        expect(inputs).toMatchObject({ ipProtocol: "tcp", fromPort: inputs["toPort"] });
        return `${String(inputs["securityGroupId"])} ${direction} ${String(peer)} ${String(inputs["toPort"])}`;
      }),
    )
    .sort();

describe("a network in a VPC that exists", () => {
  test("lets workers to brokers, to each other and out by TLS, and nobody in", async () => {
    const network = await make(existing);
    expect(children()).toEqual([
      "net-brokers aws:ec2:SecurityGroup",
      "net-brokers-ingress-workers-9098 aws:vpc:SecurityGroupIngressRule",
      "net-workers aws:ec2:SecurityGroup",
      "net-workers-egress-brokers-9098 aws:vpc:SecurityGroupEgressRule",
      "net-workers-egress-internet-443 aws:vpc:SecurityGroupEgressRule",
      "net-workers-egress-workers-8083 aws:vpc:SecurityGroupEgressRule",
      "net-workers-ingress-workers-8083 aws:vpc:SecurityGroupIngressRule",
    ]);
    expect(rules()).toEqual([
      "net-brokers-id ingress net-workers-id 9098",
      "net-workers-id egress 0.0.0.0/0 443",
      "net-workers-id egress net-brokers-id 9098",
      "net-workers-id egress net-workers-id 8083",
      "net-workers-id ingress net-workers-id 8083",
    ]);
    expect(network).toMatchObject({ internet: true, restPort: 8083 });
    const { subnetIds, securityGroupIds } = network.forBrokers();
    expect(subnetIds).toHaveLength(3);
    expect(await known(network.brokersGroupId)).toBe("net-brokers-id");
    expect(securityGroupIds).toHaveLength(1);
  });

  test("opens a port for each way to sign in, and for a registry", async () => {
    await make({
      ...existing,
      auth: ["iam", "scram", "mtls"],
      brokers: { existing: "sg-brokers" },
      registry: { securityGroupId: "sg-registry", port: 8081 },
      restPort: 9083,
    });
    expect(rules()).toEqual([
      "net-workers-id egress 0.0.0.0/0 443",
      "net-workers-id egress net-workers-id 9083",
      "net-workers-id egress sg-brokers 9094",
      "net-workers-id egress sg-brokers 9096",
      "net-workers-id egress sg-brokers 9098",
      "net-workers-id egress sg-registry 8081",
      "net-workers-id ingress net-workers-id 9083",
      "sg-brokers ingress net-workers-id 9094",
      "sg-brokers ingress net-workers-id 9096",
      "sg-brokers ingress net-workers-id 9098",
      "sg-registry ingress net-workers-id 8081",
    ]);
    expect(registered.map(({ name }) => name)).not.toContain("net-brokers");
  });
});

describe("a network without a way to the internet", () => {
  const closed: KafkaNetworkArgs = {
    vpc: { create: { zones: ["us-east-1a", "us-east-1b"] } },
    internet: false,
    snowflake: link,
  };

  test("has endpoints for all that workers call, and rules to them alone", async () => {
    await make(closed);
    expect(children()).toEqual([
      "net-brokers aws:ec2:SecurityGroup",
      "net-brokers-ingress-workers-9098 aws:vpc:SecurityGroupIngressRule",
      "net-endpoint-ecr-api aws:ec2:VpcEndpoint",
      "net-endpoint-ecr-dkr aws:ec2:VpcEndpoint",
      "net-endpoint-glue aws:ec2:VpcEndpoint",
      "net-endpoint-logs aws:ec2:VpcEndpoint",
      "net-endpoint-s3 aws:ec2:VpcEndpoint",
      "net-endpoint-secretsmanager aws:ec2:VpcEndpoint",
      "net-endpoint-sts aws:ec2:VpcEndpoint",
      "net-endpoints aws:ec2:SecurityGroup",
      "net-endpoints-ingress-workers-443 aws:vpc:SecurityGroupIngressRule",
      "net-private-private-us-east-1a aws:ec2:Subnet",
      "net-private-private-us-east-1b aws:ec2:Subnet",
      "net-private-routes-us-east-1a aws:ec2:RouteTable",
      "net-private-routes-us-east-1a-subnet aws:ec2:RouteTableAssociation",
      "net-private-routes-us-east-1b aws:ec2:RouteTable",
      "net-private-routes-us-east-1b-subnet aws:ec2:RouteTableAssociation",
      "net-private-vpc aws:ec2:Vpc",
      "net-snowflake-endpoint aws:ec2:VpcEndpoint",
      "net-snowflake-record-ab12345-ingest.us-east-1 aws:route53:Record",
      "net-snowflake-record-ab12345.us-east-1 aws:route53:Record",
      "net-snowflake-zone aws:route53:Zone",
      "net-workers aws:ec2:SecurityGroup",
      "net-workers-egress-brokers-9098 aws:vpc:SecurityGroupEgressRule",
      "net-workers-egress-endpoints-443 aws:vpc:SecurityGroupEgressRule",
      "net-workers-egress-s3-443 aws:vpc:SecurityGroupEgressRule",
      "net-workers-egress-workers-8083 aws:vpc:SecurityGroupEgressRule",
      "net-workers-ingress-workers-8083 aws:vpc:SecurityGroupIngressRule",
    ]);
    expect(rules().filter((rule) => rule.endsWith(" 443"))).toEqual([
      "net-endpoints-id ingress net-workers-id 443",
      "net-workers-id egress net-endpoints-id 443",
      "net-workers-id egress pl-1 443",
    ]);
    expect(JSON.stringify(registered)).not.toContain("0.0.0.0/0");
  });

  test("leads private names of Snowflake, that of ingest too, to its endpoint", async () => {
    await make(closed);
    expect(inputsOf("net-snowflake-endpoint")).toMatchObject({
      serviceName: link.serviceName,
      vpcEndpointType: "Interface",
      securityGroupIds: ["net-endpoints-id"],
      privateDnsEnabled: false,
    });
    expect(inputsOf("net-snowflake-zone")).toEqual({
      name: "privatelink.snowflakecomputing.com",
      comment: "Leads to Snowflake by PrivateLink",
      vpcs: [{ vpcId: "net-private-vpc-id" }],
    });
    expect(ofType("aws:route53/record:Record").map(({ inputs }) => inputs)).toEqual(
      expect.arrayContaining(
        [link.accountHost, link.ingestHost].map((name) => ({
          zoneId: "Z1",
          name,
          type: "CNAME",
          ttl: 300,
          records: ["net-snowflake-endpoint.vpce.example"],
        })),
      ),
    );
    expect(inputsOf("net-endpoint-s3")).toMatchObject({
      serviceName: "com.amazonaws.us-east-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ["net-private-routes-us-east-1a-id", "net-private-routes-us-east-1b-id"],
    });
    expect(inputsOf("net-endpoint-ecr-dkr")).toMatchObject({
      serviceName: "com.amazonaws.us-east-1.ecr.dkr",
      privateDnsEnabled: true,
      securityGroupIds: ["net-endpoints-id"],
    });
  });
});

describe("a VPC that is made", () => {
  const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

  test("has private subnets that share one way out", async () => {
    await make({ vpc: { create: { zones } } });
    expect(children("net-private-nat")).toEqual(["net-private-nat-us-east-1a aws:ec2:NatGateway"]);
    const blocks = ofType("aws:ec2/subnet:Subnet").map(({ inputs }) => String(inputs["cidrBlock"]));
    expect(blocks.sort()).toEqual(["10.64.0.0/20", "10.64.16.0/20", "10.64.255.0/24", "10.64.32.0/20"]);
    expect(
      ofType("aws:ec2/subnet:Subnet").every(({ inputs }) => inputs["mapPublicIpOnLaunch"] === false),
    ).toBe(true);
    expect(zones.map((zone) => inputsOf(`net-private-route-${zone}`)["natGatewayId"])).toEqual(
      zones.map(() => "net-private-nat-us-east-1a-id"),
    );
    // S3 is free, and saves NAT's traffic.
    expect(children("net-endpoint")).toEqual(["net-endpoint-s3 aws:ec2:VpcEndpoint"]);
  });

  test("may have a way out in each zone", async () => {
    await make({ vpc: { create: { zones, natPerZone: true, cidr: "10.8.0.0/17" } } });
    expect(children("net-private-nat")).toHaveLength(3);
    expect(inputsOf("net-private-route-us-east-1c")["natGatewayId"]).toBe("net-private-nat-us-east-1c-id");
    expect(inputsOf("net-private-public-us-east-1b")["cidrBlock"]).toBe("10.8.126.0/24");
  });
});

test.each<[string, Partial<KafkaNetworkArgs>, RegExp]>([
  ["neither VPC", { vpc: {} as KafkaNetworkArgs["vpc"] }, /vpc: must be exactly one of/],
  ["one subnet", { vpc: { existing: { vpcId: "v", subnetIds: ["a"] } } }, /subnetIds: must hold 2 to 3/],
  [
    "one zone twice",
    { vpc: { create: { zones: ["us-east-1a", "us-east-1a"] } } },
    /zones\[1\]: "us-east-1a" is no zone/,
  ],
  [
    "a block that is too small",
    { vpc: { create: { zones: ["us-east-1a", "us-east-1b"], cidr: "10.0.0.0/24" } } },
    /cidr: "10\.0\.0\.0\/24" is no block/,
  ],
  ["no way to Snowflake", { internet: false }, /snowflake: is required without internet/],
  ["S3 without route tables", { awsEndpoints: ["s3"] }, /routeTableIds: is required for an endpoint of S3/],
  [
    "a public host by PrivateLink",
    { snowflake: { ...link, ingestHost: "x.snowflakecomputing.com" } },
    /snowflake\.ingestHost: "x\.snowflakecomputing\.com" is no private name/,
  ],
  [
    "a service that is none",
    { snowflake: { ...link, serviceName: "vpce-svc-1" } },
    /snowflake\.serviceName: "vpce-svc-1" is no endpoint service/,
  ],
  ["no sign-in", { auth: [] }, /auth: names no way/],
])("a network refuses %s", async (_what, change, message) => {
  expect(await refusal(() => new KafkaNetwork("net", { ...existing, ...change }))).toMatch(message);
  expect(registered).toEqual([]);
});
