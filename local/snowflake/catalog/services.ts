import type { CatalogObject, Path, Session, Statement } from "../core/cloud";
import { notFound } from "../core/errors";
import type { Access } from "../access/access";
import { formatPath } from "../ddl/names";
import { readSignature } from "../ddl/signature";
import type { TokenStream } from "../ddl/stream";
import type { GrantCounts, KindContext, ObjectKind, ShowContext } from "../kinds/kind";
import type { KindRegistry } from "../kinds/registry";
import { titleCase, type CatalogStore } from "./store";
import type { Transaction } from "./transactions";

/** What the DDL statements work on. */
export interface DdlServices {
  readonly catalog: CatalogStore;
  readonly access: Access;
  readonly registry: KindRegistry;
  /** Name of the account, for messages and for SHOW. */
  readonly accountName: string;
  /** Commits the session's open transaction: DDL in Snowflake ends it. */
  readonly beforeDdl: (session: Session) => Promise<void>;
}

/** One DDL statement being executed, inside its transaction. */
export interface DdlRun extends KindContext {
  readonly services: DdlServices;
  readonly catalog: CatalogStore;
  readonly access: Access;
  readonly transaction: Transaction;
}

/** Runs a DDL statement: commits what is open, then everything it does is one transaction. */
export async function runDdl<T>(
  services: DdlServices,
  statement: Statement,
  session: Session,
  work: (run: DdlRun) => Promise<T>,
): Promise<T> {
  await services.beforeDdl(session);
  const { catalog, access } = services;
  const owner = access.ownerFor(session);
  return catalog.transaction((transaction) =>
    work({
      services,
      transaction,
      statement,
      session,
      catalog,
      access,
      owner,
      run: (sql, values) => transaction.run(sql, values),
    }),
  );
}

export const DEPTH = { account: 1, database: 2, schema: 3 } as const;

/** Reads an object's name (and argument types, for overloadable kinds) and completes it from the session. */
export function readPath(stream: TokenStream, kind: ObjectKind, session: Session): Path {
  const path = session.resolve(stream.name(), DEPTH[kind.scope]);
  if (kind.overloaded !== true) return path;
  return [...path.slice(0, -1), `${path.at(-1) ?? ""}${readSignature(stream)}`];
}

/** What a statement names: the kind word (or namespace) and the path. */
export interface Named {
  readonly kindName: string;
  readonly kind: ObjectKind;
  readonly path: Path;
}

/** Reads `<kind> [IF EXISTS] <name>`. Undefined when no known kind comes next. */
export function readNamed(
  stream: TokenStream,
  services: DdlServices,
  session: Session,
): (Named & { readonly ifExists: boolean }) | undefined {
  const kindName = services.registry.takeName(stream);
  if (kindName === undefined) return undefined;
  const ifExists = stream.take("IF EXISTS");
  const [kind] = services.registry.members(kindName);
  if (kind === undefined) return undefined;
  return { kindName, kind, path: readPath(stream, kind, session), ifExists };
}

/** The object, if the session may see it. */
export function findVisible(
  services: DdlServices,
  session: Session,
  named: Named,
): CatalogObject | undefined {
  const object = services.catalog.find(named.kindName, named.path);
  return object !== undefined && services.access.visible(session, object) ? object : undefined;
}

/** The object; Snowflake's "does not exist or not authorized" when it is absent or hidden from the session. */
export function getVisible(services: DdlServices, session: Session, named: Named): CatalogObject {
  requireParents(services, session, named.path);
  const object = findVisible(services, session, named);
  if (object === undefined) throw notFound(titleCase(named.kindName), formatPath(named.path));
  return object;
}

/** Throws unless the database and schema of a path exist and the session may see them. */
export function requireParents(services: DdlServices, session: Session, path: Path): void {
  for (const [depth, kind] of [
    [1, "DATABASE"],
    [2, "SCHEMA"],
  ] as const) {
    if (path.length <= depth) return;
    const parent = services.catalog.find(kind, path.slice(0, depth));
    if (parent === undefined || !services.access.visible(session, parent))
      throw notFound(titleCase(kind), formatPath(path.slice(0, depth)));
  }
}

export function showContext(services: DdlServices, session: Session): ShowContext {
  const { catalog, access } = services;
  const members = (path: Path, kind: string): number => {
    const role = catalog.find(path.length === 1 ? "ROLE" : "DATABASE ROLE", path);
    if (role === undefined) return 0;
    const on = access.grants.on(role.id).filter((grant) => grant.type === "role");
    return on.filter((grant) => catalog.byId(grant.grantee)?.kind === kind).length;
  };
  const grants: GrantCounts = {
    rolesGrantedTo: (path) => members(path, "ROLE"),
    databaseRolesGrantedTo: (path) => members(path, "DATABASE ROLE"),
    usersGrantedTo: (path) => members(path, "USER"),
    grantsOf: (path) => {
      const role = catalog.find(path.length === 1 ? "ROLE" : "DATABASE ROLE", path);
      return role === undefined
        ? 0
        : access.grants.to(role.id).filter((grant) => grant.type === "role").length;
    },
  };
  return { session, catalog, access, grants, run: (sql, values) => catalog.transactions.query(sql, values) };
}
