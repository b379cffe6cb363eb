import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import {
  type Bag,
  bag,
  type Call,
  number,
  type Property,
  type ResourceType,
  type State,
  text,
  textOf,
} from "../../framework";
import { nameParts } from "../names";
import { type OpenSession, type Session, StatementFailed } from "../session";
import { liveTasks, members } from "../task-graph/live";
import { hasFailed, type TaskRun, taskRuns } from "./history";
import { Watch } from "./watch";

const inputs: Readonly<Record<string, Property>> = {
  rootTask: { type: "string", description: "Qualified name of the root task.", required: true },
  role: { type: "string", description: "Role that executes the graph." },
  config: {
    type: "map",
    items: { type: "json", description: "Text, number or boolean." },
    description: "Merged over the graph's configuration for this run.",
  },
  triggers: {
    type: "array",
    items: { type: "string", description: "Value." },
    description: "The graph runs again when one changes.",
  },
  timeoutSeconds: {
    type: "integer",
    description: "Longest wait for the run, seconds.",
    default: 3600,
    change: "ignore",
  },
};

const output = (type: Property["type"], description: string): Property => ({
  type,
  description,
  volatile: true,
});

const outputs: Readonly<Record<string, Property>> = {
  runId: output("string", "Run group id of the run."),
  state: output("string", "SUCCEEDED, or SKIPPED."),
  returnValues: {
    ...output("map", "Return values by task."),
    items: { type: "string", description: "Value." },
  },
  durationMs: output("integer", "From the run's due time to its end, milliseconds."),
  scheduledTime: output("string", "When the run was due, ISO 8601."),
};

/** `floe:snowflake:TaskGraphRun`: one run at deploy time. Its id is the run group's id; a change runs the graph anew. */
export function taskGraphRun(open: OpenSession): ResourceType {
  return {
    token: "floe:snowflake:TaskGraphRun",
    description:
      "One run of a task graph at deploy time: executes it, waits, and fails with the task that failed.",
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
    create: (news, call) => execute(open, news, call),
    async update(id, olds, news, call) {
      const rerun = ["rootTask", "config", "triggers"].some(
        (key) => JSON.stringify(olds.inputs[key]) !== JSON.stringify(news[key]),
      );
      if (!rerun) return { id, inputs: news, outputs: olds.outputs };
      const state = await execute(open, news, call);
      return { ...state, id };
    },
    derive: (news, { state, unknown }) => {
      const settled =
        state !== undefined &&
        unknown.size === 0 &&
        ["rootTask", "config", "triggers"].every(
          (key) => JSON.stringify(state[key]) === JSON.stringify(news[key]),
        );
      return settled ? Object.fromEntries(Object.keys(outputs).map((key) => [key, state[key]])) : {};
    },
    // A run is history: it cannot drift, and Snowflake forgets it after a while.
    read: (_id, state) =>
      state === undefined
        ? Promise.reject(new Error("a run cannot be imported: declare it to run the graph"))
        : Promise.resolve(state),
    delete: () => Promise.resolve(),
  };
}

function isQualified(name: string): boolean {
  try {
    return nameParts(name).length === 3;
  } catch {
    return false;
  }
}

async function execute(open: OpenSession, news: Bag, call: Call): Promise<State> {
  const rootTask = textOf(news.rootTask);
  const [database = "", schema = "", root = ""] = nameParts(rootTask);
  const session = await open(call, text(news.role));
  const live = await liveTasks(session, { database, schema });
  if (!live.has(root)) {
    throw new Error(`task ${rootTask} does not exist, or the role may not see it: grant MONITOR on it`);
  }
  const graph = members(live, root).flatMap((name) => live.get(name) ?? []);
  await useWarehouse(session, live.get(root)?.spec.warehouse);
  const earlier = await taskRuns(session, database, schema, 2);
  const config =
    news.config === undefined ? "" : ` USING CONFIG = ${quoteString(JSON.stringify(bag(news.config)))}`;
  await session.run(`EXECUTE TASK ${rootTask}${config}`);
  const watch = new Watch(session, { database, schema, root, rootTask }, graph, earlier, call);
  const runs = await watch.untilEnd((number(news.timeoutSeconds) ?? 3600) * 1000);
  return stateOf(news, rootTask, root, runs);
}

/** Reading the history needs a warehouse; the root's is about to be running anyway. */
async function useWarehouse(session: Session, warehouse: string | undefined): Promise<void> {
  if (warehouse === undefined) return;
  try {
    await session.run(`USE WAREHOUSE ${quoteIdentifier(warehouse)}`);
  } catch (error) {
    // The role may lack USAGE on it and still have a warehouse of its own.
    if (!(error instanceof StatementFailed)) throw error;
  }
}

function stateOf(news: Bag, rootTask: string, root: string, runs: readonly TaskRun[]): State {
  const failed = runs.filter(hasFailed);
  if (failed.length > 0) {
    const causes = failed.map(
      (run) => `${run.task} ${run.state.toLowerCase()}: ${run.error === "" ? "no message" : run.error}`,
    );
    throw new Error(`the run of ${rootTask} failed: ${causes.join("; ")}`);
  }
  const first = runs.find((run) => run.task === root);
  const scheduled = first?.scheduled ?? "";
  const end = Math.max(...runs.map((run) => Date.parse(run.completed) || 0));
  const returnValues = Object.fromEntries(
    runs.filter((run) => run.returnValue !== "").map((run) => [run.task, run.returnValue]),
  );
  const runId = first?.runGroup ?? "";
  return {
    id: runId,
    inputs: news,
    outputs: {
      runId,
      state: first?.state === "SKIPPED" ? "SKIPPED" : "SUCCEEDED",
      returnValues,
      durationMs: Math.max(0, end - (Date.parse(scheduled) || end)),
      scheduledTime: scheduled,
    },
  };
}
