import type * as Sdk from "@aws-sdk/client-s3";
import { s3 } from "../../../aws/clients";
import { errorName } from "../../../aws/errors";
import type { Call } from "../../../framework";
import type { Location } from "../place";

/** One version of an object. */
interface Version {
  readonly Key: string;
  readonly VersionId?: string;
}

/** Objects of a bucket as the deploying identity sees them. */
export class Objects {
  private constructor(
    private readonly client: Sdk.S3Client,
    private readonly sdk: typeof Sdk,
    private readonly call: Call,
  ) {}

  static async open(call: Call): Promise<Objects> {
    const [client, sdk] = await Promise.all([s3(call.config), import("@aws-sdk/client-s3")]);
    return new Objects(client, sdk, call);
  }

  /** The object's text, or undefined. */
  async read({ bucket, prefix }: Location): Promise<string | undefined> {
    try {
      const command = new this.sdk.GetObjectCommand({ Bucket: bucket, Key: prefix });
      return await (await this.client.send(command, this.on)).Body?.transformToString();
    } catch (error) {
      if (["NoSuchKey", "NoSuchBucket", "NotFound"].includes(errorName(error))) return undefined;
      throw error;
    }
  }

  async write({ bucket, prefix }: Location, text: string): Promise<void> {
    const content = { Bucket: bucket, Key: prefix, Body: text, ContentType: "application/json" };
    await this.client.send(new this.sdk.PutObjectCommand(content), this.on);
  }

  /** Keys beneath a prefix that changed at or after a moment. */
  async keys({ bucket, prefix }: Location, since = new Date(0)): Promise<string[]> {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const query = { Bucket: bucket, Prefix: prefix, ContinuationToken };
      const page = await this.client.send(new this.sdk.ListObjectsV2Command(query), this.on);
      for (const { Key, LastModified } of page.Contents ?? []) {
        if (Key !== undefined && (LastModified ?? new Date()) >= since) found.push(Key);
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  }

  /** Folders right beneath a prefix, without the prefix and the last slash. */
  async folders({ bucket, prefix }: Location): Promise<string[]> {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const query = { Bucket: bucket, Prefix: prefix, Delimiter: "/", ContinuationToken };
      const page = await this.client.send(new this.sdk.ListObjectsV2Command(query), this.on);
      for (const { Prefix } of page.CommonPrefixes ?? []) {
        if (Prefix !== undefined) found.push(Prefix.slice(prefix.length, -1));
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  }

  /** Deletes every version and delete marker beneath a prefix: nothing of it is left. Answers how many. */
  async purge({ bucket, prefix }: Location): Promise<number> {
    let removed = 0;
    for (;;) {
      const query = { Bucket: bucket, Prefix: prefix, MaxKeys: 1000 };
      const page = await this.client.send(new this.sdk.ListObjectVersionsCommand(query), this.on);
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(versionOf);
      if (found.length === 0) return removed;
      const command = new this.sdk.DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: found, Quiet: true },
      });
      const { Errors = [] } = await this.client.send(command, this.on);
      const [refused] = Errors;
      if (refused !== undefined) {
        throw new Error(
          `cannot delete s3://${bucket}/${refused.Key ?? prefix}: ${refused.Message ?? refused.Code ?? "refused"}`,
        );
      }
      removed += found.length;
    }
  }

  private get on() {
    return { abortSignal: this.call.signal };
  }
}

function versionOf({ Key, VersionId }: { Key?: string; VersionId?: string }): Version[] {
  return Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }];
}
