import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { featureQuery } from "../../../examples/flight-delays/features";
import { inputs } from "../../../examples/flight-delays/tables";
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
