import { describe, expect, it } from "vitest";
import { withAutoRanges } from "../../local/sagemaker/tuning/autotune";
import { standing } from "../../local/sagemaker/tuning/criteria";
import { type Axis, axesOf } from "../../local/sagemaker/tuning/search/axis";
import { bayesianSearch } from "../../local/sagemaker/tuning/search/bayesian";
import {
  drawn,
  gridSearch,
  type Observation,
  placesOf,
  randomSearch,
  type Search,
} from "../../local/sagemaker/tuning/search/search";
import { hyperband, medianRule } from "../../local/sagemaker/tuning/stopping";

const axes = axesOf({
  IntegerParameterRanges: [{ Name: "depth", MinValue: "1", MaxValue: "6" }],
  ContinuousParameterRanges: [
    { Name: "rate", MinValue: "0.0001", MaxValue: "1", ScalingType: "Logarithmic" },
    { Name: "momentum", MinValue: "0.5", MaxValue: "0.999", ScalingType: "ReverseLogarithmic" },
  ],
  CategoricalParameterRanges: [{ Name: "kind", Values: ["a", "b", "c"] }],
});

/** A valley with its bottom at depth 4, rate 0.01, kind b. Larger is better. */
function goodness(values: Readonly<Record<string, string>>): number {
  const depth = (Number(values["depth"]) - 4) / 5;
  const rate = (Math.log10(Number(values["rate"])) + 2) / 4;
  return -(depth * depth) - rate * rate - (values["kind"] === "b" ? 0 : 0.1);
}

function run(search: Search, over: readonly Axis[], trials: number): Observation[] {
  const seen: Observation[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const places = search.next(seen, []);
    if (places === undefined) break;
    seen.push({ places, value: goodness(drawn(over, places)) });
  }
  return seen;
}

const best = (seen: readonly Observation[]) => Math.max(...seen.map(({ value }) => value));

describe("a search", () => {
  it("draws within every range, on its scale, and finds the place of what it drew", () => {
    const seen = run(randomSearch(axes, 3), axes, 400).map(({ places }) => drawn(axes, places));
    for (const values of seen) {
      expect(["1", "2", "3", "4", "5", "6"]).toContain(values["depth"]);
      expect(Number(values["rate"])).toBeGreaterThanOrEqual(0.0001);
      expect(Number(values["rate"])).toBeLessThanOrEqual(1);
      expect(Number(values["momentum"])).toBeLessThanOrEqual(0.999);
      const { depth, kind, rate, momentum } = drawn(axes, placesOf(axes, values) ?? []);
      expect({ depth, kind }).toEqual({ depth: values["depth"], kind: values["kind"] });
      expect(Number(rate)).toBeCloseTo(Number(values["rate"]), 9);
      expect(Number(momentum)).toBeCloseTo(Number(values["momentum"]), 9);
    }
    const share = (test: (values: Record<string, string>) => boolean) =>
      seen.filter(test).length / seen.length;
    // Half the draws of a logarithmic range of four decades lie below its second.
    expect(share(({ rate }) => Number(rate) < 0.01)).toBeCloseTo(0.5, 1);
    expect(share(({ depth }) => depth === "1")).toBeCloseTo(1 / 6, 1);
    expect(share(({ momentum }) => Number(momentum) > 0.97)).toBeGreaterThan(0.4);
    expect(placesOf(axes, { depth: "9", rate: "0.1", momentum: "0.6", kind: "a" })).toBeUndefined();
  });

  it("draws the same again from the same seed, and other things from another", () => {
    const draws = (seed: number) => run(randomSearch(axes, seed), axes, 5).map(({ places }) => places);
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
  });

  it("walks a grid once", () => {
    const categories = axesOf({
      CategoricalParameterRanges: [
        { Name: "depth", Values: ["1", "2"] },
        { Name: "kind", Values: ["a", "b", "c"] },
      ],
    });
    const seen = run(gridSearch(categories), categories, 99).map(({ places }) => drawn(categories, places));
    expect(seen).toHaveLength(6);
    expect(new Set(seen.map((values) => JSON.stringify(values))).size).toBe(6);
  });

  it("by Bayes finds better than chance with the same number of trials", () => {
    const seeds = [1, 2, 4, 5, 6];
    const median = (values: number[]) => values.sort((left, right) => left - right)[2] ?? 0;
    const chance = median(seeds.map((seed) => best(run(randomSearch(axes, seed), axes, 25))));
    const learned = median(seeds.map((seed) => best(run(bayesianSearch(axes, seed), axes, 25))));
    expect(learned).toBeGreaterThan(-0.001);
    expect(chance).toBeLessThan(-0.005);
  });

  it("by Bayes does not try the same twice at once", () => {
    const search = bayesianSearch(axes, 5);
    const seen = run(bayesianSearch(axes, 5), axes, 12);
    const first = search.next(seen, []) ?? [];
    const second = search.next(seen, [first]) ?? [];
    expect(drawn(axes, second)).not.toEqual(drawn(axes, first));
  });
});

