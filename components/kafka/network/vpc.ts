import { vpcPrivateBlock, vpcPublicBlock } from "../../../blueprints";
import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import type { KafkaNetworkArgs, VpcChoice } from "./args";

export interface PrivateVpcArgs {
  readonly namePrefix: string;
  readonly vpc: Extract<VpcChoice, { readonly create: unknown }>["create"];
  readonly internet: boolean;
  readonly transform: KafkaNetworkArgs["transform"];
}

/**
 * A VPC whose subnets have no address of the internet. With `internet` they have a way out through NAT, and none in.
 * Costs nothing without it, else about 35 USD a month for each NAT gateway, and its traffic.
 */
export class PrivateVpc extends FloeComponent {
  readonly vpcId: pulumi.Output<string>;
  readonly subnetIds: readonly pulumi.Output<string>[];
  readonly routeTableIds: readonly pulumi.Output<string>[];
  readonly nodes: { readonly vpc: ec2.Vpc; readonly nat: readonly ec2.NatGateway[] };

  constructor(name: string, args: PrivateVpcArgs, opts?: pulumi.ComponentResourceOptions) {
    const { zones, cidr = "10.64.0.0/16", natPerZone = false } = args.vpc;
    super("floe:kafka:PrivateVpc", name, { zones, cidr, internet: args.internet }, opts);
    const tags = { Name: args.namePrefix };
    const vpc = this.child(
      ec2.Vpc,
      "vpc",
      { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags },
      { transform: args.transform?.vpc },
    );
    const subnets = zones.map((zone, index) =>
      this.child(
        ec2.Subnet,
        `private-${zone}`,
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock: vpcPrivateBlock(cidr, index),
          mapPublicIpOnLaunch: false,
          tags: { Name: `${args.namePrefix}-private-${zone}` },
        },
        { transform: args.transform?.subnet },
      ),
    );
    const tables = zones.map((zone) => this.child(ec2.RouteTable, `routes-${zone}`, { vpcId: vpc.id, tags }));
    for (const [index, zone] of zones.entries())
      this.child(ec2.RouteTableAssociation, `routes-${zone}-subnet`, {
        subnetId: at(subnets, index).id,
        routeTableId: at(tables, index).id,
      });
    const nat = args.internet ? this.#wayOut(vpc, tables, natPerZone, cidr, args) : [];
    this.vpcId = vpc.id;
    this.subnetIds = subnets.map(({ id }) => id);
    this.routeTableIds = tables.map(({ id }) => id);
    this.nodes = { vpc, nat };
    this.registerOutputs({ vpcId: this.vpcId });
  }

  /** NAT in subnets of its own, which nothing else is in. */
  #wayOut(
    vpc: ec2.Vpc,
    tables: readonly ec2.RouteTable[],
    natPerZone: boolean,
    cidr: string,
    { vpc: { zones }, namePrefix, transform }: PrivateVpcArgs,
  ): readonly ec2.NatGateway[] {
    const tags = { Name: namePrefix };
    const gateway = this.child(ec2.InternetGateway, "gateway", { vpcId: vpc.id, tags });
    const table = this.child(ec2.RouteTable, "routes-public", { vpcId: vpc.id, tags });
    const route = this.child(ec2.Route, "route-public", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    const used = natPerZone ? zones : zones.slice(0, 1);
    const gateways = used.map((zone, index) => {
      const subnet = this.child(
        ec2.Subnet,
        `public-${zone}`,
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock: vpcPublicBlock(cidr, index),
          mapPublicIpOnLaunch: false,
          tags: { Name: `${namePrefix}-public-${zone}` },
        },
        { transform: transform?.subnet },
      );
      this.child(ec2.RouteTableAssociation, `routes-public-${zone}`, {
        subnetId: subnet.id,
        routeTableId: table.id,
      });
      const address = this.child(ec2.Eip, `address-${zone}`, { domain: "vpc", tags });
      return this.child(
        ec2.NatGateway,
        `nat-${zone}`,
        { subnetId: subnet.id, allocationId: address.id, tags },
        { opts: { dependsOn: [route] } },
      );
    });
    for (const [index, zone] of zones.entries())
      this.child(ec2.Route, `route-${zone}`, {
        routeTableId: at(tables, index).id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: at(gateways, natPerZone ? index : 0).id,
      });
    return gateways;
  }
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
