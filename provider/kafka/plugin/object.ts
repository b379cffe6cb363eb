import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../aws/clients";
import { errorMessage, errorName } from "../../aws/errors";
import type { Bag, Call } from "../../framework";
import type { Zip } from "./zip";

const MARK = "floe-sha256";

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** A zip in the bucket. */
export interface Stored {
  /** What this provider wrote beside it; "" for an object of somebody else. */
  readonly sha256: string;
  readonly size: number;
  readonly version: string;
}

export function idOf({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

export function placeOf(id: string): Place {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(id) ?? [];
  if (bucket === undefined || key === undefined)
    throw new Error(`${id} is no object. Fix: write s3://bucket/key`);
  return { bucket, key };
}

export async function head({ bucket, key }: Place, call: Call): Promise<Stored | undefined> {
  const client = await s3(call.config);
  try {
    const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: call.signal,
    });
    return {
      sha256: answer.Metadata?.[MARK] ?? "",
      size: answer.ContentLength ?? 0,
      version: answer.VersionId ?? "",
    };
  } catch (error) {
    if (["NotFound", "NoSuchKey", "NoSuchBucket"].includes(errorName(error))) return undefined;
    throw explained(error, { bucket, key });
  }
}

export async function put(place: Place, { content, sha256 }: Zip, call: Call): Promise<void> {
  const client = await s3(call.config);
  const request = new PutObjectCommand({
    Bucket: place.bucket,
    Key: place.key,
    Body: content,
    ContentLength: content.length,
    ContentType: "application/zip",
    ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
    Metadata: { [MARK]: sha256 },
  });
  try {
    await client.send(request, { abortSignal: call.signal });
  } catch (error) {
    throw explained(error, place);
  }
}

export async function remove({ bucket, key }: Place, call: Call): Promise<void> {
  const client = await s3(call.config);
  try {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: call.signal });
  } catch (error) {
    if (errorName(error) !== "NoSuchBucket") throw explained(error, { bucket, key });
  }
}

/** S3 answers a HEAD without words, and 403 for what is missing where listing is not allowed. */
function explained(error: unknown, { bucket, key }: Place): unknown {
  if (!["Forbidden", "403", "AccessDenied"].includes(errorName(error))) return error;
  return new Error(
    `s3://${bucket}/${key}: access is denied (${errorMessage(error)}). Fix: allow s3:GetObject, s3:PutObject and s3:DeleteObject there, and s3:ListBucket on the bucket`,
    { cause: error },
  );
}

export function outputsOf({ bucket, key }: Place, { sha256, size, version }: Stored): Bag {
  return { key, location: `s3://${bucket}/${key}`, sha256, size, objectVersion: version };
}
