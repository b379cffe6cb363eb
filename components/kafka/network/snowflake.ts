import * as ec2 from "@pulumi/aws/ec2";
import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";
import { hostsOf, type SnowflakePrivateLink } from "./args";

const domain = "privatelink.snowflakecomputing.com";

export interface SnowflakeEndpointArgs {
  readonly link: SnowflakePrivateLink;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly namePrefix: string;
  readonly transform: Transform<ec2.VpcEndpointArgs> | undefined;
}

/** Snowflake inside the VPC: an endpoint, and private names that lead to it. About 7 USD a month for each zone. */
export class SnowflakeEndpoint extends FloeComponent {
  readonly nodes: {
    readonly endpoint: ec2.VpcEndpoint;
    readonly zone?: route53.Zone;
    readonly records: Readonly<Record<string, route53.Record>>;
  };

  constructor(name: string, args: SnowflakeEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const hosts = hostsOf(args.link).map(([, host]) => host);
    super("floe:kafka:SnowflakeEndpoint", name, { hosts }, opts);
    const endpoint = this.child(
      ec2.VpcEndpoint,
      "endpoint",
      {
        vpcId: args.vpcId,
        serviceName: args.link.serviceName,
        vpcEndpointType: "Interface",
        subnetIds: [...args.subnetIds],
        securityGroupIds: [args.securityGroupId],
        // Snowflake's service has no names of its own: those below stand for them.
        privateDnsEnabled: false,
        tags: { Name: `${args.namePrefix}-snowflake` },
      },
      { transform: args.transform },
    );
    const zone =
      args.link.existingZoneId === undefined
        ? this.child(route53.Zone, "zone", {
            name: domain,
            comment: "Leads to Snowflake by PrivateLink",
            vpcs: [{ vpcId: args.vpcId }],
          })
        : undefined;
    const zoneId = zone?.zoneId ?? args.link.existingZoneId ?? "";
    const target = endpoint.dnsEntries.apply((entries) => entries[0]?.dnsName ?? "");
    const records = Object.fromEntries(
      [...new Set(hosts)].map((host) => [
        host,
        this.child(route53.Record, `record-${host.slice(0, -domain.length - 1)}`, {
          zoneId,
          name: host,
          type: "CNAME",
          ttl: 300,
          records: [target],
        }),
      ]),
    );
    this.nodes = { endpoint, records, ...(zone === undefined ? {} : { zone }) };
    this.registerOutputs({});
  }
}
