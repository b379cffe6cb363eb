let offset = performance.timeOrigin;

/**
 * The time in microseconds since 1970. The machine's clock tells milliseconds only; in between the process's own counter
 * does, set anew whenever both drift apart.
 */
export function microseconds(clock?: { now(): number }): bigint {
  if (clock !== undefined) return BigInt(Math.round(clock.now())) * 1000n;
  const now = Date.now();
  const precise = offset + performance.now();
  if (precise < now - 0.5 || precise > now + 1.5) offset += now + 0.5 - precise;
  return BigInt(Math.round((offset + performance.now()) * 1000));
}
