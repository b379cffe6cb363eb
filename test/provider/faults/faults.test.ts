import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type * as Clients from "../../../provider/aws/clients";
import { define } from "../../../provider/definition";
import { scenarios } from "../scenarios";
import { missing, titleOf } from "../support/scenario";
import type * as Clock from "../support/world/clock";
import { now } from "../support/world/clock";
import { SnowflakeWorld } from "../support/world/snowflake";
import { worldOf } from "../support/world/world";
import { Campaign, type Findings } from "./campaign";
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
  const sum = (of: (one: Findings) => number) => findings.reduce((total, one) => total + of(one), 0);
  console.log(
    `calls covered ${sum((one) => one.calls)}, faults injected ${sum((one) => one.injected)}, ` +
      `lost ${sum((one) => one.lost.length)}, duplicated ${sum((one) => one.duplicated.length)}, ` +
      `orphaned ${sum((one) => one.orphaned.length)}, unsettled ${sum((one) => one.unsettled.length)}`,
  );
});

describe("a fault at every call", () => {
  it.each(definition.resources.map(({ token }) => token))("%s is struck", (token) => {
    expect(
      scenarios.filter((scenario) => scenario.token === token),
      missing(token),
    ).not.toEqual([]);
  });
  it.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))(
    "leaves %s as declared after a rerun: nothing lost, paid twice or orphaned",
    async (title, scenario) => {
      const found = await new Campaign(scenario, () => worldOf(scenario, snowflake)).run();
      findings.push(found);
      console.log(`${title}: ${found.calls} calls, ${found.injected} faults`);
      const { lost, duplicated, orphaned, unsettled } = found;
      // The assertion shortens long lists; whoever mends it needs the first of them whole.
      for (const [kind, list] of Object.entries({ lost, duplicated, orphaned, unsettled }))
        for (const line of list.slice(0, 10)) console.log(`${kind}: ${line}`);
      expect({ lost, duplicated, orphaned, unsettled }).toEqual({
        lost: [],
        duplicated: [],
        orphaned: [],
        unsettled: [],
      });
      expect(found.injected).toBeGreaterThan(found.calls);
    },
    600_000,
  );
});
