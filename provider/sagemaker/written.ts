import { errorMessage } from "../aws/errors";
import { s3 } from "../aws/clients";
import type { Call } from "../framework";

/** Most objects looked at under one prefix: 100 calls of 1,000. */
const most = 100_000;

export interface Written {
  readonly bucket: string;
  /** The prefix as a folder: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Keys behind the prefix, in their order. */
  readonly names: readonly string[];
}

/**
 * Objects written under an S3 URI since a time. Undefined when the prefix may not be listed or holds more objects
 * than a deployment should look at: a count is not worth failing a job that succeeded.
 */
export async function writtenSince(
  call: Call,
  uri: string,
  since: Date | undefined,
  matches: (key: string) => boolean = () => true,
): Promise<Written | undefined> {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  // S3 tells times in whole seconds.
  const from = Math.floor((since?.getTime() ?? 0) / 1000) * 1000;
  const names: string[] = [];
  try {
    const [client, sdk] = await Promise.all([s3(call.config), import("@aws-sdk/client-s3")]);
    let token: string | undefined;
    let seen = 0;
    do {
      const command = new sdk.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ContinuationToken: token,
      });
      const page = await client.send(command, { abortSignal: call.signal });
      for (const { Key = "", LastModified } of page.Contents ?? []) {
        seen += 1;
        if ((LastModified?.getTime() ?? 0) >= from && matches(Key)) names.push(Key.slice(prefix.length));
      }
      token = page.NextContinuationToken;
    } while (token !== undefined && seen < most);
    if (token !== undefined) {
      call.log("debug", `${uri} holds more than ${most} objects: they are not counted`);
      return undefined;
    }
    return { bucket, prefix, names };
  } catch (error) {
    call.signal.throwIfAborted();
    call.log("debug", `the objects under ${uri} are not counted: ${errorMessage(error)}`);
    return undefined;
  }
}

/** Whole seconds between two times of a job; undefined while one of them is missing. */
export function secondsBetween(start: Date | undefined, end: Date | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  return Math.max(0, Math.round((end.getTime() - start.getTime()) / 1000));
}
