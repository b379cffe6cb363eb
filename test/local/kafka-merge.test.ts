import { afterAll, beforeAll, expect, test } from "vitest";
import { kafkaLandingStatement, kafkaMergeTask, type KafkaMergeTaskSpec } from "../../blueprints";
import { openAccount, type TestAccount } from "./support/movers";

const spec: KafkaMergeTaskSpec = {
  landing: ["DB", "S", "LANDING"],
  target: ["DB", "S", "TARGET"],
  stream: ["DB", "S", "LANDING_NEW"],
  task: ["DB", "S", "APPLY"],
  shape: { stored: "columns", value: "flat" },
  columns: { ID: "NUMBER(38,0)", V: "VARCHAR" },
  key: ["ID"],
};
const made = kafkaMergeTask(spec);
let it: TestAccount;
let offset = 0;

beforeAll(async () => {
  it = await openAccount();
  await it.sql(kafkaLandingStatement({ table: spec.landing, shape: spec.shape, columns: spec.columns }));
  await it.sql(made.stream);
  await it.sql(made.target);
});
afterAll(() => it.stop());

/** One record as the sink stores it. A delete has its key only in the metadata. */
async function record(id: number, op: string, value?: string): Promise<void> {
  const metadata = JSON.stringify({ offset: offset++, key: { ID: id }, headers: { "floe.op": op } });
  const row = value === undefined ? "NULL, NULL" : `${id}, '${value}'`;
  await it.sql(`INSERT INTO LANDING SELECT PARSE_JSON('${metadata}'), ${row}`);
}
const state = async () => {
  await it.sql(made.merge);
  return it.sql("SELECT ID, V FROM TARGET ORDER BY ID");
};

test("inserts, updates and deletes become the present state", async () => {
  await record(1, "c", "a");
  await record(2, "c", "b");
  await record(1, "u", "a2");
  expect(await state()).toEqual([
    [1, "a2"],
    [2, "b"],
  ]);
  await record(2, "d");
  await record(3, "c", "c");
  await record(3, "d");
  expect(await state()).toEqual([[1, "a2"]]);
});

test("a record without a key is left out, and does not hold up the others", async () => {
  await it.sql("INSERT INTO LANDING SELECT PARSE_JSON('{\"offset\": 90}'), NULL, 'whose?'");
  await record(4, "c", "d");
  expect(await state()).toEqual([
    [1, "a2"],
    [4, "d"],
  ]);
});

test("a change that is older than the row changes nothing", async () => {
  await record(5, "c", "new");
  expect(await state()).toContainEqual([5, "new"]);
  offset = 0;
  await record(5, "u", "old");
  expect(await state()).toContainEqual([5, "new"]);
});

test.each([
  ["follows the envelope of a delete", ["d", undefined]],
  ["stands for a delete", [undefined]],
] as const)("a tombstone that %s deletes the row, and leaves no empty one", async (_, deletes) => {
  const landing = ["DB", "S", "ENVELOPES"] as const;
  const shape = { stored: "columns", value: "envelope" } as const;
  const target = ["DB", "S", "ENVELOPED"] as const;
  const apply = kafkaMergeTask({ ...spec, landing, target, shape, stream: ["DB", "S", "ENVELOPES_NEW"] });
  await it.sql(kafkaLandingStatement({ table: landing, shape }));
  await it.sql(apply.stream);
  await it.sql(apply.target);
  const store = (op: string | undefined) => {
    const row = op === undefined ? "NULL" : `PARSE_JSON('{"ID": 1, "V": "a"}')`;
    const images = op === "d" ? `${row}, NULL` : `NULL, ${row}`;
    const said = op === undefined ? "NULL" : `'${op}'`;
    const metadata = JSON.stringify({ offset: offset++, key: { ID: 1 } });
    return it.sql(`INSERT INTO ENVELOPES SELECT PARSE_JSON('${metadata}'), ${images}, ${said}, 0`);
  };
  const rows = async () => {
    await it.sql(apply.merge);
    return it.sql("SELECT ID, V FROM ENVELOPED");
  };
  await store("c");
  expect(await rows()).toEqual([[1, "a"]]);
  for (const op of deletes) await store(op);
  expect(await rows()).toEqual([]);
});
