import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { end, marked } from "../../local/cloud/processes";
import { built } from "../../local/paths";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";
import type { FromWorker, Outcome, Task, ToWorker } from "./messages";
import { Progress } from "./progress";

/** Marks the engine, its plugins and the worker of one run, so that none is left behind whatever happens to it. */
const RUN_MARK = "FLOE_CLOUD_ID";

export interface RunResult {
  readonly outcome: Outcome;
  readonly progress: Progress;
  readonly seconds: number;
}

/**
 * Performs one operation of a stack in a worker process and shows its progress. Ctrl-C asks the engine to stop after
 * the operations under way; a second Ctrl-C ends it at once. Throws `CliError` when interrupted.
 */
export async function runTask(task: Task, env: NodeJS.ProcessEnv, output: Output): Promise<RunResult> {
  const began = performance.now();
  const progress = new Progress(output, task.operation === "preview");
  const run = `run-${randomUUID()}`;
  const worker = spawn(process.execPath, [built("cli", "stack", "worker.js")], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...env, [RUN_MARK]: run },
  });
  const interruption = new Interruption(worker, output);
  try {
    const outcome = await converse(worker, task, output, progress);
    interruption.check();
    return { outcome, progress, seconds: (performance.now() - began) / 1000 };
  } finally {
    progress.close();
    interruption.dispose();
    const left = await marked(run);
    if (left.length > 0) await end(left, 2_000);
  }
}

function converse(worker: ChildProcess, task: Task, output: Output, progress: Progress): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let outcome: Outcome | undefined;
    const tail: string[] = [];
    for (const stream of [worker.stdout, worker.stderr]) {
      if (stream) lines(stream, (line) => void (output.note(line), tail.push(line)));
    }
    worker.on("message", (message: FromWorker) => {
      if (message.type === "event") progress.see(message.event);
      else if (message.type === "log") output.note(message.line);
      else outcome = message.outcome;
    });
    worker.once("error", reject);
    worker.once("close", (code, signal) => {
      if (outcome) resolve(outcome);
      else {
        const how = signal ?? `exit ${code ?? "?"}`;
        reject(new CliError(`the run of stack ${task.stack} ended (${how}): ${tail.slice(-5).join("\n")}`));
      }
    });
    worker.send({ type: "run", task } satisfies ToWorker);
  });
}

function lines(stream: Readable, each: (line: string) => void): void {
  createInterface(stream).on("line", each);
}

/** First signal: stop gracefully. Second: end the worker's whole group. */
class Interruption {
  private signals = 0;
  private readonly listener: () => void;

  constructor(worker: ChildProcess, output: Output) {
    this.listener = () => {
      this.signals++;
      if (this.signals === 1) {
        output.note("stopping after the operations under way (again to stop at once)");
        if (worker.connected) worker.send({ type: "cancel" } satisfies ToWorker);
      } else if (worker.pid !== undefined) {
        try {
          process.kill(-worker.pid, "SIGKILL");
        } catch {
          // The group ended by itself in between.
        }
      }
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, this.listener);
  }

  check(): void {
    if (this.signals > 0) {
      throw new CliError("interrupted; run the same command again to go on", exitCodes.interrupted);
    }
  }

  dispose(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, this.listener);
  }
}
