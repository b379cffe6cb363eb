import { describe, expect, test } from "vitest";
import {
  checkGate,
  checkXgboost,
  maxJobCost,
  ownImage,
  priceTable,
  Problems,
  reportedMetrics,
  xgboostAccounts,
  xgboostImage,
  type Hyperparameters,
} from "../../blueprints";

const found = (values: Hyperparameters) => {
  const problems = new Problems();
  checkXgboost(problems, values);
  return problems.found.map(({ argument, rule, fix }) => `${argument}: ${rule} (${fix})`);
};

test("usual settings are fine", () => {
  expect(
    found({
      objective: "binary:logistic",
      num_round: 100,
      max_depth: 6,
      eta: "0.1",
      eval_metric: "auc,logloss",
      subsample: 1,
      monotone_constraints: "(1,0,-1)",
      tree_method: "hist",
      seed: 7,
    }),
  ).toEqual([]);
  expect(found({ objective: "multi:softprob", num_class: 3, num_round: "10" })).toEqual([]);
});

describe.each<[string, Hyperparameters, RegExp]>([
  ["no rounds", { objective: "binary:logistic" }, /^num_round: is required/],
  [
    "another library's name",
    { num_round: 1, learning_rate: 0.1 },
    /learning_rate: is not a hyperparameter.*write eta/,
  ],
  ["another spelling", { num_round: 1, maxDepth: 3 }, /maxDepth: is not a hyperparameter.*write max_depth/],
  ["too large a rate", { num_round: 1, eta: 1.5 }, /eta: must be at most 1, not 1.5/],
  ["half a level", { num_round: 1, max_depth: 2.5 }, /max_depth: must be a whole number/],
  ["no rows", { num_round: 1, subsample: 0 }, /subsample: must be more than 0/],
  ["words", { num_round: "many" }, /num_round: must be a number, not many/],
  [
    "an objective nobody knows",
    { num_round: 1, objective: "binary:logit" },
    /objective: must look like binary:logistic/,
  ],
  [
    "classes without count",
    { num_round: 1, objective: "multi:softmax" },
    /num_class: is required by a multi-class/,
  ],
  [
    "a count without classes",
    { num_round: 1, objective: "binary:logistic", num_class: 2 },
    /num_class: is taken only/,
  ],
  ["a metric nobody knows", { num_round: 1, eval_metric: "auroc" }, /eval_metric: must look like auc/],
])("%s", (_name, values, message) => {
  test("is told apart", () => {
    expect(found(values)).toHaveLength(1);
    expect(found(values)[0]).toMatch(message);
  });
});

test("a gate must ask for a metric the job reports", () => {
  expect(reportedMetrics({ num_round: 1, eval_metric: "auc, logloss" })).toEqual([
    "train:auc",
    "validation:auc",
    "train:logloss",
    "validation:logloss",
  ]);
  const problems = new Problems();
  checkGate(problems, { metric: "validation:rmse", threshold: 1 }, ["validation:auc"]);
  checkGate(problems, { metric: "validation:auc", threshold: Number.NaN }, ["validation:auc"]);
  expect(problems.found.map(({ argument }) => argument)).toEqual(["metric", "threshold"]);
});

test.each(Object.keys(xgboostAccounts))("the image of %s lies in that region's registry", (region) => {
  const { uri, repositoryArn } = xgboostImage(region);
  expect(uri).toMatch(
    new RegExp(`^\\d{12}\\.dkr\\.ecr\\.${region}\\.amazonaws\\.com(\\.cn)?/sagemaker-xgboost:3\\.2-0$`),
  );
  expect(ownImage(uri)).toEqual({ uri, repositoryArn });
});

test("a region without image is named", () => {
  expect(() => xgboostImage("mars-north-1")).toThrow(/no image in region "mars-north-1"/);
});

test("the most a job can cost is every instance for its whole time, with the table's date", () => {
  expect(maxJobCost({ instanceType: "ml.m5.xlarge", instanceCount: 2, maxRuntimeSeconds: 7200 })).toEqual({
    usd: 0.92,
    asOf: priceTable.asOf,
  });
  expect(
    maxJobCost({ instanceType: "ml.p5.48xlarge", instanceCount: 1, maxRuntimeSeconds: 60 }),
  ).toBeUndefined();
  expect(
    maxJobCost(
      { instanceType: "ml.p5.48xlarge", instanceCount: 1, maxRuntimeSeconds: 3600 },
      { "ml.p5.48xlarge": 60 },
    ),
  ).toEqual({ usd: 60, asOf: "caller's table" });
});
