import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommittedReader, placed, PLACED, type Read } from "../support/kafka/committed";
import { Rig } from "../support/kafka/rig";
import type { Sql } from "../support/kafka/sql";
import { until } from "../support/kafka/until";

const ROWS = 1_000_000;
/** A tenth of them. */
const PART = ROWS / 10;

type Row = Readonly<Record<"ID" | "STEP" | "NAME" | "AMOUNT", string | number | null>>;

/** 48 bits of a row's content. */
const fingerprint = (row: Row): number =>
  createHash("md5")
    .update(`${row.ID}|${row.STEP}|${row.NAME}|${Number(row.AMOUNT).toFixed(2)}`)
    .digest()
    .readUIntBE(0, 6);

/** What the topic says of every key: the hash of its row. Changes that do not follow from the one before are counted. */
class Fingerprints {
  readonly rows = new Map<number, number>();
  counts: Record<string, number> = {};
  broken = 0;
  changes = 0;

  take({ value }: Read): void {
    const { before, after, op } = JSON.parse(value) as { before: Row | null; after: Row | null; op: string };
    const id = Number((after ?? before)?.ID);
    this.counts[op] = (this.counts[op] ?? 0) + 1;
    this.changes++;
    if ((before === null ? undefined : fingerprint(before)) !== this.rows.get(id)) this.broken++;
    if (after === null) this.rows.delete(id);
    else this.rows.set(id, fingerprint(after));
  }
}

let rig: Rig;
let sql: Sql;
let reader: CommittedReader;
const seen = new Fingerprints();
const time = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  const began = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
};

beforeAll(async () => {
  rig = await Rig.start({ name: "million", jvm: ["-XX:+UseSerialGC"] });
  sql = await rig.sql();
  await sql.rows(
    "CREATE TABLE ITEMS (ID NUMBER(18,0) NOT NULL PRIMARY KEY, STEP NUMBER(9,0), NAME VARCHAR, AMOUNT NUMBER(12,2))",
  );
  await rig.objects("ITEMS");
  await rig.topic("items", 3);
  await rig.connect.run(rig.config("ITEMS", { transactionSeconds: 120 }));
  reader = await CommittedReader.open(rig.kafka.bootstrap, "items", {
    each: placed((record) => seen.take(record)),
    formatter: PLACED,
  });
}, 300_000);
afterAll(async () => {
  reader.close();
  await rig.stop();
});

async function arrived(changes: number): Promise<void> {
  await until(
    () => seen.changes >= changes,
    () => `${seen.changes} of ${changes} changes came:\n${rig.tail("worker")}`,
    240_000,
  );
  // More than expected would come by now.
  await sleep(2_000);
}

/** Keys whose row in the table is another than the topic's, or that one of both lacks. */
async function differences(): Promise<number> {
  let [different, rows] = [0, 0];
  for (let from = 0; from < ROWS * 1.2; from += PART) {
    const query = `SELECT ID, STEP, NAME, AMOUNT FROM ITEMS WHERE ID >= ${from} AND ID < ${from + PART}`;
    for (const [ID = "", STEP = "", NAME = "", AMOUNT = ""] of await sql.rows(query)) {
      rows++;
      if (seen.rows.get(Number(ID)) !== fingerprint({ ID, STEP, NAME, AMOUNT })) different++;
    }
  }
  return different + Math.abs(rows - seen.rows.size);
}

describe("1,000,000 rows through the source", () => {
  test("arrive once each when they are inserted", async () => {
    await time("insert", () =>
      sql.rows(
        `INSERT INTO ITEMS SELECT SEQ4(), 1, 'item ' || SEQ4(), SEQ4() / 100 FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS}))`,
      ),
    );
    await time("stage, deliver and read 1,000,000 rows", () => arrived(ROWS));
    expect(seen.counts).toEqual({ c: ROWS });
    expect(seen.broken).toBe(0);
    await time("compare", async () => expect(await differences()).toBe(0));
  }, 400_000);

  test("change as the net of many statements, and of nothing that was taken back", async () => {
    seen.counts = {};
    seen.changes = 0;
    await rig.connect.call("PUT", "/connectors/items-source/pause");
    await until(async () =>
      (await rig.connect.status("items-source")).states.every((state) => state === "PAUSED"),
    );
    await time("change the table", async () => {
      for (const each of [
        // Four tenths twice, of which two tenths end up deleted.
        `UPDATE ITEMS SET STEP = 2, AMOUNT = AMOUNT + 1 WHERE ID < ${4 * PART}`,
        `UPDATE ITEMS SET STEP = 3, NAME = NAME || ' – ö' WHERE ID < ${4 * PART}`,
        `DELETE FROM ITEMS WHERE ID < ${2 * PART}`,
        // Deleted outright; then half of the keys come back as other rows.
        `DELETE FROM ITEMS WHERE ID >= ${9 * PART}`,
        `INSERT INTO ITEMS SELECT ${9 * PART} + SEQ4(), 4, 'again ' || SEQ4(), 1 FROM TABLE(GENERATOR(ROWCOUNT => ${PART / 2}))`,
        // Back to what they were: nothing happened.
        `UPDATE ITEMS SET STEP = 9 WHERE ID >= ${6 * PART} AND ID < ${7 * PART}`,
        `UPDATE ITEMS SET STEP = 1 WHERE ID >= ${6 * PART} AND ID < ${7 * PART}`,
        // Came and went: nothing happened.
        `INSERT INTO ITEMS SELECT ${20 * PART} + SEQ4(), 5, 'gone', 1 FROM TABLE(GENERATOR(ROWCOUNT => ${PART / 5}))`,
        `DELETE FROM ITEMS WHERE ID >= ${20 * PART}`,
        // New ones, changed at once.
        `INSERT INTO ITEMS SELECT ${10 * PART} + SEQ4(), 6, 'new ' || SEQ4(), 7 FROM TABLE(GENERATOR(ROWCOUNT => ${PART}))`,
        `UPDATE ITEMS SET STEP = 7 WHERE ID >= ${10 * PART}`,
      ])
        await sql.rows(each);
    });
    await rig.connect.call("PUT", "/connectors/items-source/resume");
    const expected = { u: 2 * PART, d: 3 * PART, c: 1.5 * PART };
    await time("stage, deliver and read the net changes", () => arrived(6.5 * PART));
    expect(seen.counts).toEqual(expected);
    expect(seen.broken).toBe(0);
    expect(seen.rows.size).toBe(8.5 * PART);
    await time("compare", async () => expect(await differences()).toBe(0));
  }, 600_000);
});
