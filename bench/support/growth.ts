interface Point {
  readonly count: number;
  readonly floe: number;
  readonly peer: number;
}

/** Time per loop at each size and the power of the best fit through all: 1 is linear, 2 quadratic. */
export function printGrowth(points: readonly Point[]): void {
  const first = points[0];
  if (first === undefined) return;
  for (const side of ["floe", "peer"] as const) {
    // The cost of starting engine, program and providers is the same at each size: it is taken off before fitting.
    const second = points[1] ?? first;
    const slope = (second[side] - first[side]) / Math.max(1, second.count - first.count);
    const start = first[side] - slope * first.count;
    const per = points.map(
      (point) => `${((1000 * (point[side] - start)) / point.count).toFixed(0)} ms at ${point.count}`,
    );
    const last = points.at(-1) ?? first;
    const power =
      Math.log((last[side] - start) / (second[side] - start)) / Math.log(last.count / second.count);
    const fit = points.length > 2 ? `, time grows with loops to the power ${power.toFixed(2)}` : "";
    console.log(`  up, ${side}: start ${start.toFixed(2)} s, then per loop ${per.join(", ")}${fit}`);
  }
}
