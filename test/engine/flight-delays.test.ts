import { afterAll, describe, expect, it } from "vitest";
import { marked } from "../../local/cloud/processes";
import { StateFolder } from "../../local/cloud/state";
import { Floe } from "../support/floe";

const floe = new Floe();
afterAll(() => floe.dispose());

const FLIGHTS = 336_776;

/** Waits until a query answers with at least one row. */
async function eventually(sql: string, seconds: number): Promise<readonly Record<string, unknown>[]> {
  for (const until = Date.now() + seconds * 1000; ;) {
    const rows = await floe.sql(sql);
    if (rows.length > 0) return rows;
    if (Date.now() > until) throw new Error(`nothing after ${seconds} s: ${sql}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What users and stacks made, as both clouds list it. */
async function objects(): Promise<Record<string, string[]>> {
  const status = await floe.json("local", "status");
  const found = status.objects as { cloud: string; kind: string; names: string[] }[];
  return Object.fromEntries(found.map(({ cloud, kind, names }) => [`${cloud} ${kind}`, names]));
}

describe("the flight-delays loop on the local cloud", () => {
  it("goes from nothing to predictions of every flight", async () => {
    const shown = await floe.json("demo", "flight-delays");
    expect(shown.rows).toBe(FLIGHTS);
    expect(shown.auc).toBeGreaterThan(0.62);
    expect(shown.aucOfPredictions).toBeGreaterThan(0.62);
    expect((shown.sample as object[]).length).toBe(12);
    expect(shown.peakMemory).toBeLessThan(1.5 * 1024 ** 3);
  }, 900_000);

  it("has nothing to change afterwards", async () => {
    const { changes } = await floe.json("up", "flight-delays", "--expect-no-changes");
    expect(Object.keys(changes as object)).toEqual(["same"]);
  });

  it("predicts a flight that is inserted, with no other command", async () => {
    await floe.sql(`INSERT INTO FLIGHTS.RAW.FLIGHTS (YEAR, MONTH, DAY, SCHED_DEP_TIME, SCHED_ARR_TIME, CARRIER, FLIGHT,
      TAILNUM, ORIGIN, DEST, DISTANCE, HOUR, MINUTE, TIME_HOUR)
      VALUES (2014, 1, 1, 1815, 2120, 'UA', 9001, 'N14228', 'EWR', 'IAH', 1400, 18, 15, '2014-01-01 23:00:00')`);
    const [row] = await eventually(
      "SELECT FLIGHT_ID, DELAYED, PREDICTION FROM FLIGHTS.ML.SCORED WHERE FLIGHT_DATE >= '2014-01-01'",
      120,
    );
    expect(row?.FLIGHT_ID).toBe("20140101-UA9001-EWR-1815");
    expect(row?.DELAYED).toBeNull();
    expect(row?.PREDICTION).toBeGreaterThan(0);
    expect(row?.PREDICTION).toBeLessThan(1);
  });

  it("is gone from both clouds, and from the machine, after destroy and down", async () => {
    const { changes } = await floe.json("destroy", "flight-delays");
    expect(Object.keys(changes as object)).toEqual(["delete"]);
    expect(await objects()).toEqual({});
    const id = new StateFolder(floe.state).settings()?.id ?? "";
    await floe.json("local", "down");
    expect(await marked(id)).toEqual([]);
  });
});
