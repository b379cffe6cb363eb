import { logs } from "../../aws/clients";
import type { Call } from "../../framework";

/** Where a job's log is. */
export interface LogPlace {
  readonly group: string;
  readonly prefix: string;
  readonly since: Date | undefined;
}

export interface LogEvent {
  readonly id: string;
  readonly time: number;
  readonly text: string;
}

/** Events of a job's log from a time on, oldest first. */
export async function readLog(
  call: Call,
  place: LogPlace,
  from: number | undefined,
  pages = 20,
): Promise<LogEvent[]> {
  const sdk = await import("@aws-sdk/client-cloudwatch-logs");
  const client = await logs(call.config);
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page++) {
    const command = new sdk.FilterLogEventsCommand({
      logGroupName: place.group,
      logStreamNamePrefix: place.prefix,
      startTime: from ?? place.since?.getTime(),
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

/** How far back the end of a log is looked for, in turn: a long job's whole log would take minutes to read. */
const windows = [900_000, 21_600_000, Infinity];

/** The last lines of the log of a job that has just ended, for its error. A log that cannot be read has none. */
export async function lastLines(call: Call, place: LogPlace, count = 50): Promise<string[]> {
  const created = place.since?.getTime() ?? 0;
  try {
    for (const window of windows) {
      const from = Math.max(created, Date.now() - window);
      const events = await readLog(call, place, from, 200);
      if (events.length >= count || from === created) return events.slice(-count).map(({ text }) => text);
    }
  } catch {
    // The reason of the failure is worth more than its log.
  }
  return [];
}
