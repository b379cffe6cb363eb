import type { ParameterRanges } from "@aws-sdk/client-sagemaker";
import { algorithmOf } from "../../../blueprints";
import { unsupported } from "../front/errors";
import type { Definition } from "./definitions";

const around = 10;

/** Ranges for the hyperparameters that are left to Autotune, and for all that pay when none is named. */
export function withAutoRanges(definition: Definition, autotune: boolean): Definition {
  const { ranges, training } = definition;
  const auto = ranges.AutoParameters ?? [];
  const algorithm = algorithmOf(training.AlgorithmSpecification?.TrainingImage);
  const fixed = training.StaticHyperParameters ?? {};
  const given = namesOf(ranges);
  const everything = autotune && given.length === 0 && auto.length === 0;
  const chosen: ParameterRanges[] = auto.map(({ Name = "", ValueHint = "" }) => {
    const recommended = algorithm?.parameters[Name]?.recommended;
    const [kind] = algorithm?.parameters[Name]?.tunable ?? [];
    return recommended !== undefined && kind !== undefined
      ? range(Name, kind, recommended.map(String))
      : aroundHint(Name, ValueHint);
  });
  if (everything) {
    for (const [name, { tunable, recommended }] of Object.entries(algorithm?.parameters ?? {})) {
      const [kind] = tunable;
      if (kind !== undefined && recommended !== undefined && !(name in fixed))
        chosen.push(range(name, kind, recommended.map(String)));
    }
  }
  return { ...definition, ranges: [ranges, ...chosen].reduce(joined) };
}

export function namesOf(ranges: ParameterRanges): string[] {
  return [
    ...(ranges.IntegerParameterRanges ?? []),
    ...(ranges.ContinuousParameterRanges ?? []),
    ...(ranges.CategoricalParameterRanges ?? []),
  ].map(({ Name }) => Name ?? "");
}

function aroundHint(name: string, hint: string): ParameterRanges {
  const value = Number(hint);
  if (hint.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw unsupported(
      `Autotune of ${name} from the value ${hint}`,
      "give a range, or a value above 0 for a hyperparameter of your own image",
    );
  }
  const whole = Number.isInteger(value);
  const low = whole ? Math.max(1, Math.floor(value / around)) : value / around;
  return range(name, whole ? "integer" : "continuous", [String(low), String(value * around)], "Logarithmic");
}

function range(
  Name: string,
  kind: "integer" | "continuous" | "categorical",
  values: string[],
  ScalingType?: "Logarithmic",
): ParameterRanges {
  if (kind === "categorical") return { CategoricalParameterRanges: [{ Name, Values: values }] };
  const [MinValue = "", MaxValue = ""] = values;
  const one = { Name, MinValue, MaxValue, ...(ScalingType === undefined ? {} : { ScalingType }) };
  return kind === "integer" ? { IntegerParameterRanges: [one] } : { ContinuousParameterRanges: [one] };
}

function joined(left: ParameterRanges, right: ParameterRanges): ParameterRanges {
  return {
    IntegerParameterRanges: [...(left.IntegerParameterRanges ?? []), ...(right.IntegerParameterRanges ?? [])],
    ContinuousParameterRanges: [
      ...(left.ContinuousParameterRanges ?? []),
      ...(right.ContinuousParameterRanges ?? []),
    ],
    CategoricalParameterRanges: [
      ...(left.CategoricalParameterRanges ?? []),
      ...(right.CategoricalParameterRanges ?? []),
    ],
  };
}
