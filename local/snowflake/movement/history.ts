import type { DuckDBConnection } from "@duckdb/node-api";
import type { Database } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import type { ChangeCapture, DataChange, Work } from "../core/hooks";
import type { StagedFile } from "../stages/storage";
import { literal } from "./sql-text";
import { asText } from "../core/text";

/** What became of one file, as COPY INTO <table> reports it and the load history keeps it. */
export interface FileOutcome {
  readonly file: StagedFile;
  readonly status: "LOADED" | "PARTIALLY_LOADED" | "LOAD_FAILED" | "LOAD_SKIPPED";
  readonly parsed: number;
  readonly loaded: number;
  readonly errorLimit: number;
  readonly errors: number;
  readonly firstError?: {
    readonly message: string;
    readonly line: number;
    readonly character: number;
    readonly column: string;
  };
}

/** Where files come from and go to. */
export interface LoadPlace {
  readonly tableId: number;
  /** The stage's root, so that two stages may hold files of the same name. */
  readonly stage: string;
  readonly pipeId?: number;
}

const TABLE = "floe.load_history";

/** Which files were loaded into which table: a file that has not changed since is not loaded again. */
export class LoadHistory implements ChangeCapture {
  constructor(private readonly database: Database) {}

  /** TRUNCATE forgets what was loaded. */
  async begin(work: Work, table: CatalogObject, change: DataChange): Promise<undefined> {
    if (change === "truncate") await this.forget(work.connection, table.id);
    return undefined;
  }

  /** Makes the table that keeps the history. */
  async open(): Promise<void> {
    const connection = await this.database.connect();
    try {
      await connection.run("CREATE SCHEMA IF NOT EXISTS floe");
      await connection.run(
        `CREATE TABLE IF NOT EXISTS ${TABLE} (table_id BIGINT, stage VARCHAR, file VARCHAR, md5 VARCHAR, size BIGINT, status VARCHAR, parsed BIGINT, loaded BIGINT, error_limit BIGINT, errors BIGINT, message VARCHAR, line BIGINT, "character" BIGINT, "column" VARCHAR, pipe_id BIGINT, "at" TIMESTAMPTZ)`,
      );
    } finally {
      connection.closeSync();
    }
  }

  /** Content hashes of the files already loaded, by name. */
  async loaded(connection: DuckDBConnection, place: LoadPlace): Promise<ReadonlyMap<string, string>> {
    const rows = await connection.runAndReadAll(
      `SELECT file, md5 FROM ${TABLE} WHERE table_id = ${place.tableId} AND stage = ${literal(place.stage)} AND pipe_id IS NOT DISTINCT FROM ${place.pipeId ?? "NULL"} AND status IN ('LOADED', 'PARTIALLY_LOADED') ORDER BY "at"`,
    );
    return new Map(rows.getRows().map(([file, md5]) => [asText(file), asText(md5)]));
  }

  async record(
    connection: DuckDBConnection,
    place: LoadPlace,
    outcomes: readonly FileOutcome[],
  ): Promise<void> {
    if (outcomes.length === 0) return;
    const values = outcomes.map((outcome) => {
      const { file, firstError } = outcome;
      const error =
        firstError === undefined
          ? "NULL, NULL, NULL, NULL"
          : `${literal(firstError.message)}, ${firstError.line}, ${firstError.character}, ${literal(firstError.column)}`;
      return `(${place.tableId}, ${literal(place.stage)}, ${literal(file.name)}, ${literal(file.md5)}, ${file.size}, ${literal(outcome.status)}, ${outcome.parsed}, ${outcome.loaded}, ${outcome.errorLimit}, ${outcome.errors}, ${error}, ${place.pipeId ?? "NULL"}, get_current_timestamp())`;
    });
    await connection.run(`INSERT INTO ${TABLE} VALUES ${values.join(", ")}`);
  }

  private async forget(connection: DuckDBConnection, tableId: number): Promise<void> {
    await connection.run(`DELETE FROM ${TABLE} WHERE table_id = ${tableId}`);
  }
}
