import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

const PATIENCE_MS = 5_000;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process that was just killed takes a moment to go. */
async function goes(pid: number): Promise<boolean> {
  const until = Date.now() + PATIENCE_MS;
  while (alive(pid)) {
    if (Date.now() > until) return false;
    await sleep(100);
  }
  return true;
}

function locksIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Undefined for a lock whose writer was killed before its content was on disk. */
function read(file: string): Lock | undefined {
  const text = readFileSync(file, "utf8");
  return text.trim() === "" ? undefined : (JSON.parse(text) as Lock);
}

/**
 * Removes the stack's locks in a file backend when the process that took them on this machine is gone.
 * @returns the process ids whose locks were removed
 * @throws when a live run holds the stack: two runs would overwrite each other's state
 */
export async function releaseDeadLocks(
  backendFolder: string,
  project: string,
  stack: string,
): Promise<number[]> {
  const released: number[] = [];
  for (const file of locksIn(join(backendFolder, ".pulumi", "locks", "organization", project, stack))) {
    const lock = read(file);
    if (lock && (lock.hostname !== hostname() || !(await goes(lock.pid)))) {
      throw new Error(
        `Stack ${project}/${stack} is locked by process ${lock.pid} on ${lock.hostname}. ` +
          "Wait for that run, or stop it; if it is certainly gone, delete the lock with `pulumi cancel`.",
      );
    }
    for (const each of [file, `${file}.attrs`]) rmSync(each, { force: true });
    if (lock) released.push(lock.pid);
  }
  return released;
}
