import { program } from "./program";
import { CliError, exitCodes } from "./exit";
import { Output } from "./output";
import { CommanderError } from "commander";

async function main(): Promise<void> {
  try {
    await program().parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    const code = error instanceof CliError ? error.code : exitCodes.failed;
    const message = error instanceof Error ? error.message : String(error);
    new Output(process.argv.includes("--json")).error(message, code);
    if (process.env.FLOE_DEBUG && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
    process.exitCode = code;
  }
}

// Whoever read the output has seen enough: `floe kedro logs | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

void main();
