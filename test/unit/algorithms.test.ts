import { describe, expect, test } from "vitest";
import {
  algorithmOf,
  algorithms,
  checkHyperparameters,
  checkObjective,
  checkRanges,
  Problems,
  repositories,
  type GivenHyperparameters,
  type SearchRange,
} from "../../blueprints";
import { broken } from "../../blueprints/sagemaker/algorithms/rule";

const named = (repository: string) => {
  const found = algorithms.find((one) => one.repository === repository);
  if (found === undefined) throw new Error(`no algorithm ${repository}`);
  return found;
};

const told = (problems: Problems) =>
  problems.found.map(({ argument, rule, fix }) => `${argument}: ${rule} (${fix})`);

function found(repository: string, given: GivenHyperparameters): string[] {
  const problems = new Problems();
  checkHyperparameters(problems, named(repository), given);
  return told(problems);
}

function ranged(repository: string, ranges: Record<string, SearchRange>): string[] {
  const problems = new Problems();
  checkRanges(problems, ranges, named(repository));
  return told(problems);
}

describe.each(algorithms.map((algorithm) => [algorithm.name, algorithm] as const))(
  "%s",
  (_name, algorithm) => {
    test("lies in a repository the image table knows", () => {
      expect(repositories).toHaveProperty([algorithm.repository]);
    });

    test("recommends only what it takes", () => {
      for (const [name, parameter] of Object.entries(algorithm.parameters)) {
        for (const value of parameter.recommended ?? []) {
          expect([name, value, broken(parameter, String(value))]).toEqual([name, value, undefined]);
        }
        if (parameter.recommended !== undefined) expect(parameter.tunable).not.toEqual([]);
      }
    });

    test("asks for its required hyperparameters, and for no other", () => {
      const problems = new Problems();
      checkHyperparameters(problems, algorithm, { values: {} });
      const required = Object.entries(algorithm.parameters).flatMap(([name, one]) =>
        one.required === true ? [name] : [],
      );
      expect(problems.found.map(({ argument }) => argument).sort()).toEqual(required.sort());
      const tuned = new Problems();
      checkHyperparameters(tuned, algorithm, { values: {}, tuned: required.slice(0, 1), open: () => true });
      expect(tuned.found).toEqual([]);
    });

    test("takes no hyperparameter of another kind", () => {
      const problems = new Problems();
      checkHyperparameters(problems, algorithm, { values: { __nothing: "1" }, open: () => true });
      expect(told(problems)).toEqual([
        `__nothing: is not a hyperparameter of the built-in ${algorithm.name} ` +
          "(remove it or check its spelling, or use an image of your own)",
      ]);
    });

    test("tunes what may be tuned over its recommended range, and nothing else", () => {
      for (const [name, { tunable, recommended, rule }] of Object.entries(algorithm.parameters)) {
        const [kind] = tunable;
        const values = (recommended ?? []).map(String);
        const range: SearchRange =
          kind === undefined || kind === "categorical"
            ? {
                kind: "categorical",
                values: values.length > 0 ? values : rule.kind === "choice" ? rule.values : ["1"],
              }
            : { kind, min: Number(values[0] ?? 1), max: Number(values[1] ?? 1) };
        const problems = new Problems();
        checkRanges(problems, { [name]: range }, algorithm);
        const expected = kind === undefined ? [expect.stringContaining(`${name}: cannot be tuned`)] : [];
        if (recommended !== undefined || kind === undefined) expect(told(problems)).toEqual(expected);
      }
    });

    test("takes its own objectives in their own direction", () => {
      for (const { name, goal } of algorithm.objectives) {
        const problems = new Problems();
        checkObjective(problems, algorithm, { metric: name, goal });
        expect(problems.found).toEqual([]);
        checkObjective(problems, algorithm, {
          metric: name,
          goal: goal === "Maximize" ? "Minimize" : "Maximize",
        });
        expect(told(problems)).toEqual([`goal: must be ${goal} for ${name} (set goal to ${goal})`]);
      }
    });
  },
);

test("the linear learner's settings are checked with its words", () => {
  const values = { predictor_type: "regressor", learning_rate: "auto", wd: 0.1, use_bias: "true" };
  expect(found("linear-learner", { values })).toEqual([]);
  expect(found("linear-learner", { values: { ...values, learning_rate: "fast" } })).toEqual([
    "learning_rate: must be a number or auto, not fast (change learning_rate)",
  ]);
  expect(found("linear-learner", { values: { predictor_type: "multiclass_classifier" } })).toEqual([
    "num_classes: is required with predictor_type multiclass_classifier (add the number of classes)",
  ]);
});

