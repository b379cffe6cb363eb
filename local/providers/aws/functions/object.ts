import type { FunctionType } from "../../../../provider/framework/resource";
import { text, textMap } from "../../common/properties";
import { need, str } from "../../common/values";
import { s3 } from "../clients";

export const getObject: FunctionType = {
  token: "aws:s3/getObject:getObject",
  description: "What S3 says of an object, without its content.",
  inputs: {
    bucket: text("Name of the bucket.", { required: true }),
    key: text("Key.", { required: true }),
    versionId: text("Version; the newest when left out."),
    region: text("Region of the bucket."),
    downloadBody: text("`false`: the local cloud answers without content, whatever is asked."),
  },
  outputs: {
    id: text("Bucket and key."),
    bucket: text("Name of the bucket."),
    key: text("Key."),
    etag: text("ETag, without quotes."),
    versionId: text("Version, where the bucket keeps versions."),
    contentType: text("MIME type."),
    lastModified: text("When it was written."),
    metadata: textMap("User metadata."),
  },
  async invoke(inputs, call) {
    const [Bucket, Key, VersionId] = [need(inputs, "bucket"), need(inputs, "key"), str(inputs.versionId)];
    const client = await s3({ ...call, region: str(inputs.region) });
    const seen = await client.headObject(
      { Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) },
      { abortSignal: call.signal },
    );
    return {
      id: `${Bucket}/${Key}`,
      bucket: Bucket,
      key: Key,
      etag: (seen.ETag ?? "").replaceAll('"', ""),
      versionId: seen.VersionId ?? "",
      contentType: seen.ContentType ?? "",
      lastModified: seen.LastModified?.toUTCString() ?? "",
      metadata: seen.Metadata ?? {},
    };
  },
};
