import pc from "picocolors";
import type { KedroPlan } from "../../blueprints/kedro";
import { type Output, seconds } from "../output";
import { shortList } from "./deployed";
import type { LocalEvent } from "./local-run";
import { oneLine, pythonError } from "./python-error";
import { rowsText } from "./returned";

type TaskEvent = Extract<LocalEvent, { event: "task" }>;

/** A task of a local run that has ended. */
export interface LocalTask extends Pick<TaskEvent, "task" | "nodes" | "state"> {
  readonly seconds: number | undefined;
  readonly returned: Readonly<Record<string, unknown>> | undefined;
  readonly error: string | undefined;
}

const tail = 20;
const remembered = 2000;

/** Shows a local run: tasks as they end, those under way below them. */
export class LocalProgress {
  readonly tasks: LocalTask[] = [];
  private readonly running = new Map<string, { readonly label: string; readonly since: number }>();
  private readonly lines: string[] = [];
  private readonly labels: ReadonlyMap<string, string>;
  private readonly width: number;
  private readonly timer: NodeJS.Timeout | undefined;
  private problem: Extract<LocalEvent, { event: "error" }> | undefined;

  constructor(
    plan: KedroPlan,
    private readonly output: Output,
    private readonly verbose: boolean,
  ) {
    this.labels = new Map(plan.tasks.map((task) => [task.name, shortList(task.nodes)]));
    this.width = Math.min(48, Math.max(8, ...[...this.labels.values()].map((label) => label.length)));
    if (output.live) this.timer = setInterval(() => this.draw(), 120).unref();
  }

  readonly log = (line: string): void => {
    this.lines.push(line);
    if (this.lines.length > remembered) this.lines.shift();
    if (this.verbose) this.output.note(pc.dim(line));
  };

  readonly tell = (event: LocalEvent): void => {
    if (event.event === "error") this.problem = event;
    if (event.event !== "task") return;
    const label = this.labels.get(event.task) ?? event.task;
    if (event.state === "started") {
      this.running.set(event.task, { label, since: Date.now() });
      return;
    }
    this.running.delete(event.task);
    const { task, nodes, state, seconds: took, returned, error } = event;
    this.tasks.push({ task, nodes, state, seconds: took, returned, error });
    this.output.note(this.line(label, event));
  };

  stop(): void {
    clearInterval(this.timer);
    this.output.clear();
  }

  /** Why the run failed. */
  failure(run: string): string {
    if (this.problem !== undefined) {
      const { message, hint, trace } = this.problem;
      return [
        `${message}${hint === undefined ? "" : `. ${hint}`}`,
        ...(trace === undefined ? [] : [trace]),
      ].join("\n");
    }
    const failed = this.tasks.filter(({ state }) => state === "failed");
    const reasons = failed.map(
      ({ nodes, error }) => `  ${shortList(nodes)}: ${oneLine(error ?? "no message", 500)}`,
    );
    const { said, frames } = split(this.lines);
    const log = this.verbose ? [] : said.slice(-tail).map((line) => `  | ${line}`);
    const where = frames.map((line) => `    ${line}`);
    if (failed.length === 0) return [`run ${run} broke off`, ...this.lines.slice(-tail)].join("\n");
    const advice = "`--verbose` shows the whole log. Mend it, then `floe kedro local --retry`.";
    return [`run ${run} failed`, ...reasons, ...where, ...log, advice].join("\n");
  }

  private line(label: string, { state, seconds: took, error, returned }: TaskEvent): string {
    const name = label.padEnd(this.width);
    const time = took === undefined ? "" : seconds(took);
    if (state === "failed")
      return `${pc.red("✗")} ${name} ${time.padStart(7)}  ${pc.red(oneLine(error ?? ""))}`;
    if (state !== "succeeded") return pc.dim(`- ${name} ${state.padStart(7)}`);
    return `${pc.green("✓")} ${name} ${time.padStart(7)}  ${pc.dim(oneLine(rowsText(JSON.stringify(returned ?? {})), 90))}`.trimEnd();
  }

  private draw(): void {
    const lines = [...this.running.values()].map(
      ({ label, since }) =>
        `${pc.cyan("·")} ${label.padEnd(this.width)} ${seconds((Date.now() - since) / 1000).padStart(7)}`,
    );
    this.output.draw(lines);
  }
}

/** What nodes printed, and the places in the project that tracebacks name. */
function split(lines: readonly string[]): { readonly said: string[]; readonly frames: readonly string[] } {
  const said: string[] = [];
  const frames = new Set<string>();
  let inside: string[] | undefined;
  for (const line of lines) {
    if (line.startsWith("Traceback (most recent call last)")) inside = [line];
    else if (inside === undefined) said.push(line);
    else {
      inside.push(line);
      if (line.startsWith(" ")) continue;
      for (const place of pythonError(inside.join("\n")).frames) frames.add(place);
      inside = undefined;
    }
  }
  return { said: said.filter((line) => line.trim() !== ""), frames: [...frames] };
}
