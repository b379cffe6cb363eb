import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** Folder shared by every checkout: engine builds, Python environments, example data. `$FLOE_CACHE` overrides it. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FLOE_CACHE) return resolve(env.FLOE_CACHE);
  return join(env.XDG_CACHE_HOME ? resolve(env.XDG_CACHE_HOME) : join(homedir(), ".cache"), "floe");
}

/** Folder of one local cloud: its state, data, logs and stacks. `$FLOE_STATE` overrides it; default `<cwd>/.floe`. */
export function stateDir(env: NodeJS.ProcessEnv = process.env): string {
  return env.FLOE_STATE ? resolve(env.FLOE_STATE) : resolve(".floe");
}

/** The folder that holds Floe's package.json, from sources as from dist: a checkout's, or the installed package's. */
export function packageRoot(): string {
  let installed: string | undefined;
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const name = packageName(folder);
    if (name === "floe") return folder;
    if (name === "@floe/local") installed = folder;
    if (dirname(folder) !== folder) continue;
    if (installed !== undefined) return installed;
    throw new Error("Floe's package.json was not found above " + __dirname);
  }
}

function packageName(folder: string): unknown {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return typeof parsed === "object" && parsed !== null && "name" in parsed ? parsed.name : undefined;
}

/** The built tree: where this file runs from when built, `<package>/dist` when it runs from sources. */
export function distDir(): string {
  const above = dirname(__dirname);
  return above === packageRoot() ? join(above, "dist") : above;
}

/** Absolute path of a file of the built tree, with an error that says how to build when it is missing. */
export function built(...parts: string[]): string {
  const path = join(distDir(), ...parts);
  if (!existsSync(path)) throw new Error(`${basename(path)} is not built (${path}): run \`npm run build\``);
  return path;
}
