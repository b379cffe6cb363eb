import { setImmediate } from "node:timers/promises";

/** The point of a call at which something goes wrong: the cloud has not seen it yet, or has done it already. */
export type Moment = "before" | "after";

/** What goes wrong at one call of an operation. */
export interface Fault {
  readonly name: string;
  readonly moment: Moment;
  /**
   * `once`: this attempt only. `outage`: this one and all later ones of the operation. `cancel`: the user cancels.
   * `kill`: the process dies. `lag`: reads after this one show the world before it for a while. `hang`: no answer
   * comes until the operation gives up.
   */
  readonly effect: "once" | "outage" | "cancel" | "kill" | "lag" | "hang";
  /** Kinds of clouds it can happen at. */
  readonly clouds: readonly Cloud[];
}

export type Cloud = "aws" | "snowflake" | "kafka" | "connect";

export interface CallSeen {
  readonly cloud: Cloud;
  readonly operation: string;
}

/** How a cloud's client tells of a fault. */
export interface Attempt<T> {
  readonly cloud: Cloud;
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
  perform(): Promise<T>;
  /** What the client sees instead of the answer. */
  fail(fault: Fault): Promise<T>;
}

const never = new Promise<never>(() => undefined);

/** The line from one provider process to its clouds: counts calls, and breaks where the plan says. */
export class Line {
  readonly seen: CallSeen[] = [];
  /** Set when the fault has struck. */
  struck = false;
  private dead = false;
  private out: Fault | undefined;
  private die: () => void = () => undefined;
  /** Resolves when the process is killed. */
  readonly killed = new Promise<void>((resolve) => {
    this.die = resolve;
  });

  constructor(
    private readonly plan: { readonly at: number; readonly fault: Fault } | undefined,
    private readonly on: { cancel(): void; lag(): void },
  ) {}

  async through<T>(attempt: Attempt<T>): Promise<T> {
    if (this.dead) return never;
    const index = this.seen.length;
    this.seen.push({ cloud: attempt.cloud, operation: attempt.operation });
    // Real clouds answer later, never within the same turn.
    await setImmediate();
    if (this.out !== undefined) return attempt.fail(this.out);
    if (this.plan?.at !== index || this.struck) return this.healthy(attempt);
    this.struck = true;
    return this.strike(attempt, this.plan.fault);
  }

  /** The network works again. */
  heal(): void {
    this.out = undefined;
  }

  private async healthy<T>(attempt: Attempt<T>): Promise<T> {
    if (attempt.signal?.aborted === true) throw aborted();
    const answer = await attempt.perform();
    return this.dead ? never : answer;
  }

  private async strike<T>(attempt: Attempt<T>, fault: Fault): Promise<T> {
    if (fault.effect === "lag") {
      this.on.lag();
      return attempt.perform();
    }
    if (fault.effect === "outage") this.out = fault;
    const done = fault.moment === "after" ? attempt.perform() : undefined;
    await done?.catch(() => undefined);
    switch (fault.effect) {
      case "kill":
        this.dead = true;
        this.die();
        return never;
      case "hang":
        return unanswered(attempt.signal);
      case "cancel":
        this.on.cancel();
        if (attempt.signal?.aborted === true) throw aborted();
        // A call that takes no signal of the operation goes on, as clean-up after a cancel must.
        return done ?? attempt.perform();
      default:
        return attempt.fail(fault);
    }
  }
}

function unanswered(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(aborted()), { once: true }),
  );
}

function aborted(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
