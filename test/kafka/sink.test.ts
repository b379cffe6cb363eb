import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kafkaLandingStatement, kafkaMergeTask, type KafkaMergeTaskSpec } from "../../blueprints";
import { Bridge, until } from "./sink/bridge";
import { json, Topics } from "./sink/topics";

let bridge: Bridge;
let topics: Topics;

beforeAll(async () => {
  bridge = await Bridge.start();
  topics = new Topics(bridge.kafka.bootstrap);
});
afterAll(() => bridge.close());

const rows = (sql: string) => bridge.client.rows(sql);
/** How many rows there are; none while the sink has not yet made the table. */
const count = async (from: string): Promise<number> => {
  try {
    return Number((await bridge.client.row(`SELECT COUNT(*) FROM ${from}`))[0]);
  } catch {
    return 0;
  }
};
const columnsOf = async (table: string): Promise<string[]> =>
  (await rows(`DESC TABLE ${table}`)).map(([name, type]) => `${String(name)} ${String(type)}`);
const own = (table: string) =>
  rows(`GRANT OWNERSHIP ON TABLE ${table} TO ROLE KAFKA_SINK COPY CURRENT GRANTS`);

describe("the official sink, streaming into the local Snowflake", () => {
  test("makes the table, a column for each field, and a new one when a field appears", async () => {
    await topics.create(2, "orders");
    await bridge.run(bridge.config({ name: "orders-sink", topics: { orders: "ORDERS" } }));
    await topics.send("orders", [
      json("a", { ID: 1, AMOUNT: 12.5, PAID: true, LINES: [1, 2], BUYER: { NAME: "Ann" } }),
    ]);
    await until(async () => (await count("ORDERS")) === 1);
    await topics.send("orders", [json("b", { ID: 2, COUPON: "ten" }), json("c", { ID: 3 })]);
    await until(async () => (await count("ORDERS")) === 3);
    expect((await columnsOf("ORDERS")).sort()).toEqual([
      "AMOUNT FLOAT",
      "BUYER VARIANT",
      "COUPON VARCHAR(16777216)",
      "ID NUMBER(38,0)",
      "LINES ARRAY",
      "PAID BOOLEAN",
      "RECORD_METADATA VARIANT",
    ]);
    expect(
      await rows(
        'SELECT ID, AMOUNT::VARCHAR, PAID, LINES[1]::VARCHAR, BUYER:"NAME"::VARCHAR, COUPON, RECORD_METADATA:"key"::VARCHAR FROM ORDERS ORDER BY ID',
      ),
    ).toEqual([
      ["1", "12.5", true, "2", "Ann", null, "a"],
      ["2", null, null, null, null, "ten", "b"],
      ["3", null, null, null, null, null, "c"],
    ]);
  });

  test("keeps every type of a table that was there before", async () => {
    await topics.create(1, "typed");
    await rows(
      kafkaLandingStatement({
        table: ["BRIDGE", "IN", "TYPED"],
        shape: { stored: "columns", value: "flat" },
        columns: {
          TINY: "NUMBER(2,0)",
          BIG: "NUMBER(38,0)",
          MONEY: "NUMBER(12,2)",
          RATE: "FLOAT",
          DAY: "DATE",
          CLOCK: "TIME(9)",
          NTZ: "TIMESTAMP_NTZ(9)",
          SHORT: "TIMESTAMP_NTZ(3)",
          LTZ: "TIMESTAMP_LTZ(9)",
          TZ: "TIMESTAMP_TZ(9)",
          CODE: "VARCHAR(3)",
          RAW: "BINARY(8)",
          ANY_VALUE: "VARIANT",
        },
      }),
    );
    await own("TYPED");
    await bridge.run(bridge.config({ name: "typed-sink", topics: { typed: "TYPED" } }));
    await topics.send("typed", [
      json("k", {
        TINY: -7,
        BIG: "12345678901234567890123456789012345678",
        MONEY: -1234.5,
        RATE: 0.0025,
        DAY: "1969-12-30",
        CLOCK: "23:59:58.123456",
        NTZ: "1965-02-03T04:05:06.123456",
        SHORT: "2024-02-29T12:00:00.125",
        LTZ: "2024-03-10T10:30:00.5+01:00",
        TZ: "1965-03-10T10:30:00.25-08:00",
        CODE: "äöü",
        RAW: "DEADBEEF",
        ANY_VALUE: { A: [1, null, "x"] },
      }),
    ]);
    await until(async () => (await count("TYPED")) === 1);
    expect(
      await bridge.client.row(
        "SELECT TINY, BIG, MONEY, RATE, DAY::VARCHAR, CLOCK::VARCHAR, NTZ::VARCHAR, SHORT::VARCHAR, CONVERT_TIMEZONE('UTC', LTZ)::VARCHAR, CONVERT_TIMEZONE('UTC', TZ)::VARCHAR, CODE, HEX_ENCODE(RAW), TO_JSON(ANY_VALUE) FROM TYPED",
      ),
    ).toEqual([
      "-7",
      "12345678901234567890123456789012345678",
      "-1234.50",
      "0.0025",
      "1969-12-30",
      "23:59:58.123456",
      "1965-02-03 04:05:06.123",
      "2024-02-29 12:00:00.125",
      "2024-03-10 09:30:00.500",
      "1965-03-10 18:30:00.250",
      "äöü",
      "DEADBEEF",
      '{"A":[1,null,"x"]}',
    ]);
  });

  test("puts a bad record into the dead letter topic with the reason, and stores the rest", async () => {
    await topics.create(1, "checked", "checked.dead");
    await rows(
      'CREATE TABLE CHECKED ("RECORD_METADATA" VARIANT, "ID" NUMBER(4,0)) ENABLE_SCHEMA_EVOLUTION = TRUE',
    );
    await own("CHECKED");
    const errors = { to: "deadLetterTopic", topic: "checked.dead", replicationFactor: 1 } as const;
    await bridge.run(bridge.config({ name: "checked-sink", topics: { checked: "CHECKED" }, errors }));
    await topics.send("checked", [
      json("1", { ID: 1 }),
      { key: "2", value: "{no json" },
      json("3", { ID: "many" }),
      json("4", { ID: 4 }),
    ]);
    await until(async () => (await count("CHECKED")) === 2);
    expect(await rows("SELECT ID FROM CHECKED ORDER BY ID")).toEqual([["1"], ["4"]]);
    const dead = await topics.read("checked.dead", 2);
    expect(dead.map(({ key, value }) => [key, value])).toEqual([
      ["2", "{no json"],
      ["3", '{"ID":"many"}'],
    ]);
    expect(dead.map(({ headers }) => headers.get("__connect.errors.topic"))).toEqual(["checked", "checked"]);
    expect(dead[1]?.headers.get("__connect.errors.exception.message")).toMatch(/ID/);
  });

  test("stores what a transaction commits, and nothing it aborts", async () => {
    await topics.create(1, "payments");
    await bridge.run(bridge.config({ name: "payments-sink", topics: { payments: "PAYMENTS" } }));
    const some = (from: number) => Array.from({ length: 10 }, (_, at) => json("k", { ID: from + at }));
    await topics.send("payments", some(100), { id: "t1", commit: false });
    await topics.send("payments", some(200), { id: "t2", commit: true });
    await topics.send("payments", some(300), { id: "t3", commit: false });
    await topics.send("payments", some(400), { id: "t4", commit: true });
    await until(async () => (await count("PAYMENTS")) >= 20);
    await sleep(2_000);
    expect(
      await bridge.client.row(
        "SELECT COUNT(*), MIN(ID), MAX(ID), COUNT_IF(ID >= 300 AND ID < 400) FROM PAYMENTS",
      ),
    ).toEqual(["20", "200", "409", "0"]);
  });

  test("applies inserts, updates and deletes by the merge task", async () => {
    const spec: KafkaMergeTaskSpec = {
      landing: ["BRIDGE", "IN", "CHANGES"],
      target: ["BRIDGE", "IN", "PRESENT"],
      stream: ["BRIDGE", "IN", "CHANGES_NEW"],
      task: ["BRIDGE", "IN", "APPLY"],
      shape: { stored: "columns", value: "flat" },
      columns: { ID: "NUMBER(38,0)", NAME: "VARCHAR" },
      key: ["ID"],
      warehouse: "W",
      intervalSeconds: 10,
    };
    const made = kafkaMergeTask(spec);
    await topics.create(1, "changes");
    await rows(kafkaLandingStatement({ table: spec.landing, shape: spec.shape, columns: spec.columns }));
    await own("CHANGES");
    for (const sql of [made.stream, made.target, made.task]) await rows(sql);
    await bridge.run(
      bridge.config({ name: "changes-sink", topics: { changes: "CHANGES" }, key: { format: "json" } }),
    );
    const change = (op: string, id: number, name?: string) => ({
      key: JSON.stringify({ ID: id }),
      value: JSON.stringify(name === undefined ? { ID: id } : { ID: id, NAME: name }),
      headers: { "floe.op": op },
    });
    await topics.send("changes", [change("c", 1, "one"), change("c", 2, "two"), change("c", 3, "three")]);
    await until(async () => (await count("CHANGES")) === 3);
    await rows("ALTER TASK APPLY RESUME");
    await until(async () => (await count("PRESENT")) === 3);
    await topics.send("changes", [
      change("u", 2, "zwei"),
      change("d", 3),
      change("c", 4, "four"),
      change("d", 4),
    ]);
    await until(async () => (await count("CHANGES")) === 7 && (await count("PRESENT")) === 2);
    expect(await rows("SELECT ID, NAME FROM PRESENT ORDER BY ID")).toEqual([
      ["1", "one"],
      ["2", "zwei"],
    ]);
    await rows("ALTER TASK APPLY SUSPEND");
  });

  test("takes types from a record's schema, where it has one", async () => {
    await topics.create(1, "measured");
    const settings = { "value.converter.schemas.enable": "true" };
    await bridge.run(bridge.config({ name: "measured-sink", topics: { measured: "MEASURED" }, settings }));
    const field = (name: string, type: string, logical?: string) => ({
      field: name,
      type,
      optional: true,
      ...(logical !== undefined && { name: `org.apache.kafka.connect.data.${logical}`, version: 1 }),
    });
    const fields = [
      field("SMALL", "int8"),
      field("RATIO", "double"),
      field("DAY", "int32", "Date"),
      field("AT", "int64", "Timestamp"),
    ];
    const payload = { SMALL: 7, RATIO: 0.5, DAY: -1, AT: 1_709_208_000_125 };
    await topics.send("measured", [json("k", { schema: { type: "struct", fields }, payload })]);
    await until(async () => (await count("MEASURED")) === 1);
    expect((await columnsOf("MEASURED")).sort()).toEqual([
      "AT TIMESTAMP_NTZ(6)",
      "DAY DATE",
      "RATIO FLOAT",
      "RECORD_METADATA VARIANT",
      "SMALL NUMBER(38,0)",
    ]);
    expect(await bridge.client.row("SELECT SMALL, DAY::VARCHAR, AT::VARCHAR FROM MEASURED")).toEqual([
      "7",
      "1969-12-31",
      "2024-02-29 12:00:00.125",
    ]);
  });

  test("is told at the start what it may not do", async () => {
    await topics.create(1, "refused");
    const refused = (change: Parameters<Bridge["config"]>[0]) => bridge.run(bridge.config(change));
    const common = { name: "refused-sink", topics: { refused: "REFUSED" } };
    await expect(refused({ ...common, role: "ACCOUNTADMIN" })).rejects.toThrow(/user\.name: Cannot connect/);
    await expect(refused({ ...common, user: "NOBODY" })).rejects.toThrow(/private\.key: Cannot connect/);
    await expect(refused({ ...common, schema: "ELSEWHERE" })).rejects.toThrow(
      /schema\.name schema does not exist/,
    );
  });

  test("loses and doubles nothing when worker and Snowflake are killed while rows flow", async () => {
    await topics.create(3, "flow");
    // Kafka takes a killed reader for dead after that, and gives its partitions to another; 45 seconds by itself.
    const settings = { "consumer.override.session.timeout.ms": "10000" };
    await bridge.run(bridge.config({ name: "flow-sink", topics: { flow: "FLOW" }, tasks: 3, settings }));
    const batches = 80;
    const each = 200;
    const sending = (async () => {
      for (let batch = 0; batch < batches; batch++) {
        await topics.send(
          "flow",
          Array.from({ length: each }, (_, at) => json(String(at), { ID: batch * each + at })),
        );
        await sleep(150);
      }
    })();
    await until(async () => (await count("FLOW")) > 0);
    await sleep(1_700);
    bridge.kafka.worker?.kill();
    await bridge.kafka.worker?.settled();
    const before = await count("FLOW");
    await until(async () => (await count("FLOW")) > before, 120_000);
    await bridge.killSnowflake();
    await sending;
    await until(async () => (await count("FLOW")) >= batches * each, 120_000);
    await sleep(2_500);
    expect(
      await bridge.client.row("SELECT COUNT(*), COUNT(DISTINCT ID), MIN(ID), MAX(ID) FROM FLOW"),
    ).toEqual([batches * each, batches * each, 0, batches * each - 1].map(String));
    // Each partition's rows are there once, in its order: offsets never step back.
    expect(
      await rows(
        `SELECT RECORD_METADATA:"partition"::NUMBER, COUNT(*) = MAX(RECORD_METADATA:"offset"::NUMBER) + 1 FROM FLOW GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      ["0", true],
      ["1", true],
      ["2", true],
    ]);
  });
});
