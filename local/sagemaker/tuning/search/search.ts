import type { Axis } from "./axis";

/** What a trial of earlier reached. Larger is better: the caller turns the sign of what is to be minimised. */
export interface Observation {
  readonly places: readonly number[];
  readonly value: number;
}

/** Chooses one trial's hyperparameters after the other. */
export interface Search {
  /** Places on the axes; undefined when there is nothing left to try. `running` are the places of trials under way. */
  next(seen: readonly Observation[], running: readonly (readonly number[])[]): readonly number[] | undefined;
}

/** Numbers in [0, 1) that follow from a seed: a counter, its bits mixed until they look like chance. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Independent draws from every range, on the range's scale. */
export function randomSearch(axes: readonly Axis[], seed: number): Search {
  const random = generator(seed);
  return { next: () => axes.map(() => random()) };
}

/** Every combination of the categorical ranges, in order. */
export function gridSearch(axes: readonly Axis[]): Search {
  const total = combinations(axes);
  let index = 0;
  return {
    next: () => {
      if (index >= total) return undefined;
      let rest = index++;
      return axes.map((axis) => {
        const count = axis.values?.length ?? 1;
        const place = ((rest % count) + 0.5) / count;
        rest = Math.floor(rest / count);
        return place;
      });
    },
  };
}

export function combinations(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * (axis.values?.length ?? 1), 1);
}

/** The hyperparameters at some places. */
export function drawn(axes: readonly Axis[], places: readonly number[]): Record<string, string> {
  return Object.fromEntries(axes.map((axis, index) => [axis.name, axis.at(places[index] ?? 0)]));
}

/** The places of hyperparameters; undefined when one lies outside its range. */
export function placesOf(
  axes: readonly Axis[],
  values: Readonly<Record<string, string>>,
): readonly number[] | undefined {
  const places = axes.map((axis) => axis.of(values[axis.name] ?? ""));
  return places.every((place) => place !== undefined) ? places : undefined;
}
