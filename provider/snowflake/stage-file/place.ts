import { createHash } from "node:crypto";
import { basename } from "node:path";
import { qualifiedName } from "../../../blueprints/snowflake";
import { type ArchiveValue, type AssetValue, type Bag, bag, textOf, type Value } from "../../framework";
import { nameParts } from "../names";

export type Source = AssetValue | ArchiveValue;

/** Where versions of one StageFile lie: `<prefix>/<hash>/<name>` on a stage. */
export interface Place {
  /** `"DB"."SCHEMA"."STAGE"` */
  readonly stage: string;
  readonly database: string;
  readonly prefix: string;
  readonly name: string;
}

export const hashLength = 16;

/** The source as the framework decoded it, or undefined while unknown or absent. */
export function sourceOf(value: Value): Source | undefined {
  const { kind } = bag(value);
  return kind === "file" || kind === "string" || kind === "remote" || kind === "archive"
    ? (value as Source)
    : undefined;
}

/** The name a source brings itself. */
export function ownName(source: Source | undefined): string | undefined {
  if (source === undefined || source.kind === "string") return undefined;
  if (source.kind === "remote") return nonEmpty(basename(new URL(source.uri).pathname));
  return source.path === undefined ? undefined : nonEmpty(basename(source.path));
}

function nonEmpty(value: string): string | undefined {
  return value === "" || value === "." || value === ".." ? undefined : value;
}

export function placeOf(inputs: Bag): Place {
  const [database, schema, stage] = [inputs.database, inputs.schema, inputs.stage].map(textOf);
  return {
    stage: qualifiedName(database ?? "", schema ?? "", stage ?? ""),
    database: database ?? "",
    prefix: textOf(inputs.prefix),
    name: textOf(inputs.name),
  };
}

export function idOf(place: Place): string {
  return `@${place.stage}/${place.prefix}/${place.name}`;
}

/** Reads an id such as `@DB.SCHEMA.STAGE/prefix/name`. */
export function inputsOf(id: string): Bag {
  const match = /^@?((?:"(?:[^"]|"")*"|[^"/])+)\/(.+)\/([^/]+)$/.exec(id);
  const parts = nameParts(match?.[1] ?? "");
  if (match === null || parts.length !== 3)
    throw new Error(`${id} is no place on a stage: write @DB.SCHEMA.STAGE/prefix/name`);
  const [database, schema, stage] = parts;
  return { database, schema, stage, prefix: match[2], name: match[3] };
}

/** The version's hash. A packed folder's differs from the same folder's as single files. */
export function hashOf(inputs: Bag): string | undefined {
  const hash = sourceOf(inputs.source)?.hash;
  if (hash === undefined || hash === "") return undefined;
  const own = inputs.pack === true ? createHash("sha256").update(`zip:${hash}`).digest("hex") : hash;
  return own.slice(0, hashLength);
}

export function folderOf(place: Place, hash: string): string {
  return `${place.prefix}/${hash}`;
}

export function relativePath(place: Place, hash: string): string {
  return `${folderOf(place, hash)}/${place.name}`;
}

export function outputPaths(place: Place, hash: string): Bag {
  const path = relativePath(place, hash);
  return { path: `@${place.stage}/${path}`, relativePath: path, hash };
}
