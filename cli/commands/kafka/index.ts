import { Command } from "commander";
import { Output } from "../../output";
import { brokers, count, leaf, many, snowflake } from "./flags";
import type { CanaryFlags } from "./canary";
import type { FlinkFlags } from "./flink";
import type { LockFlags } from "./lock";
import type { ReplayFlags } from "./replay-dlq";
import type { ResnapshotFlags } from "./resnapshot";
import type { StatusFlags } from "./status";
import type { ValidateFlags } from "./validate";

interface Json {
  readonly json?: boolean;
}
const output = ({ json }: Json) => new Output(json ?? false);

/** `floe kafka`: connectors between Kafka and Snowflake. */
export function kafka(): Command {
  const group = new Command("kafka").description("connectors between Kafka and Snowflake");
  for (const command of [validate(), status(), canary(), replay(), resnapshot(), flink(), lock()])
    group.addCommand(command);
  return group;
}

function validate(): Command {
  const command = leaf("validate", "check connectors' configurations by Floe's rules and by a real worker")
    .argument(
      "[file...]",
      "JSON files: the settings, or { name, config } (default: those of the stack or worker)",
    )
    .option(
      "--sink-version <version>",
      "release of the Snowflake sink (default: the worker's, else by its class)",
    )
    .option("--no-worker", "by Floe's rules only")
    .option("--throw-away", "start a worker for this check though another is known");
  many(command, "--name <connector>", "only this connector; may be repeated");
  many(command, "--plugin <folder>", "folder with a further plugin, for the worker started for this check");
  many(command, "--ignore <key>", "pass over what is found about this key; may be repeated");
  return command
    .addHelpText("after", EXAMPLES.validate)
    .action(async (files: string[], options: Json & ValidateFlags) => {
      const { kafkaValidate } = await import("./validate.js");
      await kafkaValidate(files, options, output(options));
    });
}

function status(): Command {
  return snowflake(
    brokers(leaf("status", "connectors and tasks, how far behind they are, and why they failed")),
  )
    .argument("[connector...]", "only these")
    .option("--no-snowflake", "without what Snowflake tells of sources")
    .option("--expect-running", "fail unless every connector and task runs and no stream is stale")
    .action(async (names: string[], options: Json & StatusFlags) => {
      const { kafkaStatus } = await import("./status.js");
      await kafkaStatus(names, options, output(options));
    });
}

function replay(): Command {
  return brokers(leaf("replay-dlq", "look at what waits in a dead letter topic, and send it again"))
    .argument("<topic>", "the dead letter topic")
    .option("--apply", "send the records to where they came from (without it nothing is changed)")
    .option("--discard", "take them away instead")
    .option("--connector <name>", "only what this connector put there")
    .option("--from <topic>", "only what came from this topic")
    .option("--error <pattern>", "only errors that fit this regular expression (class and message)")
    .option("--since <time>", "only records put there at this time or later")
    .option("--until <time>", "only records put there before this time")
    .option("--to-topic <topic>", "send them there instead, such as to a topic that repairs them")
    .option("--limit <count>", "at most so many", count)
    .option("--max-replays <count>", "leave records that were sent again so often", count, 3)
    .action(async (topic: string, options: Json & ReplayFlags) => {
      const { kafkaReplay } = await import("./replay-dlq.js");
      await kafkaReplay(topic, options, output(options));
    });
}

function canary(): Command {
  return snowflake(brokers(leaf("canary", "send a marked record the whole way, and time every leg")))
    .argument("<connector>", "a Snowflake sink, or Floe's source")
    .option("--topic <topic>", "of a sink: a topic it reads (default: <connector>.canary)")
    .option("--record <json>", "what goes there; one field is {id} or {number} (default: ID and SENT_AT)")
    .option("--through <source>", "of a sink: wait until the record comes out of this source too")
    .option("--row <json>", "of a source: the row to insert; one column is {id} or {number}")
    .option("--timeout <seconds>", "longest wait for each leg", count, 120)
    .option("--keep", "leave the marked row in the table")
    .addHelpText("after", EXAMPLES.canary)
    .action(async (name: string, options: Json & CanaryFlags) => {
      const { kafkaCanary } = await import("./canary.js");
      await kafkaCanary(name, options, output(options));
    });
}

function resnapshot(): Command {
  return snowflake(leaf("resnapshot", "have a source send its whole table again"))
    .argument("<connector>", "Floe's source, in mode stream or snapshot")
    .option("--yes", "do it (without it nothing is changed)")
    .option("--timeout <seconds>", "longest wait; the connector itself goes on", count, 3600)
    .option("--wait", "wait until Kafka has the whole table (the default)", true)
    .option("--no-wait", "return as soon as the connector runs again")
    .action(async (name: string, options: Json & ResnapshotFlags) => {
      const { kafkaResnapshot } = await import("./resnapshot.js");
      await kafkaResnapshot(name, options, output(options));
    });
}

function flink(): Command {
  return brokers(leaf("flink", "run Flink SQL in a local cluster, as Managed Flink would"))
    .argument("<file>", "statements; ${bootstrap} and ${registry} in them stand for the Kafka in use")
    .option("--check", "parse and plan only, without a broker")
    .option("--name <name>", "name of the job, whose state is kept (default: the file's)")
    .option("--fresh", "forget its earlier state")
    .option("--checkpoint-seconds <seconds>", "time between two checkpoints", count, 10)
    .option("--parallelism <tasks>", "tasks of each operator at once", count, 1)
    .action(async (file: string, options: Json & FlinkFlags) => {
      const { kafkaFlink } = await import("./flink.js");
      await kafkaFlink(file, options, output(options));
    });
}

function lock(): Command {
  return new Command("lock")
    .description("fetch artifacts with Maven and print their checksums, for a plugin's list")
    .argument("<coordinates...>", "group:artifact:version, of Maven")
    .option("--no-transitive", "without what they need, as for a jar that holds it")
    .option("--json", "print one JSON document")
    .action(async (coordinates: string[], options: Json & LockFlags) => {
      const { kafkaLock } = await import("./lock.js");
      await kafkaLock(coordinates, options, output(options));
    });
}

const EXAMPLES = {
  canary: `
Examples:
  floe kafka canary payments-sink                            topic to table
  floe kafka canary payments-sink --through scores-source    topic to table to topic
  floe kafka canary scores-source --row '{"ID": "{id}", "SCORE": 1}'`,
  validate: `
Examples:
  floe kafka validate sink.json                    a file, by the local worker or one started for it
  floe kafka validate --program kafka-transactions all connectors of a stack
  pulumi stack export > stack.json && floe kafka validate --deployment stack.json`,
};
