import avro from "avsc";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import protobuf from "protobufjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KafkaConverter, KafkaSourceSpec } from "../../blueprints/kafka";
import { CommittedReader, placed, PLACED } from "../support/kafka/committed";
import { converterPlugins } from "../support/kafka/converters";
import { smallRegistry, type Registry } from "../support/kafka/registry";
import { Rig } from "../support/kafka/rig";
import type { Sql } from "../support/kafka/sql";
import { until } from "../support/kafka/until";

type Row = Record<string, unknown>;

/** Bytes as Kafka's own type prints them: what is no plain character as \xNN. */
const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text.replace(/\\x([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    "latin1",
  );

const folder = mkdtempSync(join(tmpdir(), "floe-converters-"));
const open: { close(): unknown }[] = [];
let rig: Rig;
let registry: Registry;
let sql: Sql;

beforeAll(async () => {
  rig = await Rig.start({ name: "evolution", registry: true, plugins: await converterPlugins(folder) });
  open.push({ close: () => rig.stop() });
  const { registryUrl } = rig.kafka;
  registry = registryUrl === undefined ? await smallRegistry() : { url: registryUrl, close: () => undefined };
  console.log(registryUrl === undefined ? "no Java 21: the tests' own registry" : `registry ${registryUrl}`);
  sql = await rig.sql();
}, 400_000);
afterAll(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function schemaOf(bytes: Buffer): Promise<string> {
  expect(bytes[0]).toBe(0);
  const response = await fetch(`${registry.url}/schemas/ids/${bytes.readInt32BE(1)}`);
  return ((await response.json()) as { schema: string }).schema;
}

interface Format {
  readonly name: string;
  readonly converter: () => KafkaConverter;
  readonly settings: (config: Record<string, string>) => Record<string, string>;
  readonly decode: (bytes: Buffer) => Promise<Row>;
}

const formats: readonly Format[] = [
  {
    name: "json",
    converter: () => ({ format: "json" }),
    settings: (config) => config,
    decode: (bytes) => Promise.resolve(JSON.parse(bytes.toString()) as Row),
  },
  {
    name: "avro",
    converter: () => ({ format: "avro", registry: { kind: "confluent", url: registry.url } }),
    settings: (config) => config,
    decode: async (bytes) => {
      const type = avro.Type.forSchema(JSON.parse(await schemaOf(bytes)) as avro.Schema);
      return { ...(type.fromBuffer(bytes.subarray(5)) as Row) };
    },
  },
  {
    name: "protobuf",
    converter: () => ({ format: "protobuf", registry: { kind: "confluent", url: registry.url } }),
    // Confluent's own converter is not on Maven Central: the tests' stands for it, with the same settings.
    settings: (config) => ({ ...config, "value.converter": "dev.floe.test.ProtobufConverter" }),
    decode: async (bytes) => {
      const { root } = protobuf.parse(await schemaOf(bytes), { keepCase: true });
      const type = root.lookupType("Value");
      return type.toObject(type.decode(bytes.subarray(6)), { longs: Number });
    },
  },
];

/** The last row of each key, and the columns of the last record. */
class Seen {
  readonly rows = new Map<unknown, Row>();
  records: Row[] = [];

  /** A row without what is null: Protobuf leaves such fields out. */
  static plain(row: Row): Row {
    const cell = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);
    return Object.fromEntries(
      Object.entries(row)
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => [name, cell(value)]),
    );
  }
}

describe.each(formats)(
  "a table that changes its shape, in $name",
  ({ name, converter, settings, decode }) => {
    const table = `SHAPE_${name.toUpperCase()}`;
    const seen = new Seen();
    const spec = (change: Partial<KafkaSourceSpec> = {}): Record<string, string> =>
      settings(
        rig.config(table, {
          valueFormat: "flat",
          value: converter(),
          transactionSeconds: 120,
          settings: { "record.decimals": "double" },
          ...change,
        }),
      );
    const failures: unknown[] = [];

    beforeAll(async () => {
      await sql.rows(
        `CREATE TABLE ${table} (ID NUMBER(9,0) NOT NULL PRIMARY KEY, QTY NUMBER(4,0), NAME VARCHAR(10), PRICE NUMBER(9,2))`,
      );
      await rig.objects(table);
      await rig.topic(table.toLowerCase(), 1);
      await rig.connect.run(spec());
      let turn = Promise.resolve();
      const take = placed(({ value }) => {
        turn = turn
          .then(async () => {
            const row = Seen.plain(await decode(bytesOf(value)));
            seen.records.push(row);
            seen.rows.set(row["ID"], row);
          })
          .catch((error: unknown) => void failures.push(error));
      });
      open.push(
        await CommittedReader.open(rig.kafka.bootstrap, table.toLowerCase(), {
          each: take,
          formatter: {
            ...PLACED,
            "value.deserializer": "org.apache.kafka.common.serialization.BytesDeserializer",
          },
        }),
      );
    }, 200_000);

    const shows = async (id: number, row: Row): Promise<void> => {
      await until(
        () => JSON.stringify(seen.rows.get(id)) === JSON.stringify(row),
        () => `${JSON.stringify(seen.records.at(-1))}; ${String(failures[0])}\n${rig.tail("worker", 15)}`,
        90_000,
      );
    };

    test("begins with its columns", async () => {
      await sql.rows(`INSERT INTO ${table} VALUES (1, 5, 'one', 1.5)`);
      await shows(1, { ID: 1, QTY: 5, NAME: "one", PRICE: 1.5 });
    }, 200_000);

    test("gets a new column, which earlier rows lack", async () => {
      await sql.rows(`ALTER TABLE ${table} ADD COLUMN NOTE VARCHAR`);
      await sql.rows(`INSERT INTO ${table} VALUES (2, 6, 'two', 2.5, 'new')`);
      await sql.rows(`UPDATE ${table} SET QTY = 7 WHERE ID = 1`);
      await shows(2, { ID: 2, QTY: 6, NAME: "two", PRICE: 2.5, NOTE: "new" });
      await shows(1, { ID: 1, QTY: 7, NAME: "one", PRICE: 1.5 });
    }, 200_000);

    test("gets wider columns, and values only they hold", async () => {
      await sql.rows(`ALTER TABLE ${table} ALTER COLUMN QTY SET DATA TYPE NUMBER(14,0)`);
      await sql.rows(`ALTER TABLE ${table} ALTER COLUMN NAME SET DATA TYPE VARCHAR(100)`);
      await sql.rows(`INSERT INTO ${table} VALUES (3, 5000000000, 'a name longer than ten – ä', 3.5, NULL)`);
      await shows(3, { ID: 3, QTY: 5_000_000_000, NAME: "a name longer than ten – ä", PRICE: 3.5 });
    }, 200_000);

    test("loses a column: fails, naming it, and takes nothing; by policy sends the table anew", async () => {
      await sql.rows(`ALTER TABLE ${table} DROP COLUMN NAME`);
      await sql.rows(`UPDATE ${table} SET QTY = 8 WHERE ID = 2`);
      const connector = `${table.toLowerCase()}-source`;
      const status = () => rig.connect.status(connector).catch(() => ({ states: [] as string[], trace: "" }));
      await until(
        async () => (await status()).states.includes("FAILED"),
        () => `it does not fail:\n${rig.tail("worker", 15)}`,
        90_000,
      );
      expect((await status()).trace).toMatch(/NAME[\s\S]*resnapshot/);
      expect(await sql.value(`SELECT SYSTEM$STREAM_HAS_DATA('${table}_STREAM')`)).toMatch(/true|1/i);
      seen.records = [];
      await rig.connect.call("PUT", `/connectors/${connector}/config`, spec({ schemaPolicy: "resnapshot" }));
      await rig.connect.call("POST", `/connectors/${connector}/restart?includeTasks=true`);
      await shows(1, { ID: 1, QTY: 7, PRICE: 1.5 });
      await shows(2, { ID: 2, QTY: 8, PRICE: 2.5, NOTE: "new" });
      await shows(3, { ID: 3, QTY: 5_000_000_000, PRICE: 3.5 });
      await sql.rows(`INSERT INTO ${table} VALUES (4, 1, 4.5, 'after')`);
      await shows(4, { ID: 4, QTY: 1, PRICE: 4.5, NOTE: "after" });
      expect(failures).toEqual([]);
    }, 300_000);
  },
);
