import { existsSync } from "node:fs";
import { join } from "node:path";

/** A Python interpreter, and why it was chosen. */
export interface Interpreter {
  readonly path: string;
  /** For messages: `python`, `$VIRTUAL_ENV`. */
  readonly from: string;
}

/**
 * The interpreter that reads a Kedro project: the one given, `$FLOE_KEDRO_PYTHON`, the project's own `.venv`,
 * `$VIRTUAL_ENV`, else `python3` on the PATH.
 */
export function kedroPython(
  project: string,
  given?: string,
  env: NodeJS.ProcessEnv = process.env,
): Interpreter {
  if (given !== undefined) return { path: given, from: "the argument `python`" };
  const chosen = env.FLOE_KEDRO_PYTHON;
  if (chosen) return { path: chosen, from: "$FLOE_KEDRO_PYTHON" };
  const own = insideVenv(join(project, ".venv"));
  if (own !== undefined) return { path: own, from: "the project's .venv" };
  const active = env.VIRTUAL_ENV ? insideVenv(env.VIRTUAL_ENV) : undefined;
  if (active !== undefined) return { path: active, from: "$VIRTUAL_ENV" };
  return { path: process.platform === "win32" ? "python" : "python3", from: "the PATH" };
}

function insideVenv(folder: string): string | undefined {
  return [join(folder, "bin", "python"), join(folder, "Scripts", "python.exe")].find((path) =>
    existsSync(path),
  );
}
