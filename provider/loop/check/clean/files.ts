import { layout, manifestName } from "../../../../blueprints/layout";
import { stageReference } from "../../../../blueprints/snowflake";
import { cell, StatementFailed } from "../../../snowflake/session";
import { fieldCondition, type Marks } from "../marks";
import { type Location, objectName, type Place } from "../place";
import type { Objects } from "./objects";

/** What one run of the unload wrote. */
export interface Unloaded {
  readonly run: string;
  /** Lines that are marked rows, and all others. */
  readonly marked: number;
  readonly others: number;
}

/** Where marked rows pass through S3. */
export interface Files {
  readonly scores: Location;
  readonly manifests: Location | undefined;
  readonly predictions: Location | undefined;
}

export async function filesOf(place: Place): Promise<Files | undefined> {
  const { unload, ingest } = place.spec;
  if (unload?.stage === undefined) return undefined;
  const at = (stage: string | undefined) =>
    stage === undefined ? undefined : place.location("unload", stage);
  return {
    scores: await place.location("unload", unload.stage),
    manifests: await at(unload.manifestStage),
    predictions: await at(ingest?.stage),
  };
}

/** Looks into what a run unloaded. Snowflake reads it: big files never come to this machine. */
export async function lookInto(place: Place, run: string, marks: Marks): Promise<Unloaded> {
  const { unload, key } = place.spec;
  const { database, schema, name } = objectName(unload?.stage ?? "");
  const marked = fieldCondition(key, marks);
  const sql = `SELECT COUNT(*) AS N, SUM(IFF(${marked}, 1, 0)) AS MARKED FROM ${stageReference([database, schema, name], `${run}/`)}`;
  try {
    const [row] = await place.run(sql);
    const own = Number(cell(row, "MARKED")) || 0;
    return { run, marked: own, others: (Number(cell(row, "N")) || 0) - own };
  } catch (error) {
    // Some answer an empty folder with an error.
    if (error instanceof StatementFailed && /no files|not found|does not exist/i.test(error.message))
      return { run, marked: 0, others: 0 };
    throw error;
  }
}

/**
 * Folders and objects of one run: the predictions of whichever model, the manifest, and last the rows, by which a run
 * is found again when their removal is cut off.
 */
export async function pathsOf(objects: Objects, files: Files, run: string): Promise<Location[]> {
  const paths: Location[] = [];
  const { scores, manifests, predictions } = files;
  if (predictions !== undefined) {
    for (const model of await objects.folders(predictions)) {
      paths.push({ ...predictions, prefix: `${predictions.prefix}${model}/${run}/` });
    }
  }
  if (manifests !== undefined) {
    paths.push({ ...manifests, prefix: `${manifests.prefix}${layout.score}${run}/${manifestName}` });
  }
  return [...paths, { ...scores, prefix: `${scores.prefix}${run}/` }];
}
