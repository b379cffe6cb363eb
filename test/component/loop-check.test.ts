import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fillMarks, isMarked, placeholderProblem } from "../../blueprints";
import { Loop, type LoopArgs } from "../../components";
import { merge, testBadInputs, type BadInput } from "./bad-inputs";
import { loopArgs } from "./fixtures";
import { ofType, run } from "./mocks";

const check = {
  rows: { FLIGHTS: { ID: "{number}", MONTH: 1, DISTANCE: 400 } },
  key: { ID: "{number}" },
  timeoutSeconds: 600,
};
const TYPE = "floe:loop:Check";

function registeredCheck() {
  const [found, ...others] = ofType(TYPE);
  if (found === undefined || others.length > 0) throw new Error("not exactly one check");
  return found.inputs;
}

/** Proof limit: mocks show with which inputs the check is registered, not that it passes. */
describe("a loop with a check", () => {
  beforeAll(async () => {
    await run(() => {
      new Loop("flights", { ...loopArgs, check });
    });
  });

  test("names every leg as the loop made it", () => {
    expect(registeredCheck()).toMatchObject({
      warehouse: "FLIGHTS_WH",
      integration: { name: "FLIGHTS_S3", iamUserArn: "arn:aws:iam::999999999999:user/abc1-s-xyz" },
      features: {
        rootTask: '"FLIGHTS"."FEATURES"."ROOT"',
        role: "FLIGHTS_TRANSFORMER",
        stream: '"FLIGHTS"."RAW"."FLIGHTS_STREAM"',
        table: '"FLIGHTS"."FEATURES"."FLIGHT_FEATURES"',
      },
      unload: {
        role: "FLIGHTS_SCORER",
        stage: '"FLIGHTS"."ML"."SCORING_SETS"',
        manifestStage: '"FLIGHTS"."ML"."MANIFESTS"',
      },
      scoring: { endpointName: "floe-dev-flights", transformPrefix: "floe-dev-flights" },
      ingest: { pipe: '"FLIGHTS"."ML"."PREDICTIONS_PIPE"', table: '"FLIGHTS"."ML"."PREDICTIONS"' },
      rows: [{ table: '"FLIGHTS"."RAW"."FLIGHTS"', values: check.rows.FLIGHTS }],
      key: [{ column: "ID", value: "{number}" }],
      loader: "FLIGHTS_LOADER",
      analyst: "FLIGHTS_ANALYST",
      timeoutSeconds: 600,
    });
    expect((registeredCheck()["stages"] as string[]).length).toBe(5);
  });

  test("demands every privilege the loop grants, and no other", () => {
    const granted = ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole");
    const demanded = registeredCheck()["privileges"] as { role: string; privileges: string[] }[];
    expect(demanded).toHaveLength(granted.length);
    const pairs = (role: unknown, privileges: unknown) => `${String(role)} ${String(privileges)}`;
    expect(demanded.map(({ role, privileges }) => pairs(role, [...privileges].sort())).sort()).toEqual(
      granted.map(({ inputs }) => pairs(inputs["accountRoleName"], inputs["privileges"])).sort(),
    );
  });

  test("holds the endpoint to its configuration only while nobody else promotes", async () => {
    expect(registeredCheck()["scoring"]).toHaveProperty("endpointConfigName");
    await run(() => {
      new Loop("flights", { ...loopArgs, check, retraining: {} });
    });
    expect(registeredCheck()["scoring"]).not.toHaveProperty("endpointConfigName");
  });

  test("sends rows of other tables before those of the source, and nothing without rows", async () => {
    const raw = { tables: { ...loopArgs.raw.tables, CARRIERS: { columns: { CODE: "VARCHAR(12)" } } } };
    const rows = { FLIGHTS: [{ ID: "{number}" }], CARRIERS: { CODE: "{marker}" } };
    await run(() => {
      new Loop("flights", { ...loopArgs, raw, check: { ...check, rows } });
    });
    const tables = (registeredCheck()["rows"] as { table: string }[]).map(({ table }) => table);
    expect(tables).toEqual(['"FLIGHTS"."RAW"."CARRIERS"', '"FLIGHTS"."RAW"."FLIGHTS"']);
    await run(() => {
      new Loop("flights", { ...loopArgs, check: {} });
    });
    expect(registeredCheck()).not.toHaveProperty("rows");
  });

  test("is not there unless it is asked for", async () => {
    let checked: unknown = "unset";
    await run(() => {
      checked = new Loop("flights", loopArgs).checked;
    });
    expect([ofType(TYPE), checked]).toEqual([[], undefined]);
  });
});

