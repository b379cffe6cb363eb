import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { s3, type TestAws } from "./aws";
import { table } from "./data";

/** A bucket of the local AWS, as its administrator sees it. */
export class TestBucket {
  private constructor(
    private readonly test: TestAws,
    readonly name: string,
  ) {}

  static async make(test: TestAws, name: string): Promise<TestBucket> {
    await s3(test.aws).send(new CreateBucketCommand({ Bucket: name }));
    return new TestBucket(test, name);
  }

  at(key: string): string {
    return `s3://${this.name}/${key}`;
  }

  async put(Key: string, Body: string | Buffer): Promise<void> {
    await s3(this.test.aws).send(new PutObjectCommand({ Bucket: this.name, Key, Body }));
  }

  async text(Key: string): Promise<string> {
    const object = await s3(this.test.aws).send(new GetObjectCommand({ Bucket: this.name, Key }));
    return (await object.Body?.transformToString()) ?? "";
  }

  async keys(Prefix: string): Promise<string[]> {
    const page = await s3(this.test.aws).send(new ListObjectsV2Command({ Bucket: this.name, Prefix }));
    return (page.Contents ?? []).map(({ Key }) => Key ?? "").sort();
  }

  /** Rows to learn from: under `train/` in files that end at the given rows, what follows them under `validation/`. */
  async putTable(rows: number, seed: number, ends: readonly number[]): Promise<void> {
    const all = table(rows, seed);
    for (const [index, end] of ends.entries()) {
      const part = all.slice(ends[index - 1] ?? 0, end);
      await this.put(`train/${"abc".charAt(index)}.csv`, part.join("\n"));
    }
    await this.put("validation/a.csv", all.slice(ends.at(-1)).join("\n"));
  }
}
