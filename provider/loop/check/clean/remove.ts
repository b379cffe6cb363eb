import { StatementFailed } from "../../../snowflake/session";
import { keyCondition, Marks, rowCondition } from "../marks";
import { objectName, type Place } from "../place";
import { type Files, lookInto, pathsOf, type Unloaded } from "./files";
import { earliest, type Sent } from "./ledger";
import type { Objects } from "./objects";
import { stopTransform } from "./transform";

/** What removal did. */
export interface Removed {
  readonly rows: number;
  readonly objects: number;
  /** Objects that hold others' rows, too. */
  readonly kept: readonly string[];
}

export const nothing: Removed = { rows: 0, objects: 0, kept: [] };

export function sum(a: Removed, b: Removed): Removed {
  return { rows: a.rows + b.rows, objects: a.objects + b.objects, kept: [...a.kept, ...b.kept] };
}

/** Removes marked rows from every table they may have reached, last first, so that none follows another again. */
export async function removeRows(place: Place, marks: Marks): Promise<number> {
  const { rows, key, features, ingest } = place.spec;
  let removed = 0;
  for (const table of [...rows].reverse()) {
    removed += await removeFrom(place, table.table, rowCondition(table, marks));
  }
  for (const table of [features?.table, ingest?.table]) {
    if (table !== undefined) removed += await removeFrom(place, table, keyCondition(key, marks));
  }
  return removed;
}

async function removeFrom(place: Place, table: string, condition: string): Promise<number> {
  const { text } = objectName(table);
  try {
    const count = await place.count(`SELECT COUNT(*) AS N FROM ${text} WHERE ${condition}`);
    // Asked first: a DELETE that finds nothing locks and starts the warehouse all the same.
    if (count > 0) await place.run(`DELETE FROM ${text} WHERE ${condition}`);
    return count;
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return 0;
    throw error;
  }
}

/** Removes the files of a run when marked rows are all they hold; names them otherwise. */
export async function removeFiles(objects: Objects, files: Files, unloaded: Unloaded): Promise<Removed> {
  const paths = await pathsOf(objects, files, unloaded.run);
  if (unloaded.others > 0) {
    const kept: string[] = [];
    for (const path of paths) {
      for (const key of await objects.keys(path)) kept.push(`s3://${path.bucket}/${key}`);
    }
    return { rows: 0, objects: 0, kept };
  }
  let removed = 0;
  for (const path of paths) removed += await objects.purge(path);
  return { rows: 0, objects: removed, kept: [] };
}

/** Removes what an earlier run of this check left when it was cut off or could not finish. */
export async function removeLeftover(
  place: Place,
  objects: Objects,
  files: Files,
  token: string,
  sent: Sent,
): Promise<Removed> {
  const marks = new Marks(token, sent.run);
  let removed: Removed = nothing;
  const written = await objects.keys(files.scores, earliest(sent));
  const runs = new Set(written.map((key) => key.slice(files.scores.prefix.length).split("/")));
  for (const run of new Set(
    [...runs].filter(([, file]) => file !== undefined).map(([first = ""]) => first),
  )) {
    if (run === "floe-check") continue;
    const unloaded = await lookInto(place, run, marks);
    if (unloaded.marked === 0) continue;
    // A job that still scores them would bring their predictions back later.
    if (unloaded.others === 0) await stopTransform(place, run);
    removed = sum(removed, await removeFiles(objects, files, unloaded));
  }
  return sum(removed, { ...nothing, rows: await removeRows(place, marks) });
}
