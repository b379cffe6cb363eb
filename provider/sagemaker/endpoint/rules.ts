import type { Problems } from "../../../blueprints";
import { type Bag, bag, list } from "../../framework";

/** Paths of what is not known yet. */
export type Unknown = ReadonlySet<string>;

export function checkVpc(problems: Problems, value: Bag[string]): void {
  if (value === undefined) return;
  for (const [key, max] of [
    ["subnets", 16],
    ["securityGroupIds", 5],
  ] as const) {
    const given = bag(value)[key];
    if (given === undefined) continue;
    const { length } = list(given);
    problems.require(
      length >= 1 && length <= max,
      key,
      `must hold 1 to ${max}, not ${length}`,
      "correct the list",
    );
  }
}

export function checkS3(problems: Problems, argument: string, uri: string | undefined): void {
  if (uri === undefined) return;
  problems.require(
    /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(uri),
    argument,
    `"${uri}" is not an address in S3`,
    "write it like s3://bucket/prefix",
  );
}
