import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Account } from "../core/account";
import { SnowflakeError } from "../core/errors";

const run = promisify(execFile);
const known = new Map<string, Promise<ReadonlyMap<string, string>>>();

const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

const LIST =
  "import importlib.metadata as m, json; print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))";

/** The packages of a Python environment, by normal name. */
function installed(python: string): Promise<ReadonlyMap<string, string>> {
  const found = known.get(python) ?? list(python);
  known.set(python, found);
  return found;
}

async function list(python: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run(python, ["-c", LIST], { maxBuffer: 1 << 24 });
  const packages = JSON.parse(stdout) as Record<string, string>;
  return new Map(Object.entries(packages).map(([name, version]) => [normal(name), version]));
}

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

/** Throws, naming them, unless the local environment has all the packages. */
export async function checkPackages(account: Account, packages: readonly string[]): Promise<void> {
  const have = await installed(await pythonOf(account));
  const missing = packages.filter((wanted) => {
    const name = /^[A-Za-z0-9._-]+/.exec(wanted)?.[0] ?? wanted;
    return normal(name) !== "python" && !have.has(normal(name));
  });
  if (missing.length === 0) return;
  throw new SnowflakeError(
    "391546",
    "42601",
    `SQL compilation error: Cannot create a Python function with the specified packages. Packages not found in the local environment: ${missing.join(", ")}. It has: ${[...have.keys()].sort().join(", ")}.`,
  );
}
