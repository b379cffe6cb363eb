import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { createInterface } from "node:readline";
import { kedroPython } from "../../components/kedro/extraction/interpreter";
import { pythonFolder } from "../../components/kedro/extraction/package";
import { CliError, exitCodes } from "../exit";

/** What the local runner tells, one line each. */
export type LocalEvent =
  | { readonly event: "start"; readonly run: string; readonly skipped: readonly string[] }
  | {
      readonly event: "task";
      readonly task: string;
      readonly nodes: readonly string[];
      readonly state: "started" | "succeeded" | "failed" | "skipped" | "not run";
      readonly seconds?: number;
      readonly returned?: Readonly<Record<string, unknown>>;
      readonly error?: string;
    }
  | { readonly event: "end"; readonly run: string; readonly state: "succeeded" | "failed" }
  | { readonly event: "error"; readonly message: string; readonly hint?: string; readonly trace?: string };

export interface LocalProcess {
  readonly project: string;
  readonly python: string | undefined;
  /** Arguments of `python -m floe_kedro local`. */
  readonly args: readonly string[];
  readonly tell: (event: LocalEvent) => void;
  /** Gets what nodes print and log, line by line. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Runs the local runner to its end; its processes end with it. */
export async function runLocally({
  project,
  python,
  args,
  tell,
  log,
  signal,
}: LocalProcess): Promise<number> {
  const { path, from } = kedroPython(project, python);
  const child = spawn(path, ["-m", "floe_kedro", "local", "--project", project, ...args], {
    cwd: project,
    // A group of its own: the tasks are processes of the runner, and end with it.
    detached: true,
    env: {
      ...process.env,
      PYTHONPATH: [pythonFolder(), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
      PYTHONUNBUFFERED: "1",
      KEDRO_DISABLE_TELEMETRY: "1",
      DO_NOT_TRACK: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  };
  signal.addEventListener("abort", kill, { once: true });
  createInterface({ input: child.stderr }).on("line", log);
  createInterface({ input: child.stdout }).on("line", (line) => tell(eventOf(line, log)));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "ENOENT" ? "was not found" : `does not start (${error.message})`;
      reject(
        new CliError(
          `${path} (from ${from}) ${why}: install Python 3.10 or newer with Kedro and the project's packages, or name one with --python`,
          exitCodes.missingTool,
        ),
      );
    });
    child.once("close", (status) => resolve(status ?? 1));
  }).finally(() => signal.removeEventListener("abort", kill));
  signal.throwIfAborted();
  return code;
}

function eventOf(line: string, log: (line: string) => void): LocalEvent {
  try {
    return JSON.parse(line) as LocalEvent;
  } catch {
    log(line);
    return { event: "start", run: "", skipped: [] };
  }
}
