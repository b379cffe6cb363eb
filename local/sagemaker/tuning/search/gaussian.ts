/** A Gaussian process over points: what is expected at a point never tried, and how sure that is. */
export interface Process {
  at(point: readonly number[]): { readonly mean: number; readonly deviation: number };
  /** Logarithm of how likely the observations are under this process: to choose between length scales. */
  readonly likelihood: number;
}

export interface Fit {
  /** How far points influence each other, in units of an axis. */
  readonly length: number;
  /** Variance of what repeating the same trial would give, relative to the whole. */
  readonly noise: number;
}

/** Fits to standardised values. Undefined when the points are too alike to be told apart. */
export function fit(
  points: readonly (readonly number[])[],
  values: readonly number[],
  { length, noise }: Fit,
): Process | undefined {
  const matrix = points.map((left, row) =>
    points.map((right, column) => similarity(left, right, length) + (row === column ? noise : 0)),
  );
  const factor = cholesky(matrix);
  if (factor === undefined) return undefined;
  const weights = backward(factor, forward(factor, values));
  const spread = factor.reduce((sum, row, index) => sum + Math.log(row[index] ?? 1), 0);
  return {
    likelihood: -0.5 * dot(values, weights) - spread - 0.5 * values.length * Math.log(2 * Math.PI),
    at: (point) => {
      const near = points.map((known) => similarity(point, known, length));
      const half = forward(factor, near);
      return { mean: dot(near, weights), deviation: Math.sqrt(Math.max(1e-12, 1 - dot(half, half))) };
    },
  };
}

/** Matérn 5/2: smooth, but not as smooth as to overshoot between few points. */
function similarity(left: readonly number[], right: readonly number[], length: number): number {
  let square = 0;
  for (let index = 0; index < left.length; index++) square += ((left[index] ?? 0) - (right[index] ?? 0)) ** 2;
  const distance = Math.sqrt(5 * square) / length;
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance);
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const factor: number[][] = [];
  for (const [row, line] of matrix.entries()) {
    const made: number[] = [];
    for (let column = 0; column <= row; column++) {
      const other = column === row ? made : (factor[column] ?? []);
      let sum = line[column] ?? 0;
      for (let k = 0; k < column; k++) sum -= (made[k] ?? 0) * (other[k] ?? 0);
      if (column === row) {
        if (sum <= 0) return undefined;
        made.push(Math.sqrt(sum));
      } else made.push(sum / (other[column] ?? 1));
    }
    factor.push(made);
  }
  return factor;
}

function forward(factor: readonly (readonly number[])[], values: readonly number[]): number[] {
  const result: number[] = [];
  for (const [row, line] of factor.entries()) {
    let sum = values[row] ?? 0;
    for (let k = 0; k < row; k++) sum -= (line[k] ?? 0) * (result[k] ?? 0);
    result.push(sum / (line[row] ?? 1));
  }
  return result;
}

function backward(factor: readonly (readonly number[])[], values: readonly number[]): number[] {
  const result: number[] = Array.from({ length: values.length }, () => 0);
  for (let row = values.length - 1; row >= 0; row--) {
    let sum = values[row] ?? 0;
    for (let k = row + 1; k < values.length; k++) sum -= (factor[k]?.[row] ?? 0) * (result[k] ?? 0);
    result[row] = sum / (factor[row]?.[row] ?? 1);
  }
  return result;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
