import type { CatalogObject, Path, Session } from "../core/cloud";
import { unsupported } from "../core/errors";
import type { TokenStream } from "../ddl/stream";
import { requireParents, type DdlServices } from "../catalog/services";

/** The clauses that follow `SHOW <objects>`. */
export interface ShowClauses {
  readonly like?: RegExp;
  readonly startsWith?: string;
  readonly limit?: number;
  readonly from?: string;
  /** Undefined: the whole account. */
  readonly within?: Path;
}

/** A LIKE pattern as SHOW matches it: without regard to case, `%` any text, `_` any character, `\` escapes. */
export function likePattern(pattern: string): RegExp {
  const source = pattern.replace(
    /\\([\s\S])|([%_])|([\s\S])/gu,
    (_whole, escaped?: string, wild?: string, plain?: string) => {
      if (wild !== undefined) return wild === "%" ? "[\\s\\S]*" : "[\\s\\S]";
      return (escaped ?? plain ?? "").replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    },
  );
  return new RegExp(`^${source}$`, "iu");
}

/** Reads LIKE, IN, STARTS WITH and LIMIT. `scope` is that of the shown kind and decides what IN defaults to. */
export function readClauses(
  stream: TokenStream,
  services: DdlServices,
  session: Session,
  scope: "account" | "database" | "schema",
): ShowClauses {
  const like = stream.take("LIKE") ? likePattern(stream.string()) : undefined;
  const within = stream.take("IN") ? readIn(stream, services, session) : defaultScope(session, scope);
  const startsWith = stream.take("STARTS WITH") ? stream.string() : undefined;
  const limit = stream.take("LIMIT") ? stream.integer() : undefined;
  const from = limit !== undefined && stream.take("FROM") ? stream.string() : undefined;
  return { like, startsWith, limit, from, within };
}

function defaultScope(session: Session, scope: "account" | "database" | "schema"): Path | undefined {
  if (scope === "account" || session.database === undefined) return undefined;
  if (scope === "schema" && session.schema !== undefined) return [session.database, session.schema];
  return [session.database];
}

function readIn(stream: TokenStream, services: DdlServices, session: Session): Path | undefined {
  if (stream.take("ACCOUNT")) return undefined;
  const kind = stream.takeOne(["DATABASE", "SCHEMA", "TABLE", "VIEW", "APPLICATION", "CLASS"] as const);
  if (kind !== undefined && kind !== "DATABASE" && kind !== "SCHEMA") throw unsupported(`SHOW .. IN ${kind}`);
  const named = stream.peek()?.kind === "word" || stream.peek()?.kind === "quoted";
  const bare = kind !== undefined && (!named || stream.atWords("STARTS") || stream.atWords("LIMIT"));
  const path = bare ? current(session, kind) : readContainerPath(stream, session, kind);
  requireParents(services, session, [...path, ""]);
  return path;
}

const current = (session: Session, kind: "DATABASE" | "SCHEMA"): Path =>
  session.resolve(
    [(kind === "DATABASE" ? session.database : session.schema) ?? ""].filter(Boolean),
    kind === "DATABASE" ? 1 : 2,
  );

/** `IN x` without a word is a database or, qualified, a schema. */
function readContainerPath(
  stream: TokenStream,
  session: Session,
  kind: "DATABASE" | "SCHEMA" | undefined,
): Path {
  const name = stream.name();
  if (kind === "SCHEMA") return session.resolve(name, 2);
  return kind === "DATABASE" || name.length === 1 ? session.resolve(name, 1) : session.resolve(name, 2);
}

/** Applies the clauses to objects; the order is that of their names. */
export function select<T extends Pick<CatalogObject, "path">>(
  objects: readonly T[],
  clauses: ShowClauses,
): T[] {
  const nameOf = (object: T): string => baseName(object.path);
  const sorted = objects
    .filter((object) => clauses.like === undefined || clauses.like.test(nameOf(object)))
    .filter((object) => clauses.startsWith === undefined || nameOf(object).startsWith(clauses.startsWith))
    .sort((a, b) => (a.path.join("\u0000") < b.path.join("\u0000") ? -1 : 1));
  const start =
    clauses.from === undefined
      ? 0
      : sorted.findIndex((object) => nameOf(object).startsWith(clauses.from ?? ""));
  const rest = start < 0 ? [] : sorted.slice(start);
  return clauses.limit === undefined ? rest : rest.slice(0, clauses.limit);
}

/** The last part of a path, without the argument types of an overloadable object. */
export const baseName = (path: Path): string => (path.at(-1) ?? "").replace(/\(.*\)$/, "");
