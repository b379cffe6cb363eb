import type { DuckDBConnection } from "@duckdb/node-api";
import type { AccessControl, Catalog, CatalogObject, Json, Session } from "./cloud";
import type {
  ChangeCapture,
  PastSource,
  QueryEngine,
  RelationSource,
  TableWatcher,
  Work,
  WorkHooks,
} from "./hooks";
import type { Cell, ResultColumn } from "./result";

/** The DuckDB database that holds every table and all metadata of the account. */
export interface Database {
  /** A new connection; close it with `closeSync()`. */
  connect(): Promise<DuckDBConnection>;
  /** COMMIT of a connection's transaction that wrote something, while no other statement runs. */
  commit(connection: DuckDBConnection): Promise<void>;
  /**
   * Runs `body` in a transaction on the one connection that metadata and DDL use, so that a catalog row and the
   * DuckDB object it describes commit together. Calls wait for each other; a call inside a call joins it.
   */
  transaction<T>(body: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Inside `transaction`: runs the step when it rolls back, newest first, to put back what is in memory. */
  onRollback(step: () => void): void;
  /** Runs the step once the open transaction is on disk; at once when none is open. */
  onCommit(step: () => void): void;
}

/** A query's value of `TABLE(F(...))`: rows made in TypeScript, or a DuckDB query. */
export type TableValue =
  | { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly columns: readonly ResultColumn[]; readonly sql: string };

export interface TableFunctionCall {
  readonly positional: readonly Json[];
  /** `NAME => value`, names upper-cased. */
  readonly named: ReadonlyMap<string, Json>;
}

export type TableFunction = (call: TableFunctionCall, session: Session, work: Work) => Promise<TableValue>;
export type SystemFunction = (args: readonly Json[], session: Session) => Promise<Json>;

/** What other parts plug into queries. Every member may be filled until the account starts. */
export interface Extensions {
  /** FROM <name> for kinds other than tables and views, by kind. */
  readonly relations: Map<string, RelationSource>;
  /** `TABLE(NAME(...))` and `TABLE(INFORMATION_SCHEMA.NAME(...))`, by upper-cased name. */
  readonly tableFunctions: Map<string, TableFunction>;
  /** Scalar functions of constant arguments that TypeScript answers, such as `SYSTEM$PIPE_STATUS`. */
  readonly systemFunctions: Map<string, SystemFunction>;
  readonly captures: ChangeCapture[];
  readonly workHooks: WorkHooks[];
  readonly tableWatchers: TableWatcher[];
  /** Tables' past. */
  past?: PastSource;
  /** When recent statements ended, by query id, in microseconds. */
  readonly statementEnds: Map<string, bigint>;
  /** Replaces `@stage/path (...)` sources before a query is parsed. */
  rewriteStaged?: (sql: string, work: Work) => Promise<string>;
  /** The DuckDB function that stands for a user-defined function, or undefined when there is none of that name. */
  resolveFunction?: (
    name: readonly string[],
    argumentCount: number,
    work: Work,
  ) => Promise<string | undefined>;
  /** Throws unless the session may read the staged files and folders a routine imports, and they are there. */
  checkImports?: (references: readonly string[], session: Session) => Promise<void>;
  resolveTableFunction?: (
    name: readonly string[],
    argumentCount: number,
    work: Work,
  ) => Promise<UserTable | undefined>;
}

/** A table function that works on rows of arguments, so that it can stand beside a table and be partitioned. */
export interface RowTable {
  /** One row of arguments as a DuckDB list. */
  row(args: readonly string[]): string;
  /** A query of what it yields for one partition, given as an expression for a list of such rows. */
  query(rows: string): string;
}

/** A user-defined table function: a DuckDB table macro of constants, or one over rows. */
export interface UserTable {
  readonly duckName: string;
  readonly columns: readonly ResultColumn[];
  readonly table?: RowTable;
}

/** Something that works by itself while the account runs: the task scheduler, the pipes' pollers. */
export interface BackgroundService {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface SessionOptions {
  readonly user: string;
  /** Default: the user's default role, else PUBLIC. */
  readonly role?: string;
  readonly warehouse?: string;
  /** Whether Snowflake supplies what statements run on. Default: false. */
  readonly serverless?: boolean;
  readonly database?: string;
  readonly schema?: string;
  readonly parameters?: Readonly<Record<string, Json>>;
}

/** Where local AWS is, for stages, integrations and pipes. */
export interface AwsAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface AccountOptions {
  readonly stateDir: string;
  readonly admin: { readonly user: string; readonly password: string };
  /** May still be starting: awaited when a stage, an integration or a pipe first needs it. */
  readonly aws?: AwsAccess | Promise<AwsAccess>;
  /** The Python that runs procedures and functions; may still be installed: awaited on first use. */
  readonly python?: string | Promise<string>;
  /** What schedules and staleness go by. Default: the machine's clock. */
  readonly clock?: { now(): number };
  readonly log: (line: string) => void;
}

/** The parts of one local Snowflake account, as handlers and services see them. */
export interface Account {
  readonly options: AccountOptions;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly access: AccessControl;
  readonly query: QueryEngine;
  readonly extensions: Extensions;
  /** Where procedures connect back to; undefined until the server listens. */
  address: { readonly host: string; readonly port: number } | undefined;
  createSession(options: SessionOptions): Promise<Session>;
  closeSession(session: Session): Promise<void>;
  sessions(): readonly Session[];
  /** A driver's token for the session, so that a subprocess can use it. */
  issueToken(session: Session): string;
}

/** A table's column, as stored in `properties.columns` of its catalog object. */
export interface TableColumn {
  readonly name: string;
  /** The Snowflake type as DESCRIBE prints it: `NUMBER(38,0)`, `VARCHAR(16777216)`. */
  readonly type: string;
  readonly nullable: boolean;
  /** The default's Snowflake expression. */
  readonly default?: string;
  readonly comment?: string;
  readonly identity?: { readonly start: number; readonly step: number };
}

export function tableColumns(object: CatalogObject): readonly TableColumn[] {
  const columns = object.properties["columns"];
  return Array.isArray(columns) ? (columns as readonly unknown[] as readonly TableColumn[]) : [];
}
