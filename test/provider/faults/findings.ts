import type { World } from "../support/world/process";

/** What a campaign found out of one scenario. */
export interface Findings {
  calls: number;
  injected: number;
  /** Strikes that a sample left out. */
  spared: number;
  /** Strikes whose call never came. */
  missed: number;
  lost: string[];
  duplicated: string[];
  orphaned: string[];
  /** Reruns that failed, drifted or changed something again. */
  unsettled: string[];
}

export const kinds = ["lost", "duplicated", "orphaned", "unsettled"] as const;

export function nothing(): Findings {
  return {
    calls: 0,
    injected: 0,
    spared: 0,
    missed: 0,
    lost: [],
    duplicated: [],
    orphaned: [],
    unsettled: [],
  };
}

/** The counts of all campaigns in one line. */
export function summary(findings: readonly Findings[]): string {
  const sum = (of: (one: Findings) => number) => findings.reduce((total, one) => total + of(one), 0);
  const spared = sum((one) => one.spared);
  return (
    `calls covered ${sum((one) => one.calls)}, faults injected ${sum((one) => one.injected)}` +
    (spared > 0 ? ` (a sample; ${spared} more with FLOE_FAULTS=all)` : "") +
    kinds.map((kind) => `, ${kind} ${sum((one) => one[kind].length)}`).join("")
  );
}

/** What there is in all clouds, and what was paid for. */
export interface Picture {
  readonly jobs: readonly string[];
  readonly things: readonly string[];
  /** Jobs and graph runs that were ever begun. */
  readonly begun: number;
}

export async function pictureOf({ aws, snowflake, kafka }: World): Promise<Picture> {
  const runs = (await snowflake?.begun?.()) ?? 0;
  const { jobs, things } = aws.picture();
  const lines = (snowflake?.picture() ?? "").split("\n").filter((line) => line !== "");
  return {
    jobs,
    things: [...things, ...lines, ...(kafka?.picture() ?? [])],
    begun: aws.sagemaker.started + runs,
  };
}

const stopped = (job: string) => job.endsWith("Stopped");
const running = (jobs: readonly string[]) => jobs.filter((job) => !stopped(job));
/** What is paid for to its end: a job that was stopped is not. */
const paid = ({ begun, jobs }: Picture) => begun - jobs.filter(stopped).length;

/** Compares the world after a rerun with that of a deployment nothing happened to. */
export function compare(title: string, now: Picture, wanted: Picture, kept: boolean, found: Findings): void {
  if (kept && paid(now) > paid(wanted))
    found.duplicated.push(`${title}: ${paid(now)} jobs or runs paid for instead of ${paid(wanted)}`);
  for (const line of without(wanted.things, now.things)) found.lost.push(`${title}: ${line}`);
  for (const line of without(now.things, wanted.things)) found.duplicated.push(`${title}: ${line}`);
  if (!kept) return;
  for (const job of without(running(wanted.jobs), running(now.jobs))) found.lost.push(`${title}: ${job}`);
}

/** Compares the world after everything was deleted with that of a deployment nothing happened to. */
export function compareEmpty(title: string, now: Picture, wanted: Picture, found: Findings): void {
  const working = now.jobs.filter((job) => /InProgress|Stopping/.test(job));
  for (const line of [...without(now.things, wanted.things), ...working])
    found.orphaned.push(`${title}: ${line}`);
}

/** What is in the first list and not, or not as often, in the second. */
function without(first: readonly string[], second: readonly string[]): string[] {
  const rest = [...second];
  return first.filter((item) => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
