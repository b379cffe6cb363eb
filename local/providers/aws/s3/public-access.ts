import { flag } from "../../common/properties";
import { bucketSetting } from "./setting";

export const bucketPublicAccessBlock = bucketSetting({
  token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  description: "What of public access a bucket refuses.",
  inputs: {
    blockPublicAcls: flag("Refuse public ACLs.", { default: false }),
    blockPublicPolicy: flag("Refuse public policies.", { default: false }),
    ignorePublicAcls: flag("Ignore public ACLs.", { default: false }),
    restrictPublicBuckets: flag("Keep a bucket with a public policy to its account.", { default: false }),
    skipDestroy: flag("Leave the setting when the resource is deleted."),
  },
  write: (client, Bucket, inputs, on) =>
    client.putPublicAccessBlock(
      {
        Bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: inputs.blockPublicAcls === true,
          BlockPublicPolicy: inputs.blockPublicPolicy === true,
          IgnorePublicAcls: inputs.ignorePublicAcls === true,
          RestrictPublicBuckets: inputs.restrictPublicBuckets === true,
        },
      },
      on,
    ),
  async read(client, Bucket, on) {
    const seen = (await client.getPublicAccessBlock({ Bucket }, on)).PublicAccessBlockConfiguration;
    if (seen === undefined) return undefined;
    return {
      blockPublicAcls: seen.BlockPublicAcls ?? false,
      blockPublicPolicy: seen.BlockPublicPolicy ?? false,
      ignorePublicAcls: seen.IgnorePublicAcls ?? false,
      restrictPublicBuckets: seen.RestrictPublicBuckets ?? false,
    };
  },
  remove: (client, Bucket, on, inputs) =>
    inputs.skipDestroy === true ? Promise.resolve() : client.deletePublicAccessBlock({ Bucket }, on),
});
