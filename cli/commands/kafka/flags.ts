import { Command } from "commander";
import { count, many } from "../kedro/flags";

/** A subcommand that talks to a worker. */
export function leaf(name: string, text: string): Command {
  return new Command(name)
    .description(text)
    .option("--connect-url <url>", "REST API of a Connect worker (default: the stack's, else the local one)")
    .option(
      "--program <program>",
      "take connectors and addresses from this program's stack on the local cloud",
    )
    .option("--stack <name>", "which stack of it (default: dev)")
    .option("--deployment <file>", "take them from the output of `pulumi stack export`")
    .option("--json", "print one JSON document");
}

/** Flags of commands that talk to brokers too. */
export function brokers(command: Command): Command {
  return command
    .option(
      "--bootstrap <servers>",
      "brokers: host:port,host:port (default: the stack's, else the local one)",
    )
    .option("--client-config <file>", "how to sign in to them: the properties file of Kafka's own tools");
}

/** Flags of commands that talk to Snowflake too. */
export const snowflake = (command: Command): Command =>
  command.option("--role <role>", "role to use in Snowflake (default: the connection's)");

export { count, many };
