import type { Channel } from "@aws-sdk/client-sagemaker";
import { mkdir } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { invalid, messageOf, unsupported } from "../front/errors";
import type { RoleAccess, StoredObject } from "./access";
import { formatS3Uri, parseS3Uri, type S3Location } from "./s3-uri";

/** A failure that the customer's input caused, worded as a FailureReason. */
export class ClientFailure extends Error {}

/** An object to read and the path it gets below its channel's folder. */
export interface InputObject {
  location: S3Location;
  relative: string;
}

/** The objects of an S3 data source: those under a prefix, or those a manifest names. */
export async function inputObjects(access: RoleAccess, type: string, uri: string): Promise<InputObject[]> {
  const location = parseS3Uri(uri);
  if (type === "S3Prefix") {
    const found = (await access.list(location)).filter(isFile);
    return found.map((each) => ({
      location: { bucket: location.bucket, key: each.key },
      relative: relativeTo(location.key, each.key),
    }));
  }
  if (type === "ManifestFile") return manifestObjects(await access.read(location), formatS3Uri(location));
  throw unsupported(`S3DataType ${type}`, "use S3Prefix or ManifestFile");
}

/** Reads `[{"prefix": "s3://bucket/path/"}, "a.csv", ...]`. */
function manifestObjects(body: Buffer, uri: string): InputObject[] {
  let entries: unknown;
  try {
    entries = JSON.parse(body.toString("utf8"));
  } catch {
    throw new ClientFailure(`ClientError: The manifest ${uri} is not JSON`);
  }
  if (!Array.isArray(entries)) throw new ClientFailure(`ClientError: The manifest ${uri} is not a JSON list`);
  const [head, ...rest] = entries as unknown[];
  const prefix =
    typeof head === "object" && head !== null ? (head as { prefix?: unknown }).prefix : undefined;
  if (typeof prefix !== "string") {
    throw new ClientFailure(
      `ClientError: The manifest ${uri} does not begin with {"prefix": "s3://bucket/path/"}`,
    );
  }
  const base = parseS3Uri(prefix);
  return rest.map((entry) => {
    if (typeof entry !== "string")
      throw new ClientFailure(`ClientError: The manifest ${uri} has an entry that is no key`);
    return { location: { bucket: base.bucket, key: `${base.key}${entry}` }, relative: entry };
  });
}

function isFile(each: StoredObject): boolean {
  return !each.key.endsWith("/") || each.size > 0;
}

/** Below a prefix that ends amid a name, the whole last part of the key is kept, as the service does. */
function relativeTo(prefix: string, key: string): string {
  const folder =
    prefix.endsWith("/") || prefix === "" ? prefix : prefix.slice(0, prefix.lastIndexOf("/") + 1);
  if (key === prefix) return key.slice(key.lastIndexOf("/") + 1);
  const within = key.startsWith(`${prefix}/`) ? `${prefix}/` : folder;
  return key.slice(within.length);
}

/** Refuses, as AWS does at creation, a channel whose prefix has no objects that the role can list. */
export async function requireInput(
  access: RoleAccess,
  type: string,
  uri: string,
  region: string,
): Promise<void> {
  const location = parseS3Uri(uri);
  const absent =
    type === "S3Prefix"
      ? await access.list(location, 1).then(
          (found) => found.length === 0,
          () => true,
        )
      : !(await access.exists(location));
  if (!absent) return;
  throw invalid(
    `No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in ` +
      `the selected region (${region}), that objects exist under that S3 prefix, and that the role ` +
      `"${access.roleArn}" has "s3:ListBucket" permissions on bucket "${location.bucket}".`,
  );
}

/**
 * Downloads a channel into its folder.
 *
 * @param mine of the objects in their order, those this instance gets; all of them unless it is given.
 */
export async function downloadChannel(
  access: RoleAccess,
  channel: Channel,
  folder: string,
  mine: (index: number) => boolean = () => true,
): Promise<void> {
  const source = channel.DataSource?.S3DataSource;
  await mkdir(folder, { recursive: true });
  if (!source) return;
  const gunzip = channel.CompressionType === "Gzip";
  const objects = await inputObjects(access, source.S3DataType ?? "S3Prefix", source.S3Uri ?? "");
  for (const each of objects.filter((_object, index) => mine(index))) {
    const relative = normalize(gunzip ? each.relative.replace(/\.gz$/u, "") : each.relative);
    if (relative.startsWith(".."))
      throw new ClientFailure(`ClientError: The key ${each.location.key} leaves its folder`);
    try {
      await access.download(each.location, join(folder, ...relative.split(sep)), gunzip);
    } catch (error) {
      throw new ClientFailure(
        `ClientError: Data download failed: ${formatS3Uri(each.location)}: ${failure(error)}`,
      );
    }
  }
}

function failure(error: unknown): string {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const code = (error as { name?: string }).name ?? "Error";
  return `${code}${status ? ` (${status})` : ""}: ${messageOf(error)}`;
}
