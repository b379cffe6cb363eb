import { lookInto, type Unloaded } from "../clean/files";
import { keyCondition, type Marks } from "../marks";
import { objectName, type Place } from "../place";
import type { Watch } from "../watch";
import { waitForPrediction } from "./ingest";
import { load, nudge } from "./load";
import { GraphRuns } from "./runs";
import { waitForScores } from "./scoring";

/** What came back. */
export interface Answer {
  readonly unloaded: Unloaded;
  readonly prediction: string | number | boolean;
}

/** Sends the marked rows and follows them leg by leg. `on` hears of the run as soon as it is known. */
export async function send(
  place: Place,
  watch: Watch,
  marks: Marks,
  on: (unloaded: Unloaded) => void,
): Promise<Answer> {
  const { features, unload, ingest } = place.spec;
  if (features === undefined || unload === undefined || ingest === undefined) {
    throw new Error("rows need the legs features, unload and ingest");
  }
  const building = await GraphRuns.open(place, "features", features);
  const unloading = await GraphRuns.open(place, "unload", unload);
  await watch.leg("load", () => load(place, marks));
  await watch.leg("features", async () => {
    await nudge(place, features);
    await waitForFeatures(place, watch, building, features.table ?? "", marks);
  });
  const unloaded = await watch.leg("unload", async () => {
    await nudge(place, unload);
    return waitForUnload(place, watch, unloading, unload.rootTask, marks);
  });
  on(unloaded);
  await watch.leg("scoring", () => waitForScores(place, watch, unloaded.run));
  const prediction = await watch.leg("ingest", () =>
    waitForPrediction(place, watch, ingest, unloaded.run, marks),
  );
  return { unloaded, prediction };
}

async function waitForFeatures(
  place: Place,
  watch: Watch,
  runs: GraphRuns,
  table: string,
  marks: Marks,
): Promise<void> {
  const { text } = objectName(table);
  const condition = keyCondition(place.spec.key, marks);
  let ran = false;
  await watch.until(
    "features",
    async () => {
      const found = await place.count(`SELECT COUNT(*) AS N FROM ${text} WHERE ${condition}`);
      if (found > 0) return found;
      ran = [...(await runs.since()).values()].flat().some(({ state }) => state === "SUCCEEDED") || ran;
      return undefined;
    },
    () => ({
      fact: `the marked rows did not become a row of ${text} with ${condition}`,
      fix: ran
        ? "its task graph ran: let `rows` be rows of which the graph makes features, and `key` the key it gives them"
        : "its task graph did not run: look at the stream it waits for and at TASK_HISTORY",
    }),
  );
}

async function waitForUnload(
  place: Place,
  watch: Watch,
  runs: GraphRuns,
  rootTask: string,
  marks: Marks,
): Promise<Unloaded> {
  const looked = new Set<string>();
  return watch.until(
    "unload",
    async () => {
      for (const [run, tasks] of await runs.since()) {
        if (looked.has(run) || !tasks.some(({ state }) => state === "SUCCEEDED")) continue;
        const unloaded = await lookInto(place, run, marks);
        looked.add(run);
        if (unloaded.marked > 0) return unloaded;
      }
      return undefined;
    },
    () => ({
      fact: `no run of ${objectName(rootTask).text} unloaded the marked rows (${looked.size} ran)`,
      fix: "look at the stream it waits for, at TASK_HISTORY, and whether its query leaves them out",
    }),
  );
}
