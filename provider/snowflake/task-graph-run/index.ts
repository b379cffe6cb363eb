import { hashOf } from "../../../blueprints/names";
import {
  type Bag,
  bag,
  type Call,
  number,
  type ResourceType,
  type State,
  text,
  textOf,
} from "../../framework";
import { isQualified } from "../names";
import type { OpenSession } from "../session";
import { documentation } from "./documentation";
import { causes, runGraph } from "./run";
import { inputs, outputs } from "./table";

/** Inputs whose change runs the graph anew. */
const running = ["rootTask", "config", "triggers"] as const;
const same = (olds: Bag, news: Bag) =>
  running.every((key) => JSON.stringify(olds[key]) === JSON.stringify(news[key]));

/** `floe:snowflake:TaskGraphRun`: one run at deploy time. Its id is the run group's id; a change runs the graph anew. */
export function taskGraphRun(open: OpenSession): ResourceType {
  // Whoever replaces a resource asks for another run than the one it has: the SDK deletes it first, in this process.
  const released = new Set<string>();
  return {
    token: "floe:snowflake:TaskGraphRun",
    ...documentation,
    inputs,
    outputs,
    check: (news) => {
      const problems = [];
      const root = text(news.rootTask);
      if (root !== undefined && !isQualified(root)) {
        problems.push({
          property: "rootTask",
          reason:
            'must be a qualified name such as "DB"."SCHEMA"."ROOT": give the output rootTask of a TaskGraph',
        });
      }
      const wait = number(news.timeoutSeconds);
      if (wait !== undefined && (wait < 1 || wait > 604_800)) {
        problems.push({ property: "timeoutSeconds", reason: "must be 1 to 604800 seconds (7 days)" });
      }
      return problems;
    },
    create: (news, call) => execute(open, news, { released }, call),
    async update(id, olds, news, call) {
      if (same(olds.inputs, news)) return { id, inputs: news, outputs: olds.outputs };
      const state = await execute(open, news, { previous: text(olds.outputs.runId), released }, call);
      return { ...state, id };
    },
    derive: (news, { state, unknown }) => {
      const settled = state !== undefined && unknown.size === 0 && same(state, news);
      return settled ? Object.fromEntries(Object.keys(outputs).map((key) => [key, state[key]])) : {};
    },
    // A run is history: it cannot drift, and Snowflake forgets it after a while.
    read: (_id, state) =>
      state === undefined
        ? Promise.reject(new Error("a run cannot be imported: declare it to run the graph"))
        : Promise.resolve(state),
    delete: ({ outputs: { runId } }) => {
      if (text(runId) !== undefined) released.add(textOf(runId));
      return Promise.resolve();
    },
  };
}

/**
 * The run is marked with what asks for it and the run it follows. A run of that mark that is still under way was begun
 * by an earlier attempt at this very operation: it is followed instead of paid for twice. So is one that has succeeded,
 * unless nothing tells it from the run of an earlier resource: a first run that no triggers are given for, and that of a
 * resource deleted here.
 */
async function execute(
  open: OpenSession,
  news: Bag,
  known: { readonly previous?: string | undefined; readonly released: ReadonlySet<string> },
  call: Call,
): Promise<State> {
  const { previous, released } = known;
  const rootTask = textOf(news.rootTask);
  const role = text(news.role);
  const session = await open(call, role);
  const defining = Object.fromEntries(running.map((key) => [key, news[key]]));
  const run = await runGraph(
    session,
    rootTask,
    {
      ...(news.config === undefined ? {} : { config: bag(news.config) }),
      mark: hashOf({ urn: call.urn, defining, previous }, 16),
      once: previous !== undefined || news.triggers !== undefined,
      released,
      timeoutMs: (number(news.timeoutSeconds) ?? 3600) * 1000,
      ...(news.onInterrupt === "cancel"
        ? { cancelWith: () => open({ config: call.config, signal: new AbortController().signal }, role) }
        : {}),
    },
    call,
  );
  if (run.state === "FAILED") throw new Error(`the run of ${rootTask} failed: ${causes(run)}`);
  const returnValues = Object.fromEntries(
    run.runs.filter((each) => each.returnValue !== "").map((each) => [each.task, each.returnValue]),
  );
  const { runId, state, durationMs, scheduled } = run;
  return {
    id: runId,
    inputs: news,
    outputs: { runId, state, returnValues, durationMs, scheduledTime: scheduled },
  };
}
