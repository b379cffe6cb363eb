import { quoteString } from "../../../blueprints/snowflake";
import { cell, type Session, StatementFailed } from "../session";
import { folderOf, hashLength, type Place } from "./place";

export interface StagedFile {
  /** Path below the stage. */
  readonly name: string;
  readonly size: number;
  readonly modified: number;
}

/** One content of a StageFile on its stage. */
export interface Version {
  readonly hash: string;
  readonly files: readonly StagedFile[];
  readonly modified: number;
}

/** Every version on the stage, newest first; undefined when the stage is gone. */
export async function versions(session: Session, place: Place): Promise<Version[] | undefined> {
  const files = await listed(session, place, `${place.prefix}/`);
  if (files === undefined) return undefined;
  const found = new Map<string, StagedFile[]>();
  for (const file of files) {
    const rest = file.name.slice(place.prefix.length + 1);
    const hash = rest.slice(0, hashLength);
    const below = rest.slice(hashLength + 1);
    const isOurs = below === place.name || below.startsWith(`${place.name}/`);
    if (!/^[0-9a-f]{16}$/.test(hash) || rest[hashLength] !== "/" || !isOurs) continue;
    found.set(hash, [...(found.get(hash) ?? []), file]);
  }
  return [...found]
    .map(([hash, own]) => ({ hash, files: own, modified: Math.max(...own.map((file) => file.modified)) }))
    .sort((a, b) => b.modified - a.modified || (a.hash < b.hash ? -1 : 1));
}

async function listed(session: Session, place: Place, path: string): Promise<StagedFile[] | undefined> {
  try {
    const rows = await session.run(`LIST ${quoteString(`@${place.stage}/${path}`)}`);
    return rows.map((row) => ({
      // LIST puts the stage's name before the path.
      name: cell(row, "name").replace(/^[^/]*\//, ""),
      size: Number(cell(row, "size")),
      modified: Date.parse(cell(row, "last_modified")),
    }));
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return undefined;
    throw error;
  }
}

/** Removes one version. The pattern keeps files of other resources with that content. */
export async function removeVersion(session: Session, place: Place, hash: string): Promise<void> {
  const name = place.name.replace(/[.+]/g, "[$&]");
  const at = `@${place.stage}/${folderOf(place, hash)}/`;
  await session.run(`REMOVE ${quoteString(at)} PATTERN = ${quoteString(`.*/${hash}/${name}(/.*)?`)}`);
}

/** A file of this size is stored as it is, or padded by client-side encryption to the next 16 bytes. */
export function isWhole(file: StagedFile, size: number): boolean {
  return file.size === size || file.size === (Math.floor(size / 16) + 1) * 16;
}
