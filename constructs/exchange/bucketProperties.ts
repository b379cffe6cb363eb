import { layout, type BucketChoice } from "../../blueprints";
import type { aws_s3 as s3 } from "aws-cdk-lib";

/** Everything a bucket of an exchange is set to: encrypted, versioned, private, with events on and old sets removed. */
export function bucketProperties(choice: BucketChoice, keyArn: string | undefined): s3.CfnBucketProps {
  const days = ("create" in choice ? choice.create.keepDays : undefined) ?? 30;
  const encryption =
    keyArn === undefined
      ? { serverSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
      : {
          serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
          bucketKeyEnabled: true,
        };
  return {
    bucketEncryption: { serverSideEncryptionConfiguration: [encryption] },
    versioningConfiguration: { status: "Enabled" },
    ownershipControls: { rules: [{ objectOwnership: "BucketOwnerEnforced" }] },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    lifecycleConfiguration: {
      rules: [
        ...[layout.train, layout.score, layout.manifests, layout.predictions].map((prefix) => ({
          id: `expire-${prefix.replace("/", "")}`,
          status: "Enabled",
          prefix,
          expirationInDays: days,
        })),
        {
          id: "tidy",
          status: "Enabled",
          prefix: "",
          noncurrentVersionExpiration: { noncurrentDays: days },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
  };
}
