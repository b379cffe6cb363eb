import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBScalarFunction, VARCHAR, type DuckDBDataChunk, type DuckDBVector } from "@duckdb/node-api";
import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import type { Work } from "../core/hooks";
import { ident } from "../movement/sql-text";
import type { Stages } from "../stages/open";
import { duckType } from "../tables/types";
import { routineName, type Routine } from "./definition";
import { pythonOf } from "./packages";
import { fetchImports } from "./procedure";
import { packagesFolder } from "./python-worker";

/**
 * A Python process that is asked synchronously, over two FIFOs: DuckDB calls functions in the middle of a query and
 * waits for their values.
 */
class Pipe {
  private readonly folder = mkdtempSync(join(tmpdir(), "floe-udf-"));
  private readonly child: ChildProcess;
  private readonly requests: number;
  private readonly answers: number;
  private rest = Buffer.alloc(0);

  constructor(python: string) {
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
        PYTHONPATH: packagesFolder(),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    this.requests = openSync(down, "w");
    this.answers = openSync(up, "r");
  }

  ask(request: unknown): { ok: boolean; value?: unknown; traceback?: string } {
    writeAll(this.requests, Buffer.from(`${JSON.stringify(request)}\n`));
    for (;;) {
      const end = this.rest.indexOf(10);
      if (end >= 0) {
        const line = this.rest.subarray(0, end).toString("utf8");
        this.rest = this.rest.subarray(end + 1);
        return JSON.parse(line) as { ok: boolean };
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

/** Python functions, registered with DuckDB when first used. */
export class PythonFunctions {
  private readonly registered = new Map<string, string>();
  private pipe: Pipe | undefined;

  constructor(
    private readonly account: Account,
    private readonly stages: Stages,
  ) {}

  /** Registers the function if need be and answers the DuckDB function (a macro around it) to call. */
  async register(routine: CatalogObject, definition: Routine, work: Work): Promise<string> {
    const key = `${routine.id}:${JSON.stringify(routine.properties)}`;
    const raw = `floe_python_${routine.id}_${this.registered.size}`;
    const known = this.registered.get(key);
    if (known === undefined) {
      const python = await pythonOf(this.account);
      this.pipe ??= new Pipe(python);
      const { pipe } = this;
      const folder = mkdtempSync(join(tmpdir(), "floe-imports-"));
      const imports = await fetchImports(this.stages, definition, work.session, folder);
      const main = (
        call: { setError(error: string): void },
        input: DuckDBDataChunk,
        output: DuckDBVector,
      ): void => {
        try {
          evaluate(pipe, routine, definition, imports, input, output);
        } catch (error) {
          call.setError(error instanceof Error ? error.message : String(error));
        }
      };
      work.connection.registerScalarFunction(
        DuckDBScalarFunction.create({
          name: raw,
          mainFunction: main,
          returnType: VARCHAR,
          parameterTypes: definition.parameters.map(() => VARCHAR),
          specialHandling: true,
          volatile: true,
        }),
      );
      this.registered.set(key, raw);
    }
    const inner = known ?? raw;
    const macro = `floe_f${routine.id}`;
    const parameters = definition.parameters.map((_, index) => `p${index}`);
    const given = definition.parameters.map(
      ({ type }, index) => `CAST(CAST(p${index} AS ${duckType(type)}) AS VARCHAR)`,
    );
    await work.connection.run(
      `CREATE OR REPLACE TEMP MACRO ${macro}(${parameters.join(", ")}) AS (CAST(${inner}(${given.join(", ")}) AS ${duckType(definition.returns ?? "VARCHAR")}))`,
    );
    return ident(macro);
  }

  stop(): void {
    this.pipe?.stop();
    this.pipe = undefined;
  }
}

function evaluate(
  pipe: Pipe,
  routine: CatalogObject,
  definition: Routine,
  imports: readonly string[],
  input: DuckDBDataChunk,
  output: DuckDBVector,
): void {
  const columns = definition.parameters.map((_, index) => input.getColumnVector(index));
  const rows = Array.from({ length: input.rowCount }, (_, row) =>
    columns.map((column) => column.getItem(row) as string | null),
  );
  const answer = pipe.ask({
    source: definition.body,
    handler: definition.handler,
    imports,
    arguments: [],
    rows,
    strict: definition.strict,
    types: definition.parameters.map(({ type }) => type),
    returns: definition.returns,
  });
  if (!answer.ok)
    throw new SnowflakeError(
      "100357",
      "P0000",
      `Python Interpreter Error:\n${answer.traceback ?? ""} in function ${routineName(routine)} with handler ${definition.handler ?? ""}`,
    );
  const values = answer.value as readonly (string | number | boolean | null)[];
  values.forEach((value, row) =>
    output.setItem(
      row,
      value === null ? null : typeof value === "object" ? JSON.stringify(value) : String(value),
    ),
  );
  output.flush();
}
