import type { CustomResource } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  type Case,
  type Engine,
  opsOf,
  type Others,
  type Outputs,
  short,
  stepsOf,
  type Variant,
} from "./harness";

/** Takes every case through up, clean preview, update, drift, import and destroy. */
export const life = (title: string, cases: readonly Case[], engine: () => Engine): void => {
  let variant: Variant = "first";
  const ids = new Map<string, string>();
  const outputs = new Map<string, Outputs>();

  const program = (imports: boolean) => (): void => {
    const made = new Map<string, CustomResource>();
    const others: Others = <T extends CustomResource>(name: string, _like?: T): T => {
      const found = made.get(name);
      if (found === undefined) throw new Error(`${name} comes later in the table`);
      return found as T;
    };
    for (const one of cases) {
      const known = outputs.get(one.token);
      if (imports && one.importable === false) continue;
      const id = imports && known !== undefined ? (one.importId?.(known) ?? ids.get(one.token)) : undefined;
      made.set(short(one.token), one.make(variant, others, id === undefined ? {} : { import: id }));
    }
  };
  const expected = (op: (one: Case) => string): Record<string, string> =>
    Object.fromEntries(cases.map((one) => [short(one.token), op(one)]));

  describe(title, () => {
    it("makes every type", async () => {
      const stack = await engine().stack("first", program(false));
      const steps = await stepsOf((onEvent) => stack.up({ onEvent }));
      expect(opsOf(steps)).toEqual(expected(() => "create"));
      for (const { token, op, id, outputs: seen } of steps) {
        if (op !== "create-done") continue;
        ids.set(token, id);
        outputs.set(token, seen);
      }
    });

    it("previews no change when nothing changed, also after a refresh", async () => {
      const stack = await engine().stack("first", program(false));
      const same = expected(() => "same");
      expect(opsOf(await stepsOf((onEvent) => stack.preview({ onEvent })))).toEqual(same);
      const refreshed = await stepsOf((onEvent) => stack.refresh({ onEvent }));
      const done = refreshed.filter(
        ({ op }) => op.endsWith("-done") && op !== "refresh-done" && op !== "same-done",
      );
      expect(done.map(({ token, op, diffs }) => [short(token), op, diffs])).toEqual([]);
      expect(opsOf(await stepsOf((onEvent) => stack.preview({ onEvent })))).toEqual(same);
    });

    it("updates in place what can be, and replaces what must be", async () => {
      variant = "changed";
      const stack = await engine().stack("first", program(false));
      const steps = await stepsOf((onEvent) => stack.preview({ onEvent }));
      expect(opsOf(steps)).toEqual(expected(({ change }) => change));
      const done = await stepsOf((onEvent) => stack.up({ onEvent }));
      for (const { token, op, id, outputs: seen } of done) {
        if (!/^(update|create|replace|create-replacement|same)-done$/.test(op)) continue;
        if (id !== "") ids.set(token, id);
        outputs.set(token, seen);
      }
      expect(opsOf(await stepsOf((onEvent) => stack.preview({ onEvent })))).toEqual(expected(() => "same"));
    });

    it("imports every type by its id into a fresh stack, without a difference", async () => {
      const stack = await engine().stack("second", program(true));
      const steps = await stepsOf((onEvent) => stack.up({ onEvent }));
      const importable = cases.filter((one) => one.importable !== false);
      expect(opsOf(steps)).toEqual(
        Object.fromEntries(
          importable.map(({ token, ownWords }) => [short(token), ownWords === true ? "update" : "import"]),
        ),
      );
    });

    it("sees drift made behind the engine's back", async () => {
      // From the last made to the first: what comes early in the table may be what later changes need.
      for (const one of [...cases].reverse()) await one.drift(outputs.get(one.token) ?? {});
      const stack = await engine().stack("first", program(false));
      const steps = await stepsOf((onEvent) => stack.refresh({ onEvent, previewOnly: true }));
      const done = Object.fromEntries(
        steps
          .filter(({ op }) => op.endsWith("-done"))
          .map(({ token, op }) => [short(token), op.replace(/-done$/, "")]),
      );
      expect(done).toEqual(expected(({ seen }) => seen));
    });

    it("destroys every type, and destroying what is gone succeeds", async () => {
      const second = await engine().stack("second", program(true));
      await stepsOf((onEvent) => second.destroy({ onEvent }));
      const first = await engine().stack("first", program(false));
      const steps = await stepsOf((onEvent) => first.destroy({ onEvent }));
      expect(opsOf(steps)).toEqual(expected(() => "delete"));
    });
  });
};
