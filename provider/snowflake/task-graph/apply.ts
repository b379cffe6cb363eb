import type { Session } from "../session";
import { type Graph, idOf, sameSpec, type TaskSpec } from "./model";
import { createTask, dropTask, setState } from "./sql";

/** One statement and how to take it back. */
interface Step {
  readonly what: string;
  readonly sql: string;
  readonly undo?: readonly string[];
}

/** What there is before a change: the tasks as they are, and which of them are resumed. */
export type Present = ReadonlyMap<string, TaskSpec>;

/**
 * The statements that turn what is there into the graph. Only tasks that differ get one. The root is suspended first,
 * so that a run under way finishes on its version and no new one starts; each task comes after its predecessors, so
 * that no cycle arises on the way; vanished tasks are dropped after everything is linked anew; the root is resumed last.
 */
export function plan(present: Present, graph: Graph): Step[] {
  const wanted = new Map(graph.tasks.map((task) => [task.name, task]));
  const changed = graph.tasks.filter((task) => !sameSpec(present.get(task.name), task));
  const vanished = [...present.values()].filter((task) => !wanted.has(task.name));
  const states = graph.tasks.filter((task) => !task.root && needsState(present, task, changed));
  const root = wanted.get(graph.root);
  const oldRoot = present.get(graph.root);
  const steps: Step[] = [];
  const touched = changed.length + vanished.length + states.length > 0;
  if (touched && oldRoot?.started === true) steps.push(stateStep(graph, graph.root, false));
  // A root has at most one finalizer: the old one goes before the new one comes.
  for (const task of vanished.filter((old) => old.finalizes !== undefined)) steps.push(dropStep(graph, task));
  for (const task of changed) steps.push(...changeSteps(graph, present.get(task.name), task));
  for (const task of vanished.filter((old) => old.finalizes === undefined).reverse())
    steps.push(dropStep(graph, task));
  for (const task of states) steps.push(stateStep(graph, task.name, task.started));
  const rootRuns = touched ? false : (oldRoot?.started ?? false);
  if (root !== undefined && root.started !== rootRuns) steps.push(stateStep(graph, graph.root, root.started));
  return steps;
}

function needsState(present: Present, task: TaskSpec, changed: readonly TaskSpec[]): boolean {
  const old = present.get(task.name);
  const remade = old === undefined || (changed.includes(task) && kindChanges(old, task));
  return task.started !== (remade ? false : old.started);
}

function kindChanges(old: TaskSpec, task: TaskSpec): boolean {
  return (old.finalizes === undefined) !== (task.finalizes === undefined);
}

function changeSteps(graph: Graph, old: TaskSpec | undefined, task: TaskSpec): Step[] {
  const create: Step = {
    what: `create task ${task.name}`,
    sql: createTask(graph, task, "CREATE"),
    undo: [dropTask(graph, task.name)],
  };
  if (old === undefined) return [create];
  // A child cannot become a finalizer, nor the reverse.
  if (kindChanges(old, task)) return [dropStep(graph, old), create];
  return [
    {
      what: `change task ${task.name}`,
      sql: createTask(graph, task, "CREATE OR ALTER"),
      undo: [createTask(graph, old, "CREATE OR ALTER")],
    },
  ];
}

function dropStep(graph: Graph, task: TaskSpec): Step {
  const resume = task.started ? [setState(graph, task.name, true)] : [];
  const undo = [createTask(graph, task, "CREATE OR ALTER"), ...resume];
  return { what: `drop task ${task.name}`, sql: dropTask(graph, task.name), undo };
}

function stateStep(graph: Graph, name: string, started: boolean): Step {
  const what = `${started ? "resume" : "suspend"} task ${name}`;
  return { what, sql: setState(graph, name, started), undo: [setState(graph, name, !started)] };
}

/** The change failed. `restored` tells whether everything is as it was before. */
export class ChangeFailed extends Error {
  override readonly name = "ChangeFailed";
  constructor(
    message: string,
    readonly restored: boolean,
  ) {
    super(message);
  }
}

/**
 * Runs the steps. On any error, cancellation included, what was done is taken back in reverse order, with a session
 * that no longer listens to the cancellation.
 */
export async function apply(
  steps: readonly Step[],
  graph: Graph,
  session: Session,
  restoring: () => Promise<Session>,
  status: (message: string) => void,
): Promise<void> {
  const done: Step[] = [];
  for (const [index, step] of steps.entries()) {
    status(`${step.what} (${index + 1} of ${steps.length})`);
    try {
      await session.run(step.sql);
      done.push(step);
    } catch (error) {
      const reason = `task graph ${idOf(graph, graph.root)}: could not ${step.what} (step ${index + 1} of ${steps.length}): ${messageOf(error)}`;
      const failed = await restore(done, restoring);
      if (failed === undefined) throw new ChangeFailed(`${reason}. The graph was put back as it was.`, true);
      throw new ChangeFailed(
        `${reason}. Putting it back failed too: ${failed}. Run again to converge.`,
        false,
      );
    }
  }
}

async function restore(
  done: readonly Step[],
  restoring: () => Promise<Session>,
): Promise<string | undefined> {
  const problems: string[] = [];
  const session = await restoring();
  for (const step of [...done].reverse()) {
    for (const sql of step.undo ?? []) {
      try {
        await session.run(sql);
      } catch (error) {
        problems.push(`to undo "${step.what}": ${messageOf(error)}`);
      }
    }
  }
  return problems.length === 0 ? undefined : problems.join("; ");
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
}
