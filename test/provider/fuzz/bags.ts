import * as fc from "fast-check";
import type { Property } from "../../../provider/framework";
import { UNKNOWN_TEXT, type Wire, type WireBag } from "../../../provider/framework/wire";
import { secret } from "../support/harness";
import { asset } from "../support/tables";

type Table = Readonly<Record<string, Property>>;

/** In every secret text and key of a fuzzed bag; must never be seen outside. */
export const CANARY = "canary-5be1f0";

const words = [
  "",
  "a",
  "X".repeat(300),
  "s3://bucket/a/",
  "arn:aws:iam::123456789012:role/r",
  "ml.m5.xlarge",
];
const texts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...words, "AFTER", "SELECT 1", "60 MINUTES", "ROOT", 'a"b', "ä\u0000\n"),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);
const keys = fc.constantFrom(
  "k1",
  "ROOT",
  "a.b",
  "",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "0",
  "ä b",
);
const numbers = fc.constantFrom(0, -1, 1, 2, 3.5, 600, 86_400, 1e15, -0.000_1, Number.MAX_SAFE_INTEGER);
const junk: fc.Arbitrary<Wire> = fc.oneof(
  texts,
  numbers,
  fc.boolean(),
  fc.constant(null),
  fc.constant([] as Wire[]),
  fc.constant({}),
  fc.array(texts, { maxLength: 2 }),
  fc.tuple(keys, texts).map(([key, value]) => bag([[key, value]])),
  fc.constant(asset("text")),
  fc.constant([[{ deep: [null, { deeper: UNKNOWN_TEXT }] }]] as Wire),
);
const hidden: fc.Arbitrary<Wire> = fc.constantFrom<Wire>(
  CANARY,
  [CANARY],
  { [CANARY]: CANARY },
  { name: CANARY, [CANARY]: [CANARY, 7] },
  7,
);

/** A bag from entries, "__proto__" included as an own key. */
function bag(entries: readonly (readonly [string, Wire])[]): WireBag {
  const result: WireBag = {};
  for (const [key, value] of entries)
    Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
  return result;
}

/** Mostly a value of the property's type; now and then unknown, secret, or of another type altogether. */
export function valueOf(property: Property, depth = 0): fc.Arbitrary<Wire> {
  const own = fitting(property, depth);
  return fc.oneof(
    { weight: 12, arbitrary: own },
    { weight: 2, arbitrary: fc.constant<Wire>(UNKNOWN_TEXT) },
    { weight: 1, arbitrary: own.map((value) => secret(value as never) as Wire) },
    { weight: 2, arbitrary: hidden.map((value) => secret(value as never) as Wire) },
    { weight: 2, arbitrary: junk },
  );
}

function fitting(property: Property, depth: number): fc.Arbitrary<Wire> {
  const { allowed, items, members } = property;
  if (allowed !== undefined) return fc.constantFrom<Wire>(...allowed);
  switch (property.type) {
    case "string":
      return texts;
    case "integer":
      return fc.constantFrom<Wire>(0, 1, 2, 600, 3600, -1, 1e9);
    case "number":
      return numbers;
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(items === undefined || depth > 3 ? junk : valueOf(items, depth + 1), { maxLength: 3 });
    case "map":
      return fc
        .array(fc.tuple(keys, items === undefined || depth > 3 ? junk : valueOf(items, depth + 1)), {
          maxLength: 3,
        })
        .map(bag);
    case "object":
      return members === undefined || depth > 3 ? junk : someOf(members, 4, depth + 1).map(bag);
    case "asset":
    case "files":
      return fc.constant<Wire>(asset("content"));
    default:
      return junk;
  }
}

/** A few members of a table, with values. */
function someOf(table: Table, most: number, depth: number): fc.Arbitrary<[string, Wire][]> {
  const names = Object.keys(table);
  const values = new Map(names.map((name) => [name, lazily(() => valueOf(table[name]!, depth))]));
  return fc
    .array(fc.constantFrom(...names), { maxLength: most })
    .chain((chosen) =>
      fc.tuple(
        ...[...new Set(chosen)].map((name) =>
          values.get(name)!().map((value): [string, Wire] => [name, value]),
        ),
      ),
    );
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Bags of a table: a declaration that passes check with some inputs changed, taken away or added. */
export function bagsOf(table: Table, bases: readonly WireBag[]): fc.Arbitrary<WireBag> {
  const changes = someOf(table, 5, 0);
  const gone = fc.array(fc.constantFrom(...Object.keys(table)), { maxLength: 2 });
  const strange = fc.array(fc.tuple(keys, junk), { maxLength: 1 });
  return fc
    .tuple(fc.constantFrom(...bases, {}), changes, gone, strange)
    .map(([base, changed, without, added]) =>
      bag([...Object.entries(base).filter(([key]) => !without.includes(key)), ...changed, ...added]),
    );
}
