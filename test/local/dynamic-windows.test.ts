import { afterAll, beforeAll, expect, test } from "vitest";
import { windowedTableQuery, type FlinkWindow } from "../../blueprints";
import { payments } from "../support/kafka/payments";
import { expectedResults, type WindowResult } from "../support/kafka/windows";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
const all = payments(400);

beforeAll(async () => {
  it = await openAccount();
  await it.sql(
    `CREATE TABLE PAYMENTS ("merchant" VARCHAR, "card" VARCHAR, "kind" VARCHAR, "amount" NUMBER(12,2), "at" TIMESTAMP_NTZ)`,
  );
  const rows = all.map(
    ({ merchant, card, kind, cents, at }) =>
      `('${merchant}', '${card}', '${kind}', ${cents / 100}, '${new Date(at).toISOString().replace("Z", "")}')`,
  );
  await it.sql(`INSERT INTO PAYMENTS VALUES ${rows.join(", ")}`);
});
afterAll(() => it.stop());

test.each<[string, FlinkWindow]>([
  ["tumble", { type: "tumble", size: "5 minutes" }],
  ["hop", { type: "hop", size: "10 minutes", slide: "5 minutes" }],
  ["cumulate", { type: "cumulate", size: "1 hour", step: "10 minutes" }],
])("a dynamic table of %s windows holds what TypeScript computes", async (name, window) => {
  const query = windowedTableQuery({
    name,
    source: ["DB", "S", "PAYMENTS"],
    columns: {
      merchant: "VARCHAR",
      card: "VARCHAR",
      kind: "VARCHAR",
      amount: "NUMBER(12,2)",
      at: "TIMESTAMP_NTZ",
    },
    time: "at",
    window,
    groupBy: ["merchant"],
    where: '"amount" > 0',
    aggregates: {
      payments: { function: "count" },
      refunds: { function: "count", where: `"kind" = 'refund'` },
      cards: { function: "countDistinct", of: "card" },
      volume: { function: "sum", of: "amount" },
      refunded: { function: "sum", of: "amount", where: `"kind" = 'refund'` },
      mean: { function: "avg", of: "amount" },
      least: { function: "min", of: "amount" },
      most: { function: "max", of: "amount" },
      spread: { function: "stddev", of: "amount" },
      first_card: { function: "first", of: "card" },
      last_card: { function: "last", of: "card" },
      range: { sql: 'MAX("amount") - MIN("amount")', type: "NUMBER(12,2)" },
    },
  });
  await it.sql(`CREATE DYNAMIC TABLE ${name} TARGET_LAG = '1 minute' WAREHOUSE = WH AS ${query}`);
  const found = await it.rows(`SELECT * FROM ${name} ORDER BY "merchant", "window_start", "window_end"`);
  const wanted = expectedResults(
    window,
    all.filter(({ cents }) => cents > 0),
  ).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(wanted.length).toBeGreaterThan(5);
  expect(
    found.map(
      (row) => `${row["merchant"] as string} ${edge(row["window_start"])} ${edge(row["window_end"])}`,
    ),
  ).toEqual(wanted.map(key));
  for (const [index, want] of wanted.entries()) {
    for (const [column, value] of Object.entries(want)) {
      if (edges.includes(column)) continue;
      const cell = found[index]?.[column] ?? null;
      if (typeof value === "number") expect(Number(cell)).toBeCloseTo(value, 6);
      else expect(cell).toBe(value);
    }
  }
});

const edges = ["window_start", "window_end"];
const key = ({ merchant, window_start, window_end }: WindowResult): string =>
  `${merchant} ${window_start} ${window_end}`;
const edge = (cell: unknown): string =>
  (cell instanceof Date ? cell.toISOString() : String(cell)).replace(" ", "T").replace(/\.?0*Z?$/, "");
