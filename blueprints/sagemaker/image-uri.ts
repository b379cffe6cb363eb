import { partitionOf } from "../checks/arn";
import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";
import { awsRegistryOf, registriesAsOf, repositories, type Repository } from "./registries";

export interface ImageParts {
  readonly account: string;
  readonly region: string;
  readonly suffix: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const shape =
  /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+?)\/([a-z0-9][a-z0-9._/-]*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** The parts of an image in ECR; undefined for an image elsewhere or a text that is none. */
export function parseImage(uri: string): ImageParts | undefined {
  const found = shape.exec(uri);
  if (found === null || uri.length > 255) return undefined;
  const [, account = "", region = "", suffix = "", repository = "", tag, digest] = found;
  return { account, region, suffix, repository, tag, digest };
}

/**
 * The URI of an image as far as it can be judged without asking: its form, and for AWS's own images the account of
 * the region and the version. A version newer than every known one is let pass, for the table is dated.
 */
export function checkImageUri(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const before = problems.found.length;
  const uri = String(value);
  if (typeof value !== "string" || !isReference(uri)) {
    problems.add(
      argument,
      "is not the URI of an image",
      "write it like 123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag",
    );
    return false;
  }
  const parts = parseImage(uri);
  if (parts !== undefined) checkParts(problems, argument, parts);
  return problems.found.length === before;
}

function isReference(uri: string): boolean {
  return (
    uri.length <= 255 &&
    /^[a-zA-Z0-9][\w.\-/]*(:\d+\/[\w.\-/]+)?(:[\w.-]{1,128})?(@sha256:[0-9a-f]{64})?$/.test(uri)
  );
}

function checkParts(problems: Problems, argument: string, parts: ImageParts): void {
  const suffix = partitionOf(parts.region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  problems.require(
    !parts.suffix.startsWith("amazonaws.com") || parts.suffix === suffix,
    argument,
    `lies at ${parts.suffix}, but registries of ${parts.region} lie at ${suffix}`,
    `end the host in ${suffix}`,
  );
  const repository = repositories[parts.repository];
  if (repository === undefined) return;
  checkAccount(problems, argument, parts, repository);
  checkVersion(problems, argument, parts, repository);
}

/** Only for AWS's own accounts, and for one that differs from the right one like a slip of the hand. */
function checkAccount(
  problems: Problems,
  argument: string,
  { account, region, repository: name }: ImageParts,
  { registry }: Repository,
): void {
  const right = registry.accounts[region];
  if (account === right) return;
  const foreign = awsRegistryOf(account);
  if (right === undefined) {
    if (foreign === undefined) return;
    problems.add(
      argument,
      `names ${name} in ${region}, where AWS has none as of ${registriesAsOf}`,
      `use one of ${Object.keys(registry.accounts).join(", ")}`,
    );
    return;
  }
  const home = Object.entries(registry.accounts).find(([, one]) => one === account)?.[0];
  if (foreign === undefined && !isSlip(account, right)) return;
  problems.add(
    argument,
    home === undefined
      ? `names account ${account}, which does not hold ${name}`
      : `names account ${account}, which holds ${name} for ${home} and not for ${region}`,
    `write ${right}.dkr.ecr.${region}…/${name}`,
  );
}

/** One digit other, or two neighbours swapped. */
function isSlip(account: string, right: string): boolean {
  const places = Array.from({ length: right.length }, (_, index) => index).filter(
    (index) => account[index] !== right[index],
  );
  if (places.length === 1) return true;
  const [first = 0, second = 0] = places;
  return (
    places.length === 2 &&
    second === first + 1 &&
    account[first] === right[second] &&
    account[second] === right[first]
  );
}

function checkVersion(
  problems: Problems,
  argument: string,
  { account, tag, repository: name }: ImageParts,
  { versions }: Repository,
): void {
  if (versions === undefined || tag === undefined || tag === "latest") return;
  if (awsRegistryOf(account) === undefined) return;
  const version = tag.replace(/(-py\d+)?(-(cpu|gpu)-py\d+)?$/, "");
  if (versions.includes(version) || isNewer(version, versions.at(-1) ?? "")) return;
  problems.add(
    argument,
    `names version ${tag}, which ${name} does not have as of ${registriesAsOf}`,
    `use one of ${versions.join(", ")}`,
  );
}

function isNewer(version: string, known: string): boolean {
  const numbers = (text: string) => text.split(/[.-]/).map(Number);
  const [left, right] = [numbers(version), numbers(known)];
  if (left.some(Number.isNaN)) return false;
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
