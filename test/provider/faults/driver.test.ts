import { createRequire } from "node:module";
import type * as Timers from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { scenarios } from "../scenarios";
import { type Scenario, titleOf } from "../support/scenario";
import { AwsWorld } from "../support/world/aws";
import { DriverWorld } from "../support/world/driver";
import { SnowflakeWorld } from "../support/world/snowflake";
import { Campaign } from "./campaign";
import { driverFaults } from "./driver-faults";
import { type Findings, kinds, summary } from "./findings";

vi.mock("../../../provider/framework/lifecycle", async (original) => {
  const { setTimeout } = await vi.importActual<typeof Timers>("node:timers/promises");
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    await setTimeout(Math.min(milliseconds, 20));
    signal.throwIfAborted();
  };
  return { ...(await original<object>()), sleep };
});

/** `all` strikes everything; otherwise about one fault at each request, another one each day: the seed brings it back. */
const ALL = process.env.FLOE_FAULTS === "all";
const SEED = Number(process.env.FLOE_FAULTS_SEED ?? Math.floor(Date.now() / 86_400_000));
const SHARE = 25;

const run: Scenario = {
  token: "floe:snowflake:TaskGraphRun",
  prepare: [
    "CREATE WAREHOUSE WH",
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    "CREATE TASK DB.S.ROOT WAREHOUSE = WH AS CALL SYSTEM$WAIT(400, 'MILLISECONDS')",
    "CREATE TASK DB.S.NEXT WAREHOUSE = WH AFTER DB.S.ROOT AS SELECT 1",
    "ALTER TASK DB.S.NEXT RESUME",
  ],
  inputs: { rootTask: '"DB"."S"."ROOT"', triggers: ["data-version-1"], timeoutSeconds: 60 },
  changed: { rootTask: '"DB"."S"."ROOT"', triggers: ["data-version-2"], timeoutSeconds: 60 },
};
const own = scenarios.filter(({ token, prepare }) => token.startsWith("floe:snowflake:") && prepare);
const findings: Findings[] = [];
let cloud: SnowflakeWorld;
let key: string;

/** Every `SHARE`-th strike, from where the seed says. */
function sampler(): () => boolean {
  let count = SEED;
  return () => ALL || count++ % SHARE === 0;
}
const sample = sampler();

beforeAll(async () => {
  cloud = await SnowflakeWorld.start();
  key = await cloud.keyPair();
  // The driver's own code decides whether to try again; only how long and how often it does is cut short.
  const load = createRequire(__filename);
  const waits = load("snowflake-sdk/dist/lib/util") as Record<
    "nextSleepTime" | "getJitteredSleepTime",
    () => unknown
  >;
  vi.spyOn(waits, "nextSleepTime").mockReturnValue(0.002);
  vi.spyOn(waits, "getJitteredSleepTime").mockReturnValue({ sleep: 0.002, totalElapsedTime: 0 });
  const { prototype } = load("snowflake-sdk/dist/lib/connection/connection_config") as {
    prototype: Record<"getTimeout" | "getRetrySfMaxNumRetries" | "getRetrySfMaxLoginRetries", () => number>;
  };
  vi.spyOn(prototype, "getTimeout").mockReturnValue(1000);
  vi.spyOn(prototype, "getRetrySfMaxNumRetries").mockReturnValue(2);
  vi.spyOn(prototype, "getRetrySfMaxLoginRetries").mockReturnValue(2);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await cloud.stop();
  console.log(`requests of Snowflake's driver (seed ${SEED}): ${summary(findings)}`);
});

describe("a fault at every request of Snowflake's driver", () => {
  it.each([...own, run].map((scenario) => [titleOf(scenario), scenario] as const))(
    "leaves %s as declared after a rerun: nothing lost, paid twice or orphaned",
    async (title, scenario) => {
      const fresh = async () => {
        const snowflake = new DriverWorld(cloud, key);
        await snowflake.prepare(scenario.prepare ?? [], scenario === run);
        return { aws: new AwsWorld(), snowflake };
      };
      const options = { faults: driverFaults, sample, repeats: scenario === run ? 2 : Infinity };
      const found = await new Campaign(scenario, fresh, options).run();
      findings.push(found);
      console.log(`${title}: ${summary([found])}`);
      for (const kind of kinds) for (const line of found[kind].slice(0, 10)) console.log(`${kind}: ${line}`);
      expect(kinds.map((kind) => [kind, found[kind]])).toEqual(kinds.map((kind) => [kind, []]));
      expect(found.calls).toBeGreaterThan(8);
      // A run is looked at as often as it takes: some of the looks struck at never come.
      if (scenario !== run) expect(found.missed).toBe(0);
    },
    1_800_000,
  );
});
