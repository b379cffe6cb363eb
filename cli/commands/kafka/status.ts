import pc from "picocolors";
import { CliError, exitCodes } from "../../exit";
import { cancellable } from "../../kafka/cancel";
import { kafkaPlace, type PlaceFlags } from "../../kafka/place";
import { collect, type ConnectorReport } from "../../kafka/status/collect";
import { seconds, table, type Output } from "../../output";

export interface StatusFlags extends PlaceFlags {
  readonly role?: string;
  readonly snowflake: boolean;
  readonly expectRunning?: boolean;
}

/** `floe kafka status`: connectors, their tasks, how far sinks are behind, and what waits in Snowflake for sources. */
export async function kafkaStatus(
  names: readonly string[],
  flags: StatusFlags,
  output: Output,
): Promise<void> {
  await cancellable("stopped; nothing was changed", async (signal) => {
    const place = await kafkaPlace(flags, signal);
    const { worker, connectors } = await collect(place, names, flags, signal);
    const bad = connectors.filter((each) => !runs(each));
    output.document({ place: place.label, worker, ok: bad.length === 0, connectors });
    if (worker !== undefined) output.print(`Connect ${worker.version} at ${worker.url}`);
    if (connectors.length === 0) output.print("no connector runs there");
    else show(connectors, output);
    const missing = connectors.filter(({ name, state }) => names.includes(name) && state === "MISSING");
    if (bad.length === 0 || (flags.expectRunning !== true && missing.length === 0)) return;
    const message = `${bad.map(({ name }) => name).join(", ")} ${bad.length === 1 ? "does" : "do"} not run`;
    if (!output.json) throw new CliError(message);
    process.exitCode = exitCodes.failed;
  });
}

/** It and all its tasks do, and no task is missing. */
function runs({ state, tasks, type, source }: ConnectorReport): boolean {
  if (source?.stream?.stale === true) return false;
  if (type === "on MSK Connect") return state === "RUNNING";
  return state === "RUNNING" && tasks.length > 0 && tasks.every((task) => task.state === "RUNNING");
}

function show(connectors: readonly ConnectorReport[], output: Output): void {
  const rows = connectors.map((each) => [
    each.name,
    each.type,
    each.state.toLowerCase(),
    each.tasks.length === 0
      ? ""
      : `${each.tasks.filter(({ state }) => state === "RUNNING").length}/${each.tasks.length} running`,
    waiting(each),
  ]);
  for (const line of table(["CONNECTOR", "TYPE", "STATE", "TASKS", "WAITING"], rows)) output.print(line);
  for (const { name, error, tasks, source, lag, notes } of connectors) {
    const lines = [
      ...(lag !== undefined && lag.length > 1
        ? lag.map(({ topic, behind }) => `${topic}: ${behind} behind`)
        : []),
      ...(source === undefined ? [] : sourceLines(source)),
      ...(error === undefined ? [] : [pc.red(error)]),
      ...tasks.flatMap((task) =>
        task.error === undefined ? [] : [pc.red(`task ${task.id}: ${task.error}`)],
      ),
      ...notes.map((note) => pc.yellow(note)),
    ];
    if (lines.length > 0) output.print(`\n${pc.bold(name)}`);
    for (const line of lines) output.print(`  ${line}`);
  }
}

function waiting({ lag, source }: ConnectorReport): string {
  if (lag !== undefined) return `${lag.reduce((sum, { behind }) => sum + behind, 0)} records behind`;
  if (source === undefined) return "";
  const age = source.oldestMs === undefined ? "" : `, oldest ${seconds(source.oldestMs / 1000)}`;
  return `${source.waitingRows} rows staged${age}`;
}

function sourceLines({ claim, stream }: NonNullable<ConnectorReport["source"]>): string[] {
  const held =
    claim === undefined
      ? "stage: not taken by any connector yet"
      : `stage: taken by ${claim.owner}, start ${claim.epoch}, batch ${claim.batch}, snapshot ${claim.snapshot.toLowerCase()}`;
  if (stream === undefined) return [held];
  if (stream.stale)
    return [held, pc.red("stream: stale, its changes are lost: make it anew and `floe kafka resnapshot`")];
  const until = stream.staleAfter === "" ? "" : `, fresh until ${stream.staleAfter}`;
  return [held, `stream: ${stream.hasData ? "has changes" : "no change waits"}${until}`];
}
