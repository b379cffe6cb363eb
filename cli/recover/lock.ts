import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function locksIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((file) => join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Removes the stack's locks in a file backend when the process that took them on this machine is gone.
 * @returns the process ids whose locks were removed
 * @throws when a live run holds the stack: two runs would overwrite each other's state
 */
export function releaseDeadLocks(backendFolder: string, project: string, stack: string): number[] {
  const released: number[] = [];
  for (const file of locksIn(join(backendFolder, ".pulumi", "locks", "organization", project, stack))) {
    const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
    if (lock.hostname !== hostname() || alive(lock.pid)) {
      throw new Error(
        `Stack ${project}/${stack} is locked by process ${lock.pid} on ${lock.hostname}. ` +
          "Wait for that run, or stop it; if it is certainly gone, delete the lock with `pulumi cancel`.",
      );
    }
    rmSync(file, { force: true });
    released.push(lock.pid);
  }
  return released;
}
