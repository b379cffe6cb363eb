import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentials } from "../../aws/contract";
import type { S3Location } from "./s3-uri";

export interface StoredObject {
  key: string;
  size: number;
}

/** S3 and log access with one role's session: what its policies refuse, fails here as on AWS. */
export class RoleAccess {
  private s3Client: Promise<S3Client> | undefined;
  private logsClient: Promise<CloudWatchLogsClient> | undefined;

  constructor(
    private readonly endpoint: string,
    private readonly region: string,
    readonly credentials: AwsCredentials,
    readonly roleArn: string,
  ) {}

  private options() {
    return { endpoint: this.endpoint, region: this.region, credentials: this.credentials, maxAttempts: 2 };
  }

  private s3(): Promise<S3Client> {
    this.s3Client ??= import("@aws-sdk/client-s3").then(
      ({ S3Client: Client }) => new Client({ ...this.options(), forcePathStyle: true }),
    );
    return this.s3Client;
  }

  logs(): Promise<CloudWatchLogsClient> {
    this.logsClient ??= import("@aws-sdk/client-cloudwatch-logs").then(
      ({ CloudWatchLogsClient: Client }) => new Client(this.options()),
    );
    return this.logsClient;
  }

  /** Every object under a prefix, in the order of the keys. */
  async list(location: S3Location, limit = Number.MAX_SAFE_INTEGER): Promise<StoredObject[]> {
    const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
    const s3 = await this.s3();
    const found: StoredObject[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: location.bucket, Prefix: location.key, ContinuationToken: token }),
      );
      for (const each of page.Contents ?? []) found.push({ key: each.Key ?? "", size: each.Size ?? 0 });
      token = page.NextContinuationToken;
    } while (token !== undefined && found.length < limit);
    return found.slice(0, limit);
  }

  async exists(location: S3Location): Promise<boolean> {
    const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
    try {
      await (await this.s3()).send(new HeadObjectCommand({ Bucket: location.bucket, Key: location.key }));
      return true;
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === 404 || status === 403) return false;
      throw error;
    }
  }

  async read(location: S3Location): Promise<Buffer> {
    const { GetObjectCommand } = await import("@aws-sdk/client-s3");
    const answer = await (
      await this.s3()
    ).send(new GetObjectCommand({ Bucket: location.bucket, Key: location.key }));
    if (!answer.Body) return Buffer.alloc(0);
    return Buffer.from(await answer.Body.transformToByteArray());
  }

  /** Downloads an object to a file, uncompressed when it is gzip and `gunzip` is asked for. */
  async download(location: S3Location, file: string, gunzip = false): Promise<void> {
    const { GetObjectCommand } = await import("@aws-sdk/client-s3");
    const answer = await (
      await this.s3()
    ).send(new GetObjectCommand({ Bucket: location.bucket, Key: location.key }));
    await mkdir(dirname(file), { recursive: true });
    const body = answer.Body as NodeJS.ReadableStream;
    if (gunzip) await pipeline(body, createGunzip(), createWriteStream(file));
    else await pipeline(body, createWriteStream(file));
  }

  async write(location: S3Location, body: Buffer, kmsKey?: string): Promise<void> {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const target = { Bucket: location.bucket, Key: location.key };
    await (await this.s3()).send(new PutObjectCommand({ ...target, Body: body, ...encryption(kmsKey) }));
  }

  async upload(file: string, location: S3Location, kmsKey?: string): Promise<void> {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const { size } = await stat(file);
    const target = { Bucket: location.bucket, Key: location.key };
    await (
      await this.s3()
    ).send(
      new PutObjectCommand({
        ...target,
        Body: createReadStream(file),
        ContentLength: size,
        ...encryption(kmsKey),
      }),
    );
  }
}

function encryption(kmsKey: string | undefined): { ServerSideEncryption?: "aws:kms"; SSEKMSKeyId?: string } {
  return kmsKey ? { ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKey } : {};
}
