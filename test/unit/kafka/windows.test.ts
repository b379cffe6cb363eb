import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  flinkPolicy,
  flinkProgramProperties,
  windowedTableQuery,
  type WindowedTableSpec,
} from "../../../blueprints";
import { refusal } from "./specs";

const spec: WindowedTableSpec = {
  name: "by-merchant",
  source: ["SHOP", "RAW", "PAYMENTS"],
  columns: { merchant: "VARCHAR", amount: "NUMBER(12,2)", at: "TIMESTAMP_LTZ" },
  time: "at",
  window: { type: "tumble", size: "5 minutes" },
  groupBy: ["merchant"],
  aggregates: {
    payments: { function: "count" },
    large: { function: "sum", of: "amount", where: '"amount" > 9' },
  },
};
const query = (change: Partial<WindowedTableSpec>) => windowedTableQuery({ ...spec, ...change });

test("a slice of time is a window", () => {
  const at = `CAST(CONVERT_TIMEZONE('UTC', "at") AS TIMESTAMP_NTZ)`;
  expect(query({})).toBe(
    `SELECT "merchant", "window_start", "window_end", COUNT(1) AS "payments", SUM(IFF("amount" > 9, "amount", NULL)) AS "large" ` +
      `FROM (SELECT "merchant", "amount", "at", TIME_SLICE(${at}, 5, 'MINUTE') AS "window_start", DATEADD(SECOND, 300, TIME_SLICE(${at}, 5, 'MINUTE')) AS "window_end" ` +
      `FROM "SHOP"."RAW"."PAYMENTS" WHERE "at" IS NOT NULL) GROUP BY "merchant", "window_start", "window_end"`,
  );
});

test.each<[Partial<WindowedTableSpec>, string]>([
  [{ window: { type: "session", gap: "1 minute" } }, "use managedFlink, or windows of a fixed length"],
  [{ window: { type: "hop", size: "10 minutes", slide: "3 minutes" } }, "must divide size evenly"],
  [{ window: { type: "hop", size: "1 day", slide: "1 second" } }, "at most 1000"],
  [{ window: { type: "tumble", size: "soon" } }, "is no length of time"],
  [{ time: "when" }, "is no column of the table"],
  [{ time: "merchant" }, "cannot order time"],
  [{ groupBy: ["mercant"] }, "write merchant"],
  [{ aggregates: {} }, "computes nothing"],
  [{ aggregates: { merchant: { function: "count" } } }, "name of another column"],
  [{ aggregates: { a: { function: "sum" } } }, "is required by sum"],
  [{ aggregates: { a: { function: "max", of: "amout" } } }, "write amount"],
])("refuses %j", (change, message) => {
  expect(refusal(() => query(change))).toContain(message);
});

test("SQL of any kind travels in properties the service takes, and comes together again", () => {
  const alphabet = fc.oneof(
    fc.constantFrom(" ", "\n", "a", "é", "𝄞", ";", "'"),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 9_000, minLength: 0, size: "max" }), (parts) => {
      const text = `x${parts.join("")}y`;
      fc.pre(text.length < 60_000);
      const { sha256, ...pieces } = flinkProgramProperties(text);
      const joined = Object.keys(pieces)
        .sort()
        .map((name) => pieces[name])
        .join("");
      expect(joined).toBe(text);
      expect(sha256).toBe(createHash("sha256").update(text).digest("hex"));
      for (const piece of Object.values(pieces)) expect(piece.length).toBeLessThanOrEqual(2048);
    }),
    { numRuns: 30 },
  );
});

test("pieces have no white space at their ends where there is another place to cut", () => {
  const pieces = Object.values(flinkProgramProperties("SELECT a,  b FROM c; ".repeat(900)));
  expect(pieces.length).toBeGreaterThan(9);
  for (const piece of pieces) expect(piece).toBe(piece.trim());
});

test("SQL that does not fit is refused", () => {
  expect(refusal(() => flinkProgramProperties("x".repeat(110_000)))).toContain("make two applications");
});

test("an application's rights are those on its code, log, network, topics, group and transactions", () => {
  const cluster = "arn:aws:kafka:us-east-1:123456789012:cluster/shop/abc-1";
  const { Statement } = flinkPolicy({
    place: { partition: "aws", region: "us-east-1", accountId: "123456789012" },
    ...{ bucketArn: "arn:aws:s3:::code", codeKey: "flink/a.jar", logGroup: "g", logStream: "s" },
    kafka: {
      clusterArn: cluster,
      read: ["in"],
      write: ["out"],
      groups: ["job"],
      transactions: ["job-results"],
    },
  });
  const resources = Object.fromEntries(Statement.map(({ Sid, Resource }) => [Sid, Resource]));
  const on = (kind: string, name: string) =>
    `arn:aws:kafka:us-east-1:123456789012:${kind}/shop/abc-1/${name}`;
  expect(resources).toEqual({
    ReadCode: ["arn:aws:s3:::code/flink/a.jar"],
    FindLog: [
      "arn:aws:logs:us-east-1:123456789012:log-group:*",
      "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:*",
    ],
    WriteLog: ["arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s"],
    UseNetwork: ["*"],
    UseCluster: [cluster],
    ReadTopics: [on("topic", "in")],
    WriteTopics: [on("topic", "out")],
    UseGroups: [on("group", "job")],
    UseTransactions: [on("transactional-id", "job-results*")],
  });
});
