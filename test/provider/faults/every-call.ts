import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Scenario, titleOf } from "../support/scenario";
import { now } from "../support/world/clock";
import { faults } from "../support/world/faults";
import type { World } from "../support/world/process";
import { Campaign } from "./campaign";
import { type Findings, kinds, summary } from "./findings";

/** Strikes every call of every scenario with every fault, and prints what that covered. */
export function strikesEveryCall(
  scenarios: readonly Scenario[],
  worldOf: (scenario: Scenario) => Promise<World>,
) {
  const findings: Findings[] = [];
  beforeAll(() => {
    vi.spyOn(Date, "now").mockImplementation(now);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    console.log(summary(findings));
  });

  describe("a fault at every call", () => {
    it.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))(
      "leaves %s as declared after a rerun: nothing lost, paid twice or orphaned",
      async (title, scenario) => {
        const found = await new Campaign(scenario, () => worldOf(scenario), { faults }).run();
        findings.push(found);
        console.log(`${title}: ${summary([found])}`);
        // The assertion shortens long lists; whoever mends it needs the first of them whole.
        for (const kind of kinds)
          for (const line of found[kind].slice(0, 10)) console.log(`${kind}: ${line}`);
        expect(kinds.map((kind) => [kind, found[kind]])).toEqual(kinds.map((kind) => [kind, []]));
        expect(found.injected).toBeGreaterThan(found.calls);
        expect(found.missed).toBe(0);
      },
      600_000,
    );
  });
}
