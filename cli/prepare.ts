import { ensureEngine } from "../local/engine";
import { ensurePython } from "../local/python/environment";

/** Obtains what tests and demo need besides npm packages: the engine and the Python environment. */
async function main(): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const python = await ensurePython({ log });
  if (process.argv.includes("--print-python")) {
    process.stdout.write(`${python.executable}\n`);
    return;
  }
  await ensureEngine({ log });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 4;
});
