import { existsSync, openSync, readSync, readFileSync, statSync, closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { StateFolder } from "../../local/cloud/state";
import { stateDir } from "../../local/paths";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";

export interface LocalLogFlags {
  readonly lines: number;
  readonly follow?: boolean;
  /** `cloud` (default), `kafka`, `connect` or `registry`. */
  readonly of?: string;
}

/** `floe local logs`: the last lines of a part's log, and new ones as they come with `--follow`. */
export async function localLogs(options: LocalLogFlags, output: Output): Promise<void> {
  const part = options.of ?? "cloud";
  const path = new StateFolder(stateDir()).file("logs", `${part}.log`);
  if (!existsSync(path)) {
    const what = part === "cloud" ? "the local cloud" : "Kafka (`floe local up --kafka`)";
    throw new CliError(`no ${part} log in ${stateDir()}: ${what} never ran there`, exitCodes.notRunning);
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
