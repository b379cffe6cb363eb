import pc from "picocolors";
import { hasFailed, isPending, type TaskRun } from "../../provider/snowflake/task-graph-run/history";
import { tookMs } from "../graph/runs";
import { type Output, seconds } from "../output";
import { type DeployedTask, labelOf } from "./deployed";
import { oneLine, pythonError } from "./python-error";
import { rowsText, wasSkipped } from "./returned";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Prints the tasks of a run as they end, and below them what is under way where the terminal can redraw. */
export class Progress {
  private readonly tasks: ReadonlyMap<string, DeployedTask>;
  private readonly running = new Map<string, number>();
  private readonly width: number;
  private readonly timer: NodeJS.Timeout | undefined;
  private ended = 0;
  private frame = 0;

  /** @param only nodes that this run is about; tasks without any of them show only when they fail. */
  constructor(
    tasks: readonly DeployedTask[],
    private readonly output: Output,
    private readonly only: readonly string[] | undefined,
  ) {
    this.tasks = new Map(tasks.map((task) => [task.name, task]));
    this.width = Math.min(48, Math.max(8, ...tasks.map((task) => labelOf(task).length)));
    if (output.live) this.timer = setInterval(() => this.draw(), 120).unref();
  }

  readonly seen = (run: TaskRun): void => {
    const task = this.tasks.get(run.task);
    if (task === undefined) return;
    if (isPending(run)) {
      if (run.state === "EXECUTING" && this.isShown(task)) this.running.set(run.task, Date.now());
      return;
    }
    this.running.delete(run.task);
    if (this.isShown(task)) this.ended++;
    if (this.isShown(task) || hasFailed(run)) this.output.note(this.line(task, run));
  };

  private isShown({ kind, nodes }: DeployedTask): boolean {
    return kind === "task" && (this.only === undefined || nodes.some((node) => this.only?.includes(node)));
  }

  stop(): void {
    clearInterval(this.timer);
    this.output.clear();
  }

  private line(task: DeployedTask, run: TaskRun): string {
    const label = labelOf(task).padEnd(this.width);
    const attempt = run.attempt > 1 ? ` (attempt ${run.attempt})` : "";
    const took = tookMs(run);
    const time = took === undefined ? "" : seconds(took / 1000);
    if (hasFailed(run))
      return `${pc.red("✗")} ${label} ${time.padStart(7)}${attempt}  ${pc.red(oneLine(pythonError(run.error).gist) || run.state.toLowerCase())}`;
    if (run.state === "SKIPPED" || wasSkipped(run.returnValue))
      return pc.dim(`- ${label} ${"skipped".padStart(7)}${attempt}`);
    return `${pc.green("✓")} ${label} ${time.padStart(7)}${attempt}  ${pc.dim(oneLine(rowsText(run.returnValue), 90))}`.trimEnd();
  }

  private draw(): void {
    this.frame = (this.frame + 1) % frames.length;
    const spin = pc.cyan(frames[this.frame] ?? "");
    const lines = [...this.running].slice(0, 12).map(([name, since]) => {
      const task = this.tasks.get(name);
      const label = task === undefined ? name : labelOf(task);
      return `${spin} ${label.padEnd(this.width)} ${seconds((Date.now() - since) / 1000).padStart(7)}`;
    });
    const all = [...this.tasks.values()].filter((task) => this.isShown(task)).length;
    this.output.draw([...lines, pc.dim(`  ${this.ended} of ${all} tasks`)]);
  }
}
