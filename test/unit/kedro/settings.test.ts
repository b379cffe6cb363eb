import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { InvalidArguments } from "../../../blueprints";
import { kedroOptionTable, parseKedroOptions, Problems } from "../../../blueprints";

const problemsOf = (raw: unknown) => {
  try {
    parseKedroOptions(raw);
    return [];
  } catch (error) {
    return (error as InvalidArguments).problems.map(
      ({ argument, rule, fix }) => `${argument}: ${rule}. ${fix}`,
    );
  }
};

describe("options", () => {
  test("mean the same in snake and camel case", () => {
    const snake = {
      group_by: "tag",
      pipeline_names: { data_science: "ds" },
      compute: {
        __default__: { warehouse: "WH" },
        train_model: { warehouse: "BIG", snowpark_optimized: { size: "LARGE" } },
        light: { serverless: { size: "XSMALL", target_completion_interval: "5 MINUTES" } },
        gpu: { pool: "GPUS", image: "/DB/S/REPO/image:1", gpu: 1, query_warehouse: "WH" },
      },
      node_retries: { __default__: 1 },
      node_timeout_seconds: 60,
      intermediates: { ttl_days: 3 },
      params: { model_options: { test_size: 0.2 } },
    };
    expect(parseKedroOptions(snake)).toEqual({
      groupBy: "tag",
      pipelineNames: { data_science: "ds" },
      compute: {
        __default__: { warehouse: "WH" },
        train_model: { warehouse: "BIG", snowparkOptimized: { size: "LARGE" } },
        light: { serverless: { size: "XSMALL", targetCompletionInterval: "5 MINUTES" } },
        gpu: { pool: "GPUS", image: "/DB/S/REPO/image:1", gpu: 1, queryWarehouse: "WH" },
      },
      nodeRetries: { __default__: 1 },
      nodeTimeoutSeconds: 60,
      intermediates: { ttlDays: 3 },
      params: { model_options: { test_size: 0.2 } },
    });
    expect(parseKedroOptions(parseKedroOptions(snake))).toEqual(parseKedroOptions(snake));
  });

  test("take a function for groups, and nothing where nothing is said", () => {
    const group = () => "all";
    expect(parseKedroOptions({ groupBy: group, schedule: null, only: undefined }).groupBy).toBe(group);
    expect(parseKedroOptions(undefined)).toEqual({});
  });

  test("tell everything wrong at once, by the name it was written with", () => {
    const problems = problemsOf({
      group_bby: "tag",
      groupBy: "tags",
      nodeRetrys: 1,
      schedule: "hourly",
      python: { version: 3.1 },
      env: "local",
      compute: { a: {}, b: { warehouse: "wh" }, c: { pool: "P" }, d: { warehouse: "W", serverless: true } },
    });
    expect(problems).toEqual([
      expect.stringMatching(/^group_bby: is not an option\. write group_by$/),
      expect.stringMatching(/^groupBy: must be one of .* write tag$/),
      expect.stringMatching(/^nodeRetrys: is not an option\. write nodeRetries$/),
      expect.stringMatching(/^schedule: "hourly" is not a task schedule/),
      expect.stringMatching(/^python.version: must be one of 3.10/),
      expect.stringMatching(/^env: must be an environment that may be deployed/),
      expect.stringMatching(/^compute.a: must name one of warehouse, serverless and pool, not none/),
      expect.stringMatching(/^compute.b.warehouse: .*write WH$/),
      expect.stringMatching(/^compute.c.image: is missing/),
      expect.stringMatching(/^compute.d: must name one of .*, not warehouse and serverless/),
    ]);
  });

  test.each([
    [{ schema: "S", Schema: "S" }, /^Schema: is not an option\. write schema/],
    [{ group_by: "tag", groupBy: "node" }, /^groupBy: says again what group_by says/],
    [{ params: { since: new Date(0) } }, /^params.since: is not JSON/],
    [{ params: { rate: Infinity } }, /^params.rate: is not JSON/],
    [{ retries: 31 }, /^retries: must be a whole number from 0 to 30, not 31/],
    [{ retries: "2" }, /^retries: must be a whole number from 0 to 30, not "2"/],
    [{ node_retries: { train: -1 } }, /^node_retries.train: must be a whole number/],
    [{ node_retries: { train: { on: ["OSError"] } } }, /^node_retries.train.retries: is missing/],
    [{ node_retries: { train: { retries: 1, delay: 5 } } }, /^node_retries.train.delay: is not an option/],
    [{ data: { upload: "data" } }, /^data.upload: must be a list, not "data"/],
    [{ data: { upload: ["../secret"] } }, /^data.upload\[0\]: must be a path within the project/],
    [{ only: ["a"] }, /^only: must be a mapping, not a list/],
    [
      { credentials: { s3: { secret: "key" } } },
      /^credentials.s3.secret: "key" is not one of secrets \(none\)/,
    ],
    [{ secrets: { key: "DB.S.KEY" } }, /^secrets: can be read only where an external access integration/],
    [{ secrets: { key: "KEY" } }, /^secrets.key: must be a qualified name/],
    [{ started: true }, /^started: has nothing to start runs by/],
    [{ when: "1 = 1" }, /^when: must be a condition on a stream/],
    [{ dependencies: { repository: "vendored" } }, /^dependencies.wheels: is missing/],
    [{ dependencies: { wheels: "wheels" } }, /^dependencies.wheels: is for vendored packages only/],
    [
      { compute: { a: { serverless: { min: "LARGE", max: "SMALL" } } } },
      /^compute.a.serverless: has sizes out of order/,
    ],
    [{ compute: { a: { pool: "P", image: "x" } } }, /^compute.a.image: must be the path of an image/],
    [[], /^: must be a mapping of options, not a list/],
  ])("%j is refused", (raw, told) => expect(problemsOf(raw)[0]).toMatch(told));

  test("join the problems of whoever reads them", () => {
    const problems = new Problems("options");
    parseKedroOptions({ retries: 99 }, problems);
    expect(problems.found.map(({ argument }) => argument)).toEqual(["options.retries"]);
  });
});

test("the table tells of every option, in the words of its documentation", () => {
  const source = readFileSync(join(__dirname, "../../../blueprints/kedro/options.ts"), "utf8");
  const members = source.slice(source.indexOf("export interface KedroOptions"));
  const names = [...members.matchAll(/^ {2}(?: {2})?readonly (\w+)\?:/gm)].map(([, name]) => name);
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(kedroOptionTable.map(({ key }) => key.split(".").at(-1)).sort()).toEqual(
    names.map((one) => snake(one!)).sort(),
  );
  const plain = (text: string) =>
    text
      .replace(/\s*\n\s*\*?\s*/g, " ")
      .replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
      .replace(/\s+/g, " ");
  for (const { key, description } of kedroOptionTable)
    expect(plain(members), key).toContain(plain(description));
});
