import { jsonText } from "../core/json-text";
import type { DuckDBConnection } from "@duckdb/node-api";
import { randomUUID } from "node:crypto";
import type { Database, SessionOptions } from "../core/account";
import type { CatalogObject, Json, Path, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { Work } from "../core/hooks";
import { duckString } from "../query/database";
import type { TransactionLog } from "../query/transaction-log";
import { parameterDefault } from "./parameters";

const noDatabase = (): SnowflakeError =>
  new SnowflakeError(
    "090105",
    "22000",
    "Cannot perform operation. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
  );
const noSchema = (): SnowflakeError =>
  new SnowflakeError(
    "090106",
    "22000",
    "Cannot perform operation. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.",
  );

/** As whom and where statements run. */
export interface Context {
  readonly role: string | undefined;
  readonly database: string | undefined;
  readonly schema: string | undefined;
  readonly secondaryRoles: "ALL" | readonly string[];
}

/** One driver connection, task run or procedure call: context, parameters, variables and its DuckDB connection. */
export class LocalSession implements Session {
  readonly id: string = randomUUID();
  /** Of a fork, the id of the session it stands beside; else its own. */
  origin = this.id;
  /** The number CURRENT_SESSION() answers. */
  readonly number = BigInt(Date.now()) * 1000n + BigInt(Math.floor(Math.random() * 1000));
  readonly user: string;
  role: string | undefined;
  warehouse: string | undefined;
  serverless: boolean;
  database: string | undefined;
  schema: string | undefined;
  secondaryRoles: "ALL" | readonly string[] = [];
  readonly parameters: Map<string, Json>;
  readonly variables = new Map<string, Json>();
  /** Temporary tables, by qualified name. */
  readonly temporary = new Map<string, CatalogObject>();
  /** Hidden ids of the stages and file formats that end with the session; shared by its forks. */
  temporaryObjects = new Set<number>();
  /** The open transaction: of BEGIN .. COMMIT, or of the statement that runs. */
  current: Work | undefined;
  /** Query id of the statement that runs. */
  statementId: string | undefined;
  /** BEGIN was said. */
  explicit = false;
  /** BEGIN .. NAME. */
  transactionName = "";
  /** A statement waits for what another transaction has locked. */
  waiting = false;
  /** Someone wants the running statement to end. */
  interrupted = false;
  /** What the transaction of BEGIN .. COMMIT has done. */
  log: TransactionLog | undefined;
  private readonly kept: (() => Promise<void>)[] = [];
  readonly queryIds: string[] = [];
  private readonly callers: Context[] = [];
  private opened: Promise<DuckDBConnection> | undefined;

  constructor(
    private readonly databaseFile: Database,
    options: SessionOptions,
    /** A parameter's value from the user or the account. */
    private readonly inherited: (name: string) => Json | undefined = () => undefined,
  ) {
    this.user = options.user;
    this.role = options.role;
    this.warehouse = options.warehouse;
    this.serverless = options.serverless ?? false;
    this.database = options.database;
    this.schema = options.schema;
    this.parameters = new Map(Object.entries(options.parameters ?? {}));
  }

  resolve(name: readonly string[], depth: 1 | 2 | 3): Path {
    if (name.length >= depth) return name.slice(-depth);
    if (this.database === undefined) throw noDatabase();
    if (depth === 2) return [this.database, ...name];
    if (name.length === 2) return [this.database, ...name];
    if (this.schema === undefined) throw noSchema();
    return [this.database, this.schema, ...name];
  }

  connection(): Promise<DuckDBConnection> {
    this.opened ??= this.open();
    return this.opened;
  }

  /** A session parameter's value, or its default. */
  parameter(name: string): Json {
    return this.parameters.get(name) ?? this.inherited(name) ?? parameterDefault(name) ?? null;
  }

  get autocommit(): boolean {
    return jsonText(this.parameter("AUTOCOMMIT")).toLowerCase() !== "false";
  }

  /** Puts a clean-up off to the end of the open transaction, whose statements may have to run again. */
  keep(cleanUp: () => Promise<void>): void {
    this.kept.push(cleanUp);
  }

  /** Since when the open transaction has had no statement; undefined while one runs. */
  get idleSince(): number | undefined {
    return this.statementId === undefined ? this.log?.used : undefined;
  }

  /** Undoes the open transaction; its session is told at its next statement. */
  async abort(why: string): Promise<void> {
    const { log, current } = this;
    if (log === undefined) return;
    current?.connection.interrupt();
    await log.abort(
      new SnowflakeError(
        "000603",
        "25000",
        `Transaction ${String(current?.id)} was aborted: ${why}. Nothing of it was saved: ROLLBACK and run it again.`,
      ),
    );
    current?.changed.clear();
    current?.consumed.clear();
  }

  /** The transaction is over. */
  async ended(): Promise<void> {
    this.current = undefined;
    this.explicit = false;
    this.log = undefined;
    for (const cleanUp of this.kept.splice(0)) await cleanUp();
  }

  async setParameter(name: string, value: Json): Promise<void> {
    if (name === "TIMEZONE") await this.applyTimezone(jsonText(value));
    this.parameters.set(name, value);
  }

  /**
   * Runs `body` as another role, in another place and without secondary roles: a procedure with its owner's rights.
   * Statements that the session's user starts meanwhile keep the user's own (see `fork`).
   */
  async actingAs<T>(context: Context, body: () => Promise<T>): Promise<T> {
    const { role, database, schema, secondaryRoles } = this;
    const before: Context = { role, database, schema, secondaryRoles };
    this.callers.push(before);
    Object.assign(this, context);
    try {
      return await body();
    } finally {
      Object.assign(this, before);
      this.callers.pop();
    }
  }

  /**
   * A copy with its own connection, for a statement that runs beside the session (async). Unless a procedure of the
   * session started it, it has the rights of the session's user, whatever procedure is running.
   */
  fork(nested: boolean): LocalSession {
    const context: Context = (nested ? undefined : this.callers[0]) ?? this;
    const { role, database, schema } = context;
    const { user, warehouse, serverless } = this;
    const options = {
      user,
      ...(role !== undefined && { role }),
      serverless,
      ...(warehouse !== undefined && { warehouse }),
      ...(database !== undefined && { database }),
      ...(schema !== undefined && { schema }),
      parameters: Object.fromEntries(this.parameters),
    };
    const copy = new LocalSession(this.databaseFile, options, this.inherited);
    copy.secondaryRoles = context.secondaryRoles;
    for (const [name, value] of this.variables) copy.variables.set(name, value);
    for (const [name, table] of this.temporary) copy.temporary.set(name, table);
    copy.temporaryObjects = this.temporaryObjects;
    copy.origin = this.origin;
    return copy;
  }

  /** Rolls back what is open and frees the connection. */
  async close(): Promise<void> {
    const connection = await this.opened;
    this.opened = undefined;
    await this.ended();
    if (connection === undefined) return;
    await connection.run("ROLLBACK").catch(() => undefined);
    connection.closeSync();
  }

  private async open(): Promise<DuckDBConnection> {
    const connection = await this.databaseFile.connect();
    await connection.run(`SET TimeZone = ${duckString(jsonText(this.parameter("TIMEZONE")))}`);
    return connection;
  }

  private async applyTimezone(zone: string): Promise<void> {
    try {
      await (await this.connection()).run(`SET TimeZone = ${duckString(zone)}`);
    } catch {
      throw new SnowflakeError(
        "001007",
        "22023",
        `SQL compilation error:\ninvalid value [${zone}] for parameter 'TIMEZONE'`,
      );
    }
  }
}
