import { jsonText } from "./core/json-text";
import { randomBytes, randomUUID } from "node:crypto";
import type { Account, AccountOptions, BackgroundService, Extensions, SessionOptions } from "./core/account";
import type { Bind, CatalogObject, Json, Session, Statement, StatementHandler } from "./core/cloud";
import { microseconds } from "./core/clock";
import { syntaxError } from "./core/errors";
import { text, type Result } from "./core/result";
import type { Access } from "./access/access";
import { catalogHandlers } from "./catalog/handlers";
import { openCatalog } from "./catalog/open";
import { findParameter } from "./catalog/parameters/definitions";
import { accountObject } from "./catalog/parameters/inheritance";
import type { CatalogStore } from "./catalog/store";
import { leadingWords } from "./ddl/split";
import { registerDynamicTables } from "./dynamic/register";
import { accountHandlers } from "./handlers";
import { accountKinds } from "./kinds/all";
import { registerMovers } from "./movement/register";
import { ACCOUNT } from "./query/context";
import { DuckDatabase, quoteDuck } from "./query/database";
import { LocalQueryEngine, localSession } from "./query/engine";
import { asSnowflakeError } from "./query/errors";
import { MACROS } from "./query/macros";
import { ResultStore } from "./query/results";
import { inlineBinds } from "./session/inline-binds";
import { LocalSession } from "./session/session";
import { StatementLimit } from "./session/statement-limit";
import { registerSystemFunctions } from "./session/system-functions";
import { registerStreamingFunctions } from "./streaming/functions";
import { StreamingIngest } from "./streaming/ingest";
import { sweepStorage } from "./tables/sweep";

export interface RunOptions {
  readonly binds?: Readonly<Record<string, Bind>>;
  readonly signal?: AbortSignal;
  readonly queryId?: string;
  readonly describeOnly?: boolean;
}

/** Ids of statements that `AT (STATEMENT => ..)` knows when they changed nothing; those that did are kept for days. */
const REMEMBERED_STATEMENTS = 10_000;

/** Statements that tell their columns, or change nothing; describing any other must not run it. */
const DESCRIBABLE = /^(SELECT|WITH|VALUES|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|SHOW|DESC|DESCRIBE|LIST|LS|)$/;

/** One local Snowflake account: everything behind the protocol server. */
export class LocalAccount implements Account {
  readonly extensions: Extensions = {
    relations: new Map(),
    tableFunctions: new Map(),
    systemFunctions: new Map(),
    captures: [],
    workHooks: [],
    tableWatchers: [],
    statementEnds: new Map(),
  };
  readonly query: LocalQueryEngine;
  readonly results = new ResultStore();
  readonly streaming: StreamingIngest;
  address: { readonly host: string; readonly port: number } | undefined;
  private readonly open = new Map<string, LocalSession>();
  private readonly tokens = new Map<string, string>();
  private readonly nested = new Set<string>();
  private readonly running = new Map<string, { readonly session: Session; readonly abort: () => void }>();
  private handlers: readonly StatementHandler[] = [];
  private services: readonly BackgroundService[] = [];

  private constructor(
    readonly options: AccountOptions,
    readonly database: DuckDatabase,
    readonly catalog: CatalogStore,
    readonly access: Access,
  ) {
    this.query = new LocalQueryEngine(this, (sql, session, given) => this.run(sql, session, given));
    this.streaming = new StreamingIngest(this);
  }

