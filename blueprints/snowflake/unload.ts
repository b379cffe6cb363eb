import { quoteIdentifier, quoteString, stageReference } from "./identifiers";

/** How rows leave Snowflake for SageMaker: plain CSV, nothing quoted, no header, empty text for NULL. */
export const unloadFormat =
  "TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = ',' FIELD_OPTIONALLY_ENCLOSED_BY = NONE ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = ('')";

export interface UnloadSpec {
  /** Database, schema and name of the stage. */
  readonly stage: readonly [string, string, string];
  /** Path below the stage, a text or an SQL expression of a scripting block. */
  readonly path: string;
  /** SELECT whose rows are written. */
  readonly query: string;
  /** Largest file, in bytes. Default: 64 MiB, so that a big unload is read by several workers. */
  readonly maxFileBytes?: number;
}

/** `COPY INTO @stage/path FROM (..)` for a path known now. */
export function unloadStatement(spec: UnloadSpec): string {
  return [
    `COPY INTO ${stageReference(spec.stage, spec.path)}`,
    `FROM (${spec.query})`,
    `FILE_FORMAT = (${unloadFormat})`,
    `HEADER = FALSE OVERWRITE = TRUE MAX_FILE_SIZE = ${spec.maxFileBytes ?? 64 * 1024 * 1024}`,
  ].join(" ");
}

/** One JSON object that says an unload is complete. Written last, so its arrival is the event others wait for. */
export function manifestStatement(spec: {
  readonly stage: readonly [string, string, string];
  readonly path: string;
  readonly object: string;
}): string {
  return [
    `COPY INTO ${stageReference(spec.stage, spec.path)}`,
    `FROM (SELECT ${spec.object})`,
    "FILE_FORMAT = (TYPE = JSON COMPRESSION = NONE)",
    "SINGLE = TRUE OVERWRITE = TRUE",
  ].join(" ");
}

/** Marks where a run's identity goes in a path or text that is completed at run time. */
export const runMarker = "{run}";

/**
 * Lines of a scripting block that run a statement whose text holds the run's identity: Snowflake takes no expression
 * in a stage path, and EXECUTE IMMEDIATE takes a variable. The block declares `run` and `statement`.
 */
export function immediate(statement: string): readonly string[] {
  const pieces = statement.split(runMarker).map(quoteString);
  return [`statement := ${pieces.join(" || run || ")};`, "EXECUTE IMMEDIATE :statement;"];
}

/** A column as CSV text for a model: booleans become 0 and 1, everything else is written as it is. */
export function featureExpression(column: string, type: string): string {
  return /^BOOLEAN$/i.test(type.trim()) ? `${quoteIdentifier(column)}::NUMBER(1,0)` : quoteIdentifier(column);
}
