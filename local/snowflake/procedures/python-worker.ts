import { spawn, type ChildProcessByStdio } from "node:child_process";
import { delimiter, dirname } from "node:path";
import type { Readable, Writable } from "node:stream";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { houseFolder } from "../../python/folders";
import { SnowflakeError } from "../core/errors";

/** A request to the Python runner (python/floe_procedures). */
export type PythonRequest = Readonly<Record<string, unknown>>;

interface Answer {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: string;
  readonly traceback?: string;
}

/** How long an idle worker beyond the first is kept, in milliseconds. */
const IDLE = 30_000;

/** The folder with the Python packages of the house. */
export function packagesFolder(): string {
  return dirname(houseFolder("python", "floe_procedures"));
}

/** An interpreter, and the folder with packages beyond its own. */
export interface PythonPlace {
  readonly python: string;
  readonly packages: string | undefined;
}

class Worker {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  private tail: string[] = [];
  dead = false;
  idleSince = Date.now();

  constructor(
    readonly place: PythonPlace,
    log: (line: string) => void,
  ) {
    // Handlers reach the local cloud through their session only: no keys for them.
    const secret = /^(?:AWS_|SNOWFLAKE_)/;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !secret.test(name)));
    const paths = [...(place.packages === undefined ? [] : [place.packages]), packagesFolder()];
    this.child = spawn(place.python, ["-u", "-m", "floe_procedures"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...env, PYTHONPATH: paths.join(delimiter), PYTHONDONTWRITEBYTECODE: "1" },
    });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.answer(line));
    createInterface({ input: this.child.stderr }).on("line", (line) => {
      this.tail = [...this.tail.slice(-20), line];
      log(`python: ${line}`);
    });
    this.child.stdin.on("error", () => undefined);
    this.child.on("error", (error) => this.end(`Python could not be started: ${error.message}`));
    this.child.on("exit", (code, signal) =>
      this.end(`The Python process ended (${signal ?? `code ${code ?? ""}`}). ${this.tail.join("\n")}`),
    );
  }

  private answer(line: string): void {
    const { waiting } = this;
    this.waiting = undefined;
    this.idleSince = Date.now();
    waiting?.resolve(JSON.parse(line) as Answer);
  }

  private end(reason: string): void {
    this.dead = true;
    this.waiting?.reject(new SnowflakeError("100357", "P0000", reason));
    this.waiting = undefined;
  }

  get busy(): boolean {
    return this.waiting !== undefined;
  }

  ask(request: PythonRequest, signal: AbortSignal | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.child.kill("SIGKILL");
        reject(new SnowflakeError("000604", "57014", "SQL execution canceled"));
      };
      signal?.addEventListener("abort", stop, { once: true });
      const done = (): void => signal?.removeEventListener("abort", stop);
      this.waiting = {
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  stop(): void {
    this.child.stdin.end();
    this.child.kill();
  }
}

/** What a handler is called for: messages name it, and the session says whether another call waits for it. */
export interface Calling {
  readonly handler: string;
  readonly name: string;
  readonly session: string;
  readonly signal?: AbortSignal;
}

/**
 * Python processes that run handlers: one stays warm, more start while calls overlap, up to a bound that keeps a wide
 * task graph from filling the memory. A call that a running handler makes never waits: its caller holds a process.
 */
export class PythonWorkers {
  private readonly workers = new Set<Worker>();
  private readonly holders = new Map<string, number>();
  private readonly waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: (line: string) => void,
    private readonly most = Math.max(2, Math.min(8, availableParallelism())),
  ) {}

  /** Runs a handler and answers its value. A Python exception becomes Snowflake's error with the traceback. */
  async run(place: PythonPlace, request: PythonRequest, calling: Calling): Promise<unknown> {
    const { handler, name, session, signal } = calling;
    await this.turn(session, signal);
    let answer: Answer;
    try {
      answer = await this.workerFor(place).ask(request, signal);
    } finally {
      const left = (this.holders.get(session) ?? 1) - 1;
      if (left > 0) this.holders.set(session, left);
      else this.holders.delete(session);
      this.waiting.shift()?.();
    }
    if (answer.ok) return answer.value;
    throw new SnowflakeError(
      "100357",
      "P0000",
      `Python Interpreter Error:\n${answer.traceback ?? answer.error ?? ""} in function ${name} with handler ${handler}`,
    );
  }

  /** Takes a place among the holders, in one step with seeing that there is one. */
  private async turn(session: string, signal: AbortSignal | undefined): Promise<void> {
    while (this.holders.size >= this.most && !this.holders.has(session)) {
      if (signal?.aborted !== true) await this.woken(signal);
      if (signal?.aborted !== true) continue;
      // The turn that woke it, if one did, is another's.
      this.waiting.shift()?.();
      throw new SnowflakeError("000604", "57014", "SQL execution canceled");
    }
    this.holders.set(session, (this.holders.get(session) ?? 0) + 1);
  }

  /** In turn, or by the signal: who has left the queue must not be given a turn. */
  private woken(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        signal?.removeEventListener("abort", end);
        const place = this.waiting.indexOf(end);
        if (place >= 0) this.waiting.splice(place, 1);
        resolve();
      };
      this.waiting.push(end);
      signal?.addEventListener("abort", end, { once: true });
    });
  }

  /** An idle process with the packages; where as many as may be run already, in place of an idle one with others. */
  private workerFor(place: PythonPlace): Worker {
    const idle = [...this.workers].filter((each) => !each.busy && !each.dead);
    const fitting = idle.find((each) => each.place.packages === place.packages);
    if (fitting !== undefined) return fitting;
    const [other] = idle;
    if (other !== undefined && this.workers.size >= this.most) {
      other.stop();
      this.workers.delete(other);
    }
    return this.start(place);
  }

  private start(place: PythonPlace): Worker {
    const worker = new Worker(place, this.log);
    this.workers.add(worker);
    this.timer ??= setInterval(() => this.trim(), IDLE / 3).unref();
    return worker;
  }

  private trim(): void {
    for (const worker of this.workers) if (worker.dead) this.workers.delete(worker);
    const idle = [...this.workers].filter((worker) => !worker.busy && Date.now() - worker.idleSince > IDLE);
    for (const worker of idle.slice(this.workers.size === idle.length ? 1 : 0)) {
      worker.stop();
      this.workers.delete(worker);
    }
  }

  stop(): void {
    clearInterval(this.timer);
    for (const worker of this.workers) worker.stop();
    this.workers.clear();
  }
}
