import pc from "picocolors";
import { checkKafkaConnector, kafkaConnectorKind, Problems } from "../../../blueprints";
import { CliError, exitCodes } from "../../exit";
import { cancellable } from "../../kafka/cancel";
import { kafkaPlace, type KafkaPlace, type PlaceFlags } from "../../kafka/place";
import type { ConnectRest } from "../../kafka/rest";
import { candidates, type Candidate } from "../../kafka/validate/read";
import { withThrowAwayWorker } from "../../kafka/validate/throw-away";
import { askWorker, type Finding, type WorkerAnswer } from "../../kafka/validate/worker";
import { seconds, type Output } from "../../output";

export interface ValidateFlags extends PlaceFlags {
  readonly name?: readonly string[];
  readonly sinkVersion?: string;
  /** False: Floe's own rules only. */
  readonly worker: boolean;
  readonly throwAway?: boolean;
  readonly plugin?: readonly string[];
  readonly ignore?: readonly string[];
}

interface Report {
  readonly name: string;
  readonly from: string;
  readonly connector: string;
  readonly version: string | undefined;
  readonly checkedByWorker: boolean;
  readonly problems: readonly Finding[];
  readonly notes: readonly string[];
}

/** `floe kafka validate`: configurations against Floe's rules and against a real worker. */
export async function kafkaValidate(
  files: readonly string[],
  flags: ValidateFlags,
  output: Output,
): Promise<void> {
  await cancellable("stopped; nothing was changed", async (signal) => {
    const began = performance.now();
    const place = await kafkaPlace(flags, signal);
    const list = await candidates(files, flags.name ?? [], () => Promise.resolve(place));
    const reports = await withWorker(place, files, flags, signal, output, async (worker) => {
      const plugins = worker === undefined ? [] : await worker.plugins();
      const all: Report[] = [];
      for (const each of list) {
        const answer = worker === undefined ? undefined : await askWorker(worker, plugins, each);
        all.push(report(each, answer, flags));
      }
      return all;
    });
    show(reports, (performance.now() - began) / 1000, output);
    const wrong = reports.filter(({ problems }) => problems.length > 0);
    if (wrong.length === 0) return;
    // With --json the document has said it.
    if (!output.json) throw new CliError(summary(wrong));
    process.exitCode = exitCodes.failed;
  });
}

/** The named worker, else the local one; else one that lives as long as the check. */
async function withWorker<T>(
  place: KafkaPlace,
  files: readonly string[],
  flags: ValidateFlags,
  signal: AbortSignal,
  output: Output,
  work: (worker: ConnectRest | undefined) => Promise<T>,
): Promise<T> {
  if (!flags.worker) return work(undefined);
  const given = flags.connectUrl ?? process.env.KAFKA_CONNECT_URL ?? place.local?.connectUrl;
  const own = flags.deployment === undefined && files.length === 0;
  if (flags.throwAway !== true && (given !== undefined || own)) return work(place.rest());
  const log = (line: string): void => output.note(pc.dim(line));
  log("starting a Connect worker for this check");
  return withThrowAwayWorker({ plugins: flags.plugin ?? [], log, signal }, work);
}

function report(candidate: Candidate, answer: WorkerAnswer | undefined, flags: ValidateFlags): Report {
  const { name, from, config } = candidate;
  const problems = new Problems();
  const release = /^[234]\.\d+(\.\d+)?$/.exec(answer?.version ?? "")?.[0];
  const sink = kafkaConnectorKind(config) === "snowflake-sink";
  checkKafkaConnector(problems, config, flags.sinkVersion ?? (sink ? release : undefined));
  const own = problems.found.map(({ argument, rule, fix }) => ({
    key: argument,
    rule,
    fix,
    by: "floe" as const,
  }));
  const ignored = new Set(flags.ignore);
  return {
    name,
    from,
    connector: config["connector.class"] ?? "",
    version: answer?.version,
    checkedByWorker: answer?.version !== undefined,
    problems: [...own, ...(answer?.findings ?? [])].filter(({ key }) => !ignored.has(key)),
    notes: answer?.notes ?? [],
  };
}

function show(reports: readonly Report[], took: number, output: Output): void {
  output.document({ ok: reports.every(({ problems }) => problems.length === 0), connectors: reports });
  for (const { name, from, connector, version, checkedByWorker, problems, notes } of reports) {
    const mark = problems.length === 0 ? pc.green("✓") : pc.red("✗");
    const by = checkedByWorker ? `, and by a worker with ${version ?? "it"}` : "";
    output.print(`${mark} ${name} ${pc.dim(`(${connector} of ${from}; checked by Floe${by})`)}`);
    for (const { key, rule, fix, by: finder } of problems) {
      const words = `${key}: ${rule}${fix === undefined ? "" : `. Fix: ${fix}`}`;
      output.print(`  ${pc.red("-")} ${words}${finder === "worker" ? pc.dim(" (worker)") : ""}`);
    }
    for (const note of notes) output.print(`  ${pc.yellow("!")} ${note}`);
  }
  output.note(pc.dim(seconds(took)));
}

function summary(wrong: readonly Report[]): string {
  const count = wrong.reduce((sum, { problems }) => sum + problems.length, 0);
  return `${count} problem${count === 1 ? "" : "s"} in ${wrong.map(({ name }) => name).join(", ")}`;
}