test("a slip of one letter gets the right name", () => {
  const values = { num_round: 1, max_dept: 3, scale_pos_wieght: 2 };
  expect(found("sagemaker-xgboost", { values }).map((text) => /write (\w+)/.exec(text)?.[1])).toEqual([
    "max_depth",
    "scale_pos_weight",
  ]);
});

test.each<[string, Record<string, string | number>, RegExp]>([
  ["classes", { objective: "multi:softprob", num_class: 3, eval_metric: "auc" }, /may name auc only/],
  ["constraints", { monotone_constraints: "(1,0)" }, /needs tree_method exact or hist/],
  ["constraints with approx", { monotone_constraints: "(1,0)", tree_method: "approx" }, /needs tree_method/],
  [
    "survival",
    { objective: "reg:squarederror", eval_metric: "aft-nloglik" },
    /only with objective survival:aft/,
  ],
])("XGBoost's rules between settings: %s", (_name, values, message) => {
  const problems = found("sagemaker-xgboost", { values: { num_round: 1, ...values } });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
});

test("a setting that is not known yet, or is tuned, raises no rule that depends on it", () => {
  expect(
    found("sagemaker-xgboost", {
      values: { num_round: 1, num_class: 3, monotone_constraints: "(1)" },
      tuned: ["tree_method"],
      open: (name) => name === "objective",
    }),
  ).toEqual([]);
});

test.each<[string, Record<string, SearchRange>, RegExp]>([
  ["upside down", { eta: { kind: "continuous", min: 0.5, max: 0.1 } }, /eta\.min: must not be above max/],
  ["too wide", { eta: { kind: "continuous", min: 0.1, max: 2 } }, /eta\.max: must be at most 1, not 2/],
  [
    "fractions of levels",
    { max_depth: { kind: "continuous", min: 1, max: 6 } },
    /max_depth\.type: must be integer/,
  ],
  [
    "half a round",
    { num_round: { kind: "integer", min: 1, max: 9.5 } },
    /num_round\.max: must be a whole number/,
  ],
  [
    "logarithm of nothing",
    { alpha: { kind: "continuous", min: 0, max: 9, scaling: "Logarithmic" } },
    /alpha\.scaling: Logarithmic needs values above 0/,
  ],
  [
    "reverse of whole numbers",
    { max_depth: { kind: "integer", min: 1, max: 6, scaling: "ReverseLogarithmic" } },
    /max_depth\.scaling: ReverseLogarithmic is for continuous/,
  ],
  ["a fixed one", { seed: { kind: "integer", min: 1, max: 6 } }, /seed: cannot be tuned.*tunable are .*eta/],
  ["a stranger", { depth: { kind: "integer", min: 1, max: 6 } }, /depth: is not a hyperparameter/],
  [
    "a value twice",
    { eta: { kind: "categorical", values: ["0.1", "0.1"] } },
    /eta\.values: hold "0\.1" twice/,
  ],
  [
    "a wrong value",
    { eta: { kind: "categorical", values: ["0.1", "x"] } },
    /eta\.values\[1\]: must be a number/,
  ],
  ["a wrong hint", { eta: { kind: "auto", hint: "7" } }, /eta\.hint: must be at most 1/],
])("a range %s is told apart", (_name, ranges, message) => {
  const problems = ranged("sagemaker-xgboost", ranges);
  expect(problems.join("\n")).toMatch(message);
});

test("an objective gets its channel", () => {
  const problems = new Problems();
  checkObjective(problems, named("sagemaker-xgboost"), { metric: "auc" });
  expect(told(problems)).toEqual([
    'metric: "auc" is not an objective of the built-in XGBoost (write validation:auc)',
  ]);
});

test("an algorithm is told by AWS's own images, not by the name of anybody's", () => {
  const image = (account: string, name: string) => `${account}.dkr.ecr.us-east-1.amazonaws.com/${name}:1`;
  expect(algorithmOf(image("382416733822", "kmeans"))?.name).toBe("k-means");
  expect(algorithmOf(image("123456789012", "kmeans"))).toBeUndefined();
  expect(algorithmOf(image("123456789012", "sagemaker-xgboost"))?.name).toBe("XGBoost");
  expect(algorithmOf("docker.io/kmeans:1")).toBeUndefined();
  expect(algorithmOf(undefined)).toBeUndefined();
});
