import type { Axis } from "./axis";
import { fit, type Process } from "./gaussian";
import { generator, type Observation, type Search } from "./search";

const lengths = [0.1, 0.2, 0.4, 0.8, 1.6];
const noises = [1e-4, 1e-2];
const candidates = 600;
const nearBest = 300;
const steps = [0.2, 0.05, 0.01];

/**
 * Bayesian optimisation: a Gaussian process through what the trials reached, and the point of the greatest expected
 * improvement next. The first trials are drawn at random; trials under way count as if they had reached what is
 * expected of them, so that two at once do not try the same.
 */
export function bayesianSearch(axes: readonly Axis[], seed: number): Search {
  const random = generator(seed);
  const draw = () => axes.map(() => random());
  const first = Math.max(3, Math.min(10, axes.length + 1));
  return {
    next: (seen, running) => {
      if (seen.length < first) return draw();
      const standard = standardise(seen);
      const model = best(axes, standard);
      if (model === undefined) return draw();
      const assumed = running.map((places) => ({ places, value: model.at(encode(axes, places)).mean }));
      const all = [...standard, ...assumed];
      const aware = assumed.length === 0 ? model : (best(axes, all) ?? model);
      const top = all.reduce((left, right) => (right.value > left.value ? right : left));
      const tries = [
        ...Array.from({ length: candidates }, draw),
        ...Array.from({ length: nearBest }, (_, index) => {
          const step = steps[index % steps.length] ?? 0.1;
          return top.places.map((place) => Math.min(0.999999, Math.max(0, place + step * bell(random))));
        }),
      ];
      return most(tries, (places) => improvement(aware, encode(axes, places), top.value));
    },
  };
}

function standardise(seen: readonly Observation[]): Observation[] {
  const mean = seen.reduce((sum, { value }) => sum + value, 0) / seen.length;
  const variance = seen.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / seen.length;
  const deviation = Math.sqrt(variance) || 1;
  return seen.map(({ places, value }) => ({ places, value: (value - mean) / deviation }));
}

/** The process under which the observations are likeliest. */
function best(axes: readonly Axis[], seen: readonly Observation[]): Process | undefined {
  const points = seen.map(({ places }) => encode(axes, places));
  const values = seen.map(({ value }) => value);
  let found: Process | undefined;
  for (const length of lengths) {
    for (const noise of noises) {
      const process = fit(points, values, { length, noise });
      if (process !== undefined && process.likelihood > (found?.likelihood ?? -Infinity)) found = process;
    }
  }
  return found;
}

/** Coordinates in which a distance means something: a category has one for each of its values. */
function encode(axes: readonly Axis[], places: readonly number[]): number[] {
  return axes.flatMap((axis, index) => {
    const place = places[index] ?? 0;
    const value = axis.at(place);
    if (axis.values === undefined) return [axis.of(value) ?? place];
    return axis.values.map((one) => (one === value ? Math.SQRT1_2 : 0));
  });
}

/** How much better than `top` the point is expected to be, chances weighed. */
function improvement(process: Process, point: readonly number[], top: number): number {
  const { mean, deviation } = process.at(point);
  const gain = mean - top;
  const z = gain / deviation;
  return gain * cumulative(z) + deviation * Math.exp((-z * z) / 2) * 0.3989422804014327;
}

/** Probability that a standard normal number is below `z` (Abramowitz and Stegun, 26.2.17). */
function cumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * series;
  return z >= 0 ? 1 - tail : tail;
}

function bell(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function most<T>(items: readonly T[], score: (item: T) => number): T | undefined {
  let found: { item: T; score: number } | undefined;
  for (const item of items) {
    const value = score(item);
    if (found === undefined || value > found.score) found = { item, score: value };
  }
  return found?.item;
}
