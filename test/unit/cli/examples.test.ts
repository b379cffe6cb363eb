import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { featureQuery } from "../../../examples/flight-delays/features";
import { inputs } from "../../../examples/flight-delays/tables";
import { paymentData } from "../../../examples/kafka-transactions/data";
import { connectorKeys } from "../../../examples/kafka-transactions/keys";
import { generate } from "../../../examples/merchant-risk/data";

describe("merchant data", () => {
  const { merchants, transactions } = generate();

  it("is the same on every machine", () => {
    const hash = createHash("sha256")
      .update([...merchants, ...transactions].join("\n"))
      .digest("hex");
    expect(hash).toBe("2a170db5ab92ee2284a727acaf8eb59cf40fb420343e84ee6c61e46799785b39");
  });

  it("leaves a fifth of the outcomes open and has a sale for every merchant", () => {
    const open = merchants.filter((line) => line.endsWith(",")).length / merchants.length;
    expect(open).toBeGreaterThan(0.17);
    expect(open).toBeLessThan(0.23);
    expect(new Set(transactions.map((line) => line.split(",")[1])).size).toBe(merchants.length);
  });
});

describe("flight features", () => {
  const sql = featureQuery({ stream: "S", flights: "F", weather: "W", planes: "P" });
  const known = sql.slice(sql.indexOf("f.DELAYED,"));

  it("give the model nothing that is known only after departure", () => {
    for (const late of ["DEP_TIME", "DEP_DELAY", "ARR_TIME", "ARR_DELAY", "AIR_TIME"]) {
      expect(Object.keys(inputs)).not.toContain(late);
      expect(known.replaceAll("ARR_MINUTE", "")).not.toMatch(new RegExp(`\\b${late}\\b`));
    }
  });

  it("take delay rates from days before the flight only", () => {
    const joins = sql.match(/ON d\.FLIGHT_DATE < n\.FLIGHT_DATE AND d\.FLIGHT_DATE >= DATEADD/g) ?? [];
    expect(joins).toHaveLength(4);
  });
});

describe("payments through Kafka", () => {
  const folder = mkdtempSync(join(tmpdir(), "floe-payments-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("arrive for exactly the merchants whose outcome is open; the others have a past", async () => {
    const { merchants, past, records, counts } = await paymentData(folder);
    const lines = (path: string) => gunzipSync(readFileSync(path)).toString().trim().split("\n").slice(1);
    const open = new Set(lines(merchants).flatMap((line) => (line.endsWith(",") ? [line.slice(0, -1)] : [])));
    const sent = readFileSync(records, "utf8").trim().split("\n");
    const values = sent.map((line) => JSON.parse(line) as { key: string; value: Record<string, unknown> });
    expect(new Set(values.map(({ key }) => key))).toEqual(open);
    expect(values.every(({ key, value }) => value.MERCHANT_ID === Number(key))).toBe(true);
    expect(lines(past).some((line) => open.has(line.split(",")[1] ?? ""))).toBe(false);
    expect(lines(past).length + sent.length).toBe(generate().transactions.length);
    expect(counts).toEqual({ merchants: 4_000, arriving: open.size, records: sent.length });
    // The sink's client takes no other times.
    expect(values.every(({ value }) => /^2025-\d\d-\d\dT\d\d:/.test(String(value.OCCURRED_AT)))).toBe(true);
  });

  it("are signed in for by keys that are made once and stay with the workers", () => {
    const file = join(folder, "secrets", "keys.properties");
    const first = connectorKeys(file, ["A"]);
    const second = connectorKeys(file, ["A", "B"]);
    expect(second["A"]).toBe(first["A"]);
    expect(second["B"]).not.toBe(first["A"]);
    expect(statSync(file).mode & 0o077).toBe(0);
    const [line = ""] = readFileSync(file, "utf8").split("\n");
    expect(line).toMatch(/^A=-----BEGIN PRIVATE KEY-----\\n.*\\n-----END PRIVATE KEY-----$/);
  });
});
