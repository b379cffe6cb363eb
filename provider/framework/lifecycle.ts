/** Why an operation ended early. The message is what the user reads. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Aborts running operations on cancel and on custom timeouts. Cancelling while nothing runs does nothing. */
export class Lifecycle {
  private readonly running = new Set<AbortController>();

  /**
   * Runs an operation with a signal. One that ignores its signal for `grace` milliseconds is given up, so that
   * a cancelled deployment always ends; the engine itself kills plugins five seconds after an interrupt.
   */
  async run<T>(seconds: number, operation: (signal: AbortSignal) => Promise<T>, grace = 4000): Promise<T> {
    const controller = new AbortController();
    this.running.add(controller);
    const timers: NodeJS.Timeout[] = [];
    if (seconds > 0) {
      const expire = () => controller.abort(new Interrupted(`the custom timeout of ${seconds} s passed`));
      timers.push(setTimeout(expire, Math.min(seconds * 1000, 2 ** 31 - 1)));
    }
    const abandoned = new Promise<never>((_, reject) => {
      controller.signal.addEventListener("abort", () => {
        timers.push(setTimeout(() => reject(reasonOf(controller.signal)), grace));
      });
    });
    try {
      return await Promise.race([operation(controller.signal), abandoned]);
    } catch (error) {
      // Clients only say that the request was aborted; the user wants to know why.
      const cut = controller.signal.aborted && error instanceof Error && error.name === "AbortError";
      throw cut ? reasonOf(controller.signal) : error;
    } finally {
      timers.forEach(clearTimeout);
      this.running.delete(controller);
    }
  }

  cancel(): void {
    for (const controller of this.running) controller.abort(new Interrupted("the deployment was cancelled"));
  }
}

export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Interrupted("the operation was cancelled");
}

/** Waits, or throws the signal's reason as soon as it aborts. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw reasonOf(signal);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
