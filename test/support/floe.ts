import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = join(__dirname, "..", "..", "cli", "bin", "floe.js");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `floe` command on a state folder of its own, as users run it: from the built tree. */
export class Floe {
  readonly state = mkdtempSync(join(tmpdir(), "floe-state-"));

  /** @param env changes of the environment; `undefined` takes a variable away. */
  start(args: readonly string[], env: Record<string, string | undefined> = {}): ChildProcess {
    return spawn(process.execPath, [bin, ...args], {
      env: {
        ...process.env,
        FLOE_STATE: this.state,
        CI: undefined,
        NO_COLOR: "1",
        FORCE_COLOR: undefined,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async run(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Ran> {
    return finished(this.start(args, env));
  }

  /** The JSON document of a command that must succeed. */
  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run([...args, "--json"]);
    if (code !== 0)
      throw new Error(`floe ${args.join(" ")} ended with ${code ?? "a signal"}: ${stdout}${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async sql(statement: string): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.json("local", "sql", statement);
    return rows as readonly Record<string, unknown>[];
  }

  async dispose(): Promise<void> {
    await this.run(["local", "down"]);
    rmSync(this.state, { recursive: true, force: true });
  }
}

export function finished(child: ChildProcess): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}
