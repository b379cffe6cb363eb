import { fixed, text, type Result } from "../core/result";
import type { Session, Statement, StatementHandler } from "../core/cloud";
import { TokenStream } from "../ddl/stream";
import { parseCopy } from "./copy-statement";
import type { FileOutcome } from "./history";
import { load, type LoadServices } from "./load";
import { unload } from "./unload";

/** COPY INTO <location> and COPY INTO <table>. */
export class CopyHandler implements StatementHandler {
  readonly name = "copy";

  constructor(private readonly services: LoadServices) {}

  matches(words: readonly string[]): boolean {
    return words[0] === "COPY" && words[1] === "INTO";
  }

  async execute(statement: Statement, session: Session): Promise<Result> {
    const copy = parseCopy(new TokenStream(statement.sql));
    if (copy.kind === "unload") return unload(this.services, copy, session, statement.queryId);
    return loadResult(await load(this.services, { statement: copy, session }));
  }
}

export function loadResult(outcomes: readonly FileOutcome[]): Result {
  if (outcomes.length === 0)
    return { kind: "copy", columns: [text("status")], rows: [["Copy executed with 0 files processed."]] };
  return {
    kind: "copy",
    columns: [
      text("file"),
      text("status"),
      fixed("rows_parsed"),
      fixed("rows_loaded"),
      fixed("error_limit"),
      fixed("errors_seen"),
      text("first_error"),
      fixed("first_error_line"),
      fixed("first_error_character"),
      text("first_error_column_name"),
    ],
    rows: outcomes.map(({ file, status, parsed, loaded, errorLimit, errors, firstError }) => [
      file.name,
      status,
      parsed,
      loaded,
      errorLimit,
      errors,
      firstError?.message ?? null,
      firstError?.line ?? null,
      firstError?.character ?? null,
      firstError?.column ?? null,
    ]),
  };
}
