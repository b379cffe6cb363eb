/** Values of the objective a trial reported so far, larger is better, one for each epoch. */
export type Series = readonly number[];

/** Decides, after each epoch, whether a trial may go on. */
export interface EarlyStopping {
  /** Why the trial is to be stopped, or undefined. */
  verdict(trial: string, series: Series, others: readonly Series[]): string | undefined;
}

/**
 * The rule of `TrainingJobEarlyStoppingType: Auto` (SageMaker guide, "Stop Training Jobs Early"): a trial stops when
 * its value is worse than the median of the running averages of the trials before it, up to the same epoch.
 */
export const medianRule: EarlyStopping = {
  verdict: (_trial, series, others) => {
    const epoch = series.length;
    const averages = others
      .filter((other) => other.length >= epoch)
      .map((other) => other.slice(0, epoch).reduce((sum, value) => sum + value, 0) / epoch)
      .sort((left, right) => left - right);
    if (averages.length === 0) return undefined;
    const half = averages.length >> 1;
    const upper = averages[half] ?? 0;
    const median = averages.length % 2 === 1 ? upper : (upper + (averages[half - 1] ?? 0)) / 2;
    return (series.at(-1) ?? 0) < median
      ? `worse at epoch ${epoch} than the median of the trials before`
      : undefined;
  },
};

const reduction = 3;

/**
 * Hyperband with asynchronous halving: at `min`, 3 x min, 9 x min ... epochs only the better third of the trials that
 * came so far goes on; at `max` every trial ends.
 */
export function hyperband(min: number, max: number): EarlyStopping {
  const rungs = new Map<number, number[]>();
  for (let rung = min; rung < max; rung *= reduction) rungs.set(rung, []);
  return {
    verdict: (_trial, series) => {
      const epoch = series.length;
      if (epoch >= max) return `reached MaxResource (${max})`;
      const rung = rungs.get(epoch);
      if (rung === undefined) return undefined;
      const value = series.at(-1) ?? 0;
      rung.push(value);
      if (rung.length < reduction) return undefined;
      const bar = [...rung].sort((left, right) => right - left)[Math.ceil(rung.length / reduction) - 1] ?? 0;
      return value < bar ? `not in the better third of ${rung.length} trials at epoch ${epoch}` : undefined;
    },
  };
}
