import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PythonDriver, startPythonDriver } from "./support/python-driver";

let driver: PythonDriver;
const folder = mkdtempSync(join(tmpdir(), "floe-files-"));

beforeAll(async () => {
  driver = await startPythonDriver();
  mkdirSync(join(folder, "got"));
  writeFileSync(join(folder, "a.csv"), "1,x\n2,y\n");
});
afterAll(async () => {
  await driver.server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the Python driver puts and gets files of named, user and table stages", async () => {
  const answer = await driver.run(
    `folder = given[0]
import snowflake.connector
connection = snowflake.connector.connect(**settings)
cursor = connection.cursor()
for sql in ["create database files", "use schema files.public", "create table t (n int, s varchar)", "create stage named"]:
  cursor.execute(sql)
stages = ["@named/in", "@~/in", "@%t/in"]
put = [cursor.execute(f"put file://{folder}/a.csv {stage}").fetchone()[6] for stage in stages]
again = cursor.execute(f"put file://{folder}/a.csv {stages[0]}").fetchone()[6]
listed = [[row[0] for row in cursor.execute(f"list {stage}").fetchall()] for stage in stages]
cursor.execute("copy into t from @named/in file_format = (type = csv)")
cursor.execute("copy into t from @~/in file_format = (type = csv)")
cursor.execute("copy into t from @%t/in file_format = (type = csv)")
counted = cursor.execute("select count(*), sum(n) from t").fetchone()
got = cursor.execute(f"get @%t/in file://{folder}/got").fetchone()[2]
cursor.execute("remove @~/in")
left = len(cursor.execute("list @~/in").fetchall())
print(json.dumps([put, again, listed, [int(cell) for cell in counted], got, left]))`,
    folder,
  );
  expect(answer).toEqual([
    ["UPLOADED", "UPLOADED", "UPLOADED"],
    "UPLOADED",
    [["named/in/a.csv.gz"], ["in/a.csv.gz"], ["in/a.csv.gz"]],
    [6, 9],
    "DOWNLOADED",
    0,
  ]);
  expect(gunzipSync(readFileSync(join(folder, "got", "a.csv.gz"))).toString()).toBe("1,x\n2,y\n");
});

test("a user's stage is the user's alone", async () => {
  const answer = await driver.run(
    `folder = given[0]
import snowflake.connector
admin = snowflake.connector.connect(**settings).cursor()
for sql in ["create or replace user other password = 'Another-Password-1' default_role = public"]: admin.execute(sql)
admin.execute(f"put file://{folder}/a.csv @~/mine")
other = snowflake.connector.connect(**{**settings, "user": "other", "password": "Another-Password-1", "role": "PUBLIC"}).cursor()
print(json.dumps([len(other.execute("list @~/mine").fetchall()), len(admin.execute("list @~/mine").fetchall())]))`,
    folder,
  );
  expect(answer).toEqual([0, 1]);
});
