import { ensureEngine } from "../local/engine";
import { ensurePython, kedroPackages } from "../local/python/environment";

/** Obtains what tests and demo need besides npm packages: the engine and the Python environment. */
async function main(): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const kedro = (["kedro", "kedro-tests", "kedro-oldest"] as const).find((name) =>
    process.argv.includes(`--print-python=${name}`),
  );
  if (kedro !== undefined || process.argv.includes("--print-python")) {
    const python = await ensurePython(
      kedro === undefined ? { log } : { log, packages: kedroPackages(kedro) },
    );
    process.stdout.write(`${python.executable}\n`);
    return;
  }
  await ensurePython({ log });
  await ensureEngine({ log });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 4;
});
