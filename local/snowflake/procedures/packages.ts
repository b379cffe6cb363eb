import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "../../paths";
import type { Account } from "../core/account";
import { notFound, SnowflakeError } from "../core/errors";
import type { Routine } from "./definition";
import { installInto, InstallFailed } from "./install";

const run = promisify(execFile);

/**
 * Says of each requirement which version the environment has, and whether it fits. Python and Snowpark, which reach
 * the server, are always the environment's own.
 */
const PROBE = `
import importlib.metadata as m, json, sys
from packaging.requirements import Requirement
def look(spec):
    r = Requirement(spec.replace("==*", ""))
    try:
        have = m.version(r.name)
    except m.PackageNotFoundError:
        have = ".".join(map(str, sys.version_info[:3])) if r.name == "python" else None
    own = r.name in ("python", "snowflake-snowpark-python")
    fits = have is not None and (own or r.specifier.contains(have, prereleases=True))
    return {"name": r.name, "have": have, "fits": fits}
print(json.dumps([look(s) for s in json.loads(sys.argv[1])]))
`;
const LIST =
  "import importlib.metadata as m, json; print(json.dumps(sorted({d.metadata['Name'] for d in m.distributions()})))";

interface Found {
  readonly name: string;
  readonly have: string | null;
  readonly fits: boolean;
}

/** Where a routine's packages are, beyond the local environment, and what they are. */
export interface Packages {
  readonly path: string | undefined;
  readonly installed: readonly string[];
}

const probes = new Map<string, Promise<readonly Found[]>>();
const installs = new Map<string, Promise<void>>();

/** The interpreter that runs Python code; throws when the account has none. */
export async function pythonOf(account: Account): Promise<string> {
  const python = await account.options.python;
  if (python === undefined)
    throw new SnowflakeError(
      "391531",
      "0A000",
      "The local Snowflake was started without Python: Python procedures and functions cannot run.",
    );
  return python;
}

const PYPI = "SNOWFLAKE.SNOWPARK.PYPI_SHARED_REPOSITORY";
const ANACONDA = "SNOWFLAKE.SNOWPARK.ANACONDA_SHARED_REPOSITORY";

/**
 * Finds a routine's packages: in the local environment, whose versions must fit; from the PyPI repository what it
 * lacks is installed beside it, once for every set of packages. There is no Anaconda channel here, so without a
 * repository the environment is all there is. Throws, naming them, when packages are missing.
 */
export async function resolvePackages(account: Account, definition: Routine): Promise<Packages> {
  const { packages, repository } = definition;
  if (repository !== undefined && repository !== PYPI && repository !== ANACONDA)
    throw notFound("Artifact repository", repository);
  if (packages.length === 0) return { path: undefined, installed: [] };
  const python = await pythonOf(account);
  const found = await probe(python, packages);
  const lacking = packages.filter((_, index) => found[index]?.fits !== true);
  const installed = found.flatMap(({ name, have, fits }) => (fits ? [`${name}==${have ?? ""}`] : []));
  if (lacking.length === 0) return { path: undefined, installed };
  if (repository !== PYPI) throw await missing(python, packages, found);
  return { path: await installedFrom(python, lacking, account), installed: [...installed, ...lacking] };
}

function probe(python: string, packages: readonly string[]): Promise<readonly Found[]> {
  const specs = JSON.stringify(packages);
  const key = `${python}\n${specs}`;
  const known = probes.get(key) ?? read();
  probes.set(key, known);
  known.catch(() => probes.delete(key));
  return known;

  async function read(): Promise<readonly Found[]> {
    const { stdout } = await run(python, ["-c", PROBE, specs], { maxBuffer: 1 << 24 });
    return JSON.parse(stdout) as readonly Found[];
  }
}

async function missing(
  python: string,
  packages: readonly string[],
  found: readonly Found[],
): Promise<SnowflakeError> {
  const named = packages.flatMap((wanted, index) => {
    const one = found[index];
    if (one?.fits === true) return [];
    return [one?.have === null || one === undefined ? wanted : `${wanted} (it has ${one.have})`];
  });
  const { stdout } = await run(python, ["-c", LIST], { maxBuffer: 1 << 24 });
  return refused(
    `Packages not found in the local environment: ${named.join(", ")}. With ARTIFACT_REPOSITORY = ${PYPI.toLowerCase()} they are installed from PyPI. It has: ${(JSON.parse(stdout) as string[]).join(", ")}.`,
  );
}

const refused = (reason: string): SnowflakeError =>
  new SnowflakeError(
    "391546",
    "42601",
    `SQL compilation error: Cannot create a Python function with the specified packages. ${reason}`,
  );

/** The folder with the packages, installed by pip where they are not there yet. */
async function installedFrom(python: string, packages: readonly string[], account: Account): Promise<string> {
  const key = createHash("sha256")
    .update(JSON.stringify([python, [...packages].sort()]))
    .digest("hex")
    .slice(0, 16);
  const folder = join(cacheDir(), "packages", key);
  if (existsSync(folder)) return folder;
  const installing = installs.get(folder) ?? begin();
  installs.set(folder, installing);
  try {
    await installing;
  } catch (error) {
    if (!(error instanceof InstallFailed)) throw error;
    throw refused(`Packages could not be installed from PyPI: ${packages.join(", ")}. ${error.message}`);
  } finally {
    installs.delete(folder);
  }
  return folder;

  function begin(): Promise<void> {
    account.options.log(`installing ${packages.join(", ")} from PyPI`);
    return installInto(python, packages, folder);
  }
}
