import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canonicalJson,
  checkName,
  hashOf,
  nameRules,
  physicalName,
  Problems,
  type NameKind,
  type NameRule,
} from "../../blueprints";

const kinds = Object.keys(nameRules) as NameKind[];
const parts = fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { minLength: 1, maxLength: 4 });

describe.each(kinds)("physical names of %s", (kind) => {
  const rule: NameRule = nameRules[kind];

  test("are within the service's rule for any parts", () => {
    fc.assert(
      fc.property(parts, (given) => {
        const name = physicalName(kind, given);
        expect(name.length).toBeGreaterThanOrEqual(rule.min);
        expect(name.length).toBeLessThanOrEqual(rule.max);
        expect(name).toMatch(rule.pattern);
      }),
    );
  });

  test("leave the room asked for", () => {
    const reserve = Math.min(40, rule.max - 20);
    fc.assert(fc.property(parts, (given) => physicalName(kind, given, reserve).length <= rule.max - reserve));
  });

  test("are the same every time", () => {
    fc.assert(fc.property(parts, (given) => physicalName(kind, given) === physicalName(kind, [...given])));
  });

  test("differ for parts that differ only beyond the cut", () => {
    const long = "a".repeat(rule.max + 5);
    expect(physicalName(kind, [`${long}x`])).not.toBe(physicalName(kind, [`${long}y`]));
  });
});

test("a name that already fits is used as it is", () => {
  expect(physicalName("role", ["floe-dev-flights", "snowflake"])).toBe("floe-dev-flights-snowflake");
  expect(physicalName("bucket", ["Flights Dev"])).toMatch(/^flights-dev-[0-9a-f]{8}$/);
});

test("names that S3 reserves are never made", () => {
  for (const name of [
    "xn--data",
    "192.168.5.4",
    "data-s3alias",
    "data--ol-s3",
    "data--x-s3",
    "sthree-data",
  ]) {
    const problems = new Problems();
    checkName(problems, "bucket", name, "bucket");
    expect(problems.found, name).toHaveLength(1);
    expect(physicalName("bucket", [name])).toMatch(nameRules.bucket.pattern);
  }
});

test("hashes do not depend on the order of keys", () => {
  const entries = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(entries, (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(hashOf(turned)).toBe(hashOf(value));
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
    }),
  );
});
