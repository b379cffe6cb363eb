import { Command } from "commander";
import { Output } from "../../output";
import { leaf, many } from "./flags";
import type { ValidateFlags } from "./validate";

interface Json {
  readonly json?: boolean;
}
const output = ({ json }: Json) => new Output(json ?? false);

/** `floe kafka`: connectors between Kafka and Snowflake. */
export function kafka(): Command {
  const group = new Command("kafka").description("connectors between Kafka and Snowflake");
  for (const command of [validate()]) group.addCommand(command);
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

const EXAMPLES = {
  validate: `
Examples:
  floe kafka validate sink.json                    a file, by the local worker or one started for it
  floe kafka validate --program kafka-transactions all connectors of a stack
  pulumi stack export > stack.json && floe kafka validate --deployment stack.json`,
};
