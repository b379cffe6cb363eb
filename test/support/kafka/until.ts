import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something holds, looking often; throws what `otherwise` says when it does not in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: () => string = () => "it did not happen in time",
  patienceMs = 60_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(otherwise());
    await sleep(50);
  }
}
