import { quoteIdentifier, quoteString } from "../../../../blueprints/snowflake";
import { cell } from "../../../snowflake/session";
import { broken, redeploy } from "../leg";
import { pipeStatus } from "../look/ingest";
import { keyCondition, type Marks } from "../marks";
import { objectName, type Place } from "../place";
import type { Spec } from "../spec";
import type { Watch } from "../watch";
import { readValue } from "./load";

/** Waits until the prediction of the marked rows can be read. */
export async function waitForPrediction(
  place: Place,
  watch: Watch,
  ingest: NonNullable<Spec["ingest"]>,
  run: string,
  marks: Marks,
): Promise<string | number | boolean> {
  const table = ingest.table ?? "";
  const condition = keyCondition(place.spec.key, marks);
  const scored = place.spec.scoring?.transformPrefix !== undefined;
  const found = await watch.until(
    "ingest",
    async () =>
      (await readValue(place, table, ingest.valueColumn, condition)) ??
      (await refuseBadFiles(place, ingest, table, run)),
    () => ({
      fact: `no prediction of run ${run} arrived in ${objectName(table).text}`,
      fix: `look whether the rule for predictions reaches the topic, whose policy must let EventBridge publish and Snowflake's queue subscribe, and at SYSTEM$PIPE_STATUS and COPY_HISTORY: ${redeploy}`,
    }),
    // Snowpipe loads within about a minute. Unless it is known that scoring has ended, nobody knows when to begin.
    scored ? (place.local ? 20_000 : 900_000) : undefined,
  );
  if (found.value === null || found.text === "") {
    throw broken(
      "prediction",
      `the prediction is NULL: the model answered nothing for the marked rows`,
      "let the pipe's fields be those of the scored files, and the marked rows such that the model can score them",
    );
  }
  return found.value instanceof Date ? found.value.toISOString() : found.value;
}

/** Files of the run that the pipe could not load, or a pipe that has stopped. */
async function refuseBadFiles(
  place: Place,
  { pipe }: { readonly pipe: string },
  table: string,
  run: string,
): Promise<undefined> {
  const { database, text } = objectName(table);
  const hours = Math.ceil(place.spec.timeoutMs / 3_600_000) + 1;
  const rows = await place.run(
    `SELECT FILE_NAME, STATUS, FIRST_ERROR_MESSAGE FROM TABLE(${quoteIdentifier(database)}.INFORMATION_SCHEMA.COPY_HISTORY(` +
      `TABLE_NAME => ${quoteString(text)}, START_TIME => DATEADD('hour', -${hours}, CURRENT_TIMESTAMP())))`,
  );
  const bad = rows.find(
    (row) => cell(row, "FILE_NAME").includes(`${run}/`) && !/^loaded$/i.test(cell(row, "STATUS")),
  );
  if (bad !== undefined) {
    throw broken(
      "ingest",
      `${cell(bad, "FILE_NAME")}: ${cell(bad, "STATUS").toLowerCase()}: ${cell(bad, "FIRST_ERROR_MESSAGE")}`,
      "let the pipe's COPY fit the scored files: the key's columns, then the prediction",
    );
  }
  const name = objectName(pipe);
  const { executionState, error } = await pipeStatus(place, name);
  if (executionState === "RUNNING" && typeof error !== "string") return undefined;
  const reason = typeof error === "string" ? `: ${error}` : "";
  throw broken(
    "ingest",
    `pipe ${name.text} is ${String(executionState)}${reason}`,
    `ALTER PIPE ${name.text} SET PIPE_EXECUTION_PAUSED = FALSE when it is paused; or ${redeploy}`,
  );
}
