import type { CatalogObject, Path, Session } from "../core/cloud";
import { notFound, syntaxError, unsupported } from "../core/errors";
import { readPath, DEPTH, type DdlServices } from "../catalog/services";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import type { ObjectKind } from "../kinds/kind";

/** What privileges are granted on. */
export type GrantTarget =
  | { readonly type: "account" }
  | { readonly type: "object"; readonly kindName: string; readonly kind: ObjectKind; readonly path: Path }
  | {
      readonly type: "all" | "future";
      readonly kinds: readonly ObjectKind[];
      readonly container: CatalogObject;
    };

export interface GrantClause {
  readonly privileges: readonly string[];
  readonly target: GrantTarget;
}

/** Reads the privileges before ON: words, separated by commas. */
export function readPrivileges(stream: TokenStream): string[] {
  const privileges: string[] = [];
  do {
    const words: string[] = [];
    while (!stream.atWords("ON") && !stream.atSymbol(",") && !stream.done) words.push(stream.word());
    if (words.length === 0) throw stream.unexpected("a privilege");
    privileges.push(words.join(" "));
  } while (stream.takeSymbol(","));
  return privileges;
}

/** Reads what follows ON, up to TO or FROM. */
export function readTarget(stream: TokenStream, services: DdlServices, session: Session): GrantTarget {
  if (stream.take("ACCOUNT")) return { type: "account" };
  const bulk = stream.take("ALL") ? "all" : stream.take("FUTURE") ? "future" : undefined;
  if (bulk !== undefined) {
    const kinds = services.registry.takePlural(stream);
    if (kinds === undefined) throw unsupported(`grants on ${bulk.toUpperCase()} ${stream.rest()}`);
    stream.expect("IN");
    return { type: bulk, kinds, container: readContainer(stream, services, session) };
  }
  const from = stream.mark();
  const kindName = services.registry.takeName(stream);
  if (kindName === undefined) {
    stream.reset(from);
    throw unsupported(`grants on ${stream.rest()}`);
  }
  const [kind] = services.registry.members(kindName);
  if (kind === undefined) throw syntaxError(`unknown object type ${kindName}`);
  return { type: "object", kindName, kind, path: readPath(stream, kind, session) };
}

export function readContainer(stream: TokenStream, services: DdlServices, session: Session): CatalogObject {
  const kind = stream.takeOne(["DATABASE", "SCHEMA"] as const);
  if (kind === undefined) throw stream.unexpected("DATABASE or SCHEMA");
  const path = session.resolve(stream.name(), kind === "DATABASE" ? DEPTH.account : DEPTH.database);
  return services.catalog.get(kind, path);
}

/** Reads `[ROLE] r`, `DATABASE ROLE d.r` or `USER u`. */
export function readGrantee(stream: TokenStream, services: DdlServices, session: Session): CatalogObject {
  if (stream.take("SHARE")) throw unsupported("grants to a SHARE");
  if (stream.take("APPLICATION")) throw unsupported("grants to an APPLICATION");
  const kind = stream.takeOne(["DATABASE ROLE", "ROLE", "USER"] as const) ?? "ROLE";
  return readRole(stream, services, session, kind);
}

export function readRole(
  stream: TokenStream,
  services: DdlServices,
  session: Session,
  kind: "ROLE" | "DATABASE ROLE" | "USER",
): CatalogObject {
  const path = session.resolve(stream.name(), kind === "DATABASE ROLE" ? 2 : 1);
  const found = services.catalog.find(kind, path);
  if (found === undefined)
    throw notFound(kind === "ROLE" ? "Role" : kind === "USER" ? "User" : "Database role", formatPath(path));
  return found;
}
