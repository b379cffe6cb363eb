import type { DuckDBConnection } from "@duckdb/node-api";
import { tableColumns, type Database, type TableColumn } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { badValue, conversion, type Conversion } from "./convert";
import type { CsvFormat } from "./format";
import { fieldName, fileQuery } from "./relation";
import { ident, literal, physical } from "./sql-text";
import type { LocalFile } from "./workspace";
import { asText } from "../core/text";

/** One thing wrong with a record. */
export interface Problem {
  readonly message: string;
  readonly code: string;
  readonly line: number;
  readonly row: number;
  readonly character: number;
  readonly column: string;
}

/** A CSV load of one file into chosen columns, field by field. */
export interface CsvLoad {
  readonly table: CatalogObject;
  readonly targets: readonly TableColumn[];
  /** Index of the field each target column takes; undefined: NULL. */
  readonly fields: readonly (number | undefined)[];
  /** How many fields a record is meant to have. */
  readonly width: number;
  readonly format: CsvFormat;
  readonly truncate: boolean;
}

let unique = 0;

const conversions = (
  load: CsvLoad,
): readonly (Conversion & { readonly column: TableColumn; readonly field: string })[] =>
  load.targets.flatMap((column, index) => {
    const at = load.fields[index];
    if (at === undefined) return [];
    const field = fieldName(at);
    return [{ ...conversion(field, column, load.format, load.truncate), column, field }];
  });

const insertInto = (load: CsvLoad): string => {
  const names = conversions(load).map(({ column }) => ident(column.name));
  return `INSERT INTO ${physical(load.table)} (${names.join(", ")})`;
};

const changed = async (connection: DuckDBConnection, sql: string): Promise<number> =>
  (await connection.run(sql)).rowsChanged;

/** Loads a whole file in one statement; the first bad record fails it with DuckDB's error. */
export function loadStrict(connection: DuckDBConnection, load: CsvLoad, file: LocalFile): Promise<number> {
  const values = conversions(load).map(({ strict }) => strict);
  const mismatch = load.format.errorOnColumnCountMismatch ? "error" : "pad";
  const source = fileQuery(file, load.format, { fields: load.width, mismatch, metadata: false });
  return changed(connection, `${insertInto(load)} SELECT ${values.join(", ")} FROM (${source})`);
}

export interface Examination {
  readonly parsed: number;
  readonly problems: readonly Problem[];
  /** Number of problems, of which only the first are listed. */
  readonly errors: number;
  /** Temporary table of the records, to be loaded from and dropped. */
  readonly records: string;
  readonly bad: string;
}

/** Reads a file into a temporary table and finds what is wrong with it, listing at most `limit` problems. */
export async function examine(
  connection: DuckDBConnection,
  load: CsvLoad,
  file: LocalFile,
  limit: number,
): Promise<Examination> {
  const records = `floe_records_${++unique}`;
  const rejects = `floe_rejects_${unique}`;
  const strict = load.format.errorOnColumnCountMismatch;
  const mismatch = strict ? { rejects } : "pad";
  const source = fileQuery(file, load.format, { fields: load.width, mismatch, metadata: false });
  await connection.run(
    `CREATE TEMP TABLE ${records} AS SELECT *, row_number() OVER () AS "floe$row" FROM (${source})`,
  );
  const found: Problem[] = [];
  let rejected = 0;
  if (strict) {
    const rows = (
      await connection.runAndReadAll(
        `SELECT line, column_idx, error_type, error_message FROM ${rejects} ORDER BY line`,
      )
    ).getRows();
    rejected = rows.length;
    for (const [line, column, , message] of rows.slice(0, limit))
      found.push(rejection(Number(line), Number(column), asText(message), load));
    await connection.run(`DROP TABLE ${rejects}`);
    await connection.run(`DROP TABLE ${rejects}_scan`);
  }
  const checks = conversions(load).filter(({ bad }) => bad !== "false");
  const bad = checks.length === 0 ? "false" : checks.map((check) => check.bad).join(" OR ");
  const counted = await connection.runAndReadAll(
    `SELECT count(*), count(*) FILTER (WHERE ${bad}) FROM ${records}`,
  );
  const [parsed = 0, wrong = 0] = (counted.getRows()[0] ?? []).map(Number);
  if (wrong > 0) {
    const which = checks.map((check, index) => `WHEN ${check.bad} THEN ${index}`).join(" ");
    const value = checks.map((check) => `WHEN ${check.bad} THEN ${check.field}`).join(" ");
    const rows = await connection.runAndReadAll(
      `SELECT "floe$row", CASE ${which} END, CASE ${value} END FROM ${records} WHERE ${bad} ORDER BY 1 LIMIT ${limit}`,
    );
    for (const [row, index, text] of rows.getRows()) {
      const check = checks[Number(index)];
      if (check === undefined) continue;
      const number = Number(row);
      const line = number + load.format.skipHeader + (load.format.parseHeader ? 1 : 0);
      const position = load.targets.indexOf(check.column) + 1;
      found.push({
        message: badValue(asText(text), check.column),
        code: "100038",
        line,
        row: number,
        character: 1,
        column: `"${load.table.path.at(-1) ?? ""}"["${check.column.name}":${position}]`,
      });
    }
  }
  found.sort((a, b) => a.line - b.line);
  return {
    parsed: parsed + rejected,
    problems: found.slice(0, limit),
    errors: wrong + rejected,
    records,
    bad,
  };
}

