import { describe, expect, it, vi } from "vitest";
import type * as Clients from "../../../provider/aws/clients";
import { define } from "../../../provider/definition";
import { UNKNOWN_TEXT } from "../../../provider/framework/wire";
import type { Wire, WireBag } from "../../../provider/framework/wire";
import { secret } from "../support/harness";
import { scenarios } from "../scenarios";
import { missing, titleOf } from "../support/scenario";
import { leavesOf, pathOf, places, replaced, unsealed, wrong } from "../support/tables";
import { AwsWorld } from "../support/world/aws";
import { Deployment } from "../support/world/deployment";
import { Process } from "../support/world/process";
import type * as Wired from "../support/world/wired";

vi.mock("../../../provider/aws/clients", async (original) => {
  const { wired } = await vi.importActual<typeof Wired>("../support/world/wired");
  return wired(await original<typeof Clients>());
});

const definition = define(() => Promise.reject(new Error("check must not connect")));
const process = Process.start({ aws: new AwsWorld(), snowflake: undefined });
const CANARY = "canary-2f6b90";

function check(token: string, inputs: WireBag) {
  return new Deployment(token).check(process, inputs);
}

/** Failures whose reason names the path. */
function about(failures: readonly { reason: string }[], path: string): string[] {
  return failures.map(({ reason }) => reason).filter((reason) => reason.startsWith(`${path}: `));
}

describe.each(definition.resources.map((type) => [type.token, type] as const))(
  "check of %s",
  (token, type) => {
    const own = scenarios.filter((scenario) => scenario.token === token);
    const base = own[0]?.inputs ?? {};
    const all = places(type.inputs);

    it("has a scenario, and passes it offline", () => {
      expect(own, missing(token)).not.toEqual([]);
      for (const scenario of own) {
        expect(check(token, scenario.inputs).failures, titleOf(scenario)).toEqual([]);
        if (scenario.changed !== undefined)
          expect(check(token, scenario.changed).failures, titleOf(scenario)).toEqual([]);
      }
      expect(process.line.seen).toEqual([]);
    });

    it("refuses a wrong type at every place", () => {
      for (const { path, property, root, holding } of all) {
        const value = wrong(property);
        if (value === undefined) continue;
        const { failures } = check(token, { ...base, ...holding(value) });
        expect(about(failures, path), `a wrong type at ${path}`).not.toEqual([]);
        // The engine prints a named property's value: only a plain input of the top may be named.
        for (const { property: named, reason } of failures)
          if (reason.startsWith(path)) expect([root, ""], path).toContain(named);
      }
    });

    it("refuses what is not among the allowed values, and lists them", () => {
      for (const { path, property, holding } of all.filter((place) => place.property.allowed !== undefined)) {
        const value = property.type === "string" ? "certainly-not-allowed" : 987_654_321;
        const found = about(check(token, { ...base, ...holding(value) }).failures, path);
        expect(found.join(), path).toContain((property.allowed ?? []).join(", "));
      }
    });

    it("demands what is required, at every depth", () => {
      for (const { path, property, root, holding } of all) {
        if (property.required === true && path === root) {
          const rest = Object.fromEntries(Object.entries(base).filter(([key]) => key !== root));
          expect(about(check(token, rest).failures, path), path).toEqual([`${path}: is required`]);
        }
        if (property.type !== "object" || property.members === undefined) continue;
        const { failures } = check(token, { ...base, ...holding({}) });
        for (const [name, member] of Object.entries(property.members)) {
          if (member.required === true)
            expect(about(failures, `${path}.${name}`), `${path}.${name}`).toEqual([
              `${path}.${name}: is required`,
            ]);
        }
      }
    });

    it("refuses what no table knows, with a suggestion", () => {
      const [name = ""] = Object.keys(type.inputs);
      const { failures } = check(token, { ...base, [`${name}x`]: "value" });
      expect(about(failures, `${name}x`).join()).toContain(`did you mean "${name}"?`);
    });

    it("skips what is unknown wherever it is, and keeps it", () => {
      for (const scenario of own) {
        for (const { keys } of leavesOf(scenario.inputs)) {
          const given = replaced(scenario.inputs, keys, UNKNOWN_TEXT);
          const { failures, inputs } = check(token, given);
          expect(failures, `${pathOf(keys)} unknown`).toEqual([]);
          expect(unsealed(at(inputs, keys)), `${pathOf(keys)} unknown`).toBe(UNKNOWN_TEXT);
        }
      }
    });

    it("never shows a secret, by value, key or property", () => {
      for (const { path, property, root, holding } of all) {
        const text = property.type === "string" ? { [CANARY]: CANARY } : CANARY;
        for (const value of [text, { [CANARY]: CANARY }]) {
          const { failures } = check(token, { ...base, ...holding(secret(value as never)) });
          expect(JSON.stringify(failures), path).not.toContain(CANARY);
          for (const failure of failures) expect(failure.property, path).not.toBe(root);
        }
      }
    });

    it("keeps secrets secret and is the same a second time", () => {
      for (const scenario of own) {
        const wrapped = Object.fromEntries(
          Object.entries(scenario.inputs).map(([key, value]) => [key, secret(value as never) as Wire]),
        );
        const first = check(token, wrapped);
        expect(first.failures).toEqual([]);
        for (const key of Object.keys(wrapped)) expect(first.inputs[key], key).toHaveProperty("value");
        const again = new Deployment(token, {
          id: "id",
          inputs: first.inputs,
          outputs: first.inputs,
          failed: false,
        }).check(process, first.inputs);
        expect(again.failures).toEqual([]);
        expect(again.inputs).toEqual(first.inputs);
      }
    });
  },
);

function at(bag: Wire, keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (unsealed(inner) as Record<string | number, unknown>)[key],
    bag,
  );
}
