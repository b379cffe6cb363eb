import { fixed, instant, text, type Cell, type ResultColumn } from "../core/result";
import { quote } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import { readPlainOptions } from "../catalog/definition";
import type { KindContext, ObjectKind, Properties, RunSql, ShowContext } from "./kind";
import type { CatalogObject } from "../core/cloud";
import { createdOn, flagOf, numberOf, ownerType, rejected, textOf, yesNo } from "./values";

function number(stream: TokenStream, ...words: readonly string[]): number | undefined {
  if (!stream.take(...words)) return undefined;
  stream.take("WITH");
  stream.take("BY");
  stream.takeSymbol("=");
  return stream.integer();
}

/** The DuckDB sequence behind it; its name follows the hidden id, so that renames and UNDROP need no DuckDB statement. */
const storage = (object: CatalogObject): string => textOf(object, "storage") ?? "";

async function createStorage(object: CatalogObject, { run, catalog }: KindContext): Promise<void> {
  const name = `"floe".${quote(`sequence#${object.id}`)}`;
  const step = numberOf(object, "INTERVAL") ?? 1;
  const start = numberOf(object, "START") ?? 1;
  const bounds =
    step < 0
      ? `MINVALUE -9223372036854775808 MAXVALUE ${Math.max(start, -1)}`
      : `MINVALUE ${Math.min(start, 1)}`;
  await run(`CREATE SEQUENCE ${name} START ${start} INCREMENT ${step} ${bounds}`);
  await catalog.update(object.id, { properties: { ...object.properties, storage: name } });
}

const COLUMNS: readonly ResultColumn[] = [
  text("name"),
  text("database_name"),
  text("schema_name"),
  fixed("next_value"),
  fixed("interval"),
  instant("created_on"),
  text("owner"),
  text("comment"),
  text("owner_role_type"),
  text("ordered"),
];

async function row(object: CatalogObject, { run }: ShowContext): Promise<Cell[]> {
  const step = numberOf(object, "INTERVAL") ?? 1;
  const [row] = await run("SELECT last_value FROM duckdb_sequences() WHERE sequence_name = ?", [
    `sequence#${object.id}`,
  ]);
  const last = row?.[0];
  return [
    object.path[2] ?? "",
    object.path[0] ?? "",
    object.path[1] ?? "",
    typeof last === "number" ? last + step : (numberOf(object, "START") ?? 1),
    step,
    createdOn(object),
    object.owner,
    object.comment,
    ownerType(object),
    yesNo(flagOf(object, "ORDERED")),
  ];
}

export const sequence: ObjectKind = {
  name: "SEQUENCE",
  plural: "SEQUENCES",
  scope: "schema",
  privileges: ["USAGE"],
  orAlter: true,
  parseCreate: (stream) => {
    stream.take("WITH");
    const start = number(stream, "START") ?? 1;
    const step = number(stream, "INCREMENT") ?? 1;
    if (step === 0) throw rejected("the increment of a sequence is not 0");
    const ordered = stream.take("ORDER");
    if (!ordered) stream.take("NOORDER");
    const definition = readPlainOptions(sequence, stream);
    return { ...definition, properties: { START: start, INTERVAL: step, ORDERED: ordered } };
  },
  parseAlter: (stream, { object }) => {
    stream.take("SET");
    const order = stream.takeOne(["ORDER", "NOORDER"] as const);
    const step = order === undefined ? number(stream, "INCREMENT") : undefined;
    if (order === undefined && step === undefined) return undefined;
    const { comment } = readPlainOptions(sequence, stream);
    const change: Properties = step === undefined ? { ORDERED: order === "ORDER" } : { INTERVAL: step };
    return { properties: { ...object.properties, ...change }, ...(comment === undefined ? {} : { comment }) };
  },
  onCreate: createStorage,
  onAlter: async (before, after, context) => {
    const step = numberOf(after, "INTERVAL") ?? 1;
    if (step === numberOf(before, "INTERVAL")) return;
    const [row] = await context.run(
      `SELECT coalesce(last_value, start_value - increment_by) FROM duckdb_sequences() WHERE sequence_name = ?`,
      [`sequence#${after.id}`],
    );
    await context.run(`DROP SEQUENCE ${storage(after)}`);
    await createStorage(
      { ...after, properties: { ...after.properties, START: Number(row?.[0] ?? 0) + step } },
      context,
    );
  },
  onDrop: async (object, { run, keep }) => {
    if (!keep) await run(`DROP SEQUENCE IF EXISTS ${storage(object)}`);
  },
  show: { columns: COLUMNS, row },
  describe: { columns: COLUMNS, rows: async (object, context) => [await row(object, context)] },
};

/** Removes DuckDB sequences whose Snowflake sequence is gone for good. */
export async function sweepSequences(run: RunSql, known: (id: number) => boolean): Promise<void> {
  for (const [name] of await run("SELECT sequence_name FROM duckdb_sequences() WHERE schema_name = 'floe'")) {
    const id = /^sequence#(\d+)$/.exec(String(name))?.[1];
    if (id !== undefined && !known(Number(id))) await run(`DROP SEQUENCE "floe".${quote(String(name))}`);
  }
}
