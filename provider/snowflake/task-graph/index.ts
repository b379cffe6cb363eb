import {
  type Bag,
  bag,
  type Call,
  PartialFailure,
  type ResourceType,
  type State,
  text,
  textOf,
  texts,
} from "../../framework";
import { nameParts } from "../names";
import { type OpenSession, type Session, StatementFailed } from "../session";
import { apply, ChangeFailed, plan, type Present } from "./apply";
import { check } from "./check";
import { type LiveTask, liveTasks, members } from "./live";
import { type Graph, graphOf, idOf, rootOf, sameSpec, statementText, type TaskSpec } from "./model";
import { readInputs } from "./read";
import { createTask } from "./sql";
import { inputs, outputs } from "./table";

/** `floe:snowflake:TaskGraph`: root, children and finalizer as one resource. Its id is the root's qualified name. */
export function taskGraph(open: OpenSession): ResourceType {
  return {
    token: "floe:snowflake:TaskGraph",
    description:
      "A graph of Snowflake tasks as one resource: created, changed, relinked, dropped and resumed together.",
    inputs,
    outputs,
    check,
    same: (path, old, value) => {
      if (path.endsWith(".sql")) return statementText(textOf(old)) === statementText(textOf(value));
      if (path.endsWith(".when")) return textOf(old).trim() === textOf(value).trim();
      return (
        path.endsWith(".after") && JSON.stringify(texts(old).sort()) === JSON.stringify(texts(value).sort())
      );
    },
    derive: (news, { partial, unknown }) => derived(news, partial, unknown),
    change: (property, olds, news) => {
      if (property !== "tasks" || news.tasks === undefined) return undefined;
      const [before, after] = [rootOf(bag(olds.tasks)), rootOf(bag(news.tasks))];
      return before !== undefined && after !== undefined && before !== after ? "replace" : undefined;
    },
    // Task names are fixed: the old graph must go first when the new one uses any of them.
    deleteBeforeReplace: (olds, news) =>
      olds.database === news.database &&
      olds.schema === news.schema &&
      graphOf(olds).tasks.some(({ name }) => graphOf(news).tasks.some((task) => task.name === name)),
    create: (news, call) => create(open, news, call),
    update: (id, olds, news, call) => update(open, id, olds, news, call),
    read: (id, state, call) => read(open, id, state, call),
    delete: (state, call) => remove(open, state, call),
  };
}

function derived(news: Bag, partial: Bag, unknown: ReadonlySet<string>): Bag {
  const openLinks = [...unknown].some((path) =>
    /^(database|schema)$|^tasks([^.]*|.*\.after.*|\.[^.]+)$/.test(path),
  );
  const names = bag(partial.tasks);
  const root = rootOf(names);
  if (openLinks || root === undefined || news.database === undefined || news.schema === undefined) return {};
  const finalizer = bag(partial.finalizer).name;
  if (partial.finalizer !== undefined && finalizer === undefined) return {};
  const known = graphOf({ ...partial, finalizer: partial.finalizer });
  return {
    ...namesOf(known),
    ...(unknown.size === 0 ? { statements: statements(known), state: stateOf(known) } : {}),
  };
}

function namesOf(graph: Graph): Bag {
  return { rootTask: idOf(graph, graph.root), taskNames: graph.tasks.map((task) => idOf(graph, task.name)) };
}

function stateOf(graph: Graph): string {
  return graph.tasks.find((task) => task.root)?.started === true ? "started" : "suspended";
}

function statements(graph: Graph): Bag {
  return Object.fromEntries(graph.tasks.map((task) => [task.name, createTask(graph, task, "CREATE")]));
}

function outputsOf(graph: Graph): Bag {
  return { ...namesOf(graph), statements: statements(graph), state: stateOf(graph) };
}

async function create(open: OpenSession, news: Bag, call: Call): Promise<State> {
  const graph = graphOf(news);
  const session = await open(call, text(news.role));
  const present = leftover(graph, await liveTasks(session, graph));
  await run(open, plan(present, graph), graph, session, news, call);
  return { id: idOf(graph, graph.root), inputs: news, outputs: outputsOf(graph) };
}

