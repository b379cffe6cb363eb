import { qualifiedName } from "../../blueprints/snowflake";
import { nameParts } from "../../provider/snowflake/names";
import { cell, StatementFailed, type Session } from "../../provider/snowflake/session";
import { CliError, exitCodes } from "../exit";
import type { ConnectorOffset } from "./rest";

/** Names of a source's objects in Snowflake, quoted. */
export interface SourceObjects {
  readonly table: string;
  readonly stream: string;
  readonly stage: string;
  readonly claim: string;
}

/** Who has a source's stage, and what became of the whole table. */
export interface Claim {
  readonly stageId: string;
  readonly owner: string;
  /** How often the connector started. */
  readonly epoch: number;
  /** The last batch that was staged. */
  readonly batch: number;
  readonly snapshot: "NONE" | "WANTED" | "TAKING" | "DONE";
}

export interface SourceState {
  readonly claim: Claim | undefined;
  /** Rows that wait in the stage and that Kafka does not have yet. */
  readonly waitingRows: number;
  /** Age of the oldest of them in milliseconds. */
  readonly oldestMs: number | undefined;
  readonly stream:
    { readonly stale: boolean; readonly staleAfter: string; readonly hasData: boolean } | undefined;
  /** What the role may not see or what is not there. */
  readonly missing: readonly string[];
}

/** Names as the connector takes them from its configuration; undefined in modes without a stage. */
export function sourceObjects(config: Readonly<Record<string, string>>): SourceObjects | undefined {
  if (!["stream", "snapshot"].includes(config.mode ?? "stream")) return undefined;
  const table = parts(config, "table");
  const beside = (key: string, before: string, after: string, of: readonly string[]): readonly string[] => {
    if ((config[key] ?? "") !== "") return parts(config, key);
    return [...of.slice(0, -1), `${before}${of.at(-1) ?? ""}${after}`];
  };
  const stage = beside("stage.table", "FLOE_", "_STAGE", table);
  const quoted = (name: readonly string[]): string => qualifiedName(...name);
  return {
    table: quoted(table),
    stream: quoted(beside("stream", "FLOE_", "_STREAM", table)),
    stage: quoted(stage),
    claim: quoted(beside("stage.claim.table", "", "_CLAIM", stage)),
  };
}

function parts(config: Readonly<Record<string, string>>, key: string): readonly string[] {
  const text = config[key] ?? "";
  try {
    const found = nameParts(text);
    if (found.length === 3) return found;
  } catch {
    // Said below.
  }
  throw new CliError(`the connector's ${key} "${text}" is no DATABASE.SCHEMA.NAME`, exitCodes.usage);
}

/** What Snowflake tells of a source: its claim, rows that wait, and how long its stream may still lie unread. */
export async function sourceState(
  session: Session,
  objects: SourceObjects,
  offsets: readonly ConnectorOffset[],
): Promise<SourceState> {
  const missing: string[] = [];
  const seen = async <T>(name: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StatementFailed) || !error.missing) throw error;
      missing.push(name);
      return undefined;
    }
  };
  const claim = await seen(objects.claim, () => readClaim(session, objects.claim));
  const waiting = await seen(objects.stage, () => staged(session, objects.stage, position(offsets, claim)));
  const stream = await seen(objects.stream, () => streamState(session, objects.stream));
  return {
    claim,
    waitingRows: waiting?.rows ?? 0,
    oldestMs: waiting?.oldestMs,
    stream,
    missing,
  };
}

export async function readClaim(session: Session, claim: string): Promise<Claim | undefined> {
  const [row] = await session.run(`SELECT STAGE_ID, OWNER, EPOCH, BATCH, SNAPSHOT FROM ${claim}`);
  if (row === undefined) return undefined;
  const snapshot = cell(row, "SNAPSHOT");
  return {
    stageId: cell(row, "STAGE_ID"),
    owner: cell(row, "OWNER"),
    epoch: Number(cell(row, "EPOCH")),
    batch: Number(cell(row, "BATCH")),
    snapshot: snapshot === "WANTED" || snapshot === "TAKING" || snapshot === "DONE" ? snapshot : "NONE",
  };
}

/** What Kafka has of a stage; nothing before its first record. */
function position(
  offsets: readonly ConnectorOffset[],
  claim: Claim | undefined,
): { readonly batch: number; readonly row: number } {
  const found = offsets.find(({ partition }) => partition.stage === claim?.stageId)?.offset;
  return { batch: Number(found?.batch ?? 0), row: Number(found?.row ?? 0) };
}

async function staged(
  session: Session,
  stage: string,
  { batch, row }: { readonly batch: number; readonly row: number },
): Promise<{ readonly rows: number; readonly oldestMs: number | undefined }> {
  const [found] = await session.run(
    `SELECT COUNT(*) AS "ROWS", MIN("FLOE$STAGED_AT") AS "SINCE" FROM ${stage} ` +
      `WHERE "FLOE$BATCH" > ${batch} OR ("FLOE$BATCH" = ${batch} AND "FLOE$ROW" > ${row})`,
  );
  const since = cell(found, "SINCE");
  return {
    rows: Number(cell(found, "ROWS")),
    oldestMs: since === "" ? undefined : Math.max(0, Date.now() - Number(since)),
  };
}

async function streamState(
  session: Session,
  stream: string,
): Promise<{ readonly stale: boolean; readonly staleAfter: string; readonly hasData: boolean }> {
  const [described] = await session.run(`DESCRIBE STREAM ${stream}`);
  const stale = cell(described, "stale").toLowerCase() === "true";
  const [asked] = stale
    ? []
    : await session.run(`SELECT SYSTEM$STREAM_HAS_DATA('${stream.replaceAll("'", "''")}') AS "HAS"`);
  return {
    stale,
    staleAfter: cell(described, "stale_after"),
    hasData: cell(asked, "HAS").toLowerCase() === "true",
  };
}
