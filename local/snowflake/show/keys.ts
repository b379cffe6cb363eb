import type { CatalogObject, Path, Session } from "../core/cloud";
import { notFound } from "../core/errors";
import { fixed, flag, instant, text, type Cell, type Result } from "../core/result";
import type { DdlServices } from "../catalog/services";
import type { TokenStream } from "../ddl/stream";
import { formatPath } from "../ddl/names";
import { createdOn } from "../kinds/values";
import type { Constraint } from "../tables/columns";
import { readClauses } from "./clauses";

const KEYS = ["PRIMARY KEYS", "UNIQUE KEYS", "IMPORTED KEYS", "EXPORTED KEYS"] as const;

const OWN_COLUMNS = [
  instant("created_on"),
  ...["database_name", "schema_name", "table_name", "column_name"].map(text),
  fixed("key_sequence", 9),
  text("constraint_name"),
  flag("rely"),
  text("comment"),
];
const LINK_COLUMNS = [
  instant("created_on"),
  ...["pk", "fk"].flatMap((side) =>
    ["database_name", "schema_name", "table_name", "column_name"].map((name) => text(`${side}_${name}`)),
  ),
  fixed("key_sequence", 9),
  ...["update_rule", "delete_rule", "fk_name", "pk_name", "deferrability"].map(text),
  flag("rely"),
  text("comment"),
];

interface Key extends Constraint {
  readonly table: CatalogObject;
}

/** Whether `SHOW <keys>` is what follows. */
export const atKeys = (stream: TokenStream): boolean =>
  KEYS.some((phrase) => stream.atWords(...phrase.split(" ")));

/** SHOW { PRIMARY | UNIQUE | IMPORTED | EXPORTED } KEYS [IN ..]: the constraints tables keep, a row for each column. */
export function showKeys(services: DdlServices, stream: TokenStream, session: Session): Result {
  const which = stream.takeOne(KEYS) ?? "PRIMARY KEYS";
  const wanted = readTables(services, stream, session);
  stream.end();
  const { catalog, access } = services;
  const tables = catalog.list("TABLE", undefined).filter((table) => access.visible(session, table));
  const keys = tables.flatMap(keysOf);
  const own = (key: Key): boolean => wanted(key.table.path);
  if (which === "PRIMARY KEYS" || which === "UNIQUE KEYS") {
    const kind = which === "PRIMARY KEYS" ? "PRIMARY KEY" : "UNIQUE";
    const rows = keys.filter((key) => key.kind === kind && own(key)).flatMap(ownRows);
    return { kind: "show", columns: OWN_COLUMNS, rows };
  }
  const rows = keys
    .filter((key) => key.kind === "FOREIGN KEY")
    .filter((key) => (which === "IMPORTED KEYS" ? own(key) : wanted(parentPath(key))))
    .flatMap((key) => linkRows(key, keys));
  return { kind: "show", columns: LINK_COLUMNS, rows };
}

/** IN [TABLE] <name>, or any scope that SHOW TABLES has. */
function readTables(services: DdlServices, stream: TokenStream, session: Session): (path: Path) => boolean {
  const mark = stream.mark();
  const scope = ["ACCOUNT", "DATABASE", "SCHEMA"];
  if (stream.take("IN") && !scope.some((word) => stream.atWords(word))) {
    stream.take("TABLE");
    const path = session.resolve(stream.name(), 3);
    const table = services.catalog.find("TABLE", path);
    if (table === undefined || !services.access.visible(session, table))
      throw notFound("Table", formatPath(path));
    return (other) => same(other, path);
  }
  stream.reset(mark);
  const { within } = readClauses(stream, services, session, "schema");
  return (path) => within === undefined || within.every((part, at) => part === path[at]);
}

const same = (left: Path, right: Path): boolean =>
  left.length === right.length && left.every((part, at) => part === right[at]);

function keysOf(table: CatalogObject): Key[] {
  const constraints = (table.properties["constraints"] ?? []) as unknown as readonly Constraint[];
  return constraints.map((each, at) => ({
    ...each,
    table,
    name: each.name ?? `SYS_CONSTRAINT_${table.id}_${at + 1}`,
  }));
}

/** A reference without a database or a schema means the table's own. */
function parentPath({ table, references }: Key): Path {
  const name = references?.table ?? [];
  return [...table.path.slice(0, Math.max(0, 3 - name.length)), ...name];
}

const ownRows = (key: Key): Cell[][] =>
  key.columns.map((column, at) => [
    createdOn(key.table),
    ...key.table.path,
    column,
    at + 1,
    key.name ?? null,
    false,
    null,
  ]);

function linkRows(key: Key, keys: readonly Key[]): Cell[][] {
  const parent = parentPath(key);
  const primary = keys.find((each) => each.kind === "PRIMARY KEY" && same(each.table.path, parent));
  const named = key.references?.columns ?? [];
  const columns = named.length > 0 ? named : (primary?.columns ?? []);
  return key.columns.map((column, at) => [
    createdOn(key.table),
    ...parent,
    columns[at] ?? null,
    ...key.table.path,
    column,
    at + 1,
    "NO ACTION",
    "NO ACTION",
    key.name ?? null,
    primary?.name ?? null,
    "NOT DEFERRABLE",
    false,
    null,
  ]);
}
