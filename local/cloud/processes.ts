import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Environment variable that marks every process of one local cloud, so that leftovers of a killed one are found. */
export const CLOUD_MARK = "FLOE_CLOUD_ID";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Resident memory in bytes. */
  readonly rss: number;
  readonly command: string;
}

/** Every process of this machine that the user may see. */
export async function processes(): Promise<Process[]> {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** `root` and all its descendants. */
export async function tree(root: number): Promise<Process[]> {
  const all = await processes();
  const members = new Map<number, Process>();
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    const own = all.find((candidate) => candidate.pid === pid);
    if (!own || members.has(pid)) continue;
    members.set(pid, own);
    for (const child of all) if (child.parent === pid) queue.push(child.pid);
  }
  return [...members.values()];
}

/** Processes started by the local cloud with this id, alive or orphaned. */
export async function marked(id: string): Promise<number[]> {
  const needle = `${CLOUD_MARK}=${id}`;
  const found: number[] = [];
  if (process.platform === "linux") {
    for (const pid of await pids()) {
      if (pid === process.pid) continue;
      const environ = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      if (environ.split("\0").includes(needle)) found.push(pid);
    }
    return found;
  }
  const { stdout } = await run("ps", ["-A", "-E", "-o", "pid=,command="], { maxBuffer: 1 << 26 });
  for (const line of stdout.split("\n")) {
    const pid = Number.parseInt(line, 10);
    if (line.includes(needle) && pid !== process.pid) found.push(pid);
  }
  return found;
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Ends the processes: SIGTERM, then SIGKILL for those still there after `graceMs`. */
export async function end(pids: readonly number[], graceMs = 5_000): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    for (const pid of pids.filter(alive)) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended by itself in between.
      }
    }
  };
  signal("SIGTERM");
  await gone(pids, graceMs);
  signal("SIGKILL");
  await gone(pids, 2_000);
}

/** Waits until none of the processes lives, at most `ms`; tells whether that is so. */
export async function gone(pids: readonly number[], ms: number): Promise<boolean> {
  for (const until = Date.now() + ms; Date.now() < until; await sleep(25)) {
    if (!pids.some(alive)) return true;
  }
  return !pids.some(alive);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function pids(): Promise<number[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function fromProc(): Promise<Process[]> {
  const found: Process[] = [];
  for (const pid of await pids()) {
    const [status, command] = await Promise.all([
      readFile(`/proc/${pid}/status`, "utf8").catch(() => ""),
      readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
    ]);
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    if (/^State:\s+Z/m.test(status) || status === "") continue;
    found.push({
      pid,
      parent: field("PPid"),
      rss: field("VmRSS") * 1024,
      command: command.split("\0").join(" ").trim(),
    });
  }
  return found;
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,rss=,command="], { maxBuffer: 1 << 26 });
  return stdout.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    if (!match) return [];
    return [
      {
        pid: Number(match[1]),
        parent: Number(match[2]),
        rss: Number(match[3]) * 1024,
        command: match[4] ?? "",
      },
    ];
  });
}
