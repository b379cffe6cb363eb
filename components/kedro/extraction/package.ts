import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder that holds the Python package `floe_kedro`, from the sources as from their transpiled copy. */
export function pythonFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = join(folder, "python");
    if (existsSync(join(found, "floe_kedro", "__init__.py"))) return found;
    if (dirname(folder) === folder)
      throw new Error(`Floe's Python package floe_kedro is missing above ${__dirname}: reinstall Floe`);
  }
}

/** What runs of nodes need of the package; the rest reads projects, and may change without another procedure. */
const inRuns =
  /^floe_kedro\/(?:(?:__init__|__main__|handler|job|quiet)\.py|logging\.yml|py\.typed|runtime\/.+\.py)$/;

/** The package as it goes to Snowflake: its files by their place below the folder, and a hash of all. */
export interface RuntimeFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly hash: string;
}

export function runtimeFiles(folder = pythonFolder()): RuntimeFiles {
  const names = readdirSync(join(folder, "floe_kedro"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((name) => inRuns.test(name))
    .sort();
  const digest = createHash("sha256");
  for (const name of names)
    digest
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update("\0");
  return { files: new Map(names.map((name) => [name, join(folder, name)])), hash: digest.digest("hex") };
}
