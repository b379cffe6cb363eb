import { layout, type BucketChoice } from "../../../blueprints";
import type * as s3 from "@pulumi/aws/s3";
import type * as inputs from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";

/** Everything about a bucket Floe makes, besides the bucket itself. */
export interface BucketNodes {
  readonly bucket?: s3.Bucket;
  readonly ownership?: s3.BucketOwnershipControls;
  readonly access?: s3.BucketPublicAccessBlock;
  readonly versioning?: s3.BucketVersioning;
  readonly encryption?: s3.BucketServerSideEncryptionConfiguration;
  readonly lifecycle?: s3.BucketLifecycleConfiguration;
  readonly policy?: s3.BucketPolicy;
  readonly notification?: s3.BucketNotification;
}

export function encryptionRule(
  keyArn: pulumi.Input<string> | undefined,
): inputs.s3.BucketServerSideEncryptionConfigurationRule {
  if (keyArn === undefined) return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
    // One data key per bucket instead of one per object: fewer KMS requests, which are billed.
    bucketKeyEnabled: true,
  };
}

/** What passes through is removed after some days; raw files and models stay until somebody deletes them. */
export function lifecycleRules(choice: BucketChoice): inputs.s3.BucketLifecycleConfigurationRule[] {
  const days = ("create" in choice ? choice.create.keepDays : undefined) ?? 30;
  const passing = [layout.train, layout.score, layout.manifests, layout.predictions];
  return [
    ...passing.map((prefix) => ({
      id: `expire-${prefix.replace("/", "")}`,
      status: "Enabled",
      filter: { prefix },
      expiration: { days },
    })),
    {
      id: "tidy",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: days },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
  ];
}