const withCheck = (change: NonNullable<LoopArgs["check"]>) => merge({ check: { ...check, ...change } });
const bad: readonly BadInput[] = [
  [
    "a table nobody declared",
    withCheck({ rows: { PLANES: { ID: "{number}" } } }),
    "check.rows.PLANES",
    /not a RAW table \(FLIGHTS\)/,
  ],
  ["no row of the source", withCheck({ rows: {} }), "check.rows", /hold none of the source table FLIGHTS/],
  [
    "a column nobody declared",
    withCheck({ rows: { FLIGHTS: { NR: "{number}" } } }),
    "check.rows.FLIGHTS[0]",
    /not a column/,
  ],
  [
    "a row without a mark",
    withCheck({ rows: { FLIGHTS: { ID: 1 } } }),
    "check.rows.FLIGHTS",
    /no value holds a placeholder/,
  ],
  [
    "a wrong placeholder",
    withCheck({ rows: { FLIGHTS: { ID: "{nr}" } } }),
    "check.rows.FLIGHTS.ID",
    /write \{marker\} or \{number\}/,
  ],
  [
    "a mark too wide for its column",
    withCheck({ rows: { FLIGHTS: { ID: "{number}", MONTH: "{number}" } } }),
    "check.rows.FLIGHTS.MONTH",
    /9 characters long.*NUMBER\(2\) holds 2/,
  ],
  [
    "another key",
    withCheck({ key: { MONTH: "{number}" } }),
    "check.key",
    /exactly the columns of features.key: ID/,
  ],
  ["a key without a mark", withCheck({ key: { ID: 5 } }), "check.key", /no value holds a placeholder/],
  [
    "a key without rows",
    merge({ check: { key: { ID: "{number}" } } }),
    "check.key",
    /of no use without rows/,
  ],
  ["a wait of a week", withCheck({ timeoutSeconds: 604_800 }), "check.timeoutSeconds", /1 to 86400 seconds/],
  ["quiet of a day", withCheck({ quietSeconds: 86_400 }), "check.quietSeconds", /0 to 3600 seconds/],
];
describe("refuses", () => testBadInputs(bad));

describe("placeholders", () => {
  const width = { marker: fc.integer({ min: 6, max: 32 }), number: fc.integer({ min: 6, max: 18 }) };
  const kind = fc.constantFrom("marker" as const, "number" as const);
  const mark = kind.chain((one) => width[one].map((size) => ({ text: `{${one}:${size}}`, size })));

  test("are filled to their width, and nothing else of a text changes", () => {
    const other = fc.string().filter((text) => !/[{}]/.test(text));
    fc.assert(
      fc.property(other, mark, other, (before, { text, size }, after) => {
        const whole = `${before}${text}${after}`;
        expect(placeholderProblem(whole)).toBeUndefined();
        expect(isMarked(whole)).toBe(true);
        expect(fillMarks(whole, (_kind, wanted) => "x".repeat(wanted))).toBe(
          `${before}${"x".repeat(size)}${after}`,
        );
      }),
    );
  });

  test("of other kinds and widths are refused", () => {
    for (const text of [
      "{}",
      "{nr}",
      "{marker:5}",
      "{marker:33}",
      "{number:19}",
      "{number:x}",
      "{constructor}",
    ])
      expect(placeholderProblem(`a ${text} b`), text).toContain(text);
  });
});
