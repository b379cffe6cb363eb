import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type * as Clients from "../../../provider/aws/clients";
import { define } from "../../../provider/definition";
import { scenarios } from "../scenarios";
import { missing, titleOf } from "../support/scenario";
import type * as Clock from "../support/world/clock";
import { now } from "../support/world/clock";
import { SnowflakeWorld } from "../support/world/snowflake";
import { worldOf } from "../support/world/world";
import { faults } from "../support/world/faults";
import { Campaign } from "./campaign";
import { type Findings, kinds, summary } from "./findings";
import type * as Wired from "../support/world/wired";

vi.mock("../../../provider/aws/clients", async (original) => {
  const { wired } = await vi.importActual<typeof Wired>("../support/world/wired");
  return wired(await original<typeof Clients>());
});
vi.mock("../../../provider/framework/lifecycle", async (original) => {
  const { sleep } = await vi.importActual<typeof Clock>("../support/world/clock");
  return { ...(await original<object>()), sleep };
});

const definition = define(() => Promise.reject(new Error("each process opens its own sessions")));
const findings: Findings[] = [];
let snowflake: SnowflakeWorld;

beforeAll(async () => {
  vi.spyOn(Date, "now").mockImplementation(now);
  snowflake = await SnowflakeWorld.start();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await snowflake.stop();
  console.log(summary(findings));
});

describe("a fault at every call", () => {
  it.each(definition.resources.map(({ token }) => token))("%s is struck", (token) => {
    expect(
      scenarios.filter((scenario) => scenario.token === token),
      missing(token),
    ).not.toEqual([]);
  });
  it("strikes a replacement of every type that one of its inputs replaces", () => {
    const replacing = definition.resources.filter(({ inputs }) =>
      Object.values(inputs).some(({ change }) => change === "replace"),
    );
    const struck = new Set(scenarios.filter(({ replaced }) => replaced).map(({ token }) => token));
    expect(replacing.map(({ token }) => token).filter((token) => !struck.has(token))).toEqual([]);
  });
  it.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))(
    "leaves %s as declared after a rerun: nothing lost, paid twice or orphaned",
    async (title, scenario) => {
      const found = await new Campaign(scenario, () => worldOf(scenario, snowflake), { faults }).run();
      findings.push(found);
      console.log(`${title}: ${summary([found])}`);
      // The assertion shortens long lists; whoever mends it needs the first of them whole.
      for (const kind of kinds) for (const line of found[kind].slice(0, 10)) console.log(`${kind}: ${line}`);
      expect(kinds.map((kind) => [kind, found[kind]])).toEqual(kinds.map((kind) => [kind, []]));
      expect(found.injected).toBeGreaterThan(found.calls);
      expect(found.missed).toBe(0);
    },
    600_000,
  );
});
