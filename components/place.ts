import type { AwsPlace } from "../blueprints";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../blueprints";

/** Account, region and partition of the AWS provider: known at preview, so names and ARNs are too. */
export type PlaceOutput = pulumi.Output<AwsPlace>;

/** Answers by provider; those of the default provider by the stack, which is new in each run. */
const known = new WeakMap<pulumi.Resource, PlaceOutput>();

/** Asks the AWS provider that `parent` uses, once: every component on one provider shares the answer. */
export function currentPlace(parent: pulumi.Resource): PlaceOutput {
  const asked = parent.getProvider("aws:index:getRegion") ?? pulumi.runtime.getStackResource();
  if (asked === undefined) return ask(parent);
  const place = known.get(asked) ?? ask(parent);
  known.set(asked, place);
  return place;
}

function ask(parent: pulumi.Resource): PlaceOutput {
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
