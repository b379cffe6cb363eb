import type { ParameterRanges } from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";

/** Draws one job's hyperparameters after the other, or walks a grid of them. */
export interface Search {
  next(): Record<string, string> | undefined;
}

/** Numbers in [0, 1) that follow from a seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Independent draws from every range, on the range's scale. */
export function randomSearch(ranges: ParameterRanges, seed: number): Search {
  const random = generator(seed);
  // The first numbers of neighbouring seeds are alike.
  for (let skip = 0; skip < 8; skip++) random();
  return {
    next: () => {
      const drawn: Record<string, string> = {};
      for (const each of ranges.IntegerParameterRanges ?? []) {
        const [low, high] = [Number(each.MinValue), Number(each.MaxValue)];
        // A whole number's cell reaches half a step to both sides.
        const value = Math.round(scaled(random(), low - 0.4999, high + 0.4999, each.ScalingType, low));
        drawn[each.Name ?? ""] = String(Math.min(high, Math.max(low, value)));
      }
      for (const each of ranges.ContinuousParameterRanges ?? []) {
        const [low, high] = [Number(each.MinValue), Number(each.MaxValue)];
        drawn[each.Name ?? ""] = String(scaled(random(), low, high, each.ScalingType, low));
      }
      for (const each of ranges.CategoricalParameterRanges ?? []) {
        const values = each.Values ?? [];
        drawn[each.Name ?? ""] = values[Math.floor(random() * values.length)] ?? "";
      }
      return drawn;
    },
  };
}

function scaled(share: number, low: number, high: number, scale: string | undefined, floor: number): number {
  if (scale === "Logarithmic") {
    const from = Math.log(Math.max(low, floor));
    return Math.exp(from + share * (Math.log(high) - from));
  }
  if (scale === "ReverseLogarithmic") {
    return 1 - Math.exp(Math.log(1 - high) + share * (Math.log(1 - low) - Math.log(1 - high)));
  }
  return low + share * (high - low);
}

/** Every combination of the categorical ranges, in order. */
export function gridSearch(ranges: ParameterRanges): Search {
  const axes = ranges.CategoricalParameterRanges ?? [];
  const total = axes.reduce((product, axis) => product * (axis.Values ?? []).length, 1);
  let index = 0;
  return {
    next: () => {
      if (index >= total) return undefined;
      let rest = index++;
      return Object.fromEntries(
        axes.map((axis) => {
          const values = axis.Values ?? [];
          const value = values[rest % values.length] ?? "";
          rest = Math.floor(rest / values.length);
          return [axis.Name ?? "", value];
        }),
      );
    },
  };
}

/** Refuses ranges from which nothing sensible can be drawn. */
export function checkRanges(ranges: ParameterRanges | undefined, strategy: string): void {
  const numbers = [...(ranges?.IntegerParameterRanges ?? []), ...(ranges?.ContinuousParameterRanges ?? [])];
  const all = [...numbers, ...(ranges?.CategoricalParameterRanges ?? [])];
  if (all.length === 0) throw invalid("ParameterRanges must have at least one range to search.");
  const names = all.map(({ Name }) => Name ?? "");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`The parameter ${twice} has more than one range.`);
  if (strategy === "Grid" && numbers.length > 0) {
    throw invalid("The Grid strategy searches categorical parameters only.");
  }
  for (const { Name, MinValue, MaxValue, ScalingType } of numbers) {
    const [low, high] = [Number(MinValue), Number(MaxValue)];
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) {
      throw invalid(`The range of ${Name ?? ""} must have a MinValue that is not above its MaxValue.`);
    }
    if (ScalingType === "Logarithmic" && low <= 0) {
      throw invalid(`The range of ${Name ?? ""} has logarithmic scaling, so its MinValue must be above 0.`);
    }
    if (ScalingType === "ReverseLogarithmic" && (low < 0 || high >= 1)) {
      throw invalid(
        `The range of ${Name ?? ""} has reverse logarithmic scaling, so it must lie within 0 and 1.`,
      );
    }
  }
}
