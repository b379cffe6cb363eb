import type { AccessControl, Catalog, CatalogObject, Json, Path, Session, Statement } from "../core/cloud";
import type { Cell, ResultColumn } from "../core/result";
import type { OptionTable } from "../ddl/options";
import type { TokenStream } from "../ddl/stream";

/*
 * How to add an object kind: write one file that exports an ObjectKind (or a function that makes one, if its hooks
 * need services), and add it to the list in kinds/index.ts (kinds of the engine and the movers: to the list that
 * account.ts hands to the KindRegistry). The generic handlers then answer CREATE [OR REPLACE | OR ALTER] [IF NOT
 * EXISTS], ALTER .. RENAME/SET/UNSET, DROP, UNDROP, SHOW, DESCRIBE, COMMENT ON, GRANT/REVOKE and SHOW GRANTS for it.
 * A kind says only what is particular to it: its options, its columns, its effects.
 */

export type Properties = Record<string, Json>;
export type Scope = "account" | "database" | "schema";

/** Runs SQL on the catalog's own DuckDB connection, inside the statement's transaction. */
export type RunSql = (
  sql: string,
  values?: readonly (string | number | null)[],
) => Promise<readonly Cell[][]>;

export interface KindContext {
  readonly session: Session;
  readonly statement: Statement;
  readonly catalog: Catalog;
  readonly access: AccessControl;
  readonly run: RunSql;
  /** Role that owns what the statement creates. */
  readonly owner: string;
}

export interface CreateContext extends KindContext {
  readonly path: Path;
  /** Words between CREATE and the kind's name: TRANSIENT, TEMPORARY, SECURE, ... */
  readonly modifiers: ReadonlySet<string>;
  /** CREATE OR ALTER only: the object as it is. */
  readonly existing?: CatalogObject;
}

export interface DropContext extends KindContext {
  /** The object can be restored with UNDROP: keep its data. */
  readonly keep: boolean;
  /** It is dropped by CREATE OR REPLACE. */
  readonly replaced: boolean;
  /** It goes because its database or schema goes, which nothing inside may refuse. */
  readonly withContainer: boolean;
}

export interface AlterContext extends KindContext {
  readonly object: CatalogObject;
}

/** What a CREATE parses into. */
export interface Definition {
  readonly properties: Properties;
  readonly comment?: string;
  /** Overloadable kinds append the argument types to the last part of the path: `F(NUMBER, VARCHAR)`. */
  readonly signature?: string;
  /** Replaces the generic status message. */
  readonly message?: string;
  /** CREATE OR REPLACE .. COPY GRANTS: the grants on the replaced object, but its ownership, pass to the new one. */
  readonly copyGrants?: boolean;
}

/** What an ALTER changes; absent means unchanged. */
export interface Change {
  readonly properties?: Properties;
  readonly comment?: string;
  readonly message?: string;
  /** A full result instead of a status row. */
  readonly rows?: { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Cell[])[] };
}

export interface ShowContext {
  readonly session: Session;
  readonly catalog: Catalog;
  readonly access: AccessControl;
  /** Reads DuckDB, for columns that only the data knows. */
  readonly run: RunSql;
  /** How many roles, users, ... hold or were granted the object. */
  readonly grants: GrantCounts;
}

export interface GrantCounts {
  rolesGrantedTo(role: Path): number;
  databaseRolesGrantedTo(role: Path): number;
  usersGrantedTo(role: Path): number;
  grantsOf(role: Path): number;
}

/** A table of SHOW or DESCRIBE: columns, and one row per object. */
export interface ShowTable {
  readonly columns: readonly ResultColumn[];
  row(object: CatalogObject, context: ShowContext): readonly Cell[] | Promise<readonly Cell[]>;
}

export interface DescribeTable {
  readonly columns: readonly ResultColumn[];
  rows(
    object: CatalogObject,
    context: ShowContext,
  ): readonly (readonly Cell[])[] | Promise<readonly (readonly Cell[])[]>;
}