  /** Opens the account kept in the state directory, or makes a new one there. */
  static async open(options: AccountOptions): Promise<LocalAccount> {
    const database = await DuckDatabase.open(DuckDatabase.fileIn(options.stateDir));
    await database.transaction(async (connection) => {
      for (const macro of MACROS) await connection.run(macro);
    });
    const later: { account?: LocalAccount } = {};
    const get = (): LocalAccount => {
      if (later.account === undefined) throw new Error("the account is not open yet");
      return later.account;
    };
    const opened = await openCatalog(database, {
      accountName: ACCOUNT,
      admin: options.admin,
      kinds: (load) => accountKinds(get, load),
      beforeDdl: (session) => get().commitOpen(session),
    });
    const account = new LocalAccount(options, database, opened.catalog, opened.access);
    later.account = account;
    await sweepStorage(database, opened.catalog);
    const movers = registerMovers(account, options.clock);
    const dynamic = registerDynamicTables(account, opened.warehouses, options.clock);
    account.services = [opened.warehouses, ...movers, dynamic];
    registerSystemFunctions(account);
    registerStreamingFunctions(account);
    await account.streaming.open();
    account.handlers = accountHandlers(account, opened.warehouses, catalogHandlers(opened));
    return account;
  }

  async start(): Promise<void> {
    for (const service of this.services) await service.start();
  }

  /** Stops the services, closes every session and writes everything to disk. */
  async stop(): Promise<void> {
    for (const service of [...this.services].reverse()) await service.stop();
    for (const session of [...this.open.values()]) await this.closeSession(session);
    this.database.close();
  }

  /** Runs one statement of any kind. */
  async run(sql: string, session: Session, options: RunOptions = {}): Promise<Result> {
    const words = leadingWords(sql, 8);
    const handler = this.handlers.find((each) => each.matches(words));
    if (handler === undefined)
      throw syntaxError(
        `syntax error line 1 at position 0 unexpected '${words[0] ?? sql.trim().slice(0, 20)}'.`,
      );
    if (options.describeOnly === true && !DESCRIBABLE.test(words[0] ?? ""))
      return { kind: "ddl", columns: [text("status")], rows: [] };
    const inlined = inlineBinds(sql, options.binds, handler.name);
    const queryId = options.queryId ?? randomUUID();
    const aborter = new AbortController();
    const signal =
      options.signal === undefined ? aborter.signal : AbortSignal.any([options.signal, aborter.signal]);
    this.running.set(queryId, { session, abort: () => aborter.abort() });
    const statement = {
      sql: inlined.sql,
      queryId,
      signal,
      ...(inlined.binds && { binds: inlined.binds }),
      ...(options.describeOnly === true && { describeOnly: true }),
    };
    const limit = new StatementLimit(this.catalog, session, () => aborter.abort());
    const interrupt = (): void => {
      if (!(session instanceof LocalSession)) return;
      session.interrupted = true;
      session.current?.connection.interrupt();
    };
    signal.addEventListener("abort", interrupt, { once: true });
    const outer = session instanceof LocalSession ? session.statementId : undefined;
    try {
      if (session instanceof LocalSession) {
        session.statementId = queryId;
        if (outer === undefined) session.interrupted = false;
      }
      const result = await handler.execute(statement, session);
      this.results.put(queryId, session, result);
      if (session instanceof LocalSession) session.queryIds.push(queryId);
      return result;
    } catch (error) {
      throw limit.error ?? asSnowflakeError(error);
    } finally {
      limit.end();
      signal.removeEventListener("abort", interrupt);
      this.running.delete(queryId);
      if (session instanceof LocalSession) session.statementId = outer;
      this.ended(queryId);
    }
  }

  private ended(queryId: string): void {
    const { statementEnds } = this.extensions;
    statementEnds.set(queryId, microseconds(this.options.clock));
    const [oldest] = statementEnds.keys();
    if (statementEnds.size > REMEMBERED_STATEMENTS && oldest !== undefined) statementEnds.delete(oldest);
  }

  /** Stops statements that run: one by its id, or all of a session's. Answers how many. */
  cancel(which: (queryId: string, session: Session) => boolean): number {
    const stopped = [...this.running].filter(([id, { session }]) => which(id, session));
    for (const [, { abort }] of stopped) abort();
    return stopped.length;
  }

