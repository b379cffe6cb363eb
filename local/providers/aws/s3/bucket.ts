import type { AwsCall } from "../define";
import { aws, tagList, tagMap } from "../define";
import { fixed, flag, text } from "../../common/properties";
import { map, need, str } from "../../common/values";
import { regionOf, s3 } from "../clients";
import { orAbsent, unlessGone } from "../errors";
import { emptyBucket } from "./empty";

const derived = (bucket: string, region: string) => ({
  arn: `arn:aws:s3:::${bucket}`,
  bucketDomainName: `${bucket}.s3.amazonaws.com`,
  bucketRegion: region,
  bucketRegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
});

const tagsOf = async (Bucket: string, call: AwsCall): Promise<Record<string, string>> => {
  const answer = await orAbsent((await s3(call)).getBucketTagging({ Bucket }, { abortSignal: call.signal }));
  return tagMap(answer?.TagSet);
};

const writeTags = async (Bucket: string, tags: Record<string, string>, call: AwsCall): Promise<void> => {
  const client = await s3(call);
  if (Object.keys(tags).length === 0) await unlessGone(client.deleteBucketTagging({ Bucket }));
  else
    await client.putBucketTagging(
      { Bucket, Tagging: { TagSet: tagList(tags) } },
      { abortSignal: call.signal },
    );
};

export const bucket = aws({
  token: "aws:s3/bucket:Bucket",
  description: "An S3 bucket.",
  status: "simulated",
  inputs: {
    ...fixed({
      bucket: text("Name of the bucket, unique in S3."),
      bucketPrefix: text("Beginning of the automatic name."),
      objectLockEnabled: flag("Whether objects can be locked.", { computed: true }),
    }),
    forceDestroy: flag("Whether deleting the bucket deletes its objects.", { default: false }),
  },
  unsupported: [
    "accelerationStatus",
    "acl",
    "bucketNamespace",
    "corsRules",
    "grants",
    "lifecycleRules",
    "logging",
    "objectLockConfiguration",
    "policy",
    "replicationConfiguration",
    "requestPayer",
    "serverSideEncryptionConfiguration",
    "versioning",
    "website",
  ],
  note: "settings have their own types (BucketVersioning, BucketPolicy, ...); the inline ones are refused",
  outputs: {
    arn: text("ARN."),
    bucketDomainName: text("Global domain name."),
    bucketRegion: text("Region the bucket is in."),
    bucketRegionalDomainName: text("Regional domain name."),
  },
  naming: { property: "bucket", prefix: "bucketPrefix", longest: 63, lowerCase: true },
  check({ bucket: name }) {
    const given = str(name);
    if (given === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(given)) return [];
    return [
      {
        property: "bucket",
        reason:
          "must be 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit",
      },
    ];
  },
  derive(inputs) {
    const name = str(inputs.bucket);
    return name === undefined ? {} : derived(name, need(inputs, "region"));
  },
  tagging: {
    set: async (id, tags, call) => writeTags(id, { ...(await tagsOf(id, call)), ...tags }, call),
    remove: async (id, keys, call) => {
      const kept = Object.entries(await tagsOf(id, call)).filter(([key]) => !keys.includes(key));
      await writeTags(id, Object.fromEntries(kept), call);
    },
  },
  async create(inputs, call) {
    const Bucket = need(inputs, "bucket");
    const region = regionOf(call);
    const client = await s3(call);
    await client.createBucket(
      {
        Bucket,
        ...(inputs.objectLockEnabled === true ? { ObjectLockEnabledForBucket: true } : {}),
        ...(region === "us-east-1"
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } }),
      },
      { abortSignal: call.signal },
    );
    return Bucket;
  },
  async settle(id, inputs, call) {
    const tags = map(inputs.tags);
    if (Object.keys(tags).length > 0) await writeTags(id, tags, call);
  },
  async read(id, call) {
    const client = await s3(call);
    const head = await orAbsent(client.headBucket({ Bucket: id }, { abortSignal: call.signal }));
    if (head === undefined) return undefined;
    return { bucket: id, ...derived(id, head.BucketRegion ?? regionOf(call)), tags: await tagsOf(id, call) };
  },
  // Only tags and `forceDestroy` change in place: the first is done for every type, the second is used on delete.
  update: () => Promise.resolve(undefined),
  async delete(id, state, call) {
    const client = await s3(call);
    if (state.inputs.forceDestroy === true) await unlessGone(emptyBucket(client, id, call.signal));
    await unlessGone(client.deleteBucket({ Bucket: id }, { abortSignal: call.signal }));
  },
});
