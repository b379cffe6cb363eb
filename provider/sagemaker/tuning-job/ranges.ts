import type { ParameterRanges } from "@aws-sdk/client-sagemaker";
import type { SearchRange } from "../../../blueprints/sagemaker";
import { type Bag, bag, number, text, texts, type Value } from "../../framework";

type Scaling = "Auto" | "Linear" | "Logarithmic" | "ReverseLogarithmic";
const scalings: readonly Scaling[] = ["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"];

/** The ranges as the service's four lists. */
export function parameterRanges(value: Value): ParameterRanges | undefined {
  const all = Object.entries(bag(value)).map(([Name, range]) => ({ Name, range: bag(range) }));
  if (all.length === 0) return undefined;
  const numbers = (type: string) =>
    nonEmpty(
      all
        .filter(({ range }) => text(range.type) === type)
        .map(({ Name, range }) => ({
          Name,
          MinValue: String(number(range.min)),
          MaxValue: String(number(range.max)),
          ScalingType: scalings.find((one) => one === range.scaling),
        })),
    );
  const only = (type: string) => all.filter(({ range }) => text(range.type) === type);
  return {
    IntegerParameterRanges: numbers("integer"),
    ContinuousParameterRanges: numbers("continuous"),
    CategoricalParameterRanges: nonEmpty(
      only("categorical").map(({ Name, range }) => ({ Name, Values: texts(range.values) })),
    ),
    AutoParameters: nonEmpty(
      only("auto").map(({ Name, range }) => ({ Name, ValueHint: text(range.hint) ?? "" })),
    ),
  };
}

function nonEmpty<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** The inputs that make these lists. The scale the service fills in by itself is left out. */
export function rangesOf(ranges: ParameterRanges | undefined): Bag {
  const result: Record<string, Value> = {};
  const numbers = [
    ...(ranges?.IntegerParameterRanges ?? []).map((range) => ({ type: "integer", ...range })),
    ...(ranges?.ContinuousParameterRanges ?? []).map((range) => ({ type: "continuous", ...range })),
  ];
  for (const { type, Name, MinValue, MaxValue, ScalingType } of numbers) {
    const scaling = ScalingType === undefined || ScalingType === "Auto" ? {} : { scaling: ScalingType };
    result[Name ?? ""] = { type, min: Number(MinValue), max: Number(MaxValue), ...scaling };
  }
  for (const { Name, Values } of ranges?.CategoricalParameterRanges ?? [])
    result[Name ?? ""] = { type: "categorical", values: Values ?? [] };
  for (const { Name, ValueHint } of ranges?.AutoParameters ?? [])
    result[Name ?? ""] = { type: "auto", hint: ValueHint ?? "" };
  return result;
}

/** The ranges as the rules of the built-in algorithms take them; those without a known type are left out. */
export function searchRanges(value: Value): Record<string, SearchRange> {
  return Object.fromEntries(
    Object.entries(bag(value)).flatMap(([name, item]): [string, SearchRange][] => {
      const range = bag(item);
      switch (text(range.type)) {
        case "integer":
        case "continuous": {
          const kind = range.type === "integer" ? "integer" : "continuous";
          const [min, max, scaling] = [number(range.min), number(range.max), text(range.scaling)];
          return [[name, { kind, min, max, scaling }]];
        }
        case "categorical":
          return [[name, { kind: "categorical", values: texts(range.values) }]];
        case "auto":
          return [[name, { kind: "auto", hint: text(range.hint) }]];
        default:
          return [];
      }
    }),
  );
}