export interface ObjectKind {
  /** As in DDL, e.g. `STORAGE INTEGRATION`; also the catalog's `kind`. */
  readonly name: string;
  readonly plural: string;
  /** As in status messages: `Stage area X successfully created.` Default: the name, capitalized. */
  readonly title?: string;
  /** As in the `granted_on` column and in GRANT, if not `name`: INTEGRATION for all integrations. */
  readonly grantName?: string;
  /** Other spellings in DDL: `USER FUNCTION`. */
  readonly aliases?: readonly string[];
  readonly scope: Scope;
  /** Kinds that share a namespace cannot share a name. Default: `name`. ALTER/DROP/DESCRIBE/GRANT also accept the namespace's name (INTEGRATION). */
  readonly namespace?: string;
  /** Privileges that can be granted, besides OWNERSHIP. */
  readonly privileges: readonly string[];
  /** Privilege on the parent that CREATE needs. Default: `CREATE <name>`; null: none grantable (only the parent's owner). */
  readonly createPrivilege?: string | null;
  /** Words allowed between CREATE [OR REPLACE] and the name. */
  readonly modifiers?: readonly string[];
  /** ALTER/DROP/DESCRIBE/GRANT name an argument list: `F(NUMBER)`. */
  readonly overloaded?: boolean;
  /** `KEY = value` options of CREATE and of ALTER .. SET. COMMENT is always known. */
  readonly options?: OptionTable;
  /** Values of options that were not given. */
  readonly defaults?: Properties;
  /** Options that ALTER .. SET/UNSET may not touch. */
  readonly fixedOptions?: readonly string[];
  /** Parameters (SHOW PARAMETERS) that CREATE and ALTER also set: stored as properties, no default. */
  readonly parameters?: readonly string[];
  /** The kind has CREATE OR ALTER. */
  readonly orAlter?: boolean;
  /** Throws when CREATE OR ALTER cannot make this of the object as it is. */
  checkOrAlter?(before: CatalogObject, definition: Definition): void;
  /** The kind has no CREATE OR REPLACE. */
  readonly noReplace?: boolean;
  /** The kind can be restored with UNDROP; its hooks then implement onUndrop and onPurge. */
  readonly undrop?: boolean;
  readonly rename?: boolean;
  /** ALTER .. SWAP WITH. */
  readonly swap?: boolean;
  /** CREATE .. CLONE. */
  readonly clone?: boolean;
  /** Objects SHOW leaves out for a session, such as other sessions' temporary tables. */
  hidden?(object: CatalogObject, session: Session): boolean;
  /** System objects which cannot be altered or dropped. */
  isSystem?(object: CatalogObject): boolean;

  /** Reads what follows the name in CREATE. Default: the options. Must consume the stream or leave only options. */
  parseCreate?(stream: TokenStream, context: CreateContext): Definition | Promise<Definition>;
  /** Checks and completes the options read by the generic parser (CREATE and ALTER SET/UNSET alike). */
  complete?(
    properties: Properties,
    context: KindContext & { readonly path: Path; readonly before?: CatalogObject },
  ): Properties | Promise<Properties>;
  /** Reads an ALTER the generic one does not know (`RESUME`, `SUSPEND`, ...). Undefined: not this form. */
  parseAlter?(stream: TokenStream, context: AlterContext): Change | undefined | Promise<Change | undefined>;
  /** Privilege an ALTER needs, if not OWNERSHIP (`OPERATE` for RESUME). */
  alterPrivileges?(words: readonly string[]): readonly string[];

  /** Effects, run inside the statement's transaction after the catalog changed. */
  onCreate?(object: CatalogObject, context: KindContext): Promise<void>;
  onAlter?(before: CatalogObject, after: CatalogObject, context: KindContext): Promise<void>;
  /** Before the object is removed or replaced. */
  onDrop?(object: CatalogObject, context: DropContext): Promise<void>;
  onUndrop?(object: CatalogObject, context: KindContext): Promise<void>;
  onRename?(before: CatalogObject, after: CatalogObject, context: KindContext): Promise<void>;

  /** GRANT OWNERSHIP gave it another owner. */
  onOwner?(before: CatalogObject, after: CatalogObject, context: KindContext): Promise<void>;
  /** Both exchanged their names. Default: onRename through a third name. */
  onSwap?(
    before: CatalogObject,
    after: CatalogObject,
    otherBefore: CatalogObject,
    otherAfter: CatalogObject,
    context: KindContext,
  ): Promise<void>;

  readonly show?: ShowTable;
  readonly describe?: DescribeTable;
}
