import { setTimeout as sleep } from "node:timers/promises";
import type { Supervised } from "./supervised";

const AGAIN_MS = 500;
/** Starts within this time, in milliseconds, after which a service that keeps ending is left alone. */
const WINDOW_MS = 60_000;
const LIMIT = 10;

export interface KeptOptions {
  /** For messages, such as `Kafka broker`. */
  readonly name: string;
  readonly start: () => Supervised;
  /** Resolves when the service answers. Rejects when it will not. */
  readonly ready: (process: Supervised) => Promise<void>;
  readonly log: (line: string) => void;
  /** Milliseconds between asking it to end and ending it. Default 10,000. */
  readonly graceMs?: number;
  /** Starts within a minute after which it is left alone. Default 10. */
  readonly limit?: number;
}

/** A service in a process of its own that is started again when it ends by itself. */
export class Kept {
  private stopping = false;
  private starts: number[] = [];
  private turn: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: KeptOptions,
    private process: Supervised,
  ) {}

  /** Starts the service and waits until it answers; nothing is left when it does not. */
  static async start(options: KeptOptions): Promise<Kept> {
    const kept = new Kept(options, options.start());
    kept.starts.push(Date.now());
    try {
      await options.ready(kept.process);
    } catch (error) {
      await kept.process.stop(0);
      throw error;
    }
    kept.watch(kept.process);
    return kept;
  }

  get pid(): number {
    return this.process.pid;
  }

  get running(): boolean {
    return this.process.running;
  }

  /** Ends the service at once, as a crash does; it is started again. */
  kill(): void {
    this.process.signal("SIGKILL");
  }

  /** Resolves when the service answers (again). Rejects when it was given up. */
  async settled(): Promise<void> {
    // A kill is noticed a moment after it.
    for (let seen: Promise<void> | undefined; seen !== this.turn;) {
      seen = this.turn;
      await seen;
      await sleep(20);
    }
    if (!this.stopping && !this.process.running) await this.process.exited.then(() => this.turn);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.process.stop(this.options.graceMs ?? 10_000);
    await this.turn.catch(() => undefined);
  }

  private watch(process: Supervised): void {
    void process.exited.then((end) => {
      if (this.stopping) return;
      this.options.log(
        `the ${this.options.name} ended (${end.signal ?? `exit ${end.code ?? "?"}`}); starting it again`,
      );
      this.turn = this.again();
      this.turn.catch((error: unknown) =>
        this.options.log(error instanceof Error ? error.message : String(error)),
      );
    });
  }

  private async again(): Promise<void> {
    for (;;) {
      // What the dead leader had started would keep its ports.
      await this.process.stop(0);
      this.starts = this.starts.filter((at) => Date.now() - at < WINDOW_MS);
      if (this.starts.length >= (this.options.limit ?? LIMIT))
        throw new Error(`the ${this.options.name} keeps ending and is left alone: see its log`);
      this.starts.push(Date.now());
      if (this.stopping) return;
      this.process = this.options.start();
      try {
        await this.options.ready(this.process);
        this.watch(this.process);
        return;
      } catch (error) {
        this.options.log(error instanceof Error ? error.message : String(error));
        await this.process.stop(0);
        await sleep(AGAIN_MS);
      }
    }
  }
}
