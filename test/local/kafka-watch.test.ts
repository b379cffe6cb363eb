import { afterAll, beforeAll, expect, test } from "vitest";
import { kafkaWatchStatement, type KafkaWatchSpec } from "../../blueprints";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;

beforeAll(async () => {
  it = await openAccount();
  await it.sql("CREATE TABLE T (ID NUMBER)");
  await it.sql("CREATE STREAM CHANGES_1 ON TABLE T");
  await it.sql('CREATE TABLE CANARY ("ID" VARCHAR, "SENT_AT" NUMBER(38,0))');
  await it.sql("CREATE TABLE STAGE (ID NUMBER)");
});
afterAll(() => it.stop());

const nothing = { streams: [], canaries: [], stages: [] };
const watch = async (spec: Partial<KafkaWatchSpec>): Promise<string> => {
  const sql = kafkaWatchStatement({ ...nothing, ...spec });
  try {
    return String((await it.sql(`EXECUTE IMMEDIATE $$${sql}$$`))[0]?.[0]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test("a stream that lasts is fine; one that is near its end, or not there, is told of", async () => {
  const streams = [["DB", "S", "CHANGES_1"]] as const;
  expect(await watch({ streams })).toBe("fine");
  expect(await watch({ streams, staleDays: 15 })).toContain("will be within 15 days");
  expect(await watch({ streams: [["DB", "S", "CHANGES%"]] })).toContain("is missing");
});

test("a canary is late until one arrives", async () => {
  const canaries = [["DB", "S", "CANARY"]] as const;
  expect(await watch({ canaries })).toContain("no canary of the last 90 minutes");
  await it.sql(`INSERT INTO CANARY VALUES ('a', ${Date.now() - 3_600_000})`);
  expect(await watch({ canaries })).toBe("fine");
  expect(await watch({ canaries, canaryMinutes: 30 })).toContain("no canary of the last 30 minutes");
});

test("rows that pile up are told of", async () => {
  await it.sql("INSERT INTO STAGE SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 11))");
  expect(await watch({ stages: [["DB", "S", "STAGE"]], stagedRows: 10 })).toContain("more than 10 rows wait");
  expect(await watch({ stages: [["DB", "S", "STAGE"]], stagedRows: 11 })).toBe("fine");
});

test("nothing to watch is refused", () => {
  expect(() => kafkaWatchStatement(nothing)).toThrow(/watches nothing/);
});
