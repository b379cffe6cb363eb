import type { Session } from "../core/cloud";
import { fixed, instant, text, type Cell, type Result, type ResultColumn } from "../core/result";
import { showContext, type DdlServices } from "../catalog/services";
import type { TokenStream } from "../ddl/stream";
import { readClauses, select } from "./clauses";

const COLUMNS: readonly ResultColumn[] = [
  instant("created_on"),
  text("name"),
  text("database_name"),
  text("schema_name"),
  text("kind"),
  text("comment"),
  text("cluster_by"),
  fixed("rows"),
  fixed("bytes"),
  text("owner"),
  text("retention_time"),
  text("owner_role_type"),
];

/** SHOW OBJECTS: tables and views in one list, with what their own SHOW says of them. */
export async function showAllObjects(
  services: DdlServices,
  stream: TokenStream,
  session: Session,
): Promise<Result> {
  stream.take("TERSE");
  stream.expect("OBJECTS");
  const clauses = readClauses(stream, services, session, "schema");
  stream.end();
  const { catalog, access, registry } = services;
  const objects = ["TABLE", "DYNAMIC TABLE", "VIEW"]
    .flatMap((kind) => catalog.list(kind, clauses.within))
    .filter(
      (object) =>
        access.visible(session, object) && registry.get(object.kind).hidden?.(object, session) !== true,
    );
  const context = showContext(services, session);
  const rows: Cell[][] = [];
  for (const object of select(objects, clauses)) {
    const show = registry.get(object.kind).show;
    const cells = (await show?.row(object, context)) ?? [];
    const named = new Map(show?.columns.map((column, index) => [column.name, cells[index] ?? null]));
    rows.push(
      COLUMNS.map((column) => (column.name === "kind" ? object.kind : (named.get(column.name) ?? null))),
    );
  }
  return { kind: "show", columns: COLUMNS, rows };
}
