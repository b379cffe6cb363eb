import { setTimeout as sleep } from "node:timers/promises";
import pc from "picocolors";
import { kafkaConnectorKind } from "../../../blueprints";
import { quoteString } from "../../../blueprints/snowflake";
import { cell, type Session } from "../../../provider/snowflake/session";
import { CliError, exitCodes } from "../../exit";
import { withSnowflake } from "../../graph/connect";
import { cancellable } from "../../kafka/cancel";
import { kafkaPlace, type PlaceFlags } from "../../kafka/place";
import type { ConnectRest } from "../../kafka/rest";
import {
  readClaim,
  sourceObjects,
  sourceState,
  type Claim,
  type SourceObjects,
} from "../../kafka/source-state";
import { seconds, type Output } from "../../output";

export interface ResnapshotFlags extends PlaceFlags {
  readonly role?: string;
  readonly yes?: boolean;
  readonly wait: boolean;
  readonly timeout: number;
}

/** `floe kafka resnapshot`: has a source send its whole table again, after its stream or its schema was lost. */
export async function kafkaResnapshot(name: string, flags: ResnapshotFlags, output: Output): Promise<void> {
  const stopped = `stopped; \`floe kafka status ${name}\` tells how it stands, and the same command goes on`;
  await cancellable(stopped, async (signal) => {
    const rest = (await kafkaPlace(flags, signal)).rest();
    const config = await rest.config(name);
    const objects = kafkaConnectorKind(config) === "snowflake-source" ? sourceObjects(config) : undefined;
    if (objects === undefined)
      throw new CliError(
        `${name} is no Snowflake source of a stream: there is no table it could send again`,
        exitCodes.usage,
      );
    await withSnowflake(flags.role, signal, async ({ session }) => {
      const claim = await ownClaim(session, objects, name);
      const rows = await count(session, objects.table);
      const cost = explain(objects, rows, config);
      for (const line of cost) output.note(line);
      if (flags.yes !== true) {
        output.document({ connector: name, table: objects.table, rows, changed: false });
        output.print("nothing was changed: --yes does it");
        return;
      }
      const began = performance.now();
      await ask(rest, session, objects, name, claim, flags.timeout, output);
      if (flags.wait) await follow(rest, session, objects, name, flags.timeout, output, signal);
      const took = (performance.now() - began) / 1000;
      output.document({ connector: name, table: objects.table, rows, changed: true, waited: flags.wait });
      const what = flags.wait ? "has the whole table again" : "will send the whole table";
      output.print(`${pc.green("✓")} ${config.topic ?? "its topic"} ${what} ${pc.dim(`(${seconds(took)})`)}`);
    });
  });
}

async function ownClaim(session: Session, { claim, stage }: SourceObjects, name: string): Promise<Claim> {
  const found = await readClaim(session, claim);
  if (found === undefined)
    throw new CliError(
      `${claim} is empty: ${name} has not started yet, and sends the whole table with mode=snapshot`,
    );
  if (found.owner !== name)
    throw new CliError(`the stage ${stage} belongs to connector ${found.owner}, not to ${name}`);
  return found;
}

async function count(session: Session, table: string): Promise<number> {
  const [row] = await session.run(`SELECT COUNT(*) AS "ROWS" FROM ${table}`);
  return Number(cell(row, "ROWS"));
}

function explain(objects: SourceObjects, rows: number, config: Readonly<Record<string, string>>): string[] {
  return [
    `${config.name ?? "The connector"} stops, makes its stream ${objects.stream} anew, and sends all ${rows} rows of ${objects.table} to ${config.topic ?? "its topic"} again, as operation r.`,
    "Readers must take a row they have for the same row (by key). Rows deleted since the stream was lost are not told: a reader that needs that compares keys.",
    `Cost: the warehouse ${config["snowflake.warehouse"] ?? ""} reads the table once and the stage once; the stage holds all rows until Kafka has them; the topic grows by ${rows} records.`,
  ];
}

const STOPPING_MS = 15_000;

/** Between stop and start the connector is left stopped by no error and no Ctrl-C; after a kill the next run starts it. */
async function ask(
  rest: ConnectRest,
  session: Session,
  { claim }: SourceObjects,
  name: string,
  before: Claim,
  timeout: number,
  output: Output,
): Promise<void> {
  if (before.snapshot === "WANTED" || before.snapshot === "TAKING") {
    output.note(pc.dim("a snapshot is under way already: waiting for it"));
    await rest.change(name, "resume");
    return;
  }
  output.note(pc.dim(`stopping ${name}`));
  try {
    await rest.change(name, "stop");
    await rest.awaitState(name, "STOPPED", timeout * 1000);
    await session.run(`UPDATE ${claim} SET SNAPSHOT = 'WANTED' WHERE OWNER = ${quoteString(name)}`);
  } finally {
    const lasting = rest.lasting();
    // Once a connector did not run again that may still have been stopping when it was told to go on.
    await lasting.awaitState(name, "STOPPED", STOPPING_MS).catch(() => undefined);
    await lasting.change(name, "resume");
  }
  output.note(pc.dim(`starting ${name}`));
  await rest.awaitState(name, "RUNNING", timeout * 1000);
}

/** Until the table is staged, and then until Kafka has all that is staged. */
async function follow(
  rest: ConnectRest,
  session: Session,
  objects: SourceObjects,
  name: string,
  timeout: number,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + timeout * 1000;
  let told = "";
  for (;;) {
    const { claim, waitingRows, missing } = await sourceState(
      session,
      objects,
      (await rest.offsets(name)) ?? [],
    );
    if (missing.length > 0)
      throw new CliError(
        `${missing.join(" and ")} is not there, or the role may not see it: name one by --role`,
      );
    if (claim?.snapshot === "NONE")
      throw new CliError(`the claim ${objects.claim} lost its mark to another writer: run the command again`);
    const staged = claim?.snapshot === "DONE";
    if (staged && waitingRows === 0) return;
    const line = staged ? `${waitingRows} rows staged and not in Kafka yet` : "taking the table";
    if (line !== told) output.note(pc.dim(line));
    told = line;
    if (Date.now() > end)
      throw new CliError(`after ${timeout} s: ${line}. It goes on: \`floe kafka status ${name}\``);
    await rest.awaitState(name, "RUNNING", 60_000);
    await sleep(1000, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
}
