import { afterAll, beforeAll, expect, test } from "vitest";
import { type PythonDriver, startPythonDriver } from "./support/python-driver";

let driver: PythonDriver;

beforeAll(async () => {
  driver = await startPythonDriver();
});
afterAll(() => driver.server.close());

test("the Python driver reads types, binds rows, runs asynchronously and in batches", async () => {
  const answer = await driver.run(`
import snowflake.connector, time
snowflake.connector.paramstyle = "qmark"
connection = snowflake.connector.connect(**settings)
cursor = connection.cursor()
cursor.execute("create database py"); cursor.execute("use schema py.public")
cursor.execute("create table t (a int, b varchar, c float, d timestamp_ntz, e date, f boolean, g number(10,2))")
import datetime, decimal
cursor.execute("insert into t values (?, ?, ?, ?, ?, ?, ?)", (1, "it's", 2.5, datetime.datetime(2021, 2, 3, 4, 5, 6), datetime.date(2020, 2, 29), True, decimal.Decimal("1.50")))
cursor.executemany("insert into t (a, b) values (?, ?)", [(2, "x"), (3, None)])
inserted = cursor.rowcount
rows = [[str(cell) for cell in row] for row in cursor.execute("select * from t order by a").fetchall()]
cursor.execute_async("select count(*) from t")
query = cursor.sfqid
while connection.is_still_running(connection.get_query_status(query)): time.sleep(0.05)
cursor.get_results_from_sfqid(query)
counted = cursor.fetchall()[0][0]
cursor.execute("select 1; select 'b'", num_statements=2)
first = cursor.fetchall(); cursor.nextset(); second = cursor.fetchall()
names = [column.name for column in cursor.describe("select a, b from t")]
try:
  cursor.execute("select nosuch(1)"); code = 0
except snowflake.connector.errors.ProgrammingError as error:
  code = error.errno
print(json.dumps([inserted, rows, counted, first[0][0], second[0][0], names, code]))`);
  expect(answer).toEqual([
    2,
    [
      ["1", "it's", "2.5", "2021-02-03 04:05:06", "2020-02-29", "True", "1.50"],
      ["2", "x", "None", "None", "None", "None", "None"],
      ["3", "None", "None", "None", "None", "None", "None"],
    ],
    3,
    1,
    "b",
    ["A", "B"],
    2140,
  ]);
});

test("Snowpark groups, aggregates, saves and caches tables", async () => {
  const answer = await driver.run(`
from snowflake.snowpark import Session, Window
from snowflake.snowpark import functions as F
session = Session.builder.configs(settings).create()
session.sql("create or replace database park").collect()
session.use_schema("park.public")
session.create_dataframe([[1, "a", 2.5], [2, "b", 3.5], [3, "a", 1.0]], schema=["id", "merchant", "amount"]).write.mode("overwrite").save_as_table("tx")
grouped = session.table("tx").group_by("merchant").agg(F.avg("amount").alias("avg_amount"), F.count("id").alias("txn_count"))
grouped.write.mode("overwrite").save_as_table("features")
rows = [list(row) for row in session.table("features").sort("merchant").collect()]
session.table("tx").limit(1).write.mode("append").save_as_table("tx")
ranked = session.table("tx").with_column("rn", F.row_number().over(Window.partition_by("merchant").order_by("amount"))).filter(F.col("rn") == 1)
cached = session.table("tx").cache_result().count()
types = [str(field.datatype) for field in session.table("tx").schema.fields]
result = [rows, ranked.count(), cached, types, session.get_current_database()]
session.close()
print(json.dumps(result))`);
  expect(answer).toEqual([
    [
      ["a", 1.75, 2],
      ["b", 3.5, 1],
    ],
    2,
    4,
    ["LongType()", "StringType()", "DoubleType()"],
    '"PARK"',
  ]);
});
