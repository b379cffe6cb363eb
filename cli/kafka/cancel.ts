import { CliError, exitCodes } from "../exit";

/** Runs work that ends on Ctrl-C with what it says about what stays. */
export async function cancellable<T>(stopped: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const stop = (): void => interruption.abort(new CliError(stopped, exitCodes.interrupted));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  try {
    return await work(interruption.signal);
  } catch (error) {
    // Whatever broke because of the interruption is no news.
    interruption.signal.throwIfAborted();
    throw error;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
  }
}
