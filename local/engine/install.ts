import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { binaries, engineDir, versionOf, type Engine } from "./find";
import { ENGINE_VERSION, fits } from "./version";

const INSTALLER = "https://get.pulumi.com/install.sh";
const REACH_MS = 4_000;

/** Runs Pulumi's official installer into the cache. Throws a one-line reason when it cannot be reached or fails. */
export async function installOfficial(log: (line: string) => void): Promise<Engine> {
  await reach();
  log(`installing Pulumi ${ENGINE_VERSION} with the official installer`);
  const target = engineDir();
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), ".install-"));
  try {
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
    await PulumiCommand.install({ root: staging });
    return await publish(staging, target, "installer");
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Moves a complete build into the cache in one step; when another process was faster, its build is used. */
export async function publish(staging: string, target: string, source: Engine["source"]): Promise<Engine> {
  const built = binaries(staging).find((path) => existsSync(path));
  const version = built ? await versionOf(built) : undefined;
  if (!built || version === undefined || !fits(version)) {
    throw new Error(`the engine reports version ${version ?? "nothing"}, expected ${ENGINE_VERSION}`);
  }
  if (!binaries(target).some((path) => existsSync(path))) {
    await rm(target, { recursive: true, force: true });
    try {
      await rename(staging, target);
    } catch (error) {
      if (!binaries(target).some((path) => existsSync(path))) throw error;
    }
  }
  const path = binaries(target).find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`the engine vanished from ${target}`);
  return { path, version, source };
}

async function reach(): Promise<void> {
  try {
    const response = await fetch(INSTALLER, { method: "HEAD", signal: AbortSignal.timeout(REACH_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : undefined;
    throw new Error(`${new URL(INSTALLER).host} could not be reached (${cause?.message ?? String(error)})`, {
      cause: error,
    });
  }
}
