import type { Result } from "./result";

/** A fully qualified name: [name] for account objects, [database, name], or [database, schema, name]. */
export type Path = readonly string[];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One object of the account, as stored. `id` is hidden, never reused and survives renames: links between objects use it. */
export interface CatalogObject {
  readonly id: number;
  readonly kind: string;
  readonly path: Path;
  readonly owner: string;
  readonly comment: string;
  readonly createdOn: number;
  readonly properties: { readonly [key: string]: Json };
}

/** The account's objects. Reads are synchronous from memory; writes join the session's open transaction on disk. */
export interface Catalog {
  find(kind: string, path: Path): CatalogObject | undefined;
  /** Like `find`, but throws Snowflake's "does not exist or not authorized". */
  get(kind: string, path: Path): CatalogObject;
  byId(id: number): CatalogObject | undefined;
  list(kind: string, within?: Path): readonly CatalogObject[];
  /** Every object of every kind. */
  listAll(): readonly CatalogObject[];
  create(object: Omit<CatalogObject, "id" | "createdOn">): Promise<CatalogObject>;
  update(
    id: number,
    change: Partial<Pick<CatalogObject, "path" | "owner" | "comment" | "properties">>,
  ): Promise<CatalogObject>;
  /** Removes the object and everything inside it. */
  remove(id: number): Promise<void>;
}

/** Role-based access control, enforced on use. */
export interface AccessControl {
  /** Throws unless a role active in the session holds `privilege` (or OWNERSHIP) on the object and USAGE on its parents. */
  require(session: Session, privilege: string, kind: string, path: Path): void;
  allows(session: Session, privilege: string, kind: string, path: Path): boolean;
  /** Whether the role is active in the session: its own, inherited, or secondary. */
  inherits(session: Session, role: CatalogObject): boolean;
  /** Whether SHOW lists the object for the session. */
  visible(session: Session, object: CatalogObject): boolean;
  /** Whether the session owns the object or holds MANAGE GRANTS. */
  manages(session: Session, object: CatalogObject): boolean;
}

/** A driver's connection. */
export interface Session {
  readonly id: string;
  readonly user: string;
  role: string | undefined;
  /** USE SECONDARY ROLES: every role granted to the user, or those named. Default: ALL, as for new Snowflake users. */
  secondaryRoles?: "ALL" | readonly string[];
  warehouse: string | undefined;
  /** Whether Snowflake supplies what statements run on, as to a task without a warehouse. Default: false. */
  serverless?: boolean;
  database: string | undefined;
  schema: string | undefined;
  readonly parameters: Map<string, Json>;
  readonly variables: Map<string, Json>;
  /** Resolves a possibly partial name against the current database and schema. Throws Snowflake's 090105 when one is missing. */
  resolve(name: readonly string[], depth: 1 | 2 | 3): Path;
}

/** A positional or named bind, as the drivers send it. */
export interface Bind {
  readonly type: string;
  readonly value: string | null | readonly (string | null)[];
}

export interface Statement {
  /** One statement without its closing semicolon, comments kept. */
  readonly sql: string;
  readonly binds?: Readonly<Record<string, Bind>>;
  readonly queryId: string;
  readonly signal: AbortSignal;
}

/** One family of statements. The dispatcher asks handlers in order; the query engine is the last. */
export interface StatementHandler {
  readonly name: string;
  /** `words`: the first eight bare words of the statement, upper-cased. */
  matches(words: readonly string[]): boolean;
  execute(statement: Statement, session: Session): Promise<Result>;
}
