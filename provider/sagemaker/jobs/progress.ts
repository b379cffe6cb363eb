import type { Call } from "../../framework";
import type { JobKind, JobView } from "./kind";
import { type LogPlace, readLog } from "./log";

/** Lines kept in the engine's output for one job; further ones are shown while they are new and not kept. */
const keptLines = 200;
const linesAtOnce = 10;

export function logOf(kind: Pick<JobKind<never>, "logGroup" | "logPrefix">, view: JobView): LogPlace {
  return { group: kind.logGroup, prefix: kind.logPrefix(view.name), since: view.createdAt };
}

/** Shows what is new of a job since the last look: its steps and its log lines. */
export class Progress {
  private steps = 0;
  private since: number | undefined;
  private readonly seen = new Set<string>();
  private kept = 0;

  constructor(
    private readonly kind: Pick<JobKind<never>, "logGroup" | "logPrefix">,
    private readonly call: Call,
  ) {}

  async show(view: JobView): Promise<void> {
    for (const step of view.steps.slice(this.steps)) this.call.log("info", `${view.name} ${step}`);
    this.steps = Math.max(this.steps, view.steps.length);
    const lines = await this.newLines(view);
    if (lines.length > linesAtOnce)
      this.call.status(`${lines.length - linesAtOnce} more log lines in ${this.kind.logGroup}`);
    for (const line of lines.slice(-linesAtOnce)) {
      if (this.kept++ < keptLines) this.call.log("info", line);
      else this.call.status(line);
    }
  }

  private async newLines(view: JobView): Promise<string[]> {
    try {
      const events = await readLog(this.call, logOf(this.kind, view), this.since);
      const fresh = events.filter(({ id }) => !this.seen.has(id));
      for (const { id, time } of fresh) {
        this.seen.add(id);
        this.since = Math.max(this.since ?? 0, time);
      }
      return fresh.map(({ text }) => text);
    } catch {
      // Progress must not fail a job: the log group appears late, and reading it may not be allowed.
      return [];
    }
  }
}
