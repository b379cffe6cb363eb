/**
 * Cold start of the whole local cloud (Snowflake, AWS with SageMaker, by the `floe local up` a user types) against
 * starting its AWS emulator alone, each in an empty state folder, until both answer.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMinistack } from "../local/aws/ministack";
import { ensurePython } from "../local/python/environment";
import { interleave, ratioOf, report, seconds } from "./support/report";

const LIMIT = 4;
const ROUNDS = 5;
const cli = join(__dirname, "..", "..", "cli", "bin", "floe.js");
const run = promisify(execFile);

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wholeCloud = (): Promise<number> =>
  inFolder(async (folder) => {
    const env = { ...process.env, FLOE_STATE: folder };
    const took = await seconds(() => run(process.execPath, [cli, "local", "up", "--json"], { env }));
    await run(process.execPath, [cli, "local", "down"], { env });
    return took;
  });

async function main(): Promise<void> {
  const { executable: python } = await ensurePython({ log: console.error });
  const emulatorAlone = (): Promise<number> =>
    inFolder(async (stateDir) => {
      let stop = (): Promise<void> => Promise.resolve();
      const took = await seconds(async () => {
        const emulator = await startMinistack({
          stateDir,
          python,
          region: "us-east-1",
          front: "http://127.0.0.1:4566",
          log: () => undefined,
        });
        stop = () => emulator.stop();
      });
      await stop();
      return took;
    });
  await wholeCloud();
  await emulatorAlone();
  const rounds = await interleave(ROUNDS, wholeCloud, emulatorAlone);
  report("local-start", ratioOf("cold start", rounds), LIMIT);
}

void main();
