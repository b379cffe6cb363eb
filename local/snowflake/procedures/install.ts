import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LARGE = { maxBuffer: 1 << 26 };
const WHEELS = "--only-binary=:all:";

/** The registry has no such packages, or they do not go together; the message is the installer's. */
export class InstallFailed extends Error {
  override readonly name = "InstallFailed";
}

/**
 * Installs packages into a folder of their own beside an environment, which appears when it is complete. What the
 * environment has in a fitting version is not installed again; only wheels are, as on Snowflake.
 */
export async function installInto(
  python: string,
  packages: readonly string[],
  folder: string,
): Promise<void> {
  const begin = `${folder}.${randomBytes(4).toString("hex")}`;
  const uv = join(dirname(python), process.platform === "win32" ? "uv.exe" : "uv");
  try {
    await mkdir(begin, { recursive: true });
    await (existsSync(uv) ? withUv(uv, python, packages, begin) : withPip(python, packages, begin));
    await rename(begin, folder);
  } catch (error) {
    await rm(begin, { recursive: true, force: true });
    if (existsSync(folder)) return;
    throw new InstallFailed(reasonOf(error), { cause: error });
  }
}

const OWN = `import importlib.metadata as m, json, re
print(json.dumps({re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version for d in m.distributions()}))`;

/** Several times faster than pip. */
async function withUv(
  uv: string,
  python: string,
  packages: readonly string[],
  target: string,
): Promise<void> {
  const { stdout } = await run(python, ["-c", OWN], LARGE);
  const own = JSON.parse(stdout) as Readonly<Record<string, string>>;
  const [wanted, constraints] = [`${target}.in`, `${target}.own`];
  await writeFile(wanted, packages.join("\n"));
  await writeFile(
    constraints,
    Object.entries(own)
      .map(([name, version]) => `${name}==${version}`)
      .join("\n"),
  );
  try {
    const base = ["pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python", python, WHEELS];
    // The environment's own versions where they fit; what asks for others gets others.
    const resolved = await run(uv, [...base, "--constraint", constraints, wanted], LARGE).catch(() =>
      run(uv, [...base, wanted], LARGE),
    );
    const exact = resolved.stdout
      .split("\n")
      .flatMap((line) => /^([a-z0-9.-]+)(?:\[[^\]]*\])?==(\S+)/.exec(line)?.slice(1, 3).join("==") ?? [])
      .filter((line) => own[line.split("==")[0] ?? ""] !== line.split("==")[1]);
    if (exact.length === 0) return;
    const place = ["--python", python, "--target", target];
    await run(uv, ["pip", "install", "--quiet", "--no-deps", WHEELS, ...place, ...exact], LARGE);
  } finally {
    await Promise.all([wanted, constraints].map((file) => rm(file, { force: true })));
  }
}

interface Report {
  readonly install: readonly { readonly metadata: { readonly name: string; readonly version: string } }[];
}

async function withPip(python: string, packages: readonly string[], target: string): Promise<void> {
  const pip = (...args: string[]) =>
    run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", WHEELS, ...args], LARGE);
  const { stdout } = await pip("--dry-run", "--report", "-", ...packages);
  const { install: wanted } = JSON.parse(stdout) as Report;
  const exact = wanted.map(({ metadata }) => `${metadata.name}==${metadata.version}`);
  if (exact.length > 0) await pip("--no-deps", "--target", target, ...exact);
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  const text = (stderr ?? "").trim() || (message ?? String(error));
  const lines = text.split("\n");
  const told = lines.filter((line) => /^(ERROR|WARNING)/.test(line)).at(-1);
  return told ?? lines.slice(-6).join(" ").replace(/\s+/g, " ").trim();
}
