/**
 * What the components cost: preview, up and peak memory of 1, 10 and 100 whole loops made with the `Loop` component,
 * against the same resources registered by hand (support/byHand.ts says what is and is not the same), with the same
 * engine and the same stand-in providers, in turn.
 *
 * One loop is run for real on the local cloud first. A hundred are not: a hundred trainings and endpoints would
 * take an hour and hide everything measured here. Their providers do all of their own work but answer what was
 * recorded instead of calling a cloud (support/recorded/serve.ts), which makes the components' share larger, not
 * smaller. `--quick` leaves out the hundred.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { built } from "../local/paths";
import { byHand } from "./support/byHand";
import { differences } from "./support/deployment";
import { EngineBench } from "./support/engineBench";
import { printGrowth } from "./support/growth";
import type { Measured } from "./support/measure";
import { median, ratioOf, report, type Round } from "./support/report";

const LIMIT = 1.05;
const quick = process.argv.includes("--quick");
const sizes = [
  { count: 1, rounds: 15 },
  { count: 10, rounds: 5 },
  ...(quick ? [] : [{ count: 100, rounds: 2 }]),
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const bench = await EngineBench.open(folder);
  try {
    const components = built("bench", "support", "loops.js");
    const hand = join(folder, "by-hand.js");
    const real = await bench.record(components);
    console.log(
      `1 loop on the local cloud, recorded: up ${real.toFixed(1)} s, training and endpoint included`,
    );
    await bench.replay("up", components, 1);
    writeFileSync(hand, byHand(await bench.exported()));
    await sameResources(bench, components, hand);

    const ratios: number[] = [];
    const ups: { count: number; floe: number; peer: number }[] = [];
    for (const { count, rounds } of sizes) {
      for (const operation of ["preview", "up"] as const) {
        const pairs = await pairsOf(bench, operation, [components, hand], count, rounds);
        const time = pairs.map(({ floe, peer }): Round => ({ floe: floe.seconds, peer: peer.seconds }));
        const peak = pairs.map(({ floe, peer }): Round => ({ floe: floe.peak, peer: peer.peak }));
        ratios.push(ratioOf(`  ${operation} ${count}`, time));
        ratios.push(ratioOf(`  ${operation} ${count}, peak memory`, peak, "MB"));
        if (operation === "up") {
          ups.push({
            count,
            floe: median(time.map(({ floe }) => floe)),
            peer: median(time.map(({ peer }) => peer)),
          });
        }
      }
    }
    printGrowth(ups);
    report("overhead", Math.max(...ratios), LIMIT);
  } finally {
    bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fails when the two programs do not make the same stack: then a ratio of their times would say nothing. */
async function sameResources(bench: EngineBench, components: string, hand: string): Promise<void> {
  await bench.replay("up", components, 2);
  const theirs = await bench.exported();
  await bench.replay("up", hand, 2);
  const found = differences(theirs, await bench.exported());
  const total = theirs.resources.length;
  const custom = theirs.resources.filter((resource) => resource.custom).length;
  console.log(`2 loops: ${total} resources, ${custom} of them not components; ${found.length} differences`);
  if (found.length > 0) throw new Error(`not the same resources:\n${found.slice(0, 20).join("\n")}`);
}

async function pairsOf(
  bench: EngineBench,
  operation: "preview" | "up",
  [components, hand]: readonly [string, string],
  count: number,
  rounds: number,
): Promise<{ floe: Measured; peer: Measured }[]> {
  const pairs: { floe: Measured; peer: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    // The order is swapped each round, so that a drift of the machine meets both.
    if (round % 2 === 0) {
      const floe = await bench.replay(operation, components, count);
      pairs.push({ floe, peer: await bench.replay(operation, hand, count) });
    } else {
      const peer = await bench.replay(operation, hand, count);
      pairs.push({ floe: await bench.replay(operation, components, count), peer });
    }
  }
  return pairs;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
