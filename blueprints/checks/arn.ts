import type { Problems } from "./problems";
import { isPlain } from "./values";

const patterns = {
  role: {
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,577}$/,
    example: "arn:aws:iam::123456789012:role/name",
  },
  key: {
    pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,256}$/,
    example: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
  topic: {
    pattern: /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
    example: "arn:aws:sns:us-east-1:123456789012:name",
  },
  user: {
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/[\w+=,.@/-]{1,577}$/,
    example: "arn:aws:iam::123456789012:role/name",
  },
} as const;

export type ArnKind = keyof typeof patterns;

/** The shape of an ARN that is known now. Whether the thing exists is for the service to say. */
export function checkArn(problems: Problems, argument: string, value: unknown, kind: ArnKind): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const { pattern, example } = patterns[kind];
  return problems.require(
    typeof value === "string" && pattern.test(value),
    argument,
    `must be the ARN of a ${kind}, not "${String(value)}"`,
    `write it like ${example}`,
  );
}

/** An AWS account number: twelve digits, as text because some begin with zero. */
export function checkAccountId(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  return problems.require(
    typeof value === "string" && /^\d{12}$/.test(value),
    argument,
    "must be an AWS account number of 12 digits, as text",
    'quote it and keep leading zeros: "012345678901"',
  );
}

/** Partition of a region: China and GovCloud have their own ARNs and DNS suffixes. */
export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
