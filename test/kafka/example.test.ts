import { afterAll, describe, expect, it } from "vitest";
import { marked } from "../../local/cloud/processes";
import { StateFolder } from "../../local/cloud/state";
import { Floe } from "../support/floe";

const floe = new Floe();
afterAll(() => floe.dispose());

interface Answers {
  readonly sent: number;
  readonly keys: number;
  readonly received: number;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

const RECORDS = 12_083;
const MERCHANTS = 760;

describe("payments from Kafka through Snowflake and SageMaker back to Kafka", () => {
  it("scores every merchant whose payments arrive, by one deployment", async () => {
    const shown = await floe.json("demo", "kafka-transactions");
    const { sent, keys, received, records } = shown.kafka as Answers;
    expect([sent, keys]).toEqual([RECORDS, MERCHANTS]);
    // One answer at least for each merchant, those with a past included.
    expect(received).toBeGreaterThanOrEqual(MERCHANTS);
    expect(shown.rows).toBe(4_000);
    expect(shown.auc).toBeGreaterThan(0.8);
    for (const record of records) {
      expect(record.PREDICTION).toBeGreaterThan(0);
      expect(record.PREDICTION).toBeLessThan(1);
    }
  }, 600_000);

  it("has landed each record once, none among the dead letters, and lost no sale on the way", async () => {
    const [landed] = await floe.sql(
      `SELECT COUNT(*) AS N, COUNT(DISTINCT RECORD_METADATA:"partition" || '-' || RECORD_METADATA:"offset") AS PLACES, COUNT(DISTINCT TRANSACTION_ID) AS SALES FROM PAYMENTS.RAW.PAYMENTS`,
    );
    expect(landed).toEqual({ N: RECORDS, PLACES: RECORDS, SALES: RECORDS });
    const [counted] = await floe.sql(
      "SELECT SUM(TXN_COUNT) AS FEATURES, (SELECT COUNT(*) FROM PAYMENTS.RAW.MERCHANT_TRANSACTIONS) AS SALES FROM PAYMENTS.FEATURES.MERCHANT_FEATURES",
    );
    expect(counted).toEqual({ FEATURES: 63_466, SALES: 63_466 });
  });

  it("has nothing to change afterwards, and is gone after destroy and down", async () => {
    const { changes } = await floe.json("up", "kafka-transactions", "--expect-no-changes");
    expect(Object.keys(changes as object)).toEqual(["same"]);
    const destroyed = await floe.json("destroy", "kafka-transactions");
    expect(Object.keys(destroyed.changes as object)).toEqual(["delete"]);
    expect(await floe.sql("SHOW DATABASES")).toEqual([]);
    const id = new StateFolder(floe.state).settings()?.id ?? "";
    await floe.json("local", "down");
    expect(await marked(id)).toEqual([]);
  }, 300_000);
});
