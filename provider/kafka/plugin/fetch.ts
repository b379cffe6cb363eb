import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type Call, sleep } from "../../framework";
import type { Fetch } from "../connect/client";
import { type Artifact, pathOf } from "./artifact";

const ATTEMPTS = 4;
/** How often progress is told, milliseconds. */
const TELL_MS = 1000;

/** Where files come from and go to. */
export interface Sources {
  readonly repositories: readonly string[];
  readonly fetch: Fetch;
  /** Keeps downloaded files by their checksums. */
  readonly folder: string;
}

/** The file of an artifact on this machine, with the checksum it must have. */
export async function fetched(artifact: Artifact, from: Sources, call: Call): Promise<string> {
  const { repositories, fetch } = from;
  const cached = join(from.folder, artifact.hash);
  const { coordinates } = artifact;
  const own = coordinates === undefined ? [] : [join(mavenFolder(), ...pathOf(coordinates).split("/"))];
  for (const place of [cached, ...own]) if ((await sumOf(place)) === artifact.hash) return place;
  const urls =
    coordinates === undefined
      ? [artifact.url ?? ""]
      : repositories.map((each) => `${each.replace(/\/+$/, "")}/${pathOf(coordinates)}`);
  for (const url of urls) if (await download(url, artifact, cached, fetch, call)) return cached;
  throw new Error(
    `${artifact.name} is not at ${urls.join(", nor at ")}. Fix: correct the coordinates, or name the repository that has it`,
  );
}

function mavenFolder(): string {
  return join(homedir(), ".m2", "repository");
}

async function sumOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
  } catch {
    return undefined;
  }
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Whether the file is there now; false when the address has none. */
async function download(
  url: string,
  artifact: Artifact,
  target: string,
  fetch: Fetch,
  call: Call,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, artifact, target, fetch, call);
    } catch (error) {
      call.signal.throwIfAborted();
      if (error instanceof Refused || attempt >= ATTEMPTS) throw error;
      await sleep(500 * 2 ** attempt, call.signal);
    }
  }
}

/** No other attempt would end better. */
class Refused extends Error {}

async function once(
  url: string,
  artifact: Artifact,
  target: string,
  fetch: Fetch,
  call: Call,
): Promise<boolean> {
  const response = await fetch(url, { method: "GET", signal: call.signal });
  if (response.status === 404) return false;
  if (!response.ok) {
    const message = `${url} answers ${response.status} ${response.statusText}`;
    throw response.status >= 500 || response.status === 429 ? new Error(message) : new Refused(message);
  }
  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}.${Date.now()}`;
  try {
    const sum = await written(response, partial, artifact, call);
    if (sum !== artifact.hash)
      throw new Refused(
        `${url} has the SHA-256 ${sum}, not ${artifact.hash} as declared: it is not the file that was locked. Fix: find out why before you change the checksum`,
      );
    await rename(partial, target);
    return true;
  } finally {
    await rm(partial, { force: true });
  }
}

async function written(response: Response, path: string, { name }: Artifact, call: Call): Promise<string> {
  const hash = createHash("sha256");
  const total = Number(response.headers.get("content-length") ?? 0);
  const file = await open(path, "w");
  let size = 0;
  let told = Date.now();
  try {
    for await (const chunk of response.body ?? []) {
      call.signal.throwIfAborted();
      const bytes = chunk as Uint8Array;
      hash.update(bytes);
      await file.write(bytes);
      size += bytes.length;
      if (Date.now() - told < TELL_MS) continue;
      told = Date.now();
      call.status(`${name}: ${megabytes(size)}${total > 0 ? ` of ${megabytes(total)}` : ""} MB`);
    }
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
