import { document } from "../../common/properties";
import { need } from "../../common/values";
import { documentProblems } from "../documents";
import { bucketSetting } from "./setting";

export const bucketPolicy = bucketSetting({
  token: "aws:s3/bucketPolicy:BucketPolicy",
  description: "The policy of a bucket.",
  inputs: { policy: document("Policy document (text or object).", { required: true }) },
  check: (inputs) => documentProblems(inputs, "policy"),
  write: (client, Bucket, inputs, on) =>
    client.putBucketPolicy({ Bucket, Policy: need(inputs, "policy") }, on),
  async read(client, Bucket, on) {
    const { Policy } = await client.getBucketPolicy({ Bucket }, on);
    return Policy === undefined ? undefined : { policy: Policy };
  },
  remove: (client, Bucket, on) => client.deleteBucketPolicy({ Bucket }, on),
});
