import { Command, InvalidArgumentError } from "commander";

/** A flag that may be repeated; absent where it is not given. */
export function many(command: Command, flags: string, text: string): Command {
  const collect = (value: string, before: readonly string[] | undefined) => [...(before ?? []), value];
  return command.option(flags, text, collect);
}

/** A subcommand that finds the project and its settings. */
export function leaf(name: string, text: string): Command {
  return new Command(name)
    .description(text)
    .argument("[project]", "Kedro project (default: here or above)")
    .option("--project <folder>", "the same")
    .option(
      "-e, --env <env>",
      "configuration environment over base (default: `env` of conf/base/floe.yml, else base)",
    )
    .option("-p, --pipeline <name>", "registered pipeline (default: __default__)")
    .option("--name <name>", "beginning of all objects' names (default: from the package)")
    .option("--json", "print one JSON document");
}

/** Flags of commands that look at what is deployed. */
export function deployed(command: Command): Command {
  return command
    .option("--database <name>", "database of the graph (default: floe.yml)")
    .option("--schema <name>", "schema of the graph (default: floe.yml)")
    .option("--role <role>", "role to use (default: floe.yml, else the connection's)")
    .option("--root <name>", "qualified name of the root task, instead of all that");
}

/** Flags of commands that read the project. */
export function planned(command: Command): Command {
  return command
    .option("--graph <file>", "an exported graph instead of reading the project with Python")
    .option("--warehouse <name>", "warehouse of the tasks (default: floe.yml, else serverless)")
    .option("--group-by <way>", "node, tag, namespace, memory or pipeline")
    .option("--python <path>", "Python with Kedro (default: the project's .venv, VIRTUAL_ENV, python3)");
}

export function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("give a whole number from 1 up.");
  return number;
}

/** Snowflake's TASK_HISTORY reaches seven days back. */
export function hoursBack(value: string): number {
  const hours = count(value);
  if (hours > 168) throw new InvalidArgumentError("Snowflake keeps task runs for 168 hours (7 days).");
  return hours;
}

/** Flags with the project that the command's argument names. */
export function named<Flags>(project: string | undefined, flags: Flags): Flags {
  return project === undefined ? flags : { ...flags, project };
}
