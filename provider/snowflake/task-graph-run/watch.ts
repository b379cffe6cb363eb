import { type Call, sleep } from "../../framework";
import type { Session } from "../session";
import type { LiveTask } from "../task-graph/live";
import { grouped, hasFailed, isPending, latest, type TaskRun, taskRuns } from "./history";

export interface Target {
  readonly database: string;
  readonly schema: string;
  readonly root: string;
  readonly rootTask: string;
  /** Mark of the run to follow, where it could be given one. */
  readonly mark?: string;
  /** The run to be tried again: the retry belongs to its group and counts from its last attempt. */
  readonly retried?: { readonly group: string; readonly attempt: number };
}

/** Where news go, and what ends the wait. */
export type Watching = Pick<Call, "signal" | "log" | "status"> & {
  /** Hears of every change of a task's state instead of `log` and `status`. */
  readonly seen?: (run: TaskRun) => void;
};

type Runs = ReadonlyMap<string, TaskRun>;

const quietMs = 15_000;

/** Follows the run that EXECUTE TASK began to its end. */
export class Watch {
  private readonly told = new Set<string>();
  private readonly names: ReadonlySet<string>;
  /** Runs that were over before: none of them is ours, and none can be under way. */
  private readonly over: ReadonlySet<string>;
  /** Runs that were under way already: not ours, but to be waited for when ours is skipped. */
  private readonly known: ReadonlySet<string>;
  private own: string | undefined;
  private lastNews = Date.now();

  constructor(
    private readonly session: Session,
    private readonly target: Target,
    private readonly graph: readonly LiveTask[],
    earlier: readonly TaskRun[],
    private readonly call: Watching,
  ) {
    this.names = new Set(graph.map(({ spec }) => spec.name));
    this.known = new Set(earlier.map((run) => run.runGroup));
    this.over = new Set(
      [...grouped(earlier)]
        .filter(([group, runs]) => group !== target.retried?.group && this.isOver(latest(runs)))
        .map(([group]) => group),
    );
    this.own = target.retried?.group;
  }

  /** The tasks' runs of the run that counts. */
  async untilEnd(limitMs: number): Promise<TaskRun[]> {
    const start = Date.now();
    let delay = 200;
    for (;;) {
      const { database, schema, rootTask } = this.target;
      const all = await taskRuns(
        this.session,
        database,
        schema,
        Math.ceil((Date.now() - start) / 3_600_000) + 2,
      );
      const byGroup = grouped(all.filter((run) => this.names.has(run.task) && !this.over.has(run.runGroup)));
      const ended = this.ended(byGroup);
      if (ended !== undefined) return [...ended.values()];
      if (Date.now() - start > limitMs) {
        throw new Error(
          `the run of ${rootTask} did not end within timeoutSeconds; it goes on in Snowflake: see TASK_HISTORY, or raise timeoutSeconds`,
        );
      }
      await sleep(delay, this.call.signal);
      delay = Math.min(delay * 1.4, 2000);
    }
  }

  /** Runs that count: of a retry, not what is to be repeated, which is all that failed and the finalizer. */
  private counting(runs: readonly TaskRun[]): readonly TaskRun[] {
    const finalizer = this.graph.find(({ spec }) => spec.finalizes !== undefined)?.spec.name;
    return runs.filter((run) => this.isNew(run) || !(hasFailed(run) || run.task === finalizer));
  }

  private isNew(run: TaskRun): boolean {
    const { retried } = this.target;
    return retried === undefined || run.runGroup !== retried.group || run.attempt > retried.attempt;
  }

  private ended(byGroup: ReadonlyMap<string, readonly TaskRun[]>): Runs | undefined {
    this.own ??= this.findOwn(byGroup);
    if (this.own === undefined) return undefined;
    const mine = this.counting(byGroup.get(this.own) ?? []);
    this.tell(mine);
    if (!mine.some((run) => this.isNew(run))) return undefined;
    const runs = latest(mine);
    if (!this.isOver(runs) && !this.isQuiet(runs)) return undefined;
    return runs.get(this.target.root)?.state === "SKIPPED" ? this.instead(byGroup, runs) : runs;
  }

