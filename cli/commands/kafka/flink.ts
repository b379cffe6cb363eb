import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stateDir } from "../../../local/paths";
import type { FlinkState } from "../../../local/kafka/flink";
import { CliError, exitCodes } from "../../exit";
import { cancellable } from "../../kafka/cancel";
import { kafkaPlace, type PlaceFlags } from "../../kafka/place";
import type { Output } from "../../output";

export interface FlinkFlags extends PlaceFlags {
  readonly check?: boolean;
  readonly name?: string;
  readonly fresh?: boolean;
  readonly checkpointSeconds: number;
  readonly parallelism: number;
}

const LOOK_MS = 1_000;

/** `floe kafka flink`: SQL in a local Flink cluster, by the very runner that Managed Flink runs, until it is stopped. */
export async function kafkaFlink(file: string, flags: FlinkFlags, output: Output): Promise<void> {
  if (!existsSync(file)) throw new CliError(`${file} is not there`, exitCodes.usage);
  const name = flags.name ?? basename(file).replace(/\.\w+$/, "");
  if (!/^[\w.-]+$/.test(name))
    throw new CliError(`"${name}" is no name of a job: use letters, digits, _, . and -`, exitCodes.usage);
  const flink = await import("../../../local/kafka/flink/index.js");
  const folder = stateDir();
  const log = (line: string): void => output.note(line);
  await cancellable(
    `the job ${name} stopped; start it again, and it goes on where it was`,
    async (signal) => {
      const sql = await filled(readFileSync(file, "utf8"), flags, signal);
      if (flags.check === true) {
        const plan = await flink
          .explainFlink([sql], join(folder, "flink", `${name}-check`), log)
          .catch(refused);
        if (output.json) output.document({ name, valid: true, plan });
        else output.print(plan);
        return;
      }
      const { checkpointSeconds, parallelism, fresh = false } = flags;
      const job = await flink
        .runFlink({ name, statements: [sql], stateDir: folder, log, checkpointSeconds, parallelism, fresh })
        .catch(refused);
      try {
        if (output.json) output.document({ name, url: job.url });
        else output.print(`${name} runs; its cluster answers at ${job.url}. Ctrl-C stops it.`);
        await watch(name, () => job.state(), signal, output);
      } finally {
        await job.stop();
      }
    },
  );
}

/** `${bootstrap}` and `${registry}` stand for the Kafka the command is told of, else the local one. */
async function filled(sql: string, flags: FlinkFlags, signal: AbortSignal): Promise<string> {
  if (!/\$\{(bootstrap|registry)\}/.test(sql)) return sql;
  const place = await kafkaPlace(flags, signal);
  const registry = place.local?.registryUrl;
  if (sql.includes("${registry}") && registry === undefined)
    throw new CliError("no schema registry is known: the local one needs Java 21", exitCodes.notRunning);
  return sql
    .replaceAll("${bootstrap}", () => place.brokers().servers.join(","))
    .replaceAll("${registry}", () => registry ?? "");
}

function refused(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  throw new CliError(/FLINK SQL FAILED: ([^]*)/.exec(text)?.[1]?.trim() ?? text);
}

/** Tells what changes, until the command is stopped or the job ends. */
async function watch(
  name: string,
  look: () => Promise<FlinkState | undefined>,
  signal: AbortSignal,
  output: Output,
): Promise<void> {
  let told = "RUNNING";
  let error: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const state = await look();
    const status = state?.status ?? told;
    if (status !== told) output.note(`${name}: ${status}`);
    if (state?.error !== undefined && state.error !== error) output.note(state.error);
    told = status;
    error = state?.error ?? error;
    if (status === "FINISHED") return;
    if (status === "FAILED")
      throw new CliError(`the job ${name} failed${error === undefined ? "" : `:\n${error}`}`);
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
