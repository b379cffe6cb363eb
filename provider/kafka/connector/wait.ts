import { type Call, sleep } from "../../framework";
import type { ConnectApi, Status, Wanted } from "../connect/api";

/** A state counts when it holds for this long: just after a change a worker still tells of the time before it. */
const STEADY_MS = 3000;
/** A source without anything to read has no tasks, and that may be right. */
const IDLE_MS = 15_000;
const LOOK_MS = 500;

export interface Waiting {
  readonly name: string;
  readonly wanted: Wanted;
  /** When to give up, by `Date.now()`. */
  readonly end: number;
  readonly seconds: number;
  /** Whether failed tasks get one new start: a changed configuration does not start those whose own part is the same. */
  readonly restarts: boolean;
}

type Verdict = "good" | "idle" | "failed" | "open";

/** Waits until the connector is steadily as wanted. Fails with the words of what failed. */
export async function settled(api: ConnectApi, waiting: Waiting, call: Call): Promise<Status> {
  const { name, wanted, end, seconds } = waiting;
  let { restarts } = waiting;
  let since = Date.now();
  let last: Verdict = "open";
  for (;;) {
    const status = await api.status(name);
    const verdict = verdictOf(status, wanted);
    if (verdict !== last) since = Date.now();
    last = verdict;
    const held = Date.now() - since;
    if (status !== undefined && verdict === "good" && (wanted !== "RUNNING" || held >= STEADY_MS))
      return status;
    if (status !== undefined && verdict === "idle" && held >= IDLE_MS) {
      call.log("warning", `connector ${name} runs, but has no tasks: it found nothing to read`);
      return status;
    }
    if (status !== undefined && verdict === "failed" && held >= STEADY_MS) {
      if (!restarts) throw new Error(failureIn(name, status));
      restarts = false;
      call.status("failed tasks are started again");
      await api.restart(name, true);
      last = "open";
    }
    if (Date.now() > end)
      throw new Error(`connector ${name} is not ${wanted} after ${seconds} s: ${told(status)}`);
    call.status(told(status));
    await sleep(LOOK_MS, call.signal);
  }
}

function verdictOf(status: Status | undefined, wanted: Wanted): Verdict {
  if (status === undefined) return "open";
  const { state, tasks } = status;
  if (state === "FAILED" || tasks.some((task) => task.state === "FAILED")) return "failed";
  if (state !== wanted) return "open";
  if (wanted === "STOPPED") return "good";
  if (tasks.length === 0) return wanted === "RUNNING" ? "idle" : "good";
  return tasks.every((task) => task.state === wanted) ? "good" : "open";
}

function told(status: Status | undefined): string {
  if (status === undefined) return "the worker does not show it yet";
  const counts = new Map<string, number>();
  for (const { state } of status.tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  const tasks = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  return `connector ${status.state}, tasks: ${tasks === "" ? "none" : tasks}`;
}

function failureIn(name: string, status: Status): string {
  const failed = status.tasks.filter(({ state }) => state === "FAILED");
  const [first] = failed;
  const who =
    status.state === "FAILED" || first === undefined
      ? `connector ${name} failed`
      : `task ${first.id} of connector ${name} failed${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ""}`;
  const trace = status.state === "FAILED" ? status.trace : (first?.trace ?? "");
  return `${who}: ${gist(trace)}`;
}

/** What a stack trace says, without where it says it. */
export function gist(trace: string): string {
  const lines = trace
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^at |^\.\.\. \d+ more/.test(line));
  const said = [...new Set(lines)].slice(0, 8).join(" | ");
  return said === "" ? "it gave no reason; see the worker's log" : said.slice(0, 2000);
}
