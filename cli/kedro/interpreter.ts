import { spawnSync } from "node:child_process";
import pc from "picocolors";
import { kedroPython } from "../../components/kedro/extraction/interpreter";
import { ensurePython, kedroPackages } from "../../local/python/environment";
import type { Output } from "../output";
import type { Project } from "./project";

/**
 * A Python to read the project with: the one that is named, or that the project has; where that lacks Kedro, Floe's own
 * environment, in which stand-ins take the place of the project's libraries. Undefined where nothing has to be read.
 */
export async function readingPython(
  project: Project | undefined,
  flags: { readonly python?: string; readonly graph?: string },
  output: Output,
): Promise<string | undefined> {
  if (project === undefined || flags.graph !== undefined) return undefined;
  if (flags.python !== undefined || process.env.FLOE_KEDRO_PYTHON) return flags.python;
  const { path, from } = kedroPython(project.folder);
  if (hasKedro(path, project.folder)) return path;
  try {
    const own = await ensurePython({
      packages: kedroPackages("kedro"),
      log: (line) => output.note(pc.dim(line)),
    });
    const what = `${path} (from ${from}) has no Kedro: the project is read with Floe's own, without its libraries`;
    output.note(pc.dim(`${what}. --python names another`));
    return own.executable;
  } catch {
    // Reading with the first one says what is missing, and the ways out.
    return path;
  }
}

const probe = "import importlib.util, sys; sys.exit(0 if importlib.util.find_spec('kedro') else 1)";

function hasKedro(python: string, cwd: string): boolean {
  return spawnSync(python, ["-c", probe], { cwd, stdio: "ignore", timeout: 30_000 }).status === 0;
}
