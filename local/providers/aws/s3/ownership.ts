import type { ObjectOwnership } from "@aws-sdk/client-s3";
import { block, text } from "../../common/properties";
import { bag, need } from "../../common/values";
import { bucketSetting } from "./setting";

const owners = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const;

export const bucketOwnershipControls = bucketSetting({
  token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  description: "Who owns the objects of a bucket.",
  inputs: {
    rule: block(
      "The rule.",
      { objectOwnership: text("Who owns new objects.", { required: true, allowed: owners }) },
      { required: true },
    ),
  },
  write: (client, Bucket, { rule }, on) =>
    client.putBucketOwnershipControls(
      {
        Bucket,
        OwnershipControls: {
          Rules: [{ ObjectOwnership: need(bag(rule), "objectOwnership") as ObjectOwnership }],
        },
      },
      on,
    ),
  async read(client, Bucket, on) {
    const seen = (await client.getBucketOwnershipControls({ Bucket }, on)).OwnershipControls?.Rules?.[0];
    return seen === undefined ? undefined : { rule: { objectOwnership: seen.ObjectOwnership } };
  },
  remove: (client, Bucket, on) => client.deleteBucketOwnershipControls({ Bucket }, on),
});
