import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { unsupported } from "../core/errors";
import { packagesFolder } from "./python-worker";

export interface PipeAnswer {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly traceback?: string;
}

/**
 * A Python process that is asked synchronously, over two FIFOs: DuckDB calls functions in the middle of a query and
 * waits for their values. `packages` is a folder with packages beyond the environment's own.
 */
export class Pipe {
  private readonly folder = mkdtempSync(join(tmpdir(), "floe-udf-"));
  private readonly child: ChildProcess;
  private readonly requests: number;
  private readonly answers: number;
  private rest = Buffer.alloc(0);

  constructor(python: string, packages: string | undefined) {
    if (process.platform === "win32") throw unsupported("Python functions on Windows");
    const [down, up] = [join(this.folder, "down"), join(this.folder, "up")];
    execFileSync("mkfifo", ["-m", "600", down, up]);
    // The shell opens its ends while this process opens the others.
    this.child = spawn("/bin/sh", ["-c", `exec "$0" -u -m floe_procedures <"$1" >"$2"`, python, down, up], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        FLOE_CLOUD_ID: process.env["FLOE_CLOUD_ID"],
        PYTHONPATH: [...(packages === undefined ? [] : [packages]), packagesFolder()].join(delimiter),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    this.requests = openSync(down, "w");
    this.answers = openSync(up, "r");
  }

  ask(request: unknown): PipeAnswer {
    writeAll(this.requests, Buffer.from(`${JSON.stringify(request)}\n`));
    for (;;) {
      const end = this.rest.indexOf(10);
      if (end >= 0) {
        const line = this.rest.subarray(0, end).toString("utf8");
        this.rest = this.rest.subarray(end + 1);
        return JSON.parse(line) as PipeAnswer;
      }
      const chunk = Buffer.alloc(1 << 16);
      const size = readSync(this.answers, chunk);
      if (size === 0) throw new Error("the Python process ended");
      this.rest = Buffer.concat([this.rest, chunk.subarray(0, size)]);
    }
  }

  stop(): void {
    closeSync(this.requests);
    closeSync(this.answers);
    this.child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function writeAll(fd: number, data: Buffer): void {
  for (let at = 0; at < data.length;) at += writeSync(fd, data, at);
}
