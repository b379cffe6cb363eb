import { type Call, sleep } from "../../framework";
import { broken, type LegName } from "./leg";

/** Times legs and bounds waits. */
export class Watch {
  /** Seconds by leg, in the order in which they were first walked. */
  readonly seconds: Record<string, number> = {};
  private readonly began = Date.now();

  constructor(
    private readonly call: Call,
    private readonly limitMs: number,
    /** Least time between two looks. */
    private readonly pauseMs: number,
  ) {}

  get elapsedSeconds(): number {
    return rounded(Date.now() - this.began);
  }

  /** Walks a leg and remembers how long it took. */
  async leg<T>(name: LegName, walk: () => Promise<T>): Promise<T> {
    const from = Date.now();
    this.call.status(`${name}: begun`);
    try {
      return await walk();
    } finally {
      this.seconds[name] = rounded((this.seconds[name] ?? 0) * 1000 + Date.now() - from);
    }
  }

  /**
   * Asks until there is an answer. When the check's time is up, `late` says what was waited for.
   *
   * @param patienceMs bounds this wait below the check's own limit.
   */
  async until<T>(
    leg: LegName,
    ask: () => Promise<T | undefined>,
    late: () => { readonly fact: string; readonly fix: string },
    patienceMs = Number.POSITIVE_INFINITY,
  ): Promise<T> {
    const from = Date.now();
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      const now = Date.now();
      if (now - this.began > this.limitMs || now - from > patienceMs) {
        const { fact, fix } = late();
        throw broken(leg, `${fact} within ${Math.round((now - from) / 1000)} s`, fix);
      }
      await sleep(this.pauseMs, this.call.signal);
    }
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
