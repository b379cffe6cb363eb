import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  type ArchiveValue,
  type AssetValue,
  type Bag,
  bag,
  list,
  text,
  textOf,
  type Value,
} from "../../framework";

export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly classifier: string | undefined;
  readonly extension: string;
}

/** One part of a plugin; `hash` stands for its content. */
export interface Artifact {
  readonly coordinates: Coordinates | undefined;
  readonly url: string | undefined;
  readonly file: AssetValue | ArchiveValue | undefined;
  /** Name in the zip; of a folder the place its files go to, "" for the top. */
  readonly name: string;
  readonly hash: string;
}

const part = "[A-Za-z0-9_.-]+";
const form = new RegExp(`^(${part}):(${part}):(${part})(?::(${part}))?(?:@([A-Za-z0-9.]+))?$`);

export function coordinatesOf(given: string): Coordinates | undefined {
  const [, group, artifact, version, classifier, extension = "jar"] = form.exec(given) ?? [];
  if (group === undefined || artifact === undefined || version === undefined) return undefined;
  return { group, artifact, version, classifier, extension };
}

/** Where a repository of Maven's layout keeps it. */
export function pathOf({ group, artifact, version, classifier, extension }: Coordinates): string {
  const file = `${artifact}-${version}${classifier === undefined ? "" : `-${classifier}`}.${extension}`;
  return `${group.replaceAll(".", "/")}/${artifact}/${version}/${file}`;
}

export function fileOf(value: Value): AssetValue | ArchiveValue | undefined {
  const { kind } = bag(value);
  return kind === "file" || kind === "string" || kind === "remote" || kind === "archive"
    ? (value as AssetValue | ArchiveValue)
    : undefined;
}

/** Name a part brings itself, or undefined. */
export function ownName(given: Bag): string | undefined {
  const coordinates = coordinatesOf(textOf(given.coordinates));
  if (coordinates !== undefined) return basename(pathOf(coordinates));
  const url = text(given.url);
  if (url !== undefined)
    return URL.canParse(url) ? basename(decodeURIComponent(new URL(url).pathname)) : undefined;
  const file = fileOf(given.file);
  if (file === undefined || file.kind === "string") return undefined;
  if (file.kind === "archive") return "";
  return basename(file.kind === "file" ? file.path : new URL(file.uri).pathname);
}

export function artifactsOf(inputs: Bag): Artifact[] {
  return list(inputs.artifacts).map((each) => {
    const given = bag(each);
    const file = fileOf(given.file);
    return {
      coordinates: coordinatesOf(textOf(given.coordinates)),
      url: text(given.url),
      file,
      name: text(given.name) ?? ownName(given) ?? "",
      hash: (text(given.sha256) ?? file?.hash ?? "").toLowerCase(),
    };
  });
}

/** What the parts come to: the same for the same parts in any order and from anywhere. */
export function identityOf(artifacts: readonly Artifact[]): string {
  const lines = artifacts.map(
    ({ name, hash, file }) => `${name}${file?.kind === "archive" ? "/" : ""}\t${hash}\n`,
  );
  return createHash("sha256").update(lines.sort().join("")).digest("hex");
}
