import { createHash, randomUUID } from "node:crypto";
import { Interrupted, type Bag, type Call } from "../../framework";
import { type OpenSession, StatementFailed } from "../../snowflake/session";
import { type Files, filesOf, type Unloaded } from "./clean/files";
import { Ledger } from "./clean/ledger";
import { Objects } from "./clean/objects";
import { nothing, type Removed, removeFiles, removeLeftover, removeRows, sum } from "./clean/remove";
import { BrokenLoop, broken } from "./leg";
import { look } from "./look";
import { Marks } from "./marks";
import { Place } from "./place";
import { send } from "./send";
import { waitForQuiet } from "./send/load";
import type { Spec } from "./spec";
import { Watch } from "./watch";

/** What tells a check from every other, on every machine. */
export function tokenOf(urn: string): string {
  return createHash("sha256").update(urn).digest("hex").slice(0, 16);
}

/** Looks at every leg and, when there are marked rows, sends them through. Answers the outputs. */
export async function runCheck(spec: Spec, call: Call, open: OpenSession): Promise<Bag> {
  const place = new Place(spec, call, open);
  const watch = new Watch(call, spec.timeoutMs, place.local ? 200 : 5_000);
  const findings = await look(place, watch);
  if (findings.length > 0) {
    throw new BrokenLoop(findings, spec.rows.length === 0 ? "" : "No marked row was sent.");
  }
  const sent = spec.rows.length === 0 ? undefined : await sendThrough(place, watch);
  const legs = Object.entries(watch.seconds).map(([leg, seconds]) => `${leg} ${seconds} s`);
  call.log("info", `the loop works: ${legs.join(", ")}`);
  return {
    result: "passed",
    seconds: watch.seconds,
    checkedAt: new Date().toISOString(),
    ...(sent === undefined ? {} : { run: sent.run, prediction: sent.prediction }),
    removedRows: sent?.removed.rows ?? 0,
    removedObjects: sent?.removed.objects ?? 0,
    keptObjects: sent?.removed.kept ?? [],
  };
}

interface Sent {
  readonly run: string;
  readonly prediction: string | number | boolean;
  readonly removed: Removed;
}

async function sendThrough(place: Place, watch: Watch): Promise<Sent> {
  const { call } = place;
  const token = tokenOf(call.urn);
  const files = await filesOf(place);
  if (files === undefined) throw new Error("rows need unload.stage");
  const objects = await Objects.open(call);
  const earlier = await Ledger.open(objects, files.scores, token);
  let removed = await watch.leg("leftovers", () => removeAll(place, objects, files, token, earlier));
  await watch.leg("quiet", () => waitForQuiet(place, watch));

  const run = randomUUID();
  const marks = new Marks(token, run);
  const ledger = await earlier.add({ run, since: new Date().toISOString() });
  let carried: Unloaded | undefined;
  try {
    const answer = await send(place, watch, marks, (unloaded) => {
      carried = unloaded;
    });
    const here = await watch.leg("removal", () => cleaned(place, objects, files, marks, answer.unloaded));
    // What an earlier run had left in a stream came out ahead of these rows.
    const late = await watch.leg("removal", () => removeAll(place, objects, files, token, earlier));
    removed = sum(removed, sum(here, late));
    await ledger.close();
    return { run: answer.unloaded.run, prediction: answer.prediction, removed };
  } catch (error) {
    throw await tidied(error, place, objects, files, marks, carried);
  }
}

/** Removes what runs that were cut off, or that failed, have left so far. */
async function removeAll(
  place: Place,
  objects: Objects,
  files: Files,
  token: string,
  ledger: Ledger,
): Promise<Removed> {
  let removed = nothing;
  for (const sent of ledger.sent) {
    place.call.status(`leftovers: run of ${sent.since}`);
    removed = sum(removed, await removeLeftover(place, objects, files, token, sent));
  }
  if (removed.rows + removed.objects > 0) {
    const what = `${removed.rows} marked rows and ${removed.objects} object versions`;
    place.call.log("info", `removed ${what} that an earlier check had left`);
  }
  return removed;
}

async function cleaned(
  place: Place,
  objects: Objects,
  files: Files,
  marks: Marks,
  unloaded: Unloaded,
): Promise<Removed> {
  const rows = await removeRows(place, marks);
  const gone = await removeFiles(objects, files, unloaded);
  const left = await removeRows(place, marks);
  if (left > 0) {
    throw broken(
      "removal",
      `${left} marked rows came back after they were removed`,
      "look for something else that fills the features or predictions table; the next check removes them again",
    );
  }
  return { ...gone, rows };
}

/**
 * After a failure marked rows are taken from where they are. What a stream still holds comes out later, so the ledger
 * stays open and the next check looks again. A cancelled run has no time for this and leaves it all to the ledger.
 */
async function tidied(
  error: unknown,
  place: Place,
  objects: Objects,
  files: Files,
  marks: Marks,
  unloaded: Unloaded | undefined,
): Promise<unknown> {
  if (error instanceof Interrupted || place.call.signal.aborted) return error;
  const rows = await removeRows(place, marks).catch(() => undefined);
  const gone =
    unloaded === undefined ? nothing : await removeFiles(objects, files, unloaded).catch(() => undefined);
  if (!(error instanceof BrokenLoop)) return error;
  return error.with(
    rows === undefined || gone === undefined
      ? "Marked rows could not be removed yet; the next check, or deleting this one, removes them."
      : "The marked rows were removed; what may still come out of a stream, the next check removes.",
  );
}

/** What deleting the resource does: removes what no later check will. */
export async function removeForGood(spec: Spec, call: Call, open: OpenSession): Promise<void> {
  const place = new Place(spec, call, open);
  const files = await filesOf(place).catch((error: unknown) => {
    // A stage that is gone, or the schema around it, took its loop with it.
    if (error instanceof BrokenLoop || (error instanceof StatementFailed && error.missing)) return undefined;
    throw error;
  });
  if (files === undefined) return;
  const token = tokenOf(call.urn);
  const objects = await Objects.open(call);
  const ledger = await Ledger.open(objects, files.scores, token);
  if (ledger.sent.length === 0) return;
  await removeAll(place, objects, files, token, ledger);
  await ledger.close();
}
