import { policyDocument, type PolicyDocument, type Statement } from "./document";

/** Objects of one bucket that an endpoint reads or writes with its models' role. */
interface EndpointObjects {
  readonly bucketArn: string;
  /** Key the objects are encrypted with. */
  readonly keyArn?: string;
}

export interface EndpointDataSpec {
  /** Requests and answers that are kept, below `prefix`. */
  readonly capture?: EndpointObjects & { readonly prefix: string };
  /** Requests that are read, and answers and failures that are written, each below prefixes. */
  readonly async?: EndpointObjects & {
    readonly requests: string;
    readonly writes: readonly string[];
    readonly topicArns: readonly string[];
  };
}

/**
 * What the role of an endpoint's models needs beside that of the models: to write what is captured, to read
 * asynchronous requests, to answer them and to tell of it.
 *
 * @see Amazon SageMaker developer guide, "Capture data from real-time endpoint", "Complete the prerequisites" of
 *   asynchronous inference
 */
export function endpointDataPolicy({ capture, async: later }: EndpointDataSpec): PolicyDocument {
  return policyDocument([
    ...(capture === undefined ? [] : [write("WriteCapturedData", capture, [capture.prefix])]),
    ...(later === undefined ? [] : asynchronous(later)),
    ...[capture, later].flatMap((objects, index) => key(objects, ["Captured", "Asynchronous"][index] ?? "")),
  ]);
}

function asynchronous(later: NonNullable<EndpointDataSpec["async"]>): readonly Statement[] {
  const { bucketArn, requests, writes, topicArns } = later;
  return [
    {
      Sid: "ListRequests",
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [bucketArn],
      Condition: { StringLike: { "s3:prefix": [`${requests}*`] } },
    },
    {
      Sid: "ReadRequests",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`${bucketArn}/${requests}*`],
    },
    write("WriteAnswers", later, writes),
    ...(topicArns.length === 0
      ? []
      : [
          {
            Sid: "TellOfAnswers",
            Effect: "Allow" as const,
            Action: ["sns:Publish"],
            Resource: [...new Set(topicArns)].sort(),
          },
        ]),
  ];
}

function write(Sid: string, { bucketArn }: EndpointObjects, prefixes: readonly string[]): Statement {
  return {
    Sid,
    Effect: "Allow",
    Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
    Resource: [...prefixes].sort().map((prefix) => `${bucketArn}/${prefix}*`),
  };
}

function key(objects: EndpointObjects | undefined, what: string): readonly Statement[] {
  if (objects?.keyArn === undefined) return [];
  return [
    {
      Sid: `UseKeyOf${what}Data`,
      Effect: "Allow",
      // Decrypt as well: S3 needs it to put the parts of a large object together.
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [objects.keyArn],
    },
  ];
}
