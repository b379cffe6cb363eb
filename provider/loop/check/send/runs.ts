import {
  hasFailed,
  isPending,
  latest,
  type TaskRun,
  taskRuns,
} from "../../../snowflake/task-graph-run/history";
import { liveTasks, members } from "../../../snowflake/task-graph/live";
import { broken, type LegName } from "../leg";
import { objectName, type ObjectName, type Place } from "../place";
import type { GraphLeg } from "../spec";

/** Runs of a leg's task graph since rows were sent. */
export class GraphRuns {
  /** When each failed run was first seen so: Snowflake may try it again. */
  private readonly failing = new Map<string, number>();

  private constructor(
    private readonly place: Place,
    private readonly leg: LegName,
    private readonly graph: GraphLeg,
    private readonly root: ObjectName,
    private readonly tasks: ReadonlySet<string>,
    /** Over before anything was sent. */
    private readonly over: ReadonlySet<string>,
  ) {}

  static async open(place: Place, leg: LegName, graph: GraphLeg): Promise<GraphRuns> {
    const root = objectName(graph.rootTask);
    const session = await place.session(graph.role);
    const live = await liveTasks(session, root);
    const tasks = new Set(members(live, root.name));
    const earlier = await taskRuns(session, root.database, root.schema, 1);
    const ended = [...groups(earlier, tasks)].filter(([, runs]) => !runs.some(isPending));
    return new GraphRuns(place, leg, graph, root, tasks, new Set(ended.map(([group]) => group)));
  }

  /** Runs that were under way when rows were sent, or began since, by run. */
  async since(): Promise<ReadonlyMap<string, readonly TaskRun[]>> {
    const session = await this.place.session(this.graph.role);
    const hours = Math.ceil(this.place.spec.timeoutMs / 3_600_000) + 1;
    const all = groups(await taskRuns(session, this.root.database, this.root.schema, hours), this.tasks);
    const fresh = new Map([...all].filter(([group]) => group !== "" && !this.over.has(group)));
    this.refuse(fresh);
    return fresh;
  }

  /** A run that failed and that nothing tries again ends the check. */
  private refuse(runs: ReadonlyMap<string, readonly TaskRun[]>): void {
    const patience = this.place.local ? 3_000 : 30_000;
    for (const [group, all] of runs) {
      const last = [...latest(all).values()];
      const failed = last.find(hasFailed);
      if (failed === undefined || last.some(isPending)) {
        this.failing.delete(group);
        continue;
      }
      const first = this.failing.get(group) ?? Date.now();
      this.failing.set(group, first);
      if (Date.now() - first < patience) continue;
      const error = failed.error === "" ? "it gave no message" : failed.error;
      throw broken(
        this.leg,
        `task ${failed.task} ${failed.state.toLowerCase()}: ${error}`,
        `correct what the message names; \`EXECUTE TASK ${this.root.text} RETRY LAST\` then goes on from the failed task`,
      );
    }
  }
}

function groups(runs: readonly TaskRun[], tasks: ReadonlySet<string>): Map<string, TaskRun[]> {
  const found = new Map<string, TaskRun[]>();
  for (const run of runs) {
    if (!tasks.has(run.task)) continue;
    found.set(run.runGroup, [...(found.get(run.runGroup) ?? []), run]);
  }
  return found;
}
