import type { Bag, Call } from "../../framework";
import type { Session } from "../session";
import { importers } from "./references";
import { folderOf, type Place } from "./place";
import { removeVersion, type Version, versions } from "./versions";

/**
 * Removes the versions beyond the kept hash and `retain` newest others, except those a routine imports. Answers what
 * is left, newest first.
 */
export async function collect(
  session: Session,
  place: Place,
  keep: string | undefined,
  retain: number,
  call: Call,
): Promise<Bag[]> {
  const all = (await versions(session, place)) ?? [];
  const others = all.filter((version) => version.hash !== keep);
  const old = others.slice(retain);
  const path = (version: Version) => folderOf(place, version.hash);
  const users = await importers(session, place.database, old.map(path));
  const gone = new Set<string>();
  for (const version of old) {
    const by = users.get(path(version));
    if (by !== undefined) {
      call.log("warning", `${path(version)} stays on the stage: imported by ${by.slice(0, 3).join(", ")}`);
      continue;
    }
    await removeVersion(session, place, version.hash);
    gone.add(version.hash);
  }
  return all
    .filter((version) => !gone.has(version.hash))
    .map((version) => versionOutput(version, users.get(path(version))));
}

export function versionOutput(version: Version, importedBy: readonly string[] | undefined): Bag {
  return {
    hash: version.hash,
    lastModified: new Date(version.modified).toISOString(),
    ...(importedBy === undefined ? {} : { importedBy: [...importedBy].sort() }),
  };
}
