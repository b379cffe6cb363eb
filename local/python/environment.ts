import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "../paths";
import { houseFolder } from "./folders";
import { findPython } from "./interpreter";
import { withLock } from "./lock";

const run = promisify(execFile);

/** The installer the environment is filled with: several times faster than pip, itself installed by pip. */
const uv = "uv==0.13.8";

/** A ready Python environment with everything the local cloud runs in Python. */
export interface Python {
  /** The interpreter to start programs with. */
  executable: string;
  /** Such as `3.11`. */
  version: string;
  /** The environment's folder in the cache. */
  directory: string;
}

export interface EnsurePythonOptions {
  /** Receives a line at each step that takes time. Nothing is said when the environment exists. */
  log?: (line: string) => void;
  /** What to fill the environment with. Default: the local cloud's own packages. */
  packages?: PythonPackages;
}

/** A set of pinned packages. */
export interface PythonPackages {
  /** For messages, such as `the local cloud's environment`. */
  name: string;
  /** A requirements file with exact pins. */
  requirements: string;
  /** Modules that must import, or the environment is not used. */
  imports: readonly string[];
}

const localCloud = (): PythonPackages => ({
  name: "the local cloud's environment (about 500 MB)",
  requirements: houseFolder("local", "python", "requirements.txt"),
  imports: ["ministack", "boto3", "xgboost", "snowflake.snowpark"],
});

/** Packages pinned in `python/requirements`: `kedro` reads a project's graph, `kedro-tests` runs its nodes too. */
export function kedroPackages(name: "kedro" | "kedro-tests" | "kedro-oldest"): PythonPackages {
  return {
    name: `the environment of python/requirements/${name}.txt`,
    requirements: houseFolder("python", "requirements", `${name}.txt`),
    imports: name === "kedro-tests" ? ["kedro", "pandas", "sklearn", "snowflake.snowpark"] : ["kedro"],
  };
}

function executableIn(directory: string): string {
  return platform() === "win32" ? join(directory, "Scripts", "python.exe") : join(directory, "bin", "python");
}

/**
 * Makes, once per machine, a Python environment in the cache and returns it: the local cloud's, if not told otherwise.
 *
 * The folder is named by the pinned requirements, the Python version and the platform, so a change of any makes a new
 * one; it appears under its name only when complete. The local cloud's takes about 500 MB and, with a warm package
 * cache, six seconds.
 *
 * Throws when no Python from 3.10 to 3.14 is found, or with the installer's last lines when a package cannot be had.
 */
export async function ensurePython(options: EnsurePythonOptions = {}): Promise<Python> {
  const log = options.log ?? (() => undefined);
  const packages = options.packages ?? localCloud();
  const requirements = await readFile(packages.requirements);
  const root = join(cacheDir(), "python");
  const known = await remembered(root, requirements);
  if (known) return known;

  const base = await findPython();
  const directory = join(root, nameOf(requirements, base.version));
  await mkdir(root, { recursive: true });
  await withLock(`${directory}.lock`, log, async () => {
    if (existsSync(join(directory, marker))) return;
    await build(base.executable, base.version, directory, packages, log);
  });
  await remember(root, requirements, base.version);
  return { executable: executableIn(directory), version: base.version, directory };
}

/** Written last: a folder without it was interrupted. */
const marker = "floe-complete.json";

function nameOf(requirements: Buffer, version: string): string {
  const hash = createHash("sha256").update(requirements).update(`${uv} ${version} ${platform()} ${arch()}`);
  return hash.digest("hex").slice(0, 16);
}

/** Which Python version was used last, so that a start need not look for one again (an interpreter start each). */
function pointerFile(root: string, requirements: Buffer): string {
  return join(root, `${nameOf(requirements, process.env["FLOE_PYTHON"] ?? "any")}.version`);
}

async function remembered(root: string, requirements: Buffer): Promise<Python | undefined> {
  const version = await readFile(pointerFile(root, requirements), "utf8").catch(() => undefined);
  if (version === undefined) return undefined;
  const directory = join(root, nameOf(requirements, version));
  const executable = executableIn(directory);
  return existsSync(join(directory, marker)) && existsSync(executable)
    ? { executable, version, directory }
    : undefined;
}

async function remember(root: string, requirements: Buffer, version: string): Promise<void> {
  await writeFile(pointerFile(root, requirements), version);
}

async function build(
  base: string,
  version: string,
  directory: string,
  packages: PythonPackages,
  log: (line: string) => void,
): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  const started = Date.now();
  log(`Python ${version}: making ${packages.name} in ${directory} (once)`);
  const inside = executableIn(directory);
  try {
    await step("python -m venv", base, ["-m", "venv", directory]);
    log("Python: installing the packages");
    await install(directory, inside, packages.requirements, log);
    await step("the import check", inside, ["-c", `import ${packages.imports.join(", ")}`]);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  await writeFile(
    `${join(directory, marker)}.new`,
    JSON.stringify({ version, made: new Date().toISOString() }),
  );
  await rename(`${join(directory, marker)}.new`, join(directory, marker));
  log(`Python: ready after ${Math.round((Date.now() - started) / 1000)} s`);
}

async function install(
  directory: string,
  inside: string,
  requirements: string,
  log: (line: string) => void,
): Promise<void> {
  try {
    await step("pip install uv", inside, ["-m", "pip", "install", "--quiet", uv]);
    const tool = join(dirname(inside), platform() === "win32" ? "uv.exe" : "uv");
    const command = [
      "pip",
      "install",
      "--quiet",
      "--compile-bytecode",
      "--python",
      inside,
      "-r",
      requirements,
    ];
    await step("uv pip install", tool, command);
  } catch (error) {
    log(`Python: uv could not install (${firstLine(error)}); trying pip, which takes longer`);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
    await step("pip install", inside, pip);
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

async function step(name: string, executable: string, args: string[]): Promise<void> {
  try {
    await run(executable, args, { timeout: 20 * 60_000, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const output = error as { stderr?: string; stdout?: string; message?: string };
    const text = (output.stderr ?? "") || (output.stdout ?? "") || (output.message ?? "");
    const tail = text.trim().split("\n").slice(-12).join("\n");
    throw new Error(
      `${name} failed while making a Python environment:\n${tail}\n` +
        "Check that the Python package registry can be reached and that the cache's disk has 1 GB free, then run again.",
      { cause: error },
    );
  }
}
