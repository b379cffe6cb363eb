import pc from "picocolors";
import { CliError, exitCodes } from "../../exit";
import { Brokers } from "../../kafka/brokers";
import { cancellable } from "../../kafka/cancel";
import { selection, type LetterFlags } from "../../kafka/dead/letter";
import { replay, type Replayed } from "../../kafka/dead/replay";
import { kafkaPlace, type PlaceFlags } from "../../kafka/place";
import { table, type Output } from "../../output";

export interface ReplayFlags extends PlaceFlags, LetterFlags {
  readonly apply?: boolean;
  readonly limit?: number;
}

/** `floe kafka replay-dlq`: what waits in a dead letter topic, and sending it again. */
export async function kafkaReplay(topic: string, flags: ReplayFlags, output: Output): Promise<void> {
  if (flags.apply === true && flags.discard === true)
    throw new CliError(
      "--apply sends records again and --discard takes them away: give one",
      exitCodes.usage,
    );
  if (flags.toTopic === topic)
    throw new CliError(`--to-topic ${topic} is the dead letter topic itself`, exitCodes.usage);
  const what = flags.apply === true ? "send" : flags.discard === true ? "discard" : "look";
  const meant = selection(flags);
  await cancellable(
    "stopped; what was sent is recorded, and the same command goes on with the rest",
    async (signal) => {
      const place = await kafkaPlace(flags, signal);
      const progress = (done: number): void => output.note(pc.dim(`${done} done`));
      const result = await Brokers.use(place.brokers(), signal, (brokers) =>
        replay(brokers, {
          topic,
          meant,
          what,
          to: flags.toTopic,
          limit: flags.limit ?? Infinity,
          signal,
          progress,
          warn: (line) => output.note(pc.yellow(line)),
        }),
      );
      output.document({ topic, what, ...result });
      show(topic, what, result, output);
    },
  );
}

function show(topic: string, what: "look" | "send" | "discard", result: Replayed, output: Output): void {
  const { waiting, meant, done, groups } = result;
  if (waiting === 0) {
    output.print(`nothing waits in ${topic}`);
    return;
  }
  const rows = groups.map((each) => [
    each.count,
    each.connector,
    each.topic,
    each.stage,
    each.error,
    each.message.replace(/\s+/g, " "),
  ]);
  if (rows.length > 0)
    for (const line of table(["COUNT", "CONNECTOR", "FROM", "STAGE", "ERROR", "FIRST MESSAGE"], rows))
      output.print(line);
  const rest = waiting - meant;
  const others = rest === 0 ? "" : `; ${rest} that the flags do not mean wait on`;
  if (what === "look")
    output.print(
      `${meant} of ${waiting} records would be sent again; nothing was changed: --apply sends them, --discard takes them away`,
    );
  else output.print(`${pc.green("✓")} ${done} ${what === "send" ? "sent again" : "taken away"}${others}`);
}
