import { CliError } from "../exit";

/** What an example's stack says about itself, so that the demo can wait for its predictions and show them. */
export interface DemoOutputs {
  /** Query with one row: PREDICTED and EXPECTED, numbers of rows. */
  readonly progress: string;
  /** Query of predictions joined to what they are about. */
  readonly sample: string;
  /** Query with one row: measures of the predictions against what really happened, a column each. */
  readonly quality?: string;
  /** Final metrics of the training job, by name; empty where no job trained. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Records that start everything, and the topic their answers come from. */
  readonly records?: DemoRecords;
}

/** What goes through Kafka. */
export interface DemoRecords {
  /** A line of the file is a record: `{ "key": .., "value": {..} }`. */
  readonly send: { readonly topic: string; readonly file: string };
  /** Topic of the answers; `key` is the field of a record that tells which of those sent it answers. */
  readonly receive: { readonly topic: string; readonly key: string };
}

export function demoOutputs(example: string, outputs: Readonly<Record<string, unknown>>): DemoOutputs {
  const { progress, sample, quality, metrics, records } = outputs;
  if (typeof progress !== "string" || typeof sample !== "string")
    throw new CliError(`${example} cannot be shown: its stack outputs need "progress" and "sample"`);
  const numbers = Object.entries(metrics ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return {
    progress,
    sample,
    metrics: Object.fromEntries(numbers),
    ...(typeof quality === "string" ? { quality } : {}),
    ...(isRecords(records) ? { records } : {}),
  };
}

function isRecords(value: unknown): value is DemoRecords {
  const part = (of: unknown, name: string): unknown =>
    typeof of === "object" && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
  return [
    part(part(value, "send"), "topic"),
    part(part(value, "send"), "file"),
    part(part(value, "receive"), "topic"),
    part(part(value, "receive"), "key"),
  ].every((each) => typeof each === "string");
}
