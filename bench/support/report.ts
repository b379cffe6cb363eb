/** One timed pairing: what Floe took and what the peer took, in the same unit and the same round. */
export interface Round {
  readonly floe: number;
  readonly peer: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("median of no values");
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Ratio of the medians, with the spread of the pairings, as one line for people. */
export function ratioOf(label: string, rounds: readonly Round[], unit = "s"): number {
  const floe = median(rounds.map((round) => round.floe));
  const peer = median(rounds.map((round) => round.peer));
  const ratio = floe / peer;
  const pairs = rounds.map((round) => (round.floe / round.peer).toFixed(2)).join(" ");
  console.log(
    `${label}: floe ${floe.toFixed(2)} ${unit}, peer ${peer.toFixed(2)} ${unit}, ratio ${ratio.toFixed(3)} (pairs ${pairs})`,
  );
  return ratio;
}

/** The closing line of a benchmark. Exit code 1 when the ratio is above its limit. */
export function report(bench: string, ratio: number, limit: number): void {
  console.log(JSON.stringify({ bench, ratio: Math.round(ratio * 1000) / 1000, limit }));
  if (ratio > limit) process.exitCode = 1;
}

/** As {@link report}, of a ratio that is the better the larger it is. Exit code 1 when it is below the least. */
export function reportLeast(bench: string, ratio: number, least: number): void {
  console.log(JSON.stringify({ bench, ratio: Math.round(ratio * 1000) / 1000, least }));
  if (ratio < least) process.exitCode = 1;
}

export async function seconds(run: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Runs peer and subject in turn, the order swapped each round, so that a drift of the machine meets both. */
export async function interleave(
  rounds: number,
  floe: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<Round[]> {
  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const mine = await floe();
      results.push({ floe: mine, peer: await peer() });
    } else {
      const theirs = await peer();
      results.push({ floe: await floe(), peer: theirs });
    }
  }
  return results;
}
