import type { Bag, Call } from "../../framework";
import type { Session } from "../session";
import { importers } from "./references";
import { folderOf, type Place } from "./place";
import { removeVersion, type Version, versions } from "./versions";

/** What stays on the stage. */
export interface Kept {
  readonly current: string | undefined;
  /** How many others. */
  readonly retain: number;
  /** Versions in the order of their use, newest first: a stage dates them by the second, and by their upload only. */
  readonly earlier: readonly string[];
}

/** Removes the versions that are not kept, except those a routine imports. Answers what is left, newest first. */
export async function collect(
  session: Session,
  place: Place,
  { current, retain, earlier }: Kept,
  call: Call,
): Promise<Bag[]> {
  const order = [current, ...earlier];
  const rank = ({ hash }: Version) => (order.includes(hash) ? order.indexOf(hash) : order.length);
  const all = ((await versions(session, place)) ?? []).sort((a, b) => rank(a) - rank(b));
  const others = all.filter((version) => version.hash !== current);
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
