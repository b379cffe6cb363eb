import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Problems } from "../../blueprints";

/** What tools leave beside code without being part of it. */
const foreign = /^(__pycache__|node_modules|\..*|.*\.py[co]|.*\.egg-info)$/;

/**
 * A version of code by its content: the first 16 hexadecimal digits of SHA-256 over the relative paths and bytes of a
 * folder's files, or over the bytes of one file. The same on every machine, whatever the order, times, owners and modes
 * of files. What tools leave behind does not count: `__pycache__`, `*.pyc`, `*.egg-info`, `node_modules`, and
 * everything whose name begins with a dot (`.git`, `.venv`, caches). Known at preview.
 *
 * @param path folder or file, relative to the working directory. Symbolic links count by what they lead to.
 * @throws Error when there is none, or nothing in it counts.
 *
 * @example
 * ```ts
 * new Training("training", { versions: { code: sourceHash("../trainer") }, ... });
 * ```
 */
export function sourceHash(path: string): string {
  const hash = createHash("sha256");
  const files = sourceFiles(path);
  const [only] = files;
  if (only?.name === "") return hash.update(readFileSync(only.path)).digest("hex").slice(0, 16);
  for (const file of files) {
    const bytes = readFileSync(file.path);
    // The length keeps one file's end from being taken for the next one's beginning.
    hash.update(`${file.name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex").slice(0, 16);
}

/** A file of code: its path within the folder, empty when the code is that file, and on this machine. */
export interface SourceFile {
  readonly name: string;
  readonly path: string;
}

/** The files that count. @throws Error when there is none. */
export function sourceFiles(path: string): readonly SourceFile[] {
  const root = resolve(path);
  if (statSync(root).isFile()) return [{ name: "", path: root }];
  const files = filesOf(root, "", new Set()).map((name) => ({ name, path: join(root, name) }));
  if (files.length === 0) throw new Error(`"${path}" has no file that counts: name the folder of the code`);
  return files;
}

/** Relative paths with `/`, in one order for all locales. */
function filesOf(root: string, below: string, above: ReadonlySet<string>): string[] {
  const folder = realpathSync(join(root, below));
  if (above.has(folder))
    throw new Error(`"${join(root, below)}" leads back to a folder that holds it: remove the link`);
  const within = new Set([...above, folder]);
  return readdirSync(folder)
    .filter((name) => !foreign.test(name))
    .sort((one, other) => (one < other ? -1 : 1))
    .flatMap((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      return statSync(join(root, path)).isDirectory() ? filesOf(root, path, within) : [path];
    });
}

/** A path of this machine that must exist. */
export function checkSource(problems: Problems, argument: string, path: string | undefined): void {
  if (path === undefined) return;
  problems.require(
    existsSync(path),
    argument,
    `"${path}" is not a file or folder here (seen from ${process.cwd()})`,
    'name one that exists, such as join(__dirname, "trainer")',
  );
}
