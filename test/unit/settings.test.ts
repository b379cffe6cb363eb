import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { InvalidArguments, snowflakePreviewFeatures } from "../../blueprints";
import { readSettings, type StackConfig } from "../../stacks/settings";

interface File {
  readonly config: Readonly<Record<string, unknown>>;
}

function configOf(stack: string): StackConfig {
  const { config } = parse(
    readFileSync(join(__dirname, `../../stacks/Pulumi.${stack}.yaml`), "utf8"),
  ) as File;
  return {
    region: config["aws:region"] as string,
    allowedAccountIds: [],
    previewFeatures: config["snowflake:previewFeaturesEnabled"] as string[],
    loop: config["floe-stacks:loop"],
  };
}

describe.each(["dev", "prod"])("stack %s", (stack) => {
  test("has valid settings", () => {
    const settings = readSettings(stack, configOf(stack));
    expect(settings.protect).toBe(stack === "prod");
    expect(settings.loop.training.gate).toEqual({ metric: "validation:auc", threshold: 0.6 });
  });

  test("fills the stream into its query", () => {
    const { features } = readSettings(stack, configOf(stack)).loop;
    if (!("query" in features.build)) throw new Error("no query");
    const query = features.build.query({
      stream: '"D"."RAW"."S"',
      features: "F",
      raw: { FLIGHTS: "T" },
      procedures: {},
    });
    expect(query).toContain('FROM "D"."RAW"."S"');
  });
});

test("every problem of shape is told at once, with path and fix", () => {
  const error = problemsOf({
    region: "mars",
    allowedAccountIds: ["12"],
    previewFeatures: [],
    loop: {
      nmae: "x",
      raw: { tables: { T: { A: ["INT"] } } },
      features: { key: "ID" },
      training: { label: 7, gate: { metric: "m", treshold: 1 } },
    },
  });
  expect(error.problems.map(({ argument }) => argument)).toEqual([
    "aws:region",
    "aws:allowedAccountIds[0]",
    "snowflake:previewFeaturesEnabled",
    "floe-stacks:loop.database",
    "floe-stacks:loop.raw.tables.T.A",
    "floe-stacks:loop.features.query",
    "floe-stacks:loop.features.table",
    "floe-stacks:loop.features.source",
    "floe-stacks:loop.features.key",
    "floe-stacks:loop.features.columns",
    "floe-stacks:loop.training.label",
    "floe-stacks:loop.training.validationRows",
    "floe-stacks:loop.training.hyperparameters",
    "floe-stacks:loop.training.gate.treshold",
    "floe-stacks:loop.nmae",
  ]);
  expect(error.message).toContain('Configuration of stack "dev" has 15 problems');
});

test("a well-shaped loop is held to the loop's own rules", () => {
  const config = configOf("dev");
  const loop = structuredClone(config.loop) as Record<string, Record<string, unknown>>;
  loop["training"] = {
    ...loop["training"],
    label: "DELAY",
    hyperparameters: { num_round: 0, eval_metric: "auc" },
  };
  const error = problemsOf({ ...config, loop });
  expect(error.problems.map(({ argument }) => argument)).toEqual([
    "floe-stacks:loop.training.hyperparameters.num_round",
    "floe-stacks:loop.training.label[0]",
  ]);
});

test("a stack without a loop says where to describe it", () => {
  expect(() =>
    readSettings("pr-7", {
      region: "us-east-1",
      allowedAccountIds: [],
      previewFeatures: snowflakePreviewFeatures,
      loop: undefined,
    }),
  ).toThrow(/stacks\/Pulumi\.pr-7\.yaml/);
});

function problemsOf(config: StackConfig): InvalidArguments {
  try {
    readSettings("dev", config);
  } catch (error) {
    if (error instanceof InvalidArguments) return error;
    throw error;
  }
  throw new Error("the settings were accepted");
}

test("reads a check with marked rows, and its mistakes", () => {
  const good = configOf("dev");
  const loop = good.loop as Record<string, Record<string, Record<string, unknown>>>;
  const [table = ""] = Object.keys(loop["raw"]?.["tables"] ?? {});
  const [column = ""] = loop["features"]?.["key"] as unknown as string[];
  const check = {
    rows: { [table]: { [column]: "{number}" } },
    key: { [column]: "{number}" },
    timeoutSeconds: 900,
  };
  expect(readSettings("dev", { ...good, loop: { ...loop, check } }).loop.check).toEqual(check);
  const wrong = { ...check, rows: { [table]: { [column]: ["{number}"] } }, quiet: 5 };
  expect(
    problemsOf({ ...good, loop: { ...loop, check: wrong } }).problems.map(({ argument }) => argument),
  ).toEqual([`floe-stacks:loop.check.rows.${table}.${column}`, "floe-stacks:loop.check.quiet"]);
});
