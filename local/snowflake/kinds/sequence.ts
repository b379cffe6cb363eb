import { fixed, instant, text } from "../core/result";
import { quote } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import { readPlainOptions } from "../catalog/definition";
import type { KindContext, ObjectKind } from "./kind";
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
    const set = stream.take("SET");
    if (stream.take("NOORDER")) return { properties: { ...object.properties, ORDERED: false } };
    const step = number(stream, "INCREMENT");
    if (step === undefined) return set && stream.atWords("COMMENT") ? undefined : undefined;
    return { properties: { ...object.properties, INTERVAL: step } };
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
  onDrop: async (object, { run }) => {
    await run(`DROP SEQUENCE IF EXISTS ${storage(object)}`);
  },
  show: {
    columns: [
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
    ],
    row: async (object, { run }) => {
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
    },
  },
};
