import { ClientFailure } from "../jobs/channels";

/** A piece of an object that is sent to the model in one request. */
export interface Payload {
  /** The records as they came; one for an object that is not split. */
  records: string[];
}

/** Cuts an object's text into lines, an ending without a line left out. */
export function lines(text: string): string[] {
  const found = text.split("\n");
  if (found.at(-1) === "") found.pop();
  return found.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

/**
 * Groups records into payloads of at most `limit` bytes; one record each for the strategy SingleRecord.
 *
 * Throws when a record alone is larger than the limit.
 */
export function* payloads(
  records: string[],
  sizes: (record: string) => number,
  limit: number,
  single: boolean,
) {
  let group: string[] = [];
  let size = 0;
  for (const record of records) {
    const bytes = sizes(record) + 1;
    if (bytes - 1 > limit) {
      throw new ClientFailure(
        `ClientError: A record of ${bytes - 1} bytes is larger than MaxPayloadInMB allows`,
      );
    }
    if (group.length > 0 && (single || size + bytes > limit)) {
      yield { records: group } satisfies Payload;
      group = [];
      size = 0;
    }
    group.push(record);
    size += bytes;
  }
  if (group.length > 0) yield { records: group } satisfies Payload;
}
