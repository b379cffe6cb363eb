import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Problems } from "../../../blueprints";

/** Wheels that go with the deployment instead of coming from a repository. */
export interface Wheels {
  /** File name to path on disk. */
  readonly files: ReadonlyMap<string, string>;
  readonly hash: string;
}

/** The wheels in a folder of the project. */
export function wheelsOf(
  project: string,
  folder: string | undefined,
  problems: Problems,
): Wheels | undefined {
  if (folder === undefined) return undefined;
  const path = join(project, folder);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const names = isFolder ? readdirSync(path).filter((name) => name.endsWith(".whl")) : [];
  problems.require(
    names.length > 0,
    "dependencies.wheels",
    `${folder} holds no wheels`,
    "fill it with `pip download --only-binary=:all: -d <folder> kedro`",
  );
  const digest = createHash("sha256");
  for (const name of names.sort()) digest.update(`${name}\0`).update(readFileSync(join(path, name)));
  return { files: new Map(names.map((name) => [name, join(path, name)])), hash: digest.digest("hex") };
}
