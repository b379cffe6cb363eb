import { readFile } from "node:fs/promises";
import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { AssetValue, Bag } from "../../../../provider/framework/resource";
import { asset, fixed, flag, text, textMap } from "../../common/properties";
import { bag, map, need, str } from "../../common/values";
import { s3 } from "../clients";
import { aws, defaultTags, tagList, tagMap, type AwsCall } from "../define";
import { orAbsent, unlessGone } from "../errors";

const contentOf = async (inputs: Bag): Promise<Uint8Array> => {
  if (inputs.source !== undefined) {
    const source = bag(inputs.source) as unknown as AssetValue;
    if (source.kind === "file") return readFile(source.path);
    if (source.kind === "string") return Buffer.from(source.text);
    throw new Error("source: an asset by address is not fetched by the local cloud; give a file or a text");
  }
  const encoded = str(inputs.contentBase64);
  return encoded === undefined ? Buffer.from(str(inputs.content) ?? "") : Buffer.from(encoded, "base64");
};

const headers = {
  contentType: "ContentType",
  cacheControl: "CacheControl",
  contentDisposition: "ContentDisposition",
  contentEncoding: "ContentEncoding",
  contentLanguage: "ContentLanguage",
  storageClass: "StorageClass",
  serverSideEncryption: "ServerSideEncryption",
  kmsKeyId: "SSEKMSKeyId",
} as const;

const put = async (inputs: Bag, call: AwsCall): Promise<string> => {
  const Bucket = need(inputs, "bucket");
  const Key = need(inputs, "key");
  const given = Object.entries(headers).flatMap(([ours, theirs]) => {
    const value = str(inputs[ours]);
    return value === undefined ? [] : [[theirs, value] as const];
  });
  const tags = new URLSearchParams(map(inputs.tags)).toString();
  const request: PutObjectCommandInput = {
    Bucket,
    Key,
    Body: await contentOf(inputs),
    Metadata: map(inputs.metadata),
    ...(inputs.kmsKeyId !== undefined && inputs.serverSideEncryption === undefined
      ? { ServerSideEncryption: "aws:kms" }
      : {}),
    ...(inputs.bucketKeyEnabled === true ? { BucketKeyEnabled: true } : {}),
    ...(tags === "" ? {} : { Tagging: tags }),
    ...Object.fromEntries(given),
  };
  await (await s3(call)).putObject(request, { abortSignal: call.signal });
  return `${Bucket}/${Key}`;
};

const place = (id: string): { Bucket: string; Key: string } => {
  const [, Bucket = "", Key = ""] = /^(?:s3:\/\/)?([^/]+)\/(.+)$/.exec(id) ?? [];
  if (Key === "") throw new Error(`${id}: the id of an object is <bucket>/<key>`);
  return { Bucket, Key };
};

const content = ["source", "content", "contentBase64"] as const;

export const bucketObject = aws({
  token: "aws:s3/bucketObjectv2:BucketObjectv2",
  description: "An object in a bucket, from a file or a text.",
  status: "simulated",
  inputs: {
    ...fixed({
      bucket: text("Name of the bucket.", { required: true }),
      key: text("Key; the logical name when left out."),
    }),
    source: asset("File or text that is the content."),
    content: text("Text that is the content."),
    contentBase64: text("Base64 of the content."),
    sourceHash: text("Any text whose change uploads again."),
    metadata: textMap("User metadata."),
    contentType: text("MIME type.", { computed: true }),
    cacheControl: text("Caching."),
    contentDisposition: text("Presentation."),
    contentEncoding: text("Encoding."),
    contentLanguage: text("Language."),
    storageClass: text("Storage class.", { computed: true }),
    serverSideEncryption: text("Encryption: AES256 or aws:kms.", { computed: true }),
    kmsKeyId: text("ARN of the key for aws:kms.", { computed: true }),
    bucketKeyEnabled: flag("Whether the bucket's key is used.", { computed: true }),
    forceDestroy: flag("Whether a locked object may be deleted with all its versions.", { default: false }),
  },
  unsupported: [
    "acl",
    "checksumAlgorithm",
    "etag",
    "objectLockLegalHoldStatus",
    "objectLockMode",
    "objectLockRetainUntilDate",
    "overrideProvider",
    "websiteRedirect",
  ],
  outputs: {
    arn: text("ARN."),
    etag: text("Hash that the service gives the content.", { volatile: true }),
    versionId: text("Version, when the bucket has versioning.", { volatile: true }),
  },
  naming: { property: "key", longest: 1024, plain: true },
  check(inputs) {
    const given = content.filter((name) => inputs[name] !== undefined);
    if (given.length < 2) return [];
    return [
      {
        property: given[1] ?? "content",
        reason: `conflicts with ${given[0] ?? ""}; give one of ${content.join(", ")}`,
      },
    ];
  },
  derive: ({ bucket, key }) =>
    str(bucket) === undefined || str(key) === undefined
      ? {}
      : { arn: `arn:aws:s3:::${need({ bucket }, "bucket")}/${need({ key }, "key")}` },
  tagging: {
    async set(id, tags, call) {
      const client = await s3(call);
      const { TagSet } = await client.getObjectTagging(place(id));
      await client.putObjectTagging({
        ...place(id),
        Tagging: { TagSet: tagList({ ...tagMap(TagSet), ...tags }) },
      });
    },
    async remove(id, keys, call) {
      const client = await s3(call);
      const { TagSet } = await client.getObjectTagging(place(id));
      const kept = (TagSet ?? []).filter(({ Key }) => Key === undefined || !keys.includes(Key));
      await client.putObjectTagging({ ...place(id), Tagging: { TagSet: kept } });
    },
  },
  create: put,
  async read(id, call) {
    const client = await s3(call);
    const { Bucket, Key } = place(id);
    const head = await orAbsent(client.headObject({ Bucket, Key }, { abortSignal: call.signal }));
    if (head === undefined) return undefined;
    const tags = await client.getObjectTagging({ Bucket, Key }, { abortSignal: call.signal });
    return {
      id: `${Bucket}/${Key}`,
      bucket: Bucket,
      key: Key,
      arn: `arn:aws:s3:::${Bucket}/${Key}`,
      metadata: head.Metadata ?? {},
      contentType: head.ContentType,
      cacheControl: head.CacheControl,
      contentDisposition: head.ContentDisposition,
      contentEncoding: head.ContentEncoding,
      contentLanguage: head.ContentLanguage,
      storageClass: head.StorageClass ?? "STANDARD",
      serverSideEncryption: head.ServerSideEncryption,
      kmsKeyId: head.SSEKMSKeyId,
      bucketKeyEnabled: head.BucketKeyEnabled ?? false,
      etag: head.ETag?.replaceAll('"', ""),
      versionId: head.VersionId,
      tags: tagMap(tags.TagSet),
    };
  },
  async update(_id, { news }, call) {
    await put({ ...news, tags: { ...defaultTags(call.config), ...map(news.tags) } }, call);
    return undefined;
  },
  async delete(id, _state, call) {
    await unlessGone((await s3(call)).deleteObject(place(id), { abortSignal: call.signal }));
  },
});
