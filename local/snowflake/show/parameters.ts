import type { CatalogObject, Session } from "../core/cloud";
import { unsupported } from "../core/errors";
import { text, type Result } from "../core/result";
import { findParameter, parametersOf } from "../catalog/parameters/definitions";
import {
  accountParameter,
  objectParameter,
  sessionParameter,
  type Effective,
} from "../catalog/parameters/inheritance";
import type { ParameterScope } from "../catalog/parameters/parameter";
import { getVisible, readNamed, requireParents, type DdlServices } from "../catalog/services";
import type { TokenStream } from "../ddl/stream";
import { likePattern } from "./clauses";

const COLUMNS = ["key", "value", "default", "level", "description", "type"].map((name) => text(name));

const SCOPES: Readonly<Record<string, ParameterScope>> = {
  DATABASE: "database",
  SCHEMA: "schema",
  WAREHOUSE: "warehouse",
  USER: "user",
  TASK: "task",
  TABLE: "table",
  PIPE: "pipe",
  FUNCTION: "routine",
  PROCEDURE: "routine",
};

interface Source {
  readonly names: readonly string[];
  readonly value: (name: string) => Effective;
}

/** SHOW PARAMETERS [LIKE ..] [{ IN | FOR } { SESSION | ACCOUNT | <kind> <name> }] */
export function showParameters(services: DdlServices, stream: TokenStream, session: Session): Result {
  stream.expect("PARAMETERS");
  let like = stream.take("LIKE") ? likePattern(stream.string()) : undefined;
  const source =
    stream.take("IN") || stream.take("FOR")
      ? readSource(services, stream, session)
      : ofSession(services, session);
  if (like === undefined && stream.take("LIKE")) like = likePattern(stream.string());
  stream.end();
  const rows = source.names
    .filter((name) => like === undefined || like.test(name))
    .map((name) => {
      const effective = source.value(name);
      const parameter = findParameter(name);
      return [
        name,
        effective.value,
        effective.default,
        effective.level,
        parameter?.description ?? "",
        parameter?.type ?? "STRING",
      ];
    });
  return { kind: "show", columns: COLUMNS, rows };
}

const ofSession = (services: DdlServices, session: Session): Source => ({
  names: parametersOf("session"),
  value: (name) => sessionParameter(services.catalog, session, name),
});

function readSource(services: DdlServices, stream: TokenStream, session: Session): Source {
  if (stream.take("SESSION")) return ofSession(services, session);
  if (stream.take("ACCOUNT"))
    return { names: parametersOf("account"), value: (name) => accountParameter(services.catalog, name) };
  const object = readObject(services, stream, session);
  const scope = SCOPES[object.kind] ?? (object.kind === "VIEW" ? "table" : undefined);
  if (scope === undefined) throw unsupported(`SHOW PARAMETERS IN ${object.kind}`);
  return { names: parametersOf(scope), value: (name) => objectParameter(services.catalog, object, name) };
}

/** The named object; `IN DATABASE` and `IN SCHEMA` alone mean the current ones. */
function readObject(services: DdlServices, stream: TokenStream, session: Session): CatalogObject {
  const bare =
    stream.peek(1) === undefined || (stream.peek(1)?.kind === "word" && stream.peek(1)?.value === "LIKE");
  if (bare && stream.take("DATABASE"))
    return services.catalog.get("DATABASE", session.resolve(current(session.database), 1));
  if (bare && stream.take("SCHEMA"))
    return services.catalog.get("SCHEMA", session.resolve(current(session.schema), 2));
  const named = readNamed(stream, services, session);
  if (named === undefined) throw unsupported(`SHOW PARAMETERS IN ${stream.rest()}`);
  requireParents(services, session, named.path);
  return getVisible(services, session, named);
}

const current = (name: string | undefined): string[] => (name === undefined ? [] : [name]);