function rejection(line: number, column: number, message: string, load: CsvLoad): Problem {
  const table = load.table.path.at(-1) ?? "";
  const place = {
    line,
    row: line - load.format.skipHeader - (load.format.parseHeader ? 1 : 0),
    character: 1,
  };
  const count = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (count === null) return { ...place, code: "100016", message, column: `"${table}"[${column}]` };
  return {
    ...place,
    code: "100080",
    message: `Number of columns in file (${count[2] ?? ""}) does not match that of the corresponding table (${count[1] ?? ""}), use file format option error_on_column_count_mismatch=false to ignore this error`,
    column: `"${table}"[${column}]`,
  };
}

/** Loads the records that an examination found to be good. */
export async function loadGood(
  connection: DuckDBConnection,
  load: CsvLoad,
  examined: Examination,
): Promise<number> {
  const values = conversions(load).map(({ lenient }) => lenient);
  return changed(
    connection,
    `${insertInto(load)} SELECT ${values.join(", ")} FROM ${examined.records} WHERE NOT (${examined.bad})`,
  );
}

/** Finds, on a connection of its own, why a strict load failed. Undefined: not because of the file's content. */
export async function diagnose(
  database: Database,
  load: CsvLoad,
  file: LocalFile,
): Promise<SnowflakeError | undefined> {
  const connection = await database.connect();
  try {
    const { problems } = await examine(connection, load, file, 1);
    const problem = problems[0];
    return problem === undefined ? undefined : loadError(problem, file.file.name);
  } finally {
    connection.closeSync();
  }
}

export function loadError(problem: Problem, file: string): SnowflakeError {
  const hint =
    "If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.";
  return new SnowflakeError(
    problem.code,
    problem.code === "100038" ? "22018" : "22000",
    `${problem.message}\n  File '${file}', line ${problem.line}, character ${problem.character}\n  Row ${problem.row}, column ${problem.column}\n  ${hint}`,
  );
}

/** NOT NULL and similar constraint failures, in Snowflake's words. */
export function constraintError(error: unknown): unknown {
  const match = /NOT NULL constraint failed: \S*?\.?([^.\s]+)$/m.exec(String(error));
  return match === null
    ? error
    : new SnowflakeError(
        "100072",
        "22000",
        `NULL result in a non-nullable column: ${literal(match[1] ?? "")}`,
      );
}

/** Target columns by name, or all of the table's. */
export function targetColumns(
  table: CatalogObject,
  names: readonly string[] | undefined,
): readonly TableColumn[] {
  const columns = tableColumns(table);
  if (names === undefined) return columns;
  return names.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined)
      throw new SnowflakeError(
        "000904",
        "42000",
        `SQL compilation error: error line 1 at position 0\ninvalid identifier '${name}'`,
      );
    return column;
  });
}
