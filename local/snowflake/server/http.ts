import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const unzip = promisify(gunzip);
const zip = promisify(gzip);
/** The largest request: array binds of a whole table may be big. */
const LARGEST = 256 * 1024 * 1024;
const ZIP_FROM = 1024 * 1024 * 1024;

export type Body = Readonly<Record<string, unknown>>;

/** Reads a JSON body, compressed or not. An empty or unreadable one is `{}`. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > LARGEST) throw new Error("the request is too large");
    chunks.push(bytes);
  }
  let bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return {};
  if (request.headers["content-encoding"] === "gzip" || (bytes[0] === 0x1f && bytes[1] === 0x8b))
    bytes = await unzip(bytes);
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? (parsed as Body) : {};
  } catch {
    return {};
  }
}

/** The token of `Authorization: Snowflake Token="..."`. */
export function tokenOf(request: IncomingMessage): string | undefined {
  return /Token="([^"]+)"/.exec(request.headers.authorization ?? "")?.[1];
}

export async function send(
  response: ServerResponse,
  body: string,
  status = 200,
  type = "application/json",
): Promise<void> {
  const bytes = Buffer.from(body);
  const zipped = bytes.length > ZIP_FROM;
  const content = zipped ? await zip(bytes) : bytes;
  response.writeHead(status, {
    "content-type": type,
    "content-length": content.length,
    ...(zipped && { "content-encoding": "gzip" }),
  });
  response.end(content);
}

export const success = (data: unknown): string =>
  JSON.stringify({ data, code: null, message: null, success: true });
