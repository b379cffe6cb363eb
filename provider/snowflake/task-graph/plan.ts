import { type Graph, type TaskSpec } from "./model";
import { sameSpec } from "./same";
import { createTask, dropTask, resumeAll, setState, unsetGone } from "./sql";

/** One statement and how to take it back. */
export interface Step {
  readonly what: string;
  readonly sql: string;
  /** What repeats the statement when its answer was lost, where the statement itself would not bear it. */
  readonly again?: string;
  readonly undo: readonly string[];
  /** It stands for many, whose effect has to be looked at. */
  readonly all?: true;
}

/** What there is before a change: the tasks as they are, and which of them are resumed. */
export type Present = ReadonlyMap<string, TaskSpec>;

/** A change in the order in which it happens. What is resumed follows from how the tasks are after the edits. */
export interface Plan {
  readonly edits: readonly Step[];
  readonly drops: readonly Step[];
}

/**
 * The statements that turn what is there into the graph. Only tasks that differ get one. The root is suspended first,
 * so that a run under way finishes on its version and no new one starts; each task comes after its predecessors, so
 * that no cycle arises on the way; vanished tasks are dropped after everything is linked anew and resumed.
 */
export function plan(present: Present, graph: Graph): Plan {
  const wanted = new Set(graph.tasks.map((task) => task.name));
  const changed = graph.tasks.filter((task) => !sameSpec(present.get(task.name), task));
  const vanished = [...present.values()].filter((task) => !wanted.has(task.name));
  const touched = changed.length + vanished.length > 0;
  // A child that lost its predecessors is a root of its own: resumed, it bears no change either.
  const running = [...present.values()].filter(
    (task) => task.started && (task.name === graph.root || task.root),
  );
  const isFinalizer = (task: TaskSpec) => task.finalizes !== undefined;
  return {
    edits: [
      ...(touched ? running.map((task) => stateStep(graph, task.name, false)) : []),
      // A root has at most one finalizer: the old one goes before the new one comes.
      ...vanished.filter(isFinalizer).map((task) => dropStep(graph, task)),
      ...changed.flatMap((task) => changeSteps(graph, present.get(task.name), task)),
    ],
    drops: vanished
      .filter((task) => !isFinalizer(task))
      .reverse()
      .map((task) => dropStep(graph, task)),
  };
}

/** How many resumptions are worth one statement for all. */
const many = 20;

/**
 * Brings tasks to their states, the root last, many of them with one statement. `live` is how they are now; a root that is resumed has to be suspended
 * before its children can be.
 */
export function stateSteps(
  graph: Graph,
  live: ReadonlyMap<string, boolean>,
  atOnce = true,
): { readonly before: readonly Step[]; readonly root: readonly Step[] } {
  const wrong = graph.tasks.filter((task) => !task.root && (live.get(task.name) ?? false) !== task.started);
  const root = graph.tasks.find((task) => task.root);
  const runs = live.get(graph.root) ?? false;
  const suspend = wrong.length > 0 && runs ? [stateStep(graph, graph.root, false)] : [];
  const resume = root !== undefined && root.started !== (runs && suspend.length === 0);
  if (atOnce && root?.started === true && wrong.length > many && graph.tasks.every((task) => task.started)) {
    const finalizers = wrong.filter((task) => task.finalizes !== undefined);
    return {
      before: [...suspend, ...finalizers.map((task) => stateStep(graph, task.name, true))],
      root: [allStep(graph, wrong)],
    };
  }
  return {
    before: [...suspend, ...wrong.map((task) => stateStep(graph, task.name, task.started))],
    root: resume ? [stateStep(graph, graph.root, root.started)] : [],
  };
}

function allStep(graph: Graph, tasks: readonly TaskSpec[]): Step {
  const suspended = [graph.root, ...tasks.map((task) => task.name)];
  return {
    what: `resume all ${graph.tasks.length} tasks`,
    sql: resumeAll(graph, graph.root),
    undo: suspended.map((name) => setState(graph, name, false)),
    all: true,
  };
}

function isKindChange(old: TaskSpec, task: TaskSpec): boolean {
  return (old.finalizes === undefined) !== (task.finalizes === undefined);
}

function changeSteps(graph: Graph, old: TaskSpec | undefined, task: TaskSpec): Step[] {
  const create: Step = {
    what: `create task ${task.name}`,
    sql: createTask(graph, task, "CREATE"),
    again: createTask(graph, task, "CREATE OR ALTER"),
    undo: [dropTask(graph, task.name)],
  };
  if (old === undefined) return [create];
  // A child cannot become a finalizer, nor the reverse.
  if (isKindChange(old, task)) return [dropStep(graph, old), create];
  const states = old.root ? [] : [setState(graph, task.name, old.started)];
  return [
    {
      what: `change task ${task.name}`,
      sql: createTask(graph, task, "CREATE OR ALTER"),
      undo: [createTask(graph, old, "CREATE OR ALTER"), ...unsetGone(graph, task, old), ...states],
    },
    ...unsetGone(graph, old, task).map((sql) => ({ what: `change task ${task.name}`, sql, undo: [] })),
  ];
}

function dropStep(graph: Graph, task: TaskSpec): Step {
  const resume = task.started && !task.root ? [setState(graph, task.name, true)] : [];
  const undo = [createTask(graph, task, "CREATE OR ALTER"), ...resume];
  return { what: `drop task ${task.name}`, sql: dropTask(graph, task.name), undo };
}

function stateStep(graph: Graph, name: string, started: boolean): Step {
  const what = `${started ? "resume" : "suspend"} task ${name}`;
  return { what, sql: setState(graph, name, started), undo: [setState(graph, name, !started)] };
}
