/** A new object in a bucket. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
}

type Message = Readonly<Record<string, unknown>>;

const record = (value: unknown): Message | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Message) : undefined;

function json(text: string): Message | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function object(s3: Message | undefined, encoded: boolean): NewObject[] {
  const bucket = record(s3?.["bucket"])?.["name"];
  const key = record(s3?.["object"])?.["key"];
  if (typeof bucket !== "string" || typeof key !== "string") return [];
  return [{ bucket, key: encoded ? decodeURIComponent(key.replaceAll("+", " ")) : key }];
}

/**
 * The new objects a queue message tells of: S3 event notifications and EventBridge's "Object Created", each sent
 * directly, raw through SNS, or in SNS's envelope. Other messages (S3's test event, deletions) tell of none.
 */
export function newObjects(body: string): readonly NewObject[] {
  const message = json(body);
  if (message === undefined) return [];
  const inner = message["Message"];
  if (typeof inner === "string") return newObjects(inner);
  const records = message["Records"];
  if (Array.isArray(records))
    return records.flatMap((entry) => {
      const event = record(entry);
      const name = event?.["eventName"];
      return typeof name === "string" && /^(?:s3:)?ObjectCreated:/.test(name)
        ? object(record(event?.["s3"]), true)
        : [];
    });
  return message["detail-type"] === "Object Created" ? object(record(message["detail"]), false) : [];
}
