import type { FunctionType } from "../../../../provider/framework/resource";
import { text } from "../../common/properties";
import { need, str } from "../../common/values";
import { regionOf, sts } from "../clients";

export const getCallerIdentity: FunctionType = {
  token: "aws:index/getCallerIdentity:getCallerIdentity",
  description: "Who the provider's credentials are.",
  inputs: { id: text("Ignored; for programs written for older versions.") },
  outputs: { accountId: text("Account."), arn: text("ARN."), id: text("Account."), userId: text("User id.") },
  async invoke(_inputs, call) {
    const seen = await (await sts(call)).getCallerIdentity({}, { abortSignal: call.signal });
    return { accountId: seen.Account, arn: seen.Arn, id: seen.Account, userId: seen.UserId };
  },
};

const cities: Readonly<Record<string, string>> = {
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-1": "US West (N. California)",
  "us-west-2": "US West (Oregon)",
  "eu-west-1": "Europe (Ireland)",
  "eu-central-1": "Europe (Frankfurt)",
};

export const getRegion: FunctionType = {
  token: "aws:index/getRegion:getRegion",
  description: "The region that the provider works in.",
  inputs: {
    id: text("Name of the region."),
    name: text("Name of the region (deprecated)."),
    region: text("Name of the region."),
    endpoint: text("EC2 endpoint of the region."),
  },
  outputs: {
    name: text("Name."),
    region: text("Name."),
    id: text("Name."),
    endpoint: text("EC2 endpoint."),
    description: text("Place."),
  },
  invoke(inputs, call) {
    const byEndpoint = /^ec2\.([a-z0-9-]+)\.amazonaws\.com$/.exec(str(inputs.endpoint) ?? "")?.[1];
    const region = str(inputs.region) ?? str(inputs.name) ?? byEndpoint ?? regionOf(call);
    const endpoint = `ec2.${region}.amazonaws.com`;
    return Promise.resolve({
      name: region,
      region,
      id: region,
      endpoint,
      description: cities[region] ?? region,
    });
  },
};

export const getPartition: FunctionType = {
  token: "aws:index/getPartition:getPartition",
  description: "The partition of AWS that the provider's region is in.",
  inputs: { id: text("Ignored; for programs written for older versions.") },
  outputs: {
    partition: text("Partition."),
    dnsSuffix: text("Domain."),
    id: text("Partition."),
    reverseDnsPrefix: text("Reverse domain."),
  },
  invoke(_inputs, call) {
    const region = need({ region: regionOf(call) }, "region");
    const [partition, dnsSuffix] = region.startsWith("cn-")
      ? ["aws-cn", "amazonaws.com.cn"]
      : [region.startsWith("us-gov-") ? "aws-us-gov" : "aws", "amazonaws.com"];
    return Promise.resolve({
      partition,
      dnsSuffix,
      id: partition,
      reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."),
    });
  },
};
