import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { define } from "../../provider/definition";
import { type Bag, Harness } from "./support/harness";

const PROCEDURE = "floe:snowflake:PythonProcedure";
const FUNCTION = "floe:snowflake:PythonFunction";
let provider: Harness;
const base: Bag = {
  database: "DB",
  schema: "S",
  name: "P",
  arguments: [{ name: "A", type: "int" }],
  returns: "string",
  handler: "run",
  code: "def run(session, a):\n    return a\n",
};

beforeAll(async () => {
  provider = await Harness.start(define(() => Promise.reject(new Error("check must not connect"))));
});
afterAll(() => provider.stop());

describe("what check refuses", () => {
  it.each<[string, string, Bag, string]>([
    ["nothing returned", PROCEDURE, { returns: null }, "returns: is required, or returnsTable"],
    ["two returns", PROCEDURE, { returnsTable: [] }, "returnsTable: cannot stand beside returns"],
    [
      "no columns of a function",
      FUNCTION,
      { returns: null, returnsTable: [] },
      "must hold at least one column",
    ],
    ["a strange type", PROCEDURE, { returns: "NUMBR" }, "returns: must be a Snowflake type"],
    [
      "required after optional",
      PROCEDURE,
      {
        arguments: [
          { name: "A", type: "INT", default: "1" },
          { name: "B", type: "INT" },
        ],
      },
      "arguments[1]: must have a default",
    ],
    [
      "one name twice",
      PROCEDURE,
      {
        arguments: [
          { name: "A", type: "INT" },
          { name: "A", type: "INT" },
        ],
      },
      "arguments[1].name: is the name of an earlier argument",
    ],
    [
      "a handler that is not there",
      PROCEDURE,
      { handler: "go" },
      "handler: is not defined at the top level of code",
    ],
    ["no code at all", PROCEDURE, { code: null }, "code: is required, or imports"],
    [
      "a staged handler without module",
      PROCEDURE,
      { code: null, imports: ["@S/x.py"] },
      "handler: must be module.name",
    ],
    [
      "two imports of one name",
      PROCEDURE,
      { imports: ["@S/a/x.py", "@S/b/x.py"] },
      "imports[1]: has the file name x.py",
    ],
    ["no Snowpark", PROCEDURE, { packages: ["pandas"] }, "packages: must hold snowflake-snowpark-python"],
    [
      "a package twice",
      PROCEDURE,
      { packages: ["snowflake-snowpark-python", "snowflake_snowpark_python==1"] },
      "packages[1]: names snowflake-snowpark-python twice",
    ],
    [
      "secrets without integration",
      PROCEDURE,
      { secrets: { k: "DB.S.K" } },
      "secrets: need externalAccessIntegrations",
    ],
    [
      "a secret by half a name",
      PROCEDURE,
      { secrets: { k: "K" }, externalAccessIntegrations: ["A"] },
      "secrets.k: must be the qualified name",
    ],
    ["a vectorized handler without pandas", FUNCTION, { vectorized: {} }, "packages: must hold pandas"],
    [
      "a vectorized aggregate",
      FUNCTION,
      { aggregate: true, vectorized: {}, packages: ["pandas"] },
      "vectorized: is not for aggregate functions",
    ],
    [
      "an immutable aggregate",
      FUNCTION,
      { aggregate: true, volatility: "IMMUTABLE" },
      "volatility: cannot be IMMUTABLE",
    ],
    [
      "too much code",
      PROCEDURE,
      { code: `def run(): pass\n${"#".repeat(1 << 20)}` },
      "code: must be at most 1 MB",
    ],
  ])("%s", async (_title, type, extra, reason) => {
    const { failures } = await provider.check(type, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
  });
});
