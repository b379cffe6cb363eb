import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { filesBelow, lay } from "../../assets/lay";
import type { Call } from "../../framework";
import type { Artifact } from "./artifact";
import { fetched, type Sources } from "./fetch";

/** MSK Connect and the memory of a machine that deploys agree that more is no plugin. */
const MOST = 2 ** 30;

export interface Zip {
  readonly content: Uint8Array;
  readonly sha256: string;
}

/** A zip with nothing in it but names and contents in order, so that the same parts are the same zip. Jars are packed already. */
export async function zipOf(
  artifacts: readonly Artifact[],
  { cache, ...from }: Pick<Sources, "repositories" | "fetch"> & { readonly cache: string | undefined },
  call: Call,
): Promise<Zip> {
  const folder = await mkdtemp(join(tmpdir(), "floe-plugin-"));
  const sources = { ...from, folder: cache ?? join(folder, "fetched") };
  try {
    const files = new Map<string, Uint8Array>();
    for (const artifact of artifacts)
      for (const [name, path] of await placesOf(artifact, sources, join(folder, artifact.hash), call)) {
        if (files.has(name))
          throw new Error(`artifacts: two of them bring a file ${name}. Fix: leave one out`);
        files.set(name, await readFile(path));
      }
    const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    if (size > MOST)
      throw new Error(`artifacts: come to ${Math.round(size / 1e6)} MB, more than a plugin may have`);
    if (files.size === 0) throw new Error("artifacts: hold no files. Fix: check the folders they name");
    call.status(`packing ${files.size} files`);
    const { zipSync } = await import("fflate");
    const inOrder = Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
    const content = zipSync(inOrder, { level: 0, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 });
    return { content, sha256: createHash("sha256").update(content).digest("hex") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Names in the zip, and where the files are. */
async function placesOf(
  artifact: Artifact,
  sources: Sources,
  folder: string,
  call: Call,
): Promise<readonly (readonly [string, string])[]> {
  const { file, name, hash } = artifact;
  if (file === undefined) return [[name, await fetched(artifact, sources, call)]];
  await lay(file, folder, call.signal);
  if (file.kind === "archive")
    return (await filesBelow(folder)).map((each) => [posix.join(name, each), join(folder, each)]);
  const sum = createHash("sha256")
    .update(await readFile(folder))
    .digest("hex");
  if (sum !== hash)
    throw new Error(
      `${name} has the SHA-256 ${sum}, not ${hash} as declared. Fix: find out why before you change it`,
    );
  return [[name, folder]];
}
