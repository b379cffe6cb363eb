import { setTimeout as sleep } from "node:timers/promises";
import type { Ledger } from "./ledger";
import { random } from "./random";
import type { Part, Rig } from "./rig";
import type { Writer } from "./writer";

const PARTS: readonly Part[] = ["worker", "broker", "snowflake"];

export interface StormOptions {
  readonly seed: number;
  readonly kills: number;
  /** Default: all. */
  readonly parts?: readonly Part[];
  /** How long a recovery may take, in milliseconds. */
  readonly patienceMs: number;
}

export interface Storm {
  readonly kills: Readonly<Record<Part, number>>;
  /** Kills while others of the same round were still recovering. */
  readonly duringRecovery: number;
  /** Milliseconds from a round's last kill until a change written after it was read. */
  readonly recoveries: readonly number[];
}

/**
 * Kills random processes with SIGKILL while rows flow, one or several at once, some again while they recover; a round
 * ends when a change written after its last kill has been read by a committed reader.
 */
export async function storm(rig: Rig, writer: Writer, ledger: Ledger, options: StormOptions): Promise<Storm> {
  const chance = random(options.seed);
  const parts = options.parts ?? PARTS;
  const kills: Record<Part, number> = { worker: 0, broker: 0, snowflake: 0 };
  const recoveries: number[] = [];
  let [total, duringRecovery] = [0, 0];

  const strike = (): number => {
    const drawn = parts.filter(() => chance() < 0.5);
    const chosen = drawn.length > 0 ? drawn : [parts[Math.floor(chance() * parts.length)] ?? "worker"];
    const alive = chosen.filter((part) => rig.part(part).running);
    for (const part of alive) {
      rig.part(part).kill();
      kills[part]++;
    }
    total += alive.length;
    return alive.length;
  };

  while (total < options.kills) {
    strike();
    while (total < options.kills && chance() < 0.75) {
      await sleep(chance() * 3_000);
      duringRecovery += strike();
    }
    const struck = performance.now();
    const after = writer.step + 1;
    while (ledger.step <= after) {
      if (performance.now() - struck > options.patienceMs) throw await stuck(rig, ledger, total);
      await sleep(20);
    }
    recoveries.push(performance.now() - struck);
    console.log(
      `${total} kills, ${((recoveries.at(-1) ?? 0) / 1000).toFixed(1)} s to recover: ${ledger.changes} changes, ${ledger.broken.length} lost, ${ledger.duplicates} duplicated`,
    );
    await sleep(chance() * 800);
  }
  return { kills, duringRecovery, recoveries };
}

async function stuck(rig: Rig, ledger: Ledger, kills: number): Promise<Error> {
  const states = await rig.connect.call("GET", "/connectors?expand=status").catch(String);
  return new Error(
    `nothing new was read after kill ${kills} (step ${ledger.step}): ${JSON.stringify(states).slice(0, 3000)}\n` +
      `the services:\n${rig.log.slice(-12).join("\n")}\nthe worker:\n${rig.tail("worker", 30)}`,
  );
}

/** `p50 4.1 s, p95 6.0 s, max 9.3 s` */
export function spread(millis: readonly number[]): string {
  const sorted = [...millis].sort((a, b) => a - b);
  const at = (part: number): string => {
    const index = Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1);
    return `${((sorted[Math.max(0, index)] ?? 0) / 1000).toFixed(1)} s`;
  };
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`;
}
