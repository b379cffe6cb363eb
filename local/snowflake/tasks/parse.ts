import type { Catalog, CatalogObject, Json, Path, Session } from "../core/cloud";
import { notFound, SnowflakeError, syntaxError } from "../core/errors";
import { formatPath } from "../ddl/names";
import {
  atOption,
  interpret,
  invalidValue,
  readValue,
  type OptionTable,
  type OptionValue,
} from "../ddl/options";
import type { TokenStream } from "../ddl/stream";
import { boolean, identifier, oneOf, qualifiedName, string } from "../ddl/types";
import type { Properties } from "../kinds/kind";
import { overlapPolicies } from "./definition";
import { parseSchedule, seconds } from "./schedule";
import { asText } from "../core/text";

const schedule = (value: OptionValue, name: string): Json => {
  const text = string(value, name);
  parseSchedule(asText(text));
  return text;
};

const completion = (value: OptionValue, name: string): Json => {
  const text = asText(string(value, name));
  if ((seconds(text) ?? 0) < 1) throw invalidValue(name, text, "write '<n> SECONDS | MINUTES | HOURS'");
  return text;
};

/** CONFIG is a JSON object in any string form. */
const config = (value: OptionValue, name: string): Json => {
  const text = asText(string(value, name));
  checkConfig(text);
  return text;
};

export function checkConfig(text: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new SnowflakeError(
      "091093",
      "22023",
      `SQL compilation error:\nInvalid task configuration '${text}': it must be a JSON object.`,
    );
}

/** The options of tasks that are no parameters. */
export const taskOptions: OptionTable = {
  WAREHOUSE: identifier,
  SCHEDULE: schedule,
  CONFIG: config,
  ALLOW_OVERLAPPING_EXECUTION: boolean,
  OVERLAP_POLICY: oneOf(overlapPolicies),
  ERROR_INTEGRATION: identifier,
  SUCCESS_INTEGRATION: identifier,
  TARGET_COMPLETION_INTERVAL: completion,
  FINALIZE: qualifiedName,
};

const CLAUSES = ["AFTER", "WHEN", "AS", "REMOVE", "ADD"];

/** The text of a WHEN condition, up to AS or the end. */
export function readCondition(stream: TokenStream): string {
  const from = stream.mark();
  let depth = 0;
  while (!stream.done && !(depth === 0 && stream.atWords("AS"))) {
    if (stream.atSymbol("(")) depth++;
    if (stream.atSymbol(")")) depth--;
    stream.next();
  }
  const text = stream.text(from);
  if (text === "") throw stream.unexpected("a condition");
  if (
    !/^\s*(?:.*SYSTEM\$(?:STREAM_HAS_DATA|GET_PREDECESSOR_RETURN_VALUE|GET_TASK_GRAPH_CONFIG)\b.*|TRUE|FALSE)\s*$/is.test(
      text,
    )
  )
    throw syntaxError(
      `invalid WHEN condition '${text}': SYSTEM$STREAM_HAS_DATA, SYSTEM$GET_PREDECESSOR_RETURN_VALUE and SYSTEM$GET_TASK_GRAPH_CONFIG may be used`,
    );
  return text;
}

export function readTaskNames(
  stream: TokenStream,
  session: Session,
  catalog: Catalog,
): readonly CatalogObject[] {
  const tasks: CatalogObject[] = [];
  const grouped = stream.takeSymbol("(");
  do tasks.push(findTask(catalog, taskPath(stream, session)));
  while (stream.takeSymbol(","));
  if (grouped) stream.expectSymbol(")");
  return tasks;
}

function taskPath(stream: TokenStream, session: Session): Path {
  if (stream.atString()) throw syntaxError("a task is named by an identifier, not by a string");
  return session.resolve(stream.name(), 3);
}

export function findTask(catalog: Catalog, path: Path): CatalogObject {
  const task = catalog.find("TASK", path);
  if (task === undefined) throw notFound("Task", formatPath(path));
  return task;
}

export interface ParsedTask {
  readonly properties: Properties;
  readonly comment: string | undefined;
  readonly finalize: readonly string[] | undefined;
  readonly after: readonly CatalogObject[];
}

/** Reads everything after the name in CREATE TASK. */
export function readTask(
  stream: TokenStream,
  table: OptionTable,
  session: Session,
  catalog: Catalog,
): ParsedTask {
  const raw = new Map<string, OptionValue>();
  let after: readonly CatalogObject[] = [];
  let condition: string | undefined;
  let user: string | undefined;
  for (;;) {
    if (atOption(stream) && !CLAUSES.some((word) => stream.atWords(word) && stream.peek(1)?.value !== "=")) {
      const key = stream.word();
      stream.expectSymbol("=");
      if (raw.has(key)) throw syntaxError(`duplicate property '${key}'`);
      raw.set(key, readValue(stream));
    } else if (stream.take("AFTER")) after = readTaskNames(stream, session, catalog);
    else if (stream.take("EXECUTE AS USER")) user = stream.identifier();
    else if (stream.take("WHEN")) condition = readCondition(stream);
    else if (!stream.takeSymbol(",")) break;
  }
  stream.expect("AS");
  const sql = stream.rest().trim();
  if (sql === "") throw syntaxError("a task needs a statement after AS");
  if (raw.has("OVERLAP_POLICY") && raw.has("ALLOW_OVERLAPPING_EXECUTION"))
    throw syntaxError("OVERLAP_POLICY and ALLOW_OVERLAPPING_EXECUTION exclude each other");
  const { COMMENT, FINALIZE, ...options } = interpret(raw, table, "TASK");
  return {
    properties: {
      ...options,
      PREDECESSOR_IDS: after.map(({ id }) => id),
      DEFINITION: sql,
      ...(condition === undefined ? {} : { CONDITION: condition }),
      EXECUTE_AS_USER: user ?? null,
    },
    comment: typeof COMMENT === "string" ? COMMENT : undefined,
    finalize: Array.isArray(FINALIZE) ? FINALIZE.map(String) : undefined,
    after,
  };
}
