import { keyPolicy, physicalName, policyJson, type EncryptionChoice } from "../../../blueprints";
import type * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { PlaceOutput } from "../../place";

export interface KeyNodes {
  readonly key?: kms.Key;
  readonly alias?: kms.Alias;
}

/** ARN of the key objects are encrypted with, or undefined for S3's own. */
export function keyArn(choice: EncryptionChoice, nodes: KeyNodes): pulumi.Output<string> | undefined {
  if (choice === "s3") return undefined;
  return "existing" in choice ? pulumi.output(choice.existing) : nodes.key?.arn;
}

export function keyArgs(choice: EncryptionChoice, place: PlaceOutput, prefix: string): kms.KeyArgs {
  const days = typeof choice === "object" && "create" in choice ? choice.create.deletionDays : undefined;
  return {
    description: `Objects of the exchange ${prefix}`,
    enableKeyRotation: true,
    deletionWindowInDays: days ?? 30,
    policy: place.apply((known) => policyJson(keyPolicy(known))),
  };
}

export function aliasName(prefix: string): string {
  return `alias/${physicalName("keyAlias", [prefix, "exchange"])}`;
}
