import { type LiveTask, members } from "./live";
import { type Graph, idOf, type TaskSpec } from "./model";
import type { Present } from "./plan";
import { asLive, looksSame } from "./same";

type Live = ReadonlyMap<string, LiveTask>;

/**
 * What a creation finds: tasks of these names are welcome when a cut-off creation left them, and an error when they are
 * somebody else's.
 */
export function leftover(graph: Graph, live: Live): Present {
  const present = new Map<string, TaskSpec>();
  const foreign: string[] = [];
  for (const task of graph.tasks) {
    const found = live.get(task.name)?.spec;
    if (found === undefined) continue;
    if (!looksSame(found, task)) foreign.push(task.name);
    present.set(task.name, { ...task, started: found.started });
  }
  if (foreign.length === 0) return present;
  throw new Error(
    `tasks exist already in ${graph.database}.${graph.schema} and differ from this graph: ${foreign.slice(0, 10).join(", ")}. ` +
      `Fix: drop them, choose other names, or import the graph by the qualified name of its root`,
  );
}

/**
 * What an update finds. The state says what each task is; where SHOW TASKS says otherwise (a change by hand, an update
 * that was cut off) that counts. Tasks that are gone are absent.
 */
export function found(before: Graph, graph: Graph, live: Live): Present {
  const present = new Map<string, TaskSpec>();
  for (const task of before.tasks) {
    const seen = live.get(task.name)?.spec;
    if (seen === undefined) continue;
    const spec = looksSame(task, seen) ? { ...task, started: seen.started } : asLive(task, seen);
    present.set(task.name, { ...spec, root: seen.root });
  }
  const own = new Set(members(live, graph.root));
  for (const task of graph.tasks) {
    const seen = live.get(task.name);
    if (seen === undefined || present.has(task.name)) continue;
    if (!own.has(task.name)) {
      throw new Error(
        `task ${idOf(graph, task.name)} exists and belongs to no part of this graph: drop it or choose another name`,
      );
    }
    present.set(task.name, seen.spec);
  }
  return present;
}
