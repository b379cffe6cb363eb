import * as kms from "@pulumi/aws/kms";
import * as s3 from "@pulumi/aws/s3";
import { asset } from "@pulumi/pulumi";
import { KMS } from "@aws-sdk/client-kms";
import type { Case } from "./harness";
import { text, bucketOf, s3c } from "./aws-documents";

/** A bucket, its settings, and the key that encrypts it. */
export const storageCases: readonly Case[] = [
  {
    token: "aws:s3/bucket:Bucket",
    ownWords: true,
    make: (variant, _, options) =>
      new s3.Bucket(
        "data",
        {
          bucket: "round-trip-data",
          forceDestroy: true,
          tags: { team: variant === "first" ? "one" : "two", keep: "yes" },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      s3c().putBucketTagging({ ...bucketOf(o), Tagging: { TagSet: [{ Key: "team", Value: "other" }] } }),
    seen: "update",
  },
  {
    token: "aws:kms/key:Key",
    ownWords: true,
    make: (variant, _, options) =>
      new kms.Key(
        "key",
        { description: `${variant} key`, enableKeyRotation: true, deletionWindowInDays: 7 },
        options,
      ),
    change: "update",
    drift: (o) => new KMS().disableKeyRotation({ KeyId: text(o, "keyId") }),
    seen: "update",
  },
  {
    token: "aws:kms/alias:Alias",
    make: (variant, others, options) =>
      new kms.Alias(
        "alias",
        { name: `alias/round-trip-${variant}`, targetKeyId: others<kms.Key>("Key").keyId },
        options,
      ),
    change: "replace",
    drift: (o) => new KMS().deleteAlias({ AliasName: text(o, "name") }),
    seen: "delete",
  },
  {
    token: "aws:s3/bucketVersioning:BucketVersioning",
    make: (variant, others, options) =>
      new s3.BucketVersioning(
        "versioning",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          versioningConfiguration: { status: variant === "first" ? "Enabled" : "Suspended" },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      s3c().putBucketVersioning({ ...bucketOf(o), VersioningConfiguration: { Status: "Enabled" } }),
    seen: "update",
  },
  {
    token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    make: (variant, others, options) =>
      new s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          rules: [
            {
              applyServerSideEncryptionByDefault: {
                sseAlgorithm: "aws:kms",
                kmsMasterKeyId: others<kms.Key>("Key").arn,
              },
              bucketKeyEnabled: variant === "first",
            },
          ],
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      s3c().putBucketEncryption({
        ...bucketOf(o),
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
      }),
    seen: "update",
  },
  {
    token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    make: (variant, others, options) =>
      new s3.BucketPublicAccessBlock(
        "public",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: variant === "first",
        },
        options,
      ),
    change: "update",
    drift: (o) => s3c().deletePublicAccessBlock(bucketOf(o)),
    seen: "delete",
  },
  {
    token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    make: (variant, others, options) =>
      new s3.BucketOwnershipControls(
        "ownership",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          rule: { objectOwnership: variant === "first" ? "BucketOwnerPreferred" : "BucketOwnerEnforced" },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      s3c().putBucketOwnershipControls({
        ...bucketOf(o),
        OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
      }),
    seen: "update",
  },
  {
    token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    make: (variant, others, options) =>
      new s3.BucketLifecycleConfiguration(
        "lifecycle",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          rules: [
            {
              id: "old",
              status: "Enabled",
              filter: { prefix: "train/" },
              expiration: { days: variant === "first" ? 7 : 14 },
            },
            {
              id: "versions",
              status: "Enabled",
              filter: {},
              noncurrentVersionExpiration: { noncurrentDays: 30 },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
            },
          ],
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      s3c().putBucketLifecycleConfiguration({
        ...bucketOf(o),
        LifecycleConfiguration: {
          Rules: [{ ID: "old", Status: "Disabled", Filter: { Prefix: "train/" }, Expiration: { Days: 14 } }],
        },
      }),
    seen: "update",
  },
  {
    token: "aws:s3/bucketObjectv2:BucketObjectv2",
    ownWords: true,
    make: (variant, others, options) =>
      new s3.BucketObjectv2(
        "object",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          key: "raw/flights.csv",
          source: new asset.StringAsset(`a,b\n1,${variant}\n`),
          contentType: "text/csv",
          metadata: { origin: variant },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      s3c().putObject({ ...bucketOf(o), Key: text(o, "key"), Body: "other", ContentType: "text/plain" }),
    seen: "update",
  },
];
