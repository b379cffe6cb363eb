import type { DuckDBConnection } from "@duckdb/node-api";
import type { Bind, CatalogObject, Path, Session } from "./cloud";
import type { Result, ResultColumn } from "./result";

/** The open transaction of one autocommitted statement or of BEGIN .. COMMIT. */
export interface Work {
  /** Ever increasing, also across restarts. */
  readonly id: bigint;
  /** The connection on which the DuckDB transaction is open. */
  readonly connection: DuckDBConnection;
  readonly session: Session;
  /** Hidden ids of the streams that DML of this work has read: their offset advances when it commits. */
  readonly consumed: Set<number>;
  /** Hidden ids of the tables changed by this work. */
  readonly changed: Set<number>;
  /** Hidden ids of the objects its statements have read. */
  readonly read: Set<number>;
}

export type DataChange = "insert" | "update" | "delete" | "merge" | "truncate" | "overwrite";

/** Records what DML does to a table somebody watches with a stream. */
export interface ChangeCapture {
  /**
   * Called right before a DML statement changes a table, in its transaction. Answers undefined when no stream watches
   * the table; else a function to call right after the change, still in the transaction.
   */
  begin(work: Work, table: CatalogObject, change: DataChange): Promise<(() => Promise<void>) | undefined>;
}

/** Something other than a table or view that a query may name in FROM: a stream, a staged file. */
export interface RelationSource {
  readonly kind: string;
  /** A DuckDB query (`SELECT ...`) that yields the object's rows, and its columns. May throw a SnowflakeError. */
  relation(
    object: CatalogObject,
    work: Work,
  ): Promise<{ readonly sql: string; readonly columns: readonly ResultColumn[] }>;
}

/** A point in the past: inclusive of the changes at that very moment, or just before them. */
export type PastMoment = { readonly inclusive: boolean } & (
  | { readonly kind: "time"; readonly micros: bigint }
  | { readonly kind: "statement"; readonly id: string }
  | { readonly kind: "stream"; readonly path: Path }
);

/** A table as it was at a moment, or what has changed in it since. */
export interface PastQuery {
  readonly start: PastMoment;
  readonly changes?: { readonly appendOnly: boolean; readonly end?: PastMoment };
}

/** Answers `FROM <table> AT (..)` and `CHANGES (..)`. */
export interface PastSource {
  relation(
    table: CatalogObject,
    query: PastQuery,
    work: Work,
  ): Promise<{ readonly sql: string; readonly columns: readonly ResultColumn[] }>;
}

/** Told of DDL on tables, in its transaction. */
export interface TableWatcher {
  created(table: CatalogObject, run: RunDuck): Promise<void>;
  altered(before: CatalogObject, after: CatalogObject, run: RunDuck): Promise<void>;
}

/** Runs SQL in a transaction, whoever opened it, and answers its rows. */
export type RunDuck = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** What happens around a transaction's end. */
export interface WorkHooks {
  /** Still inside the transaction; a throw rolls it back. */
  beforeCommit(work: Work): Promise<void>;
  committed(work: Work): void;
}

/** One query made ready for DuckDB: translated, names resolved, privileges checked. */
export interface PreparedQuery {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** Every catalog object it reads. */
  readonly reads: readonly CatalogObject[];
}

/** What the query engine offers to the parts that move data or run by themselves. */
export interface QueryEngine {
  /** Runs `body` in the session's open transaction, or in one of its own that commits when `body` resolves. */
  work<T>(session: Session, body: (work: Work) => Promise<T>): Promise<T>;
  /** Translates a Snowflake query without running it. `forDml` makes the streams it reads be consumed by `work`. */
  prepare(
    sql: string,
    work: Work,
    options?: { binds?: Readonly<Record<string, Bind>>; forDml?: boolean },
  ): Promise<PreparedQuery>;
  /** Runs one statement of any kind, as if a driver of this session had sent it. */
  run(
    sql: string,
    session: Session,
    options?: { binds?: Readonly<Record<string, Bind>>; signal?: AbortSignal },
  ): Promise<Result>;
}