/** Tasks of these names that are there already: welcome when a cut-off creation left them, an error when foreign. */
function leftover(graph: Graph, live: ReadonlyMap<string, LiveTask>): Present {
  const present = new Map<string, TaskSpec>();
  const foreign: string[] = [];
  for (const task of graph.tasks) {
    const found = live.get(task.name)?.spec;
    if (found === undefined) continue;
    if (!sameSpec(visible(found), visible(task))) foreign.push(task.name);
    present.set(task.name, { ...task, started: found.started });
  }
  if (foreign.length === 0) return present;
  throw new Error(
    `tasks exist already in ${graph.database}.${graph.schema} and differ from this graph: ${foreign.slice(0, 10).join(", ")}. ` +
      `Fix: drop them, choose other names, or import the graph by the qualified name of its root`,
  );
}

/** The part of a task that SHOW TASKS tells. */
function visible(task: TaskSpec): TaskSpec {
  return {
    ...task,
    serverlessSize: undefined,
    timeoutMs: undefined,
    sessionParameters: {},
    suspendAfterFailures: undefined,
    retries: undefined,
    minimumTriggerIntervalSeconds: undefined,
  };
}

async function update(open: OpenSession, id: string, olds: State, news: Bag, call: Call): Promise<State> {
  const graph = graphOf(news);
  const before = graphOf(olds.inputs);
  const session = await open(call, text(news.role));
  const live = await liveTasks(session, graph);
  const present = new Map<string, TaskSpec>();
  for (const task of before.tasks) {
    const found = live.get(task.name);
    // What the state says is there and is not gets created; the live state says who is resumed.
    if (found !== undefined) present.set(task.name, { ...task, started: found.spec.started });
  }
  for (const task of graph.tasks) {
    const found = live.get(task.name);
    if (found === undefined || present.has(task.name)) continue;
    if (!members(live, graph.root).includes(task.name)) {
      throw new Error(
        `task ${idOf(graph, task.name)} exists and belongs to no part of this graph: drop it or choose another name`,
      );
    }
    present.set(task.name, found.spec);
  }
  await run(open, plan(present, graph), graph, session, news, call);
  return { id, inputs: news, outputs: outputsOf(graph) };
}

async function run(
  open: OpenSession,
  steps: ReturnType<typeof plan>,
  graph: Graph,
  session: Session,
  news: Bag,
  call: Call,
) {
  const restoring = () =>
    open({ config: call.config, signal: new AbortController().signal }, text(news.role));
  try {
    await apply(steps, graph, session, restoring, (message) => call.status(message));
  } catch (error) {
    if (!(error instanceof ChangeFailed) || error.restored) throw error;
    const state = { id: idOf(graph, graph.root), inputs: news, outputs: outputsOf(graph) };
    throw new PartialFailure(state, [error.message]);
  }
}

async function read(
  open: OpenSession,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const [database = "", schema = "", root = ""] = nameParts(id);
  const home = { database, schema, root };
  const session = await open(call, text(state?.inputs.role));
  const live = await missingAsEmpty(() => liveTasks(session, home));
  if (!live.has(root)) return undefined;
  const tasks = members(live, root).flatMap((name) => live.get(name) ?? []);
  const held = state === undefined || Object.keys(state.inputs).length === 0 ? undefined : state.inputs;
  const found = await readInputs(session, home, tasks, held);
  return { id, inputs: found, outputs: outputsOf(graphOf(found)) };
}

async function missingAsEmpty(list: () => Promise<Map<string, LiveTask>>): Promise<Map<string, LiveTask>> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return new Map();
    throw error;
  }
}

/** Suspends the root, then drops the finalizer and the tasks from the leaves up. */
async function remove(open: OpenSession, state: State, call: Call): Promise<void> {
  const [database = "", schema = "", root = ""] = nameParts(state.id);
  const session = await open(call, text(state.inputs.role) ?? text(state.outputs.role));
  const live = await missingAsEmpty(() => liveTasks(session, { database, schema }));
  const declared =
    state.inputs.tasks === undefined ? [] : graphOf(state.inputs).tasks.map((task) => task.name);
  const home = { database, schema };
  const names = live.has(root) ? members(live, root) : [];
  // A cut-off deletion may have dropped the root already: its former children are roots of their own now.
  for (const name of declared) if (live.has(name) && !names.includes(name)) names.push(name);
  if (live.get(root)?.spec.started === true) await session.run(`ALTER TASK ${textOf(state.id)} SUSPEND`);
  for (const name of names.reverse()) {
    call.status(`drop task ${name}`);
    await session.run(`DROP TASK IF EXISTS ${idOf(home, name)}`);
  }
}
