import { qualifiedName, quoteIdentifier } from "../../../blueprints/snowflake";
import { cell, type Row, type Session, StatementFailed } from "../session";
import { shownTypes } from "../routine/live";

/** How many DESCRIBEs are under way at a time. */
const parallel = 8;
/** SHOW lists no more rows than this. */
const listed = 10_000;

/**
 * The routines of a database that import something below each path, by path. Snowflake keeps no list of who imports a
 * file, so each routine this role may see is described; that is done only when files are about to be removed.
 */
export async function importers(
  session: Session,
  database: string,
  paths: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (paths.length === 0) return found;
  const waiting = await routines(session, database);
  // Who is not listed may import it: better to keep a file too many.
  if (waiting === undefined)
    return new Map(paths.map((path) => [path, ["perhaps one of over 10,000 routines"]]));
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const imports = await importsOf(session, next);
      for (const path of paths) {
        if (imports.includes(`/${path}/`)) found.set(path, [...(found.get(path) ?? []), next.name]);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return found;
}

interface Routine {
  readonly kind: "PROCEDURE" | "FUNCTION";
  readonly name: string;
}

/** The routines with imports, or undefined when there are more than SHOW lists. */
async function routines(session: Session, database: string): Promise<Routine[] | undefined> {
  const within = `IN DATABASE ${quoteIdentifier(database)}`;
  const named = (kind: Routine["kind"]) => (row: Row) => ({
    kind,
    name:
      qualifiedName(cell(row, "catalog_name") || database, cell(row, "schema_name"), cell(row, "name")) +
      shownTypes(cell(row, "arguments")),
  });
  const own = (row: Row) => cell(row, "is_builtin") !== "Y" && cell(row, "schema_name") !== "";
  const staged = (row: Row) => ["PYTHON", "JAVA", "SCALA"].includes(cell(row, "language").toUpperCase());
  const procedures = await session.run(`SHOW PROCEDURES ${within}`);
  const functions = await session.run(`SHOW USER FUNCTIONS ${within}`);
  if (procedures.length >= listed || functions.length >= listed) return undefined;
  return [
    ...procedures.filter(own).map(named("PROCEDURE")),
    ...functions.filter((row) => own(row) && staged(row)).map(named("FUNCTION")),
  ];
}

/** The imports as one text in which every path, of a file or of a folder, ends with a slash. */
async function importsOf(session: Session, { kind, name }: Routine): Promise<string> {
  try {
    const rows = await session.run(`DESCRIBE ${kind} ${name}`);
    return cell(
      rows.find((row) => cell(row, "property") === "imports"),
      "value",
    ).replace(/[\]",\s]+/g, "/");
  } catch (error) {
    // It went away meanwhile.
    if (error instanceof StatementFailed && error.missing) return "";
    throw error;
  }
}
