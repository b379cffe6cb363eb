import type { ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import { block, flag, list, text } from "../../common/properties";
import { fromApi, toApi } from "../shape";
import { bucketSetting } from "./setting";

const renames = { sseAlgorithm: "SSEAlgorithm", kmsMasterKeyId: "KMSMasterKeyID" };

export const bucketEncryption = bucketSetting({
  token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  description: "Default encryption of a bucket's new objects.",
  inputs: {
    rules: list(
      "The encryption wanted.",
      {
        applyServerSideEncryptionByDefault: block("Default encryption.", {
          sseAlgorithm: text("Algorithm.", {
            required: true,
            allowed: ["AES256", "aws:kms", "aws:kms:dsse"],
          }),
          kmsMasterKeyId: text("Key for aws:kms: id, ARN or alias."),
        }),
        bucketKeyEnabled: flag("Whether a bucket key saves calls to KMS."),
      },
      { required: true },
    ),
  },
  unsupported: ["expectedBucketOwner"],
  write: (client, Bucket, { rules }, on) =>
    client.putBucketEncryption(
      {
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: toApi(rules, renames) as ServerSideEncryptionRule[] },
      },
      on,
    ),
  async read(client, Bucket, on) {
    const answer = await client.getBucketEncryption({ Bucket }, on);
    return { rules: fromApi(answer.ServerSideEncryptionConfiguration?.Rules, renames) };
  },
  remove: (client, Bucket, on) => client.deleteBucketEncryption({ Bucket }, on),
});
