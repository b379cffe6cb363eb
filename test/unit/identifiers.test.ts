import fc from "fast-check";
import { expect, test } from "vitest";
import {
  canonicalType,
  checkIdentifier,
  isNumericType,
  Problems,
  qualifiedName,
  quoteIdentifier,
  quoteString,
  stageReference,
  suggestIdentifier,
} from "../../blueprints";

/** Reads a quoted identifier or string back, as Snowflake's lexer does. */
const unquote = (text: string, quote: string) => text.slice(1, -1).replaceAll(quote + quote, quote);

test("any text survives quoting as an identifier", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      const quoted = quoteIdentifier(name);
      expect(quoted.slice(1, -1).replaceAll('""', "")).not.toContain('"');
      expect(unquote(quoted, '"')).toBe(name);
    }),
  );
});

test("any text survives quoting as a string", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const quoted = quoteString(text);
      expect(quoted.slice(1, -1).replaceAll("''", "")).not.toContain("'");
      expect(unquote(quoted, "'").replaceAll("\\\\", "\\")).toBe(text);
    }),
  );
});

test("a qualified name keeps its parts apart", () => {
  expect(qualifiedName("DB", 'A"."B', "T")).toBe('"DB"."A"".""B"."T"');
});

test("what is suggested is always a valid identifier", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const problems = new Problems();
      expect(checkIdentifier(problems, "name", suggestIdentifier(text))).toBe(true);
    }),
  );
});

test("a stage path cannot break out of its reference", () => {
  expect(stageReference(["DB", "S", "STAGE"], "/train/data")).toBe('@"DB"."S"."STAGE"/train/data');
  for (const path of ["a'b", 'a"b', "a b", "a;b", "a\\b"]) {
    expect(() => stageReference(["DB", "S", "STAGE"], path)).toThrow(/may not hold quotes/);
  }
});

test.each([
  ["int", "NUMBER(38,0)"],
  ["decimal(10, 2)", "NUMBER(10,2)"],
  ["double precision", "FLOAT"],
  ["string", "VARCHAR(16777216)"],
  ["char", "VARCHAR(1)"],
  ["timestamp", "TIMESTAMP_NTZ(9)"],
  ["TIMESTAMP_TZ(3)", "TIMESTAMP_TZ(3)"],
  ["variant", "VARIANT"],
])("%s is %s in the catalog", (given, canonical) => {
  expect(canonicalType(given)).toBe(canonical);
  expect(canonicalType(canonical)).toBe(canonical);
});

test.each([
  "",
  "NUMBR",
  "NUMBER(39,0)",
  "NUMBER(10,11)",
  "VARCHAR(0)",
  "FLOAT(3)",
  "TIME(10)",
  "DATE(1)",
  "NUMBER(1,2,3)",
])("%s is no type", (given) => expect(canonicalType(given)).toBeUndefined());

test("only numbers and booleans are numeric", () => {
  expect(["INT", "FLOAT", "BOOLEAN", "NUMBER(3,1)"].every(isNumericType)).toBe(true);
  expect(["VARCHAR", "DATE", "VARIANT", "nonsense"].some(isNumericType)).toBe(false);
});
