import { afterAll, beforeAll, expect, test } from "vitest";
import { ownTableStatement } from "../../blueprints";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
beforeAll(async () => {
  it = await openAccount();
});
afterAll(() => it.stop());

const statement = ownTableStatement({
  table: ["DB", "S", "STAGED"],
  transient: true,
  definition: "(N NUMBER)",
  comment: "Of the source of O'Neil's",
});

test("a table is made, and taken up with its rows when its deployment was interrupted", async () => {
  await it.sql(statement);
  await it.sql("INSERT INTO STAGED VALUES (1)");
  await it.sql(statement);
  expect(await it.sql("SELECT N FROM STAGED")).toEqual([[1]]);
});

test.each([
  ["has another comment", "COMMENT = 'of others'"],
  ["has no comment", ""],
])("a table that %s is refused, and stays as it is", async (_what, comment) => {
  await it.sql(`CREATE OR REPLACE TABLE STAGED (THEIRS VARCHAR) ${comment}`);
  await expect(it.sql(statement)).rejects.toThrow(
    "table DB.S.STAGED exists and is not of this stack. Fix: name another here, or rename or drop that one",
  );
  expect(await it.sql("SELECT THEIRS FROM STAGED")).toEqual([]);
});