  /**
   * Ours was skipped: its stream was empty, perhaps because a run that the stream triggered had just begun to consume
   * it. What follows needs that run's result, so it is waited for and its result is ours.
   */
  private instead(byGroup: ReadonlyMap<string, readonly TaskRun[]>, skipped: Runs): Runs | undefined {
    const others = [...byGroup].filter(([group]) => group !== this.own).map(([, runs]) => latest(runs));
    const begun = others.filter((runs) => {
      const state = runs.get(this.target.root)?.state;
      return state !== undefined && state !== "SCHEDULED" && state !== "SKIPPED";
    });
    if (begun.some((runs) => !this.isOver(runs))) return undefined;
    for (const runs of begun) this.tell([...runs.values()]);
    const good = begun.filter((runs) => ![...runs.values()].some(hasFailed));
    return good.at(-1) ?? begun.at(-1) ?? skipped;
  }

  /** Of the root, new since, and not by schedule or stream where Snowflake says so. */
  private findOwn(byGroup: ReadonlyMap<string, readonly TaskRun[]>): string | undefined {
    const { mark } = this.target;
    if (mark !== undefined) {
      const marked = [...byGroup].filter(([, runs]) => runs.some((run) => run.mark === mark)).at(-1);
      if (marked !== undefined) return marked[0];
    }
    const fresh = [...byGroup]
      .filter(([group]) => group !== "" && !this.known.has(group))
      .flatMap(([, runs]) => runs.find((run) => run.task === this.target.root) ?? []);
    const executed = fresh.find((run) => run.from.includes("EXECUTE"));
    return (executed ?? fresh.find((run) => run.from === "" && run.state !== "SCHEDULED"))?.runGroup;
  }

  /**
   * Snowflake leaves some tasks after a skipped one without a record. When only such are missing and nothing has
   * happened for a while, the run is over.
   */
  private isQuiet(runs: Runs): boolean {
    return Date.now() - this.lastNews > quietMs && this.isOver(runs, true);
  }

  /** In the order in which they ended, what is under way last. */
  private tell(runs: readonly TaskRun[]): void {
    const ends = (run: TaskRun) => (run.completed === "" ? "~" : run.completed);
    for (const run of [...runs].sort((a, b) => (ends(a) < ends(b) ? -1 : 1))) {
      if (!this.isNew(run)) continue;
      const key = `${run.runGroup} ${run.task} ${run.attempt} ${run.state}`;
      if (this.told.has(key)) continue;
      this.told.add(key);
      this.lastNews = Date.now();
      const state = run.state.toLowerCase();
      if (this.call.seen !== undefined) this.call.seen(run);
      else if (isPending(run)) this.call.status(`${run.task} ${state}`);
      else this.call.log("info", `${run.task} ${state}${run.error === "" ? "" : `: ${run.error}`}`);
    }
  }

  /** Over when nothing is under way and nothing more can start: a failed task's children never do. */
  private isOver(runs: Runs, skippedEnds = false): boolean {
    if ([...runs.values()].some(isPending)) return false;
    const root = runs.get(this.target.root);
    if (root === undefined) return false;
    if (root.state === "SKIPPED") return true;
    return this.graph.every(({ spec }) => {
      if (runs.has(spec.name) || !spec.started) return true;
      return (
        spec.finalizes === undefined && !spec.after.every((name) => this.isPassed(name, runs, skippedEnds))
      );
    });
  }

  /** A suspended child is passed over as if it had succeeded. */
  private isPassed(name: string, runs: Runs, skippedEnds: boolean): boolean {
    const run = runs.get(name);
    if (run !== undefined) return !hasFailed(run) && !(skippedEnds && run.state === "SKIPPED");
    const task = this.graph.find(({ spec }) => spec.name === name)?.spec;
    if (task === undefined || task.started || task.root) return false;
    return task.after.every((other) => this.isPassed(other, runs, skippedEnds));
  }
}
