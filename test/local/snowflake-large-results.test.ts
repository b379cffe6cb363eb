import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../support/snowflake-client";
import { startPythonDriver, type PythonDriver } from "./support/python-driver";

const ROWS = 234_567;
const SELECT = `SELECT SEQ4() AS I, 'ä, "q" ' || SEQ4() AS S, IFF(SEQ4() % 2 = 0, NULL, 'odd') AS N FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS}))`;
let driver: PythonDriver;

beforeAll(async () => {
  driver = await startPythonDriver();
});
afterAll(() => driver.server.close());

test("the Node driver reads a result that comes in pieces, whole and in order", async () => {
  const client = await Client.connect(driver.server.server);
  const rows = await client.rows(SELECT);
  await client.close();
  expect(rows).toHaveLength(ROWS);
  for (const at of [0, 1, 19_999, 20_000, 69_999, 70_000, ROWS - 1])
    expect(rows[at]).toEqual([String(at), `ä, "q" ${at}`, at % 2 === 0 ? null : "odd"]);
});

test("the Python driver does too, and only who knows a piece's address gets it", async () => {
  const answer = await driver.run(`
import snowflake.connector
connection = snowflake.connector.connect(**settings)
cursor = connection.cursor()
rows = cursor.execute(${JSON.stringify(SELECT)}).fetchall()
print(json.dumps([len(rows), sum(row[0] for row in rows), rows[20000][1], rows[-1][0], cursor.sfqid]))`);
  const [count, sum, text, last, id] = answer as [number, number, string, number, string];
  expect([count, sum, text, last]).toEqual([ROWS, (ROWS * (ROWS - 1)) / 2, 'ä, "q" 20000', ROWS - 1]);
  const { url } = driver.server.server;
  expect((await fetch(`${url}/results/${id}/20000?key=guessed`)).status).toBe(404);
});
