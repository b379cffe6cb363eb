import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { engineDir, type Engine } from "./find";
import { publish } from "./install";
import { ENGINE_VERSION } from "./version";

const run = promisify(execFile);
const MODULE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const STAMP = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;

/** Oldest Go that can compile the engine (its go.mod states 1.25). */
export const LEAST_GO = "1.25";

/** The version of `go` on PATH, or undefined. */
export async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run("go", ["env", "GOVERSION"], { timeout: 20_000 });
    return /^go(\d+\.\d+(?:\.\d+)?)/.exec(stdout.trim())?.[1];
  } catch {
    return undefined;
  }
}

/** True when a Go of this version can compile the engine. */
export function goFits(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 25);
}

/** Compiles the engine from its Go module with pinned checksums: 3 to 5 minutes on 2 cores, the first time. */
export async function compileEngine(log: (line: string) => void): Promise<Engine> {
  const go = await goVersion();
  if (go === undefined) throw new Error("go is not on PATH");
  if (!goFits(go)) throw new Error(`go on PATH is ${go}, and the engine needs ${LEAST_GO} or newer`);
  const target = engineDir();
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), ".build-"));
  const source = await mkdtemp(join(dirname(target), ".source-"));
  try {
    for (const file of ["go.mod", "go.sum"]) await copyFile(join(__dirname, "go", file), join(source, file));
    log(
      `compiling Pulumi ${ENGINE_VERSION} with Go ${go} (3 to 5 minutes, once per machine): fetching modules`,
    );
    const { stdout } = await run("go", ["list", "-deps", MODULE], { cwd: source, maxBuffer: 1 << 26 });
    const total = stdout.trim().split("\n").length;
    const out = join(staging, process.platform === "win32" ? "pulumi.exe" : "pulumi");
    await build(source, out, total, log);
    return await publish(staging, target, "go");
  } finally {
    await rm(staging, { recursive: true, force: true });
    await rm(source, { recursive: true, force: true });
  }
}

function build(cwd: string, out: string, total: number, log: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = [
      "build",
      "-v",
      "-trimpath",
      "-mod=readonly",
      "-ldflags",
      `-s -w -X ${STAMP}`,
      "-o",
      out,
      MODULE,
    ];
    const child = spawn("go", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    const tail: string[] = [];
    let done = 0;
    let shown = 0;
    createInterface(child.stderr).on("line", (line) => {
      tail.push(line);
      if (tail.length > 12) tail.shift();
      done++;
      const percent = Math.min(99, Math.floor((done / total) * 100));
      if (percent >= shown + 5) {
        shown = percent;
        log(`compiling the engine: ${percent} % (${done} of ${total} packages)`);
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go build failed (exit ${code ?? "by signal"}):\n${tail.join("\n")}`));
    });
  });
}
