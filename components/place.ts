import type { AwsPlace } from "../blueprints";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../blueprints";

/** Account, region and partition of the AWS provider: known at preview, so names and ARNs are too. */
export type PlaceOutput = pulumi.Output<AwsPlace>;

/** Asks the AWS provider that `parent` uses. One call of each per component tree: pass the answer on. */
export function currentPlace(parent: pulumi.Resource): PlaceOutput {
  const opts = { parent };
  return pulumi
    .all([getCallerIdentityOutput({}, opts), getRegionOutput({}, opts), getPartitionOutput({}, opts)])
    .apply(([identity, region, partition]) => ({
      accountId: identity.accountId,
      region: region.region,
      partition: partition.partition,
    }));
}

/** `<project>-<stack>-<name>`: what keeps two stacks of one account apart. */
export function defaultPrefix(name: string): string {
  return physicalName("rule", [pulumi.getProject(), pulumi.getStack(), name], 24);
}
