import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether the holder is gone: its process ended, or it died before it could write its id. */
async function abandoned(lock: string): Promise<boolean> {
  const holder = Number(await readFile(join(lock, "pid"), "utf8").catch(() => ""));
  if (holder > 0) return !alive(holder);
  const made = await stat(lock).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > 10_000;
}

/** Runs `work` while no other process on this machine holds `lock`, a folder; takes over from a dead holder. */
export async function withLock(
  lock: string,
  log: (line: string) => void,
  work: () => Promise<void>,
  waiting = "Python: waiting for another process that makes the same environment",
): Promise<void> {
  let said = false;
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (await abandoned(lock)) {
      await rm(lock, { recursive: true, force: true });
      continue;
    }
    if (!said) log(waiting);
    said = true;
    await sleep(250);
  }
  try {
    await writeFile(join(lock, "pid"), String(process.pid));
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
