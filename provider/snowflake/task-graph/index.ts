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
import { apply, ChangeFailed } from "./apply";
import { check } from "./check";
import { documentation } from "./documentation";
import { canonicalInterval } from "./interval";
import { type LiveTask, liveTasks, members } from "./live";
import { type Graph, graphOf, idOf, overlapOf, rootOf, statementText } from "./model";
import { plan, type Present } from "./plan";
import { found, leftover } from "./present";
import { readInputs } from "./read";
import { createTask } from "./sql";
import { inputs, outputs } from "./table";

const noOverlap = "NO_OVERLAP";

/** `floe:snowflake:TaskGraph`: root, children and finalizer as one resource. Its id is the root's qualified name. */
export function taskGraph(open: OpenSession): ResourceType {
  return {
    token: "floe:snowflake:TaskGraph",
    ...documentation,
    inputs,
    outputs,
    check,
    same: (path, old, value) => {
      if (path.endsWith(".sql")) return statementText(textOf(old)) === statementText(textOf(value));
      if (path.endsWith(".when")) return textOf(old).trim() === textOf(value).trim();
      if (/(^|\.)(schedule|targetCompletionInterval)$/.test(path))
        return canonicalInterval(textOf(old)) === canonicalInterval(textOf(value));
      if (path === "overlapPolicy") return (text(old) ?? noOverlap) === (text(value) ?? noOverlap);
      return (
        path.endsWith(".after") && JSON.stringify(texts(old).sort()) === JSON.stringify(texts(value).sort())
      );
    },
    derive: (news, { partial, unknown }) => derived(news, partial, unknown),
    change: (property, olds, news, state) => {
      // An import leaves out the role that the connection has: naming it then is no other role.
      if (property === "role" && olds.role === undefined && news.role === text(state.owner)) return "ignore";
      if (property === "overlapPolicy" || property === "allowOverlap") {
        const policy = overlapOf(news);
        return policy !== undefined && policy === overlapOf(olds) ? "ignore" : undefined;
      }
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
    /^(database|schema|proxies)$|^tasks([^.]*|.*\.after.*|\.[^.]+)$/.test(path),
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
  const state = { id: idOf(graph, graph.root), inputs: news, outputs: outputsOf(graph) };
  await change(open, present, graph, session, call, state);
  return state;
}

async function update(open: OpenSession, id: string, olds: State, news: Bag, call: Call): Promise<State> {
  const graph = graphOf(news);
  const session = await open(call, text(news.role));
  const live = await liveTasks(session, graph);
  const present = found(graphOf(olds.inputs), graph, live);
  // Where putting back failed, the state keeps the old inputs: the next update then sees what still differs.
  await change(open, present, graph, session, call, { id, inputs: olds.inputs, outputs: olds.outputs });
  return { id, inputs: news, outputs: { ...outputsOf(graph), owner: olds.outputs.owner } };
}

async function change(
  open: OpenSession,
  present: Present,
  graph: Graph,
  session: Session,
  call: Call,
  half: State,
): Promise<void> {
  const role = text(half.inputs.role);
  const restoring = () => open({ config: call.config, signal: new AbortController().signal }, role);
  const means = {
    session,
    restoring,
    signal: call.signal,
    status: (message: string) => call.status(message),
  };
  const started = new Map([...present].map(([name, spec]) => [name, spec.started]));
  try {
    await apply(plan(present, graph), started, graph, means);
  } catch (error) {
    if (!(error instanceof ChangeFailed) || error.restored) throw error;
    throw new PartialFailure(half, [error.message]);
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
  const inputs = await readInputs(session, home, tasks, held);
  const owner = held === undefined ? live.get(root)?.owner : state?.outputs.owner;
  return { id, inputs, outputs: { ...outputsOf(graphOf(inputs)), owner } };
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
