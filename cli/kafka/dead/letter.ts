import type { StoredRecord } from "../brokers";
import { CliError, exitCodes } from "../../exit";

/** A record that a sink put aside, with what Connect's headers say of it. */
export interface DeadLetter {
  readonly record: StoredRecord;
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  readonly offset: string | undefined;
  readonly connector: string;
  /** Where it failed: `VALUE_CONVERTER`, `TASK_PUT` and so on. */
  readonly stage: string;
  readonly error: string;
  readonly message: string;
  /** How often it was sent again before it came here. */
  readonly replays: number;
}

const CONNECT = "__connect.errors.";
/** Counts how often a record was sent again, so that a hopeless one does not go round for ever. */
export const REPLAYS = "floe.replays";

export function deadLetter(record: StoredRecord): DeadLetter {
  const header = (name: string): string | undefined => {
    const found = record.headers.findLast(([each]) => each === name)?.[1];
    return found === undefined ? undefined : String(found);
  };
  const connect = (name: string): string => header(CONNECT + name) ?? "";
  const partition = connect("partition");
  return {
    record,
    topic: connect("topic") === "" ? undefined : connect("topic"),
    partition: /^\d+$/.test(partition) ? Number(partition) : undefined,
    offset: connect("offset") === "" ? undefined : connect("offset"),
    connector: connect("connector.name"),
    stage: connect("stage"),
    error: connect("exception.class.name").replace(/^.*\./, ""),
    message: connect("exception.message"),
    replays: Number(header(REPLAYS) ?? 0) || 0,
  };
}

/** Headers of the record as it was sent first, with how often it was sent since. */
export function originalHeaders({ record, replays }: DeadLetter): Map<Buffer, Buffer> {
  const own = record.headers.filter(([name]) => !name.startsWith(CONNECT) && name !== REPLAYS);
  return new Map(
    [...own, [REPLAYS, Buffer.from(String(replays + 1))] as const].map(([name, value]) => [
      Buffer.from(name),
      value,
    ]),
  );
}

export interface LetterFlags {
  readonly connector?: string;
  readonly from?: string;
  readonly error?: string;
  readonly since?: string;
  readonly until?: string;
  readonly maxReplays: number;
  readonly toTopic?: string;
  readonly discard?: boolean;
}

/** Which letters the flags mean; of those without Connect's headers only where they need no topic of their own. */
export function selection(flags: LetterFlags): (letter: DeadLetter) => boolean {
  let pattern: RegExp | undefined;
  try {
    pattern = flags.error === undefined ? undefined : new RegExp(flags.error, "i");
  } catch {
    throw new CliError(`--error: ${JSON.stringify(flags.error)} is no regular expression`, exitCodes.usage);
  }
  const [since, until] = [time("--since", flags.since), time("--until", flags.until)];
  return ({ record, connector, topic, error, message, replays }) =>
    (topic !== undefined || flags.toTopic !== undefined || flags.discard === true) &&
    replays < flags.maxReplays &&
    (flags.connector === undefined || connector === flags.connector) &&
    (flags.from === undefined || topic === flags.from) &&
    (pattern === undefined || pattern.test(`${error}: ${message}`)) &&
    (since === undefined || record.timestamp >= since) &&
    (until === undefined || record.timestamp < until);
}

function time(flag: string, text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new CliError(`${flag}: "${text}" is no time such as 2026-01-31T12:00:00Z`, exitCodes.usage);
  return BigInt(ms);
}

/** Letters that failed alike. */
export interface LetterGroup {
  readonly connector: string;
  readonly topic: string;
  readonly stage: string;
  readonly error: string;
  count: number;
  /** Of the first of them; never the record itself, which is data. */
  readonly message: string;
}

export class LetterGroups {
  private readonly groups = new Map<string, LetterGroup>();

  add({ connector, topic = "(unknown)", stage, error, message }: DeadLetter): void {
    const key = JSON.stringify([connector, topic, stage, error]);
    const group = this.groups.get(key) ?? {
      connector,
      topic,
      stage,
      error,
      count: 0,
      message: message.slice(0, 200),
    };
    group.count++;
    this.groups.set(key, group);
  }

  /** The largest first. */
  list(): LetterGroup[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count);
  }
}
