import type { CatalogObject, Session } from "../core/cloud";
import { unsupported } from "../core/errors";
import type { Result } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import { showContext, type DdlServices } from "../catalog/services";
import type { ObjectKind } from "../kinds/kind";
import { readClauses, select, type ShowClauses } from "./clauses";

/** SHOW [TERSE] <plural> [HISTORY] [LIKE ..] [IN ..] [STARTS WITH ..] [LIMIT .. FROM ..] */
export async function showObjects(
  services: DdlServices,
  stream: TokenStream,
  session: Session,
): Promise<Result> {
  const terse = stream.take("TERSE");
  const mark = stream.mark();
  const kinds = services.registry.takePlural(stream);
  const [first] = kinds ?? [];
  if (kinds === undefined || first?.show === undefined) {
    stream.reset(mark);
    throw unsupported(`SHOW ${stream.rest()}`);
  }
  const history = stream.take("HISTORY");
  if (history && first.undrop !== true) throw unsupported(`SHOW ${first.plural} HISTORY`);
  const clauses = readClauses(stream, services, session, first.scope);
  stream.end();
  const objects = kinds.flatMap((kind) => listed(services, session, kind, clauses, history));
  return table(services, session, first, select(objects, clauses), terse);
}

function listed(
  services: DdlServices,
  session: Session,
  kind: ObjectKind,
  clauses: ShowClauses,
  history: boolean,
): CatalogObject[] {
  const { catalog, access } = services;
  const live = catalog.list(kind.name, clauses.within);
  const dropped = history ? catalog.listDropped(kind.name, clauses.within) : [];
  return [...live, ...dropped].filter(
    (object) => access.visible(session, object) && kind.hidden?.(object, session) !== true,
  );
}

async function table(
  services: DdlServices,
  session: Session,
  first: ObjectKind,
  objects: readonly CatalogObject[],
  terse: boolean,
): Promise<Result> {
  const context = showContext(services, session);
  const columns = first.show?.columns ?? [];
  const rows = [];
  for (const object of objects) {
    const row = await services.registry.get(object.kind).show?.row(object, context);
    if (row !== undefined) rows.push(row);
  }
  if (!terse) return { kind: "show", columns, rows };
  const wanted = ["created_on", "name", "kind", "database_name", "schema_name"];
  const kept = columns.flatMap((column, index) => (wanted.includes(column.name) ? [index] : []));
  return {
    kind: "show",
    columns: kept.flatMap((index) => columns[index] ?? []),
    rows: rows.map((row) => kept.map((index) => row[index] ?? null)),
  };
}
