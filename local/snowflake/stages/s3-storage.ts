import { createReadStream, createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { SnowflakeError } from "../core/errors";
import type { StagedFile, Storage } from "./storage";

/** Above this many bytes a file goes up in parts. */
const MULTIPART = 16 * 1024 * 1024;

export interface S3Encryption {
  readonly ServerSideEncryption?: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
}

interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What Snowflake says when S3 refuses. */
function failure(error: unknown, what: string): Error {
  const { name, Code, message, $metadata } = error as ServiceError;
  const code = Code ?? name ?? "Unknown";
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return error instanceof Error ? error : new Error(String(error));
  if (code === "NoSuchBucket")
    return new SnowflakeError(
      "091003",
      "55000",
      `Failure using stage area. Cause: [The specified bucket does not exist (Status Code: ${status}; Error Code: ${code})]`,
    );
  if (status === 404 || code === "NoSuchKey" || code === "NotFound")
    return new SnowflakeError(
      "091016",
      "22000",
      `Remote file '${what}' was not found. There are several potential causes. The file might not exist. The required credentials may be missing or invalid. If you are running a copy command, please make sure files are not deleted when they are being loaded or files are not being loaded into two different tables concurrently with auto purge option.`,
    );
  return new SnowflakeError(
    "091003",
    "55000",
    `Failure using stage area. Cause: [${message ?? "Access Denied"} (Status Code: ${status}; Error Code: ${code}; Resource: ${what})]`,
  );
}

/** The files of an external stage. Every call is made with the credentials of the stage's role. */
export class S3Storage implements Storage {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly encryption: S3Encryption = {},
  ) {}

  async list(prefix: string): Promise<StagedFile[]> {
    const files: StagedFile[] = [];
    let token: string | undefined;
    try {
      do {
        const page = await this.client.send(
          new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token }),
        );
        for (const object of page.Contents ?? [])
          files.push({
            name: object.Key ?? "",
            size: object.Size ?? 0,
            md5: (object.ETag ?? "").replaceAll('"', ""),
            lastModified: object.LastModified ?? new Date(0),
          });
        token = page.NextContinuationToken;
      } while (token !== undefined);
    } catch (error) {
      throw failure(error, `s3://${this.bucket}/${prefix}`);
    }
    return files;
  }

  async fetch(name: string, target: string): Promise<string> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: name }));
      if (!(Body instanceof Readable)) throw new Error(`no content came for s3://${this.bucket}/${name}`);
      await pipeline(Body, createWriteStream(target));
      return target;
    } catch (error) {
      throw failure(error, name);
    }
  }

  async store(source: string, name: string): Promise<void> {
    const { size } = await stat(source);
    const input = { Bucket: this.bucket, Key: name, ...this.encryption };
    try {
      if (size > MULTIPART)
        await new Upload({
          client: this.client,
          params: { ...input, Body: createReadStream(source) },
        }).done();
      // A small file is sent from memory, so that a failed request can be sent again.
      else await this.client.send(new PutObjectCommand({ ...input, Body: await readFile(source) }));
    } catch (error) {
      throw failure(error, `s3://${this.bucket}/${name}`);
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: name }));
    } catch (error) {
      throw failure(error, `s3://${this.bucket}/${name}`);
    }
  }

  close(): void {
    this.client.destroy();
  }
}
