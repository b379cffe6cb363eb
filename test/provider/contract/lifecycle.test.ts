import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Clients from "../../../provider/aws/clients";
import { define } from "../../../provider/definition";
import { UNKNOWN_TEXT, type Wire, type WireBag } from "../../../provider/framework/wire";
import { secret } from "../support/harness";
import { scenarios } from "../scenarios";
import { titleOf } from "../support/scenario";
import { fits, leavesOf, pathOf, replaced } from "../support/tables";
import type * as Clock from "../support/world/clock";
import { now } from "../support/world/clock";
import { Deployment } from "../support/world/deployment";
import { faults } from "../support/world/faults";
import { Process, type World } from "../support/world/process";
import { SnowflakeWorld } from "../support/world/snowflake";
import { worldOf } from "../support/world/world";
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
let snowflake: SnowflakeWorld;

beforeAll(async () => {
  vi.spyOn(Date, "now").mockImplementation(now);
  snowflake = await SnowflakeWorld.start();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await snowflake.stop();
});

/** The bag without secrets: what a state file, a preview or an error may show. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if ("4dabf18193072939515e22adb298388d" in value && "value" in value) return "[secret]";
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, shown(item)]),
  );
}

function opened(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("value" in value)) return value;
  return "4dabf18193072939515e22adb298388d" in value ? value.value : value;
}

describe.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))(
  "life of %s",
  (_, scenario) => {
    const type = definition.resources.find(({ token }) => token === scenario.token)!;
    const inputs = scenario.inputs;
    const changed = scenario.changed;
    let world: World;
    let process: Process;
    let deployment: Deployment;

    beforeEach(async () => {
      world = await worldOf(scenario, snowflake);
      process = Process.start(world);
      deployment = new Deployment(scenario.token);
    });

    /** Deletes what a test made, so that the next finds the world as the scenario prepares it. */
    const clean = () => deployment.destroy(Process.start(world));

    it("creates, answers outputs of the table's types, and has nothing more to do", async () => {
      expect(await deployment.up(process, inputs)).toBe("create");
      const outputs = deployment.held?.outputs ?? {};
      for (const [key, wire] of Object.entries(outputs)) {
        const property = type.outputs[key] ?? type.inputs[key];
        expect(property, `${key} is not in the table`).toBeDefined();
        expect(fits(property!, opened(wire)), `${key} is of another type`).toBe(true);
      }
      expect(await deployment.up(process, inputs)).toBe("same");
      expect(await deployment.refresh(process)).toEqual([]);
      await clean();
    });

    it("previews only what comes true", async () => {
      const compare = async (given: WireBag) => {
        const { inputs: checked } = deployment.check(process, given);
        const calls = process.line.seen.length;
        const preview = await deployment.previewed(process, checked);
        expect(process.line.seen.length, "a preview calls no cloud").toBe(calls);
        await deployment.up(process, given);
        const outputs = deployment.held?.outputs ?? {};
        for (const key of Object.keys(type.outputs)) {
          if (key in preview) expect(outputs[key], `${key} was previewed`).toEqual(preview[key]);
        }
      };
      await compare(inputs);
      if (changed !== undefined) await compare(changed);
      await clean();
    });

    it("previews nothing false while an input is unknown", async () => {
      await deployment.up(process, inputs);
      const outputs = deployment.held?.outputs ?? {};
      for (const { keys } of leavesOf(inputs)) {
        const given = replaced(inputs, keys, UNKNOWN_TEXT);
        const { inputs: checked } = deployment.check(process, given);
        for (const before of [new Deployment(scenario.token), deployment]) {
          const preview = await before.previewed(process, checked);
          for (const key of Object.keys(type.outputs).filter((name) => name in preview)) {
            const known = leavesOf(preview[key] ?? null).filter(({ value }) => value !== UNKNOWN_TEXT);
            for (const leaf of known) {
              expect(JSON.stringify(leaf.value), `${key} of an unknown ${pathOf(keys)}`).not.toContain(
                UNKNOWN_TEXT,
              );
              const real = leaf.keys.reduce<unknown>(
                (inner, each) => (inner as Record<string | number, unknown> | undefined)?.[each],
                outputs[key],
              );
              expect(leaf.value, `${key} of an unknown ${pathOf(keys)}`).toEqual(real);
            }
          }
        }
      }
      await clean();
    });

    it.runIf(changed !== undefined)("updates in place and keeps its id", async () => {
      await deployment.up(process, inputs);
      const id = deployment.held?.id;
      expect(await deployment.up(process, changed ?? {})).toBe("update");
      expect(deployment.held?.id).toBe(id);
      expect(await deployment.up(process, changed ?? {})).toBe("same");
      expect(await deployment.refresh(process)).toEqual([]);
      await clean();
    });

    it("is imported by its id alone", async () => {
      await deployment.up(process, inputs);
      const { id = "", inputs: own = {} } = deployment.held ?? {};
      if (scenario.importRefused !== undefined) {
        await expect(deployment.imported(process, id)).rejects.toThrow(scenario.importRefused);
        return clean();
      }
      if (scenario.unimportable !== undefined) {
        await expect(deployment.imported(process, id)).rejects.toThrow(scenario.unimportable);
        return clean();
      }
      const found = await deployment.imported(process, id);
      expect(found?.id).toBe(id);
      const diff = deployment.diff(process, { ...found!, failed: false }, own);
      const unknown = scenario.imported ?? [];
      expect(diff.getDiffsList().filter((key) => !unknown.includes(key))).toEqual([]);
      expect(diff.getReplacesList().filter((key) => !unknown.includes(key))).toEqual([]);
      await clean();
    });

    it("deletes what is gone already, and reads it as gone", async () => {
      await deployment.up(process, inputs);
      const held = deployment.held!;
      await deployment.destroy(process);
      await new Deployment(scenario.token, held).destroy(process);
      if (scenario.stays !== true) {
        const gone = new Deployment(scenario.token, held);
        expect(await gone.refresh(process)).toEqual(["gone"]);
      }
    });

    it("ends within its custom timeout, and at once when it is cancelled", async () => {
      process.host.lifecycle.cancel();
      const silent = faults.find(({ name }) => name === "killed")!;
      const first = Process.start(world, { at: 0, fault: { ...silent, effect: "hang" } });
      deployment.seconds = 0.3;
      const began = performance.now();
      const error = await deployment.up(first, inputs).then(
        () => undefined,
        (reason: unknown) => String(reason),
      );
      if (first.line.struck) {
        expect(error).toContain("timeout of 0.3 s");
        expect(performance.now() - began).toBeLessThan(3000);
      }
      deployment.seconds = 0;
      await deployment.up(Process.start(world), inputs);
      await clean();
    });

    it("shows a secret in no state, log, preview or error", async () => {
      const allowed = new Set(JSON.stringify(Object.values(type.inputs)).match(/"[^"]*"/g));
      const texts = leavesOf(inputs).flatMap(({ value }) =>
        typeof value === "string" && value.length >= 8 && !allowed.has(JSON.stringify(value)) ? [value] : [],
      );
      const hidden = Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => [key, secret(value as never) as Wire]),
      );
      const lines: unknown[] = [];
      const leaked = (where: string, value: unknown) => {
        const text = JSON.stringify(value);
        for (const canary of texts)
          expect(text.includes(JSON.stringify(canary).slice(1, -1)), `${canary} in ${where}`).toBe(false);
      };
      vi.spyOn(process.host.log, "write").mockImplementation(
        (_severity, message) => void lines.push(message),
      );
      const { inputs: checked } = deployment.check(process, hidden);
      leaked("a preview", shown(await deployment.previewed(process, checked)));
      await deployment.up(process, hidden);
      leaked("the state", shown(deployment.held?.outputs));
      await deployment.refresh(process);
      leaked("the refreshed state", shown([deployment.held?.outputs, deployment.held?.inputs]));
      const calls = process.line.seen.length;
      await deployment.destroy(process);
      leaked("the log", lines);
      for (let at = 0; at < calls; at++) {
        const broken = Process.start(world, { at, fault: faults.find((one) => one.effect === "outage")! });
        vi.spyOn(broken.host.log, "write").mockImplementation(
          (_severity, message) => void lines.push(message),
        );
        const error = await deployment.up(broken, hidden).catch((reason: unknown) => reason);
        leaked("an error", error instanceof Error ? error.message : "");
        await deployment.up(Process.start(world), hidden);
        await clean();
      }
      leaked("the log", lines);
    });
  },
);