describe("early stopping", () => {
  const before = [
    [0.5, 0.6, 0.7],
    [0.4, 0.5, 0.6],
    [0.6, 0.7, 0.8],
  ];

  it("by the median ends what is worse than the average trial was by then", () => {
    expect(medianRule.verdict("x", [0.3], before)).toContain("worse at epoch 1");
    expect(medianRule.verdict("x", [0.55], before)).toBeUndefined();
    // The average of the first two epochs is 0.55 in the middle trial.
    expect(medianRule.verdict("x", [0.55, 0.5], before)).toContain("worse at epoch 2");
    expect(medianRule.verdict("x", [0.1], [])).toBeUndefined();
    expect(medianRule.verdict("x", [0.9, 0.9, 0.9, 0.1], before)).toBeUndefined();
  });

  it("by Hyperband lets the better third go on, and none beyond the most", () => {
    const rule = hyperband(1, 9);
    expect([0.5, 0.6].map((value) => rule.verdict("x", [value], []))).toEqual([undefined, undefined]);
    expect(rule.verdict("x", [0.4], [])).toContain("not in the better third of 3 trials at epoch 1");
    expect(rule.verdict("x", [0.7], [])).toBeUndefined();
    expect(rule.verdict("x", [0.1, 0.1], [])).toBeUndefined();
    expect(
      rule.verdict(
        "x",
        Array.from({ length: 9 }, () => 1),
        [],
      ),
    ).toContain("reached MaxResource");
  });
});

describe("the criteria of completion", () => {
  it("count trials that did not improve the best by a hundredth", () => {
    expect(standing([], undefined, 1)).toMatchObject({ notImproving: 0, over: undefined });
    expect(standing([0.5, 0.501, 0.4, 0.6], undefined, 1).notImproving).toBe(0);
    expect(standing([0.5, 0.501, 0.4], undefined, 1).notImproving).toBe(2);
    const criteria = { BestObjectiveNotImproving: { MaxNumberOfTrainingJobsNotImproving: 3 } };
    expect(standing([0.5, 0.5, 0.5], criteria, 1).over).toBeUndefined();
    expect(standing([0.5, 0.5, 0.5, 0.5], criteria, 1).over).toContain("3 trials in a row");
  });

  it("know a target in both directions", () => {
    const criteria = { TargetObjectiveMetricValue: 0.1 };
    // What is minimised comes with its sign turned.
    expect(standing([-0.3], criteria, -1).over).toBeUndefined();
    expect(standing([-0.3, -0.05], criteria, -1).over).toContain("reached 0.1");
    expect(standing([0.3], criteria, 1).over).toContain("reached 0.1");
  });

  it("see convergence, and end by it only when asked", () => {
    const flat = [0.1, ...Array.from({ length: 10 }, () => 0.1)];
    expect(standing(flat, undefined, 1)).toMatchObject({ converged: true, over: undefined });
    expect(standing(flat, { ConvergenceDetected: { CompleteOnConvergence: "Enabled" } }, 1).over).toContain(
      "converged",
    );
  });
});

describe("Autotune", () => {
  const xgboost = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0";
  const definition = (ranges: object, fixed: Record<string, string>) => ({
    name: undefined,
    objective: { MetricName: "validation:auc", Type: "Maximize" as const },
    ranges,
    training: {
      AlgorithmSpecification: { TrainingImage: xgboost, TrainingInputMode: "File" as const },
      RoleArn: "",
      OutputDataConfig: { S3OutputPath: "" },
      StoppingCondition: {},
      StaticHyperParameters: fixed,
    },
  });

  it("takes every range that pays for the built-in algorithm, but for what is fixed", () => {
    const { ranges } = withAutoRanges(definition({}, { num_round: "100", eta: "0.1" }), true);
    expect(ranges.IntegerParameterRanges).toEqual([{ Name: "max_depth", MinValue: "0", MaxValue: "10" }]);
    const continuous = ranges.ContinuousParameterRanges?.map(({ Name }) => Name);
    expect(continuous).toContain("subsample");
    expect(continuous).not.toContain("eta");
  });

  it("takes the range of one it is told of, and adds nothing to ranges that are given", () => {
    const auto = { AutoParameters: [{ Name: "eta", ValueHint: "0.2" }] };
    expect(withAutoRanges(definition(auto, {}), true).ranges.ContinuousParameterRanges).toEqual([
      { Name: "eta", MinValue: "0.1", MaxValue: "0.5" },
    ]);
    const given = { CategoricalParameterRanges: [{ Name: "max_depth", Values: ["2", "4"] }] };
    expect(withAutoRanges(definition(given, {}), true).ranges).toMatchObject(given);
  });
});
