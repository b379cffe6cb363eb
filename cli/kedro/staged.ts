import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withFiles } from "../../provider/snowflake/stage-file/prepare";
import type { Source } from "../../provider/snowflake/stage-file/place";
import { foldersOf, type Intended, stagePath } from "./intended";

/** A file or folder of the deployment with its address, as the stage files of the component upload it. */
export interface Staged {
  readonly part: "code" | "data";
  /** Address on the stage: of the file, or of the folder. */
  readonly path: string;
  /** Files below the folder for PUT: name there, and the folder of the address they go to. */
  readonly files: readonly { readonly name: string; readonly to: string; readonly bytes: number }[];
}

export interface StagedFiles {
  readonly project: Staged;
  readonly runtime: Staged;
  readonly wheels: Staged | undefined;
  /** By the path in the project. */
  readonly uploads: Readonly<Record<string, Staged>>;
}

/** Packs everything a deployment uploads; with `folder` the files are left there, each under its name on the stage. */
export async function stagedFiles(intended: Intended, folder: string | undefined): Promise<StagedFiles> {
  const { files, runtime, wheels, uploads } = intended.source;
  const folders = foldersOf(intended);
  const put = (part: "code" | "data", prefix: string, name: string, source: Source, pack: boolean) =>
    stage(intended, { part, prefix, name, source, pack }, folder);
  const packed = (name: string, prefix: string, source: Source) =>
    put("code", prefix, `${name}.zip`, source, true);
  const texts = { ".floe/index.json": files.index };
  const result: Record<string, Staged> = {};
  for (const { path, slug, name, source } of uploads) {
    const content = typeof source === "string" ? fileOf(source) : archiveOf(source);
    result[path] = await put("data", folders.upload(slug), name, content, false);
  }
  return {
    project: await packed("project", folders.project, archiveOf(files.files, texts)),
    runtime: await packed("runtime", folders.runtime, archiveOf(runtime.files)),
    wheels:
      wheels === undefined ? undefined : await packed("wheels", folders.wheels, archiveOf(wheels.files)),
    uploads: result,
  };
}

// Without a hash the content is taken as it is now.
const fileOf = (path: string): Source => ({ kind: "file", path, hash: "" });

/** Files by their place in an archive, with texts that are no files. */
export function archiveOf(
  files: ReadonlyMap<string, string>,
  texts: Readonly<Record<string, string>> = {},
): Source {
  const entries: Record<string, Source> = {};
  for (const [name, path] of files) entries[name] = { kind: "file", path, hash: "" };
  for (const [name, text] of Object.entries(texts)) entries[name] = { kind: "string", text, hash: "" };
  return { kind: "archive", hash: "", entries };
}

interface What {
  readonly part: "code" | "data";
  readonly prefix: string;
  readonly name: string;
  readonly source: Source;
  readonly pack: boolean;
}

async function stage(intended: Intended, what: What, folder: string | undefined): Promise<Staged> {
  const { part, prefix, name, source, pack } = what;
  return withFiles(source, { name }, pack, new AbortController().signal, (local) => {
    const digest = createHash("sha256");
    for (const file of local) digest.update(`${file.name}\0`).update(readFileSync(file.path)).update("\0");
    const version = `${prefix}/${digest.digest("hex").slice(0, 16)}`;
    const files = local.map((file) => {
      if (folder !== undefined) {
        const copy = join(folder, file.name);
        mkdirSync(dirname(copy), { recursive: true });
        copyFileSync(file.path, copy);
      }
      const above = dirname(file.name);
      return { name: file.name, bytes: file.size, to: above === "." ? version : `${version}/${above}` };
    });
    return Promise.resolve({ part, path: stagePath(intended, part, `${version}/${basename(name)}`), files });
  });
}
