import type { ParameterRanges } from "@aws-sdk/client-sagemaker";

/** One hyperparameter that is searched, as a place between 0 and 1. */
export interface Axis {
  readonly name: string;
  /** The kind of the range, which a warm start must not change. */
  readonly kind: "integer" | "continuous" | "categorical";
  /** The value at a place. */
  at(place: number): string;
  /** The place of a value; undefined for one that lies outside. */
  of(value: string): number | undefined;
  /** Values of a category: no two of them are nearer than any others. */
  readonly values?: readonly string[];
}

export function axesOf(ranges: ParameterRanges): Axis[] {
  return [
    ...(ranges.IntegerParameterRanges ?? []).map((range) => wholeAxis(range)),
    ...(ranges.ContinuousParameterRanges ?? []).map((range) => numberAxis(range)),
    ...(ranges.CategoricalParameterRanges ?? []).map(({ Name, Values }) =>
      category(Name ?? "", Values ?? []),
    ),
  ];
}

interface NumberRange {
  readonly Name?: string;
  readonly MinValue?: string;
  readonly MaxValue?: string;
  readonly ScalingType?: string;
}

function numberAxis(range: NumberRange): Axis {
  const [low, high] = [Number(range.MinValue), Number(range.MaxValue)];
  const { bend, unbend } = scale(range.ScalingType);
  const [from, to] = [bend(low), bend(high)];
  return {
    name: range.Name ?? "",
    kind: "continuous",
    at: (place) => String(clamp(unbend(from + place * (to - from)), low, high)),
    of: (value) => placed(Number(value), low, high, (number) => share(bend(number), from, to)),
  };
}

/** A whole number's cell reaches half a step to both sides, so that the ends are drawn as often as the others. */
function wholeAxis(range: NumberRange): Axis {
  const [low, high] = [Number(range.MinValue), Number(range.MaxValue)];
  const { bend, unbend } = scale(range.ScalingType);
  const lowest = range.ScalingType === "Logarithmic" ? Math.max(low - 0.4999, low / 2) : low - 0.4999;
  const [from, to] = [bend(lowest), bend(high + 0.4999)];
  return {
    name: range.Name ?? "",
    kind: "integer",
    at: (place) => String(clamp(Math.round(unbend(from + place * (to - from))), low, high)),
    of: (value) => placed(Number(value), low, high, (number) => share(bend(number), from, to)),
  };
}

function category(name: string, values: readonly string[]): Axis {
  return {
    name,
    kind: "categorical",
    values,
    at: (place) => values[Math.min(values.length - 1, Math.floor(place * values.length))] ?? "",
    of: (value) => {
      const index = values.indexOf(value);
      return index < 0 ? undefined : (index + 0.5) / values.length;
    },
  };
}

function scale(type: string | undefined) {
  if (type === "Logarithmic") return { bend: Math.log, unbend: Math.exp };
  if (type === "ReverseLogarithmic")
    return { bend: (x: number) => -Math.log(1 - x), unbend: (x: number) => 1 - Math.exp(-x) };
  return { bend: (x: number) => x, unbend: (x: number) => x };
}

function placed(
  value: number,
  low: number,
  high: number,
  place: (value: number) => number,
): number | undefined {
  return Number.isFinite(value) && value >= low && value <= high ? place(value) : undefined;
}

const share = (value: number, from: number, to: number) => (to === from ? 0.5 : (value - from) / (to - from));
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
