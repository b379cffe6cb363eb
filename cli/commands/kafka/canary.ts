import pc from "picocolors";
import { kafkaConnectorKind } from "../../../blueprints";
import { CliError, exitCodes } from "../../exit";
import { withSnowflake } from "../../graph/connect";
import { Brokers } from "../../kafka/brokers";
import { cancellable } from "../../kafka/cancel";
import { leg, type Leg } from "../../kafka/canary/legs";
import { marked } from "../../kafka/canary/marked";
import { canaryTopic, removeRow, sinkCanary } from "../../kafka/canary/sink";
import { arrival, removeSourceRow, sourceCanary } from "../../kafka/canary/source";
import { kafkaPlace, type PlaceFlags } from "../../kafka/place";
import type { ConnectRest } from "../../kafka/rest";
import { sourceObjects } from "../../kafka/source-state";
import { table, type Output } from "../../output";

export interface CanaryFlags extends PlaceFlags {
  readonly role?: string;
  readonly topic?: string;
  readonly record?: string;
  readonly row?: string;
  readonly through?: string;
  readonly timeout: number;
  readonly keep?: boolean;
}

type Config = Readonly<Record<string, string>>;
const USUAL = '{"ID": "{id}", "SENT_AT": "{ms}"}';

/** `floe kafka canary`: a marked record goes the whole way, and every leg is timed. */
export async function kafkaCanary(name: string, flags: CanaryFlags, output: Output): Promise<void> {
  await cancellable(
    "stopped; the marked row was taken away where it was there, unless a line above tells otherwise",
    async (signal) => {
      const place = await kafkaPlace(flags, signal);
      const rest = place.rest();
      const config = { ...(await rest.config(name)), name };
      const kind = kafkaConnectorKind(config);
      if (kind === "other")
        throw new CliError(`${name} is no connector between Kafka and Snowflake`, exitCodes.usage);
      check(kind, flags);
      const legs = await Brokers.use(place.brokers(), signal, (brokers) =>
        withSnowflake(flags.role, signal, async ({ session, again }): Promise<readonly Leg[]> => {
          const timeoutMs = flags.timeout * 1000;
          if (kind === "snowflake-source") {
            const canary = { ...source(config), marked: marked(flags.row ?? "", "--row"), timeoutMs };
            const remove = async (): Promise<void> => removeSourceRow(await again(), canary);
            const left = `in ${canary.table} a row may be left where ${canary.marked.column} is ${canary.marked.mark}`;
            const send = () => sourceCanary(brokers, session, canary);
            return cleanly(send, flags.keep === true ? undefined : remove, () =>
              output.note(pc.yellow(left)),
            );
          }
          const topic = canaryTopic(config, flags.topic);
          const mark = marked(flags.record ?? USUAL, "--record");
          const canary = { config, topic, marked: mark, timeoutMs, keep: flags.keep ?? false, signal };
          const beyond =
            flags.through === undefined ? undefined : source(await sourceConfig(rest, flags.through));
          const from = beyond === undefined ? undefined : await brokers.latest(beyond.topic);
          const send = async (): Promise<readonly Leg[]> => {
            const first = await sinkCanary(brokers, session, canary);
            if (beyond === undefined || from === undefined) return first;
            const came = await arrival(brokers, beyond.topic, from, mark.mark, timeoutMs);
            return [...first, leg(`to topic ${beyond.topic}`, came)];
          };
          const remove = async (): Promise<void> => removeRow(await again(), canary);
          const left = `in the table of ${topic} a row may be left, or still arrive, where ${mark.column} is ${mark.mark}`;
          const stays = flags.keep === true || flags.topic === undefined;
          return cleanly(send, stays ? undefined : remove, () => output.note(pc.yellow(left)));
        }),
      );
      const total = legs.reduce((sum, { ms }) => sum + ms, 0);
      output.document({ connector: name, legs, totalMs: total });
      for (const line of table(
        ["LEG", "MS"],
        legs.map((each) => [each.leg, each.ms]),
      ))
        output.print(line);
      output.print(`${pc.green("✓")} ${total} ms in all`);
    },
  );
}

/** Takes the marked row away, after an interruption too. What failed before that is what is told. */
async function cleanly<T>(
  work: () => Promise<T>,
  remove: (() => Promise<void>) | undefined,
  left: () => void,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await remove?.().catch(() => undefined);
    if (remove !== undefined) left();
    throw error;
  }
  await remove?.().catch((error: unknown) => {
    left();
    throw error;
  });
  return result;
}

function check(
  kind: "snowflake-sink" | "snowflake-source",
  { row, record, topic, through }: CanaryFlags,
): void {
  const usage = (message: string): CliError => new CliError(message, exitCodes.usage);
  if (kind === "snowflake-sink" && row !== undefined)
    throw usage("--row is inserted for a source; a sink's record is --record");
  if (kind === "snowflake-source" && (record ?? topic ?? through) !== undefined)
    throw usage("--record, --topic and --through are a sink's; a source's row is --row");
  if (kind === "snowflake-source" && row === undefined)
    throw usage(`a source needs a row to send: --row '{"ID": "{id}", ...}' with the table's columns`);
}

async function sourceConfig(rest: ConnectRest, name: string): Promise<Config> {
  const config = await rest.config(name);
  if (kafkaConnectorKind(config) !== "snowflake-source")
    throw new CliError(`--through ${name} is no Snowflake source`, exitCodes.usage);
  return config;
}

function source(config: Config): { readonly table: string; readonly topic: string } {
  const objects = sourceObjects(config);
  if (objects === undefined)
    throw new CliError(
      `${config.name ?? "the source"} reads no stream (mode ${config.mode ?? ""}): a row inserted now says nothing about it`,
      exitCodes.usage,
    );
  return { table: objects.table, topic: config.topic ?? "" };
}
