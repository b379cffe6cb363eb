import type { Statement } from "./document";

export interface ObjectAccess {
  readonly bucketArn: string;
  /** Prefixes ending in `/` whose objects may be read. */
  readonly read: readonly string[];
  /** Prefixes ending in `/` below which objects may be written and replaced. */
  readonly write: readonly string[];
  /** Key the objects are encrypted with. */
  readonly keyArn?: string;
}

/** Statements for exactly these prefixes of one bucket, and the key's use through S3. */
export function objectStatements(access: ObjectAccess): readonly Statement[] {
  const all = [...new Set([...access.read, ...access.write])].sort();
  const objects = (prefixes: readonly string[]) =>
    [...prefixes].sort().map((prefix) => `${access.bucketArn}/${prefix}*`);
  return [
    {
      Sid: "ListThesePrefixes",
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [access.bucketArn],
      Condition: { StringLike: { "s3:prefix": all.map((prefix) => `${prefix}*`) } },
    },
    { Sid: "LocateBucket", Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: [access.bucketArn] },
    ...(all.length === 0
      ? []
      : [
          {
            Sid: "ReadObjects",
            Effect: "Allow" as const,
            Action: ["s3:GetObject", "s3:GetObjectVersion"],
            Resource: objects(all),
          },
        ]),
    ...(access.write.length === 0
      ? []
      : [
          {
            Sid: "WriteObjects",
            Effect: "Allow" as const,
            Action: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            Resource: objects(access.write),
          },
        ]),
    ...keyStatements(access),
  ];
}

function keyStatements({ keyArn, write }: ObjectAccess): readonly Statement[] {
  if (keyArn === undefined) return [];
  return [
    {
      Sid: "UseKey",
      Effect: "Allow",
      Action: write.length === 0 ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [keyArn],
    },
  ];
}
