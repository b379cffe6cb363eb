import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface SupervisedOptions {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
  /** File that standard output and error are appended to; `pipe` hands them to the caller. */
  output: { file: string } | "pipe";
}

/**
 * A child process in a process group of its own, so that ending it ends all that it started.
 *
 * Its standard input is a pipe that closes when this process ends, however it ends: our Python programs watch it.
 */
export class Supervised {
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private ended = false;

  private constructor(readonly child: ChildProcess) {
    this.exited = new Promise((resolve) => {
      child.once("error", () => {
        this.ended = true;
        resolve({ code: 127, signal: null });
      });
      child.once("close", (code, signal) => {
        this.ended = true;
        resolve({ code, signal });
      });
    });
  }

  static start(options: SupervisedOptions): Supervised {
    const file = options.output === "pipe" ? undefined : openSync(options.output.file, "a", 0o600);
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ["pipe", file ?? "pipe", file ?? "pipe"],
    });
    if (file !== undefined) closeSync(file);
    // A child that dies at once closes its input under us.
    child.stdin?.on("error", () => undefined);
    return new Supervised(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return !this.ended;
  }

  /** Sends a signal to the process and all that it started. */
  signal(name: NodeJS.Signals): void {
    if (this.pid > 0) signalGroup(this.pid, name);
  }

  /** Asks the group to end, then ends it; returns when the process is gone. */
  async stop(graceMs: number): Promise<void> {
    if (this.running) {
      this.signal("SIGTERM");
      await Promise.race([this.exited, sleep(graceMs, undefined, { ref: false })]);
    }
    // Also when the leader is gone: what it started may have outlived it.
    this.signal("SIGKILL");
    if (this.running) await this.exited;
  }
}

/** Signals a process group; a group that is gone is no error. */
export function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The environment our Python programs start with: what a program needs to run at all, and no credentials. */
export function scrubbedEnvironment(extra: Record<string, string>): Record<string, string> {
  const kept = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "LD_LIBRARY_PATH",
    "FLOE_CLOUD_ID",
  ];
  const base: Record<string, string> = {};
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) base[name] = value;
  }
  return { ...base, PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "0", ...extra };
}
