import { logs } from "../../aws/clients";
import type { Call } from "../../framework";
import { logGroup } from "./describe";
import type { Job } from "./jobs";

/** Lines kept in the engine's output for one job; further ones are shown while they are new and not kept. */
const keptLines = 200;
const linesAtOnce = 10;

/** Shows what is new of a job since the last look: its status transitions and its log lines. */
export class Progress {
  private transitions = 0;
  private since: number | undefined;
  private readonly seen = new Set<string>();
  private kept = 0;

  constructor(private readonly call: Call) {}

  async show(job: Job): Promise<void> {
    const transitions = job.SecondaryStatusTransitions ?? [];
    for (const { Status, StatusMessage } of transitions.slice(this.transitions)) {
      const message = StatusMessage === undefined || StatusMessage === "" ? "" : `: ${StatusMessage}`;
      this.call.log("info", `${job.TrainingJobName ?? "job"} ${Status ?? ""}${message}`);
    }
    this.transitions = transitions.length;
    const lines = await this.newLines(job);
    if (lines.length > linesAtOnce)
      this.call.status(`${lines.length - linesAtOnce} more log lines in ${logGroup}`);
    for (const line of lines.slice(-linesAtOnce)) {
      if (this.kept++ < keptLines) this.call.log("info", line);
      else this.call.status(line);
    }
  }

  private async newLines(job: Job): Promise<string[]> {
    try {
      const events = await readLog(this.call, job, this.since);
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

interface LogEvent {
  readonly id: string;
  readonly time: number;
  readonly text: string;
}

async function readLog(call: Call, job: Job, since: number | undefined, pages = 20): Promise<LogEvent[]> {
  const sdk = await import("@aws-sdk/client-cloudwatch-logs");
  const client = await logs(call.config);
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page++) {
    const command = new sdk.FilterLogEventsCommand({
      logGroupName: logGroup,
      logStreamNamePrefix: `${job.TrainingJobName ?? ""}/`,
      startTime: since ?? job.CreationTime?.getTime(),
      nextToken,
    });
    const answer = await client.send(command, { abortSignal: call.signal });
    for (const event of answer.events ?? []) {
      const text = (event.message ?? "").trimEnd();
      const time = event.timestamp ?? 0;
      if (text !== "")
        events.push({ id: event.eventId ?? `${event.logStreamName ?? ""}${time}${text}`, time, text });
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return events;
}

/** The last lines of a job's log, for the error of a failed one. */
export async function lastLines(call: Call, job: Job, count = 50): Promise<string[]> {
  try {
    const events = await readLog(call, job, undefined, 200);
    return events.slice(-count).map(({ text }) => text);
  } catch {
    return [];
  }
}
