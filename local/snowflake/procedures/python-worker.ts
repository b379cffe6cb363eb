import { spawn, type ChildProcessByStdio } from "node:child_process";
import { delimiter, dirname } from "node:path";
import type { Readable, Writable } from "node:stream";
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

/** Python processes that run handlers: one stays warm, more start while calls overlap. */
export class PythonWorkers {
  private readonly workers = new Set<Worker>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly log: (line: string) => void) {}

  /** Runs a handler and answers its value. A Python exception becomes Snowflake's error with the traceback. */
  async run(
    place: PythonPlace,
    request: PythonRequest,
    handler: string,
    name: string,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const worker =
      [...this.workers].find((each) => !each.busy && !each.dead && each.place.packages === place.packages) ??
      this.start(place);
    const answer = await worker.ask(request, signal);
    if (answer.ok) return answer.value;
    throw new SnowflakeError(
      "100357",
      "P0000",
      `Python Interpreter Error:\n${answer.traceback ?? answer.error ?? ""} in function ${name} with handler ${handler}`,
    );
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
