import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Interpreter, kedroPython } from "./interpreter";
import { pythonFolder } from "./package";

export interface Extraction {
  /** Folder of the Kedro project. */
  readonly project: string;
  /** Configuration environment whose catalog and parameters are read, over `base`. */
  readonly env?: string;
  /** Registered pipelines to read. Default: all. */
  readonly pipelines?: readonly string[];
  /** Runtime parameters, as `kedro run --params` takes them. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Interpreter with Kedro. Default: see `kedroPython`. */
  readonly python?: string;
  /** Whether stand-ins replace modules that the interpreter lacks. Default: `auto`, where an import fails. */
  readonly lenient?: "auto" | "always" | "never";
}

/** Reading a Kedro project failed; the message says what is wrong with what. */
export class ExtractionFailed extends Error {
  override readonly name = "ExtractionFailed";
  constructor(
    message: string,
    readonly fix: string,
    /** Python's traceback, where the project's own code failed. */
    readonly trace?: string,
  ) {
    super(message);
  }
}

/** Importing a large project takes seconds; what takes longer hangs. */
const longestMs = 300_000;
const projectAtFault = 3;

/** Reads a project's graph in a Python process of its own: the content of graph.json, not yet checked. */
export function extractGraph(extraction: Extraction): unknown {
  const python = kedroPython(extraction.project, extraction.python);
  const folder = mkdtempSync(join(tmpdir(), "floe-kedro-"));
  try {
    const output = join(folder, "graph.json");
    const run = spawnSync(python.path, ["-m", "floe_kedro", ...argumentsOf(extraction, output)], {
      cwd: extraction.project,
      encoding: "utf8",
      env: {
        ...process.env,
        PYTHONPATH: [pythonFolder(), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
        PYTHONDONTWRITEBYTECODE: "1",
        KEDRO_DISABLE_TELEMETRY: "1",
        DO_NOT_TRACK: "1",
      },
      maxBuffer: 1 << 26,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: longestMs,
    });
    if (run.status === 0) return JSON.parse(readFileSync(output, "utf8"));
    if (run.status === projectAtFault) throw faultOf(readFileSync(output, "utf8"));
    throw failureOf(python, run.error, run.status ?? run.signal, run.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function argumentsOf({ project, env, pipelines, params, lenient }: Extraction, output: string): string[] {
  return [
    "extract",
    ...["--project", project, "--output", output, "--lenient", lenient ?? "auto"],
    ...(env === undefined ? [] : ["--env", env]),
    ...(pipelines ?? []).flatMap((name) => ["--pipeline", name]),
    ...(params === undefined ? [] : ["--params", JSON.stringify(params)]),
  ];
}

/** The way for machines that shall not have Python or Kedro at all. */
const otherWay =
  "or export the graph where Kedro is installed (`floe kedro graph --export graph.json`) and give it as `graph`";

function faultOf(text: string): ExtractionFailed {
  const { error } = JSON.parse(text) as {
    error: { message: string; hint?: string; trace?: string };
  };
  const hint = (error.hint ?? "").replace(/\.$/, "") || "correct the project";
  const isAboutInstalling = /install/i.test(hint) && !hint.includes("graph.json");
  return new ExtractionFailed(
    error.message.replace(/\.$/, ""),
    isAboutInstalling ? `${hint}, ${otherWay}` : hint,
    error.trace,
  );
}

function failureOf(
  { path, from }: Interpreter,
  error: Error | undefined,
  status: number | string | null,
  stderr: string,
): ExtractionFailed {
  const which = `${path} (from ${from})`;
  const choose = `name an interpreter with the argument \`python\` or $FLOE_KEDRO_PYTHON, ${otherWay}`;
  const code = error !== undefined && "code" in error ? error.code : undefined;
  if (code === "ENOENT")
    return new ExtractionFailed(
      `no Python to read the Kedro project with: ${which} was not found`,
      `install Python 3.10 or newer with Kedro, ${choose}`,
    );
  if (code === "ETIMEDOUT")
    return new ExtractionFailed(
      `reading the Kedro project with ${which} took over ${longestMs / 1000} s and was stopped`,
      `see what its modules do when they are imported, ${otherWay}`,
    );
  return new ExtractionFailed(
    `reading the Kedro project with ${which} failed (${error?.message ?? `exit ${status ?? "unknown"}`})`,
    choose,
    stderr,
  );
}
