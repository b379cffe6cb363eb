import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { describe, expect, it } from "vitest";
import { define } from "../../../provider/definition";
import type { Change, ResourceType } from "../../../provider/framework";
import { toTree } from "../../../provider/framework/tree";
import { decode, UNKNOWN_TEXT, type Wire, type WireBag } from "../../../provider/framework/wire";
import { secret } from "../support/harness";
import { type Place, places, samples } from "../support/tables";
import { AwsWorld } from "../support/world/aws";
import { Deployment } from "../support/world/deployment";
import { Process } from "../support/world/process";

const definition = define(() => Promise.reject(new Error("diff must not connect")));
const process = Process.start({ aws: new AwsWorld(), snowflake: undefined });
const CANARY = "canary-77c1d4";

interface Seen {
  readonly effect: Change;
  readonly paths: readonly string[];
}

/** What a diff of two bags does. */
function effectOf(token: string, olds: WireBag, news: WireBag): Seen {
  const held = { id: "id", inputs: olds, outputs: olds, failed: false };
  const found = new Deployment(token).diff(process, held, news);
  const details = found.getDetaileddiffMap();
  const paths = [...details.keys()] as string[];
  const changes = found.getChanges() === DiffResponse.DiffChanges.DIFF_SOME;
  expect(changes).toBe(paths.length > 0);
  expect(found.getHasdetaileddiff()).toBe(true);
  const replaces = found.getReplacesList().length > 0;
  if (!changes) return { effect: "ignore", paths };
  return { effect: replaces ? "replace" : "update", paths };
}

/** What the table, or the type's own exception from it, says of a change. */
function expected(type: ResourceType, place: Place, olds: WireBag, news: WireBag): Change {
  const own = type.change?.(place.root, olds, news, olds);
  const change = own ?? place.change;
  return change === "update" && type.update === undefined ? "replace" : change;
}

/** Whether the type calls the two values one: then there is nothing to see. */
function isSame(type: ResourceType, place: Place, olds: WireBag, news: WireBag): boolean {
  return type.same?.(place.root, olds[place.root], news[place.root]) === true;
}

describe.each(definition.resources.map((type) => [type.token, type] as const))(
  "diff of %s",
  (token, type) => {
    const all = places(type.inputs);

    it("gives every place the effect its table says", () => {
      let compared = 0;
      for (const place of all) {
        const [first, second] = samples(place.property);
        if (JSON.stringify(first) === JSON.stringify(second)) continue;
        const olds = place.holding(first);
        const news = place.holding(second);
        if (isSame(type, place, olds, news)) continue;
        compared += 1;
        const seen = effectOf(token, olds, news);
        expect(seen.effect, place.path).toBe(expected(type, place, olds, news));
        for (const path of seen.paths)
          expect(path.startsWith(place.path), `${path} is in ${place.path}`).toBe(true);
      }
      expect(compared).toBeGreaterThan(all.length * 0.8);
    });

    it("sees what is added, taken away and not known yet, and nothing where nothing changed", () => {
      for (const place of all.filter(({ path, root }) => path === root)) {
        const [first, second] = samples(place.property);
        const holding = place.holding(first);
        expect(effectOf(token, holding, place.holding(first)).effect, place.path).toBe("ignore");
        const { default: usual } = place.property;
        const value = usual !== undefined && JSON.stringify(usual) === JSON.stringify(first) ? second : first;
        const added = place.holding(value);
        const change = expected(type, place, {}, added);
        if (!isSame(type, place, {}, added))
          expect(effectOf(token, {}, added).effect, place.path).toBe(change);
        const unknown = place.holding(UNKNOWN_TEXT);
        const forced = expected(type, place, holding, {});
        expect(effectOf(token, holding, unknown).effect, `${place.path} unknown`).toBe(forced);
      }
    });

    it("seals in place a value that only becomes secret, and shows no path inside a secret", () => {
      for (const place of all.filter(({ path, root }) => path === root)) {
        const [first] = samples(place.property);
        const plain = place.holding(first);
        const hidden = place.holding(secret(first as never));
        expect(effectOf(token, plain, hidden).effect, place.path).toBe("update");
        expect(effectOf(token, hidden, hidden).effect, place.path).toBe("ignore");
        expect(effectOf(token, hidden, plain).effect, place.path).toBe("ignore");
        const inside = { [CANARY]: CANARY };
        const news = place.holding(secret(inside));
        const { paths } = effectOf(token, place.holding(secret({})), news);
        expect(paths.join(), place.path).not.toContain(CANARY);
      }
    });

    it("takes a default that a release adds for no change", () => {
      for (const { path, root, property } of all) {
        if (path !== root || property.default === undefined) continue;
        const value = JSON.parse(JSON.stringify(property.default)) as Wire;
        expect(decode(value)).toEqual(toTree(property.default));
        expect(effectOf(token, {}, { [root]: value }).effect, root).toBe("ignore");
      }
    });
  },
);
