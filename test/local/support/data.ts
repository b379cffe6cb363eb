/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** CSV rows `label,x0..x4` in which the label follows from the features with some noise. */
export function table(rows: number, seed: number, label = true): string[] {
  const random = seeded(seed);
  return Array.from({ length: rows }, () => {
    const x = Array.from({ length: 5 }, () => random() * 2 - 1);
    const [a = 0, b = 0, c = 0] = x;
    const y = a + b * c + (random() - 0.5) * 0.4 > 0 ? 1 : 0;
    const cells = x.map((value) => value.toFixed(4));
    return (label ? [String(y), ...cells] : cells).join(",");
  });
}
