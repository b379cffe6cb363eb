import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../cloud/ports";
import type { Kept } from "../../processes/kept";
import { keepJvm } from "../jvm";
import { findRunner, writeStatements } from "./runner";
import { flinkState, type FlinkState } from "./state";

export interface FlinkOptions {
  /** Name of the job: of its folder and log. */
  readonly name: string;
  /** Statements in order, as `flinkWindowProgram` and `flinkSqlProgram` plan them. */
  readonly statements: readonly string[];
  /** State is kept in its folder `flink/<name>`, the log is `logs/flink-<name>.log`. */
  readonly stateDir: string;
  readonly log: (line: string) => void;
  /** Default: 10. */
  readonly checkpointSeconds?: number;
  /** Tasks of each operator at once. Default: 1. */
  readonly parallelism?: number;
  /** Of the REST API, on loopback. Default: a free one. */
  readonly port?: number;
  /** Forget the state of an earlier run of this name. Default: go on from its newest checkpoint. */
  readonly fresh?: boolean;
  /** Further configuration of the cluster. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A job that runs in a cluster of its own, and is started again from its newest checkpoint when the cluster ends. */
export interface RunningFlink {
  /** Flink's REST API. */
  readonly url: string;
  readonly process: Kept;
  state(): Promise<FlinkState | undefined>;
  /** Resolves after so many further checkpoints are complete. Throws when the job fails or the time is up. */
  checkpointed(count?: number, timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs SQL in a Flink cluster within one process: the runner's jar that Managed Service for Apache Flink runs, with the
 * Flink it brings. Resolves when all tasks run, after about 8 seconds.
 *
 * Throws with the number of a statement that is refused, and why.
 */
export async function runFlink(options: FlinkOptions): Promise<RunningFlink> {
  const { name, log, stateDir } = options;
  const folder = join(stateDir, "flink", name);
  if (options.fresh === true) rmSync(folder, { recursive: true, force: true });
  const checkpoints = join(folder, "checkpoints");
  const logs = join(stateDir, "logs");
  for (const each of [checkpoints, logs]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const runner = await findRunner(log);
  const file = writeStatements(folder, options.statements);
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const settings = Object.entries({ ...clusterSettings(options, port, folder), ...options.settings });
  const process = await keepJvm({
    name: `Flink job ${name}`,
    java: runner.java,
    args: [
      ...runner.args,
      ...["--file", file, "--checkpoints", checkpoints],
      ...settings.flatMap(([key, value]) => ["--set", `${key}=${value}`]),
    ],
    cwd: folder,
    logFile: join(logs, `flink-${name}.log`),
    log,
    answers: async () => (await flinkState(url))?.running === true,
  });
  const state = (): Promise<FlinkState | undefined> => flinkState(url);
  return {
    url,
    process,
    state,
    checkpointed: (count = 1, timeoutMs = 60_000) => checkpointed(name, state, count, timeoutMs),
    stop: () => process.stop(),
  };
}

function clusterSettings(
  options: FlinkOptions,
  port: number,
  folder: string,
): Readonly<Record<string, string>> {
  return {
    "execution.checkpointing.interval": `${(options.checkpointSeconds ?? 10) * 1000} ms`,
    "execution.checkpointing.mode": "EXACTLY_ONCE",
    "parallelism.default": String(options.parallelism ?? 1),
    "rest.port": String(port),
    "rest.address": "127.0.0.1",
    "rest.bind-address": "127.0.0.1",
    "jobmanager.bind-host": "127.0.0.1",
    "taskmanager.bind-host": "127.0.0.1",
    "taskmanager.memory.managed.size": "64 mb",
    "taskmanager.memory.network.min": "32 mb",
    "taskmanager.memory.network.max": "32 mb",
    "io.tmp.dirs": folder,
  };
}

async function checkpointed(
  name: string,
  state: () => Promise<FlinkState | undefined>,
  count: number,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let from: number | undefined;
  let last: FlinkState | undefined;
  while (Date.now() < deadline) {
    last = (await state()) ?? last;
    if (last?.status === "FAILED") break;
    // A restarted cluster counts from 0 again.
    if (last !== undefined) from = Math.min(from ?? last.checkpoints, last.checkpoints);
    if (last !== undefined && from !== undefined && last.checkpoints >= from + count) return;
    await sleep(100);
  }
  throw new Error(
    `the Flink job ${name} has no checkpoint after ${timeoutMs / 1000} s: it is ${last?.status ?? "not answering"}` +
      (last?.error === undefined ? "" : `\n${last.error}`),
  );
}
