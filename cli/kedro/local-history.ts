import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A run in a local store. */
export interface LocalRun {
  readonly run: string;
  readonly state: "succeeded" | "failed";
  /** Nodes whose outputs it made. */
  readonly made: readonly string[];
}

const kept = 50;
const fileIn = (store: string): string => join(store, "runs.json");

/** Runs of a store, newest first. */
export function localRuns(store: string): LocalRun[] {
  if (!existsSync(fileIn(store))) return [];
  try {
    const runs: unknown = JSON.parse(readFileSync(fileIn(store), "utf8"));
    return Array.isArray(runs) ? (runs as LocalRun[]) : [];
  } catch {
    return [];
  }
}

/** Notes a run; another attempt at the same run adds to what it made. */
export function noteRun(store: string, run: LocalRun): void {
  const before = localRuns(store);
  const earlier = before.find((one) => one.run === run.run);
  const made = [...new Set([...(earlier?.made ?? []), ...run.made])].sort();
  const runs = [{ ...run, made }, ...before.filter((one) => one.run !== run.run)].slice(0, kept);
  mkdirSync(store, { recursive: true });
  writeFileSync(fileIn(store), `${JSON.stringify(runs, null, 1)}\n`);
}

/** The latest run that made everything a part needs. */
export const localSource = (runs: readonly LocalRun[], needed: readonly string[]): LocalRun | undefined =>
  runs.find(({ made }) => needed.every((node) => made.includes(node)));
