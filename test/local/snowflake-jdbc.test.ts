import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startJdbcProbe, type Findings, type JdbcProbe } from "./support/jdbc-probe";

let probe: JdbcProbe | undefined;
let seen: Findings;

beforeAll(async () => {
  probe = await startJdbcProbe();
  const sections = ["login", "types", "binds", "metadata", "transactions", "session", "large", "running"];
  seen = await probe.run(...sections);
}, 180_000);
afterAll(() => probe?.close());

describe("the official JDBC driver", () => {
  test("logs in with a password and with an encrypted key, and is told what does not fit", () => {
    expect(seen["login"]).toMatchObject({
      password: "FLOE ACCOUNTADMIN",
      "key file": "ROBOT PUBLIC",
      "wrong password": "390100 08001 Incorrect username or password was specified.",
      "wrong key": expect.stringMatching(/^390144 08001 JWT token is invalid/) as string,
      "unknown role": expect.stringMatching(/^390189 08001 Role 'NOBODY'/) as string,
      "unknown account": expect.stringMatching(/^390100 08001 .*FLOE_LOCAL/) as string,
      closed: "true true true",
    });
  });

  test("reads every type", () => {
    const columns = Object.entries(seen["types"] ?? {}).filter(([name]) => name.endsWith(" column"));
    expect(columns.map(([name, text]) => `${name.split(" ")[0] ?? ""} ${text.split(" ")[0] ?? ""}`)).toEqual([
      "ID NUMBER",
      "BIG NUMBER",
      "MONEY NUMBER",
      "RATE DOUBLE",
      "NAME VARCHAR",
      "YES BOOLEAN",
      "DAY DATE",
      "CLOCK TIME",
      "NTZ TIMESTAMPNTZ",
      "LTZ TIMESTAMPLTZ",
      "TZ TIMESTAMPTZ",
      "RAW BINARY",
      "ANY_VALUE VARIANT",
      "LIST ARRAY",
      "MAP OBJECT",
    ]);
    expect(seen["types"]).toMatchObject({
      "ID column": "NUMBER -5 java.lang.Long 9 0 1",
      "MONEY column": "NUMBER 3 java.math.BigDecimal 12 2 1",
      ID: "Long 7",
      BIG: "BigDecimal 12345678901234567890123456789012345678",
      MONEY: "BigDecimal 1234.50",
      RATE: "Double 0.0025",
      NAME: 'String Zürich "q"',
      YES: "Boolean TRUE",
      DAY: "Date 1969-12-30",
      CLOCK: "Time 23:59:58",
      NTZ: "Timestamp 1965-02-03 04:05:06.123",
      LTZ: "Timestamp 2024-03-10 09:30:00.500 Z",
      RAW: "byte[] DEADBEEF",
      ANY_VALUE: 'String {"a":[1,null]}',
      LIST: 'String [1,"x"]',
      MAP: 'String {"k":1}',
      "RAW bytes": "4",
      "NTZ nanos": "123456000",
      "TZ millis": String(Date.UTC(2024, 6, 1, 6, 30, 0, 250)),
      "LTZ millis": String(Date.UTC(2024, 2, 10, 9, 30, 0, 500)),
      nulls: "14",
    });
  });

  test("binds one row and thousands, and describes a statement without its values", () => {
    expect(seen["binds"]).toEqual({
      "one row": "1",
      nulls: "1",
      read: "99.95 0.125 true 2024-02-29 12:34:56 2024-02-29 12:34:56.789 [0, 1, -1]",
      batch: "5000 5000",
      stored: "5000 4285 12497500 5000",
      deleted: "100",
      updated: "[50, 10]",
      columns: "2 NAME NUMBER",
      parameters: "2",
      "described, not run": "0",
      "missing table":
        "2003 42S02 SQL compilation error:\\nObject 'PROBE.PUBLIC.NOWHERE' does not exist or not authorized.",
    });
  });

  test("finds catalogs, tables, columns and keys", () => {
    expect(seen["metadata"]).toMatchObject({
      user: "FLOE",
      catalogs: "PROBE",
      schemas: "PROBE INFORMATION_SCHEMA, PROBE META, PROBE PUBLIC",
      tables: "CHILD TABLE, PARENT TABLE, SEEN VIEW",
      "only tables": "PARENT",
      "exact table": "PARENT",
      columns: "A -5 NUMBER 9 0 NO 1 , B 12 VARCHAR 20 0 NO 2 , C 93 TIMESTAMPNTZ 0 3 YES 3 when",
      "one column": "ID",
      "primary keys": "B 1, A 2",
      "imported keys": "PARENT B B 1, PARENT A A 2",
      "exported keys": "CHILD B 1, CHILD A 2",
      procedures: "TWICE",
      "table types": "TABLE, VIEW",
      streams: "CHANGES PROBE.META.PARENT DEFAULT",
    });
  });

  test("keeps a transaction to itself, and a stream moves only with the commit", () => {
    expect(seen["transactions"]).toEqual({
      autocommit: "true",
      insert: "2",
      "own view": "2",
      "others' view": "0",
      "rolled back": "0",
      committed: "1",
      "has data": "TRUE",
      taken: "2",
      left: "2",
      consumed: "0",
      staged: "2",
      "has no data": "FALSE",
    });
  });

  test("sets session parameters, runs several statements in one and gets Snowflake's errors", () => {
    expect(seen["session"]).toMatchObject({
      timezone: "09:00",
      tag: "probe",
      altered: "other UTC",
      format: "JSON",
      "force json": "é",
      current: "ACCOUNTADMIN COMPUTE_WH PROBE PUBLIC",
      schema: "INFORMATION_SCHEMA",
      valid: "true",
      multiple: "0;2;=3;",
      "too many": expect.stringMatching(/^8 0A000 /) as string,
      syntax: expect.stringMatching(/^1003 42000 /) as string,
      missing: expect.stringMatching(/^2003 42S02 /) as string,
      division: "100051 22012 Division by zero",
      "query id": "true",
    });
  });

  test("reads 300,000 rows in order, and no more than it asks for", () => {
    expect(seen["large"]).toMatchObject({
      rows: "300000 44999850000 31688890 100000",
      "at most ten": "10",
    });
  });

  test("waits for, cancels, times out and leaves long statements", () => {
    expect(seen["running"]).toEqual({
      slow: "waited 1 seconds",
      cancelled: "604 57014 SQL execution canceled",
      "timed out": "604 57014 SQL execution canceled",
      after: "7",
      asynchronous: "RUNNING waited waited 1 seconds SUCCESS",
      "by its id": "42 SUCCESS",
    });
  });
});
