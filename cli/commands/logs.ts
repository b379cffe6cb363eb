import { existsSync, openSync, readSync, readFileSync, statSync, closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { StateFolder } from "../../local/cloud/state";
import { stateDir } from "../../local/paths";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";

/** `floe local logs`: the last lines of the supervisor's log, and new ones as they come with `--follow`. */
export async function localLogs(options: { lines: number; follow?: boolean }, output: Output): Promise<void> {
  const path = new StateFolder(stateDir()).file("logs", "cloud.log");
  if (!existsSync(path)) {
    throw new CliError(`no log in ${stateDir()}: the local cloud never ran there`, exitCodes.notRunning);
  }
  const last = readFileSync(path, "utf8").trimEnd().split("\n").slice(-options.lines);
  output.document({ path, lines: last });
  for (const line of last) output.print(line);
  if (!options.follow || output.json) return;
  for (let position = statSync(path).size; ;) {
    await sleep(300);
    const { size } = statSync(path);
    if (size < position) position = 0;
    if (size === position) continue;
    const chunk = Buffer.alloc(size - position);
    const file = openSync(path, "r");
    readSync(file, chunk, 0, chunk.length, position);
    closeSync(file);
    position = size;
    process.stdout.write(chunk);
  }
}
