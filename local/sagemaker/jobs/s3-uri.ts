import { invalid } from "../front/errors";

export interface S3Location {
  bucket: string;
  key: string;
}

/** Reads `s3://bucket/key` and the `https://s3.<region>.amazonaws.com/bucket/key` form that CDK writes. */
export function parseS3Uri(uri: string): S3Location {
  const short = /^s3:\/\/([^/]+)\/?(.*)$/u.exec(uri);
  if (short) return { bucket: short[1] ?? "", key: short[2] ?? "" };
  const url = /^https:\/\/s3[.-][^/]*\/([^/]+)\/?(.*)$/u.exec(uri);
  if (url) return { bucket: url[1] ?? "", key: url[2] ?? "" };
  throw invalid(`The S3 URI ${uri} is not valid: write s3://bucket/key`);
}

/** `uri` with `parts` below it, whether or not it ends in a slash. */
export function below(uri: string, ...parts: string[]): S3Location {
  const { bucket, key } = parseS3Uri(uri);
  return { bucket, key: [key.replace(/\/+$/u, ""), ...parts].filter((part) => part.length > 0).join("/") };
}

export function formatS3Uri(location: S3Location): string {
  return `s3://${location.bucket}/${location.key}`;
}