  /** Lets the handlers after the named one answer: for statements that only look like its own. */
  next(after: string, statement: Statement, session: Session): Promise<Result> {
    const words = leadingWords(statement.sql, 8);
    const from = this.handlers.findIndex((each) => each.name === after) + 1;
    const handler = this.handlers.slice(from).find((each) => each.matches(words));
    if (handler === undefined)
      throw syntaxError(`syntax error line 1 at position 0 unexpected '${words[0] ?? ""}'.`);
    return handler.execute(statement, session);
  }

  createSession(options: SessionOptions): Promise<LocalSession> {
    const chain = [this.catalog.find("USER", [options.user])?.id, accountObject(this.catalog)?.id];
    const inherited = (name: string): Json | undefined => {
      for (const id of chain) {
        const value = id === undefined ? undefined : this.catalog.byId(id)?.properties[name];
        if (value !== undefined && value !== null && findParameter(name) !== undefined) return value;
      }
      return undefined;
    };
    const role = options.role ?? this.defaultRole(options.user);
    const session = new LocalSession(this.database, { ...options, role }, inherited);
    session.secondaryRoles = this.defaultSecondaryRoles(options.user);
    this.open.set(session.id, session);
    return Promise.resolve(session);
  }

  async closeSession(session: Session): Promise<void> {
    this.open.delete(session.id);
    for (const [token, id] of this.tokens) if (id === session.id) this.revokeToken(token);
    const own = localSession(session);
    await own.close();
    await this.dropTemporary(own);
    for (const table of own.temporary.values()) await this.dropStorage(table);
    own.temporary.clear();
  }

  sessions(): readonly LocalSession[] {
    return [...this.open.values()];
  }

  issueToken(session: Session, nested = true): string {
    const token = `floe-${randomBytes(32).toString("base64url")}`;
    this.tokens.set(token, session.id);
    if (nested) this.nested.add(token);
    return token;
  }

  /** Whether the token was given to a procedure's process: its statements run while the session's CALL still runs. */
  isNested(token: string): boolean {
    return this.nested.has(token);
  }

  sessionOf(token: string): LocalSession | undefined {
    const id = this.tokens.get(token);
    return id === undefined ? undefined : this.open.get(id);
  }

  revokeToken(token: string): void {
    this.nested.delete(token);
    this.tokens.delete(token);
  }

  async commitOpen(session: Session): Promise<void> {
    if (session instanceof LocalSession) await this.query.commit(session);
  }

  /** Stages and file formats that were made for the session only. */
  private async dropTemporary(session: LocalSession): Promise<void> {
    for (const id of session.temporaryObjects) {
      const object = this.catalog.byId(id);
      if (object === undefined) continue;
      const owner = new LocalSession(this.database, { user: session.user, role: object.owner });
      owner.secondaryRoles = [];
      await this.run(`DROP ${object.kind} ${object.path.map(quoteDuck).join(".")}`, owner);
      await owner.close();
    }
    session.temporaryObjects.clear();
  }

  private async dropStorage(table: CatalogObject): Promise<void> {
    const storage = table.properties["storage"];
    if (typeof storage === "string")
      await this.database.transaction((connection) => connection.run(`DROP TABLE IF EXISTS ${storage}`));
  }

  private userProperty(user: string, name: string): Json {
    return this.catalog.find("USER", [user])?.properties[name] ?? null;
  }

  private defaultRole(user: string): string {
    const role = this.userProperty(user, "DEFAULT_ROLE");
    const object = typeof role === "string" ? this.catalog.find("ROLE", [role]) : undefined;
    return object !== undefined && this.access.roles.mayUse(user, object) ? jsonText(role) : "PUBLIC";
  }

  private defaultSecondaryRoles(user: string): "ALL" | readonly string[] {
    const value = this.userProperty(user, "DEFAULT_SECONDARY_ROLES");
    return Array.isArray(value) && value.length === 0 ? [] : "ALL";
  }
}
