import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "../paths";
import { ENGINE_VERSION, fits } from "./version";

const run = promisify(execFile);
const suffix = process.platform === "win32" ? ".exe" : "";

/** An engine that can be run. */
export interface Engine {
  readonly path: string;
  readonly version: string;
  readonly source: "FLOE_ENGINE" | "PATH" | "cache" | "installer" | "go";
}

/** Why one place gave no engine, in words a person can act on. */
export interface Miss {
  readonly place: string;
  readonly reason: string;
}

/** Folder of the cached engine of this version. */
export const engineDir = (env: NodeJS.ProcessEnv = process.env): string =>
  join(cacheDir(env), "engine", ENGINE_VERSION);

/** Where an engine built by us, or put there by the official installer, lies inside `folder`. */
export const binaries = (folder: string): string[] => [
  join(folder, `pulumi${suffix}`),
  join(folder, "bin", `pulumi${suffix}`),
];

/** The version an engine binary reports, or undefined when it does not run. */
export async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ["version"], {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: 20_000,
    });
    return stdout.trim().replace(/^v/, "");
  } catch {
    return undefined;
  }
}

/** Looks for a fitting engine without fetching anything: `$FLOE_ENGINE`, then PATH, then the cache. */
export async function findEngine(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ engine?: Engine; misses: Miss[] }> {
  const misses: Miss[] = [];
  const chosen = env.FLOE_ENGINE;
  if (chosen) {
    const engine = await accept(chosen, "FLOE_ENGINE", misses);
    return engine ? { engine, misses } : { misses };
  }
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, `pulumi${suffix}`))
    .find((path) => existsSync(path));
  if (onPath) {
    const engine = await accept(onPath, "PATH", misses);
    if (engine) return { engine, misses };
  } else misses.push({ place: "PATH", reason: "no pulumi there" });
  for (const path of binaries(engineDir(env)).filter((candidate) => existsSync(candidate))) {
    const engine = await accept(path, "cache", misses);
    if (engine) return { engine, misses };
  }
  return { misses };
}

async function accept(path: string, source: Engine["source"], misses: Miss[]): Promise<Engine | undefined> {
  const version = await versionOf(path);
  if (version !== undefined && fits(version)) return { path, version, source };
  const reason =
    version === undefined
      ? `${path} does not run`
      : `${path} is ${version}, and Floe needs ${ENGINE_VERSION} or newer of the same major`;
  misses.push({ place: source, reason });
  return undefined;
}
