import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Python interpreter that can make the environment of the local cloud. */
export interface Interpreter {
  executable: string;
  /** Such as `3.11`. */
  version: string;
}

/** The oldest and the newest minor version of Python 3 for which every pinned package has wheels. */
const oldest = 10;
const newest = 14;

const probe =
  "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2]); print(sys.executable); print(sys.maxsize > 2**32)";

/** Preferred first: what most users have and what the pins were tested with. */
function candidates(): string[] {
  const chosen = process.env["FLOE_PYTHON"];
  if (chosen) return [chosen];
  const named = ["python3", "python3.12", "python3.11", "python3.13", "python3.10", "python3.14", "python"];
  return process.platform === "win32" ? ["python", "py", ...named] : named;
}

interface Attempt {
  candidate: string;
  reason: string;
}

async function inspect(candidate: string): Promise<Interpreter | Attempt> {
  try {
    const { stdout } = await run(candidate, ["-c", probe], { timeout: 20_000 });
    const [version = "", executable = candidate, wide = ""] = stdout.split(/\r?\n/u);
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major !== 3 || minor < oldest || minor > newest) return { candidate, reason: `is Python ${version}` };
    if (wide.trim() !== "True") return { candidate, reason: "is a 32-bit Python" };
    return { executable, version };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/No module named '?(venv|ensurepip)/u.test(text)) {
      return {
        candidate,
        reason: "lacks the venv module (on Debian and Ubuntu: apt-get install python3-venv)",
      };
    }
    return { candidate, reason: /ENOENT/u.test(text) ? "not found" : "does not start" };
  }
}

/**
 * Finds a Python from 3.10 to 3.14 with the `venv` module: `$FLOE_PYTHON` when set, else the usual names on PATH.
 *
 * Throws an error that lists what was tried and names what to install.
 */
export async function findPython(): Promise<Interpreter> {
  const attempts: Attempt[] = [];
  for (const candidate of candidates()) {
    const found = await inspect(candidate);
    if ("executable" in found) return found;
    attempts.push(found);
  }
  const tried = attempts.map(({ candidate, reason }) => `${candidate} (${reason})`).join(", ");
  throw new Error(
    `The local cloud needs Python 3.${oldest} to 3.${newest} with its venv module; tried ${tried}. ` +
      "Install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python@3.12; " +
      "Windows: winget install Python.Python.3.12) or set FLOE_PYTHON to an interpreter.",
  );
}
