import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { dataFolder } from "../cache";

const run = promisify(execFile);

/**
 * A Python with the project's Kedro, in Floe's cache: made once, of nothing but Kedro. The libraries the nodes use are
 * not needed to read the pipelines; Snowflake installs them for the runs. Undefined where the project has its own, in
 * `.venv` or `$FLOE_KEDRO_PYTHON`.
 */
export async function kedroInterpreter(project: string): Promise<string | undefined> {
  if (process.env.FLOE_KEDRO_PYTHON || existsSync(join(project, ".venv"))) return undefined;
  const requirements = (await readFile(join(project, "requirements.txt"), "utf8"))
    .split("\n")
    .filter((line) => /^(kedro|omegaconf)\b(?!-)/.test(line));
  const base = process.env.FLOE_PYTHON ?? (process.platform === "win32" ? "python" : "python3");
  const { stdout: version } = await run(base, ["-c", "import sys; print(sys.version)"]);
  const hash = createHash("sha256")
    .update(JSON.stringify([requirements, version]))
    .digest("hex")
    .slice(0, 12);
  const folder = join(dataFolder("kedro-spaceflights"), `kedro-${hash}`);
  if (!existsSync(folder)) await make(folder, base, requirements);
  return interpreterIn(folder);
}

function interpreterIn(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** Made beside and moved into place, so that a broken-off installation is none. */
async function make(folder: string, base: string, requirements: readonly string[]): Promise<void> {
  const begin = `${folder}.${process.pid}`;
  await mkdir(join(folder, ".."), { recursive: true });
  try {
    await run(base, ["-m", "venv", begin]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...requirements];
    await run(interpreterIn(begin), pip, { maxBuffer: 1 << 26 });
    await rename(begin, folder);
  } catch (error) {
    await rm(begin, { recursive: true, force: true });
    if (existsSync(folder)) return;
    throw error;
  }
}
