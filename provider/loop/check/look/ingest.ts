import { quoteString } from "../../../../blueprints/snowflake";
import { cell, StatementFailed } from "../../../snowflake/session";
import { type Finding, redeploy } from "../leg";
import { type ObjectName, objectName, type Place } from "../place";
import type { Spec } from "../spec";
import { lookAtRules } from "./events";

/** Who loads: the pipe, and the rules that tell it of files. */
export async function lookAtIngest(place: Place, ingest: NonNullable<Spec["ingest"]>): Promise<Finding[]> {
  return [...(await lookAtPipe(place, ingest.pipe)), ...(await lookAtRules(place, "ingest", ingest.rules))];
}

async function lookAtPipe(place: Place, pipe: string): Promise<Finding[]> {
  const name = objectName(pipe);
  place.call.status(`ingest: pipe ${name.text}`);
  let status: Readonly<Record<string, unknown>>;
  try {
    status = await pipeStatus(place, name);
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    const fact = error.missing
      ? `pipe ${name.text} is gone, or the role may not see it`
      : `pipe ${name.text} does not tell its state: ${error.message}`;
    return [{ leg: "ingest", fact, fix: redeploy }];
  }
  const state = String(status.executionState);
  if (state === "RUNNING") return [];
  const detail = typeof status.error === "string" ? `: ${status.error}` : "";
  const fix =
    state === "PAUSED"
      ? `ALTER PIPE ${name.text} SET PIPE_EXECUTION_PAUSED = FALSE; or ${redeploy}`
      : `SELECT SYSTEM$PIPE_FORCE_RESUME(${quoteString(name.text)}); or ${redeploy}`;
  return [{ leg: "ingest", fact: `pipe ${name.text} is ${state}${detail}`, fix }];
}

/** What SYSTEM$PIPE_STATUS tells. */
export async function pipeStatus(place: Place, pipe: ObjectName): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await place.run(`SELECT SYSTEM$PIPE_STATUS(${quoteString(pipe.text)}) AS STATUS`);
  return JSON.parse(cell(row, "STATUS")) as Readonly<Record<string, unknown>>;
}
