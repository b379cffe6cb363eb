import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { packageRoot } from "../local/paths";
import type { LogFlags, RunFlags } from "./commands/graph";
import { kafka } from "./commands/kafka";
import { kedro } from "./commands/kedro";
import type { UpFlags } from "./commands/local";
import type { LocalLogFlags } from "./commands/logs";
import type { ReportOptions } from "./commands/report";
import type { StackCommandOptions } from "./commands/stack";
import { CliError } from "./exit";
import { Output } from "./output";

interface Json {
  readonly json?: boolean;
}

const output = (options: Json) => new Output(options.json ?? false);

/** The command line of `floe`. Commands load what they need only when they run, so `--help` answers at once. */
export function program(): Command {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as {
    version: string;
  };
  const floe = new Command("floe")
    .description("The loop Snowflake -> S3 -> SageMaker -> Snowflake, on this machine or on real accounts.")
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError("(floe --help shows every command)")
    .addHelpText("after", HELP);
  floe.addCommand(local());
  for (const operation of ["up", "preview", "refresh", "destroy"] as const) floe.addCommand(stack(operation));
  floe.addCommand(graph());
  floe.addCommand(kedro());
  floe.addCommand(kafka());
  floe.addCommand(
    new Command("demo")
      .description("run a whole example on the local cloud and read its predictions back")
      .argument("[example]", "folder below examples/", "flight-delays")
      .option("--stack <name>", "stack name", "dev")
      .option("--json", "print one JSON document")
      .action(async (example: string, options: { stack: string } & Json) => {
        const { demo } = await import("./commands/demo.js");
        await demo(example, options.stack, output(options));
      }),
  );
  floe.addCommand(
    new Command("doctor")
      .description("show the tools Floe uses, their versions, what is missing and how to get it")
      .option("--json", "print one JSON document")
      .action(async (options: Json) => {
        const { doctor } = await import("./commands/doctor.js");
        await doctor(output(options));
      }),
  );
  floe.addCommand(
    new Command("report")
      .description("turn `pulumi preview --json` into a pull request comment, and refuse loss of data")
      .argument("<file>", "the preview's JSON")
      .requiredOption("--stack <name>", "stack the preview is of")
      .option("--errors <file>", "what the preview wrote to stderr")
      .option("--post", "write or update the pull request's comment (in a GitHub workflow)")
      .option("--allow-destructive", "do not fail when a change would lose data")
      .option("--json", "print one JSON document")
      .action(async (file: string, options: ReportOptions & Json) => {
        const { report } = await import("./commands/report.js");
        await report(file, options, output(options));
      }),
  );
  inherit(floe);
  return floe;
}

/** Commands added as objects take over how the parent ends and shows help. */
function inherit(parent: Command): void {
  for (const child of parent.commands) inherit(child.copyInheritedSettings(parent));
}

function local(): Command {
  const group = new Command("local").description("the local cloud: Snowflake, AWS and SageMaker on loopback");
  const leaf = (name: string, text: string) =>
    new Command(name).description(text).option("--json", "print one JSON document");
  const commands = () => import("./commands/local.js");
  group.addCommand(
    leaf("up", "start it in the background and print how to connect")
      .option("--snowflake-port <port>", "port of local Snowflake (default: a free one, kept)", port)
      .option("--aws-port <port>", "port of local AWS (default: a free one, kept)", port)
      .option("--region <region>", "AWS region it plays (default: us-east-1)", region)
      .option("--kafka", "with a Kafka broker, a Connect worker and a schema registry (Java 17 or newer)")
      .option("--kafka-port <port>", "port of the Kafka broker (default: a free one, kept)", port)
      .action(async (options: Json & UpFlags) => (await commands()).localUp(options, output(options))),
  );
  group.addCommand(
    leaf("down", "stop it; data stays").action(async (options: Json) =>
      (await commands()).localDown(output(options)),
    ),
  );
  group.addCommand(
    leaf("status", "processes, endpoints, memory, uptime and objects").action(async (options: Json) =>
      (await commands()).localStatus(output(options)),
    ),
  );
  group.addCommand(
    leaf("reset", "stop it and remove its data and its stacks").action(async (options: Json) =>
      (await commands()).localReset(output(options)),
    ),
  );
  group.addCommand(
    leaf("sql", "run one or more SQL statements in local Snowflake")
      .argument("<statement>", "SQL text, or - to read it from stdin")
      .addHelpText("after", '\nExample:\n  floe local sql "SELECT COUNT(*) FROM LOOP.ML.PREDICTIONS"')
      .action(async (statement: string, options: Json) => {
        const { localSql } = await import("./commands/sql.js");
        await localSql(statement, output(options));
      }),
  );
  group.addCommand(
    leaf("types", "resource types the stand-in providers know, and how far each is simulated").action(
      async (options: Json) => {
        const { localTypes } = await import("./commands/types.js");
        localTypes(output(options));
      },
    ),
  );
  group.addCommand(
    leaf("logs", "what the local cloud wrote")
      .addOption(new Option("--of <part>", "whose log").choices(["cloud", "kafka", "connect", "registry"]))
      .option("-n, --lines <count>", "how many of the last lines", count, 100)
      .option("-f, --follow", "keep printing new lines")
      .action(async (options: Json & LocalLogFlags) => {
        const { localLogs } = await import("./commands/logs.js");
        await localLogs(options, output(options));
      }),
  );
  return group;
}

function graph(): Command {
  const group = new Command("graph").description(
    "task graphs of the local Snowflake, or of the account SNOWFLAKE_ACCOUNT names",
  );
  const leaf = (name: string, text: string) =>
    new Command(name)
      .description(text)
      .argument("<root>", "qualified name of the root task: DATABASE.SCHEMA.ROOT")
      .option("--role <role>", "role to use (default: the connection's)")
      .option("--json", "print one JSON document");
  const commands = () => import("./commands/graph.js");
  group.addCommand(
    leaf("run", "execute a graph, show its tasks as they end, fail when one fails")
      .option("--config <json>", "JSON object merged over the graph's configuration for this run")
      .option("--retry-last", "run the failed tasks of the last run again")
      .option("--timeout <seconds>", "longest wait; the run itself goes on", count, 3600)
      .option("--wait", "wait until the run has ended (the default)")
      .option("--no-wait", "return as soon as the run has begun")
      .action(async (root: string, options: Json & RunFlags) => {
        if (options.retryLast === true && options.config !== undefined)
          throw new CliError(
            "--retry-last runs with the configuration of the last run: leave out --config",
            2,
          );
        return (await commands()).graphRun(root, options, output(options));
      }),
  );
  const hours = (command: Command) =>
    command.option("--hours <hours>", "how far to look back (at most 168)", hoursBack, 24);
  group.addCommand(
    hours(
      leaf("logs", "the tasks of a run: state, times, errors, return values").option(
        "--run <id>",
        "run group id (default: the latest run)",
      ),
    ).action(async (root: string, options: Json & LogFlags) =>
      (await commands()).graphLogs(root, options, output(options)),
    ),
  );
  group.addCommand(
    hours(leaf("status", "the tasks of a graph, whether they are resumed, and its latest runs")).action(
      async (root: string, options: Json & { role?: string; hours: number }) =>
        (await commands()).graphStatus(root, options, output(options)),
    ),
  );
  return group;
}

function stack(operation: "up" | "preview" | "refresh" | "destroy"): Command {
  const texts = {
    up: "create or change a stack on the local cloud",
    preview: "show what `up` would do; changes nothing",
    refresh: "read every resource and record what changed outside (drift)",
    destroy: "remove everything a stack made",
  };
  const command = new Command(operation)
    .description(texts[operation])
    .argument("[program]", "an example's name, or the folder of a program", "flight-delays")
    .option("--stack <name>", "stack name", "dev")
    .option(
      "--real-providers",
      "use the official aws and snowflake plugins (downloaded by the engine) instead of the stand-ins",
    )
    .option("--json", "print one JSON document")
    .addOption(
      new Option("-p, --parallel <count>", "operations at once (default: the engine's own)").argParser(count),
    );
  if (operation === "up" || operation === "preview") {
    command.option("--diff", "show the properties that change");
  }
  if (operation !== "destroy") command.option("--expect-no-changes", "fail when anything would change");
  return command.action(async (program: string, options: StackCommandOptions & Json) => {
    const { runOperation } = await import("./commands/stack.js");
    await runOperation(operation, program, options, output(options));
  });
}

function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new InvalidArgumentError("a port is a whole number from 1 to 65535.");
  }
  return number;
}

function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("give a whole number from 1 up.");
  return number;
}

/** Snowflake's TASK_HISTORY reaches seven days back. */
function hoursBack(value: string): number {
  const hours = count(value);
  if (hours > 168) throw new InvalidArgumentError("Snowflake keeps task runs for 168 hours (7 days).");
  return hours;
}

function region(value: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(value))
    throw new InvalidArgumentError("give an AWS region such as eu-west-1.");
  return value;
}

const HELP = `
Examples:
  floe demo                       the flight-delays loop, from nothing to predictions
  floe local up                   start the local cloud, print how to connect
  floe up merchant-risk           provision an example on it
  floe local sql "SHOW TASKS"     look inside
  floe graph run DB.S.ROOT        run a task graph and wait for its end
  floe kedro graph                the task graph of a Kedro project, before it is deployed
  floe kafka status               connectors between Kafka and Snowflake, and how far behind they are
  floe destroy merchant-risk      remove everything it made

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the local cloud is not running,
4 a tool is missing, 130 interrupted (after a graceful stop).

Environment: FLOE_STATE (folder of the local cloud, default ./.floe), FLOE_CACHE
(engine, Python environment, data; default ~/.cache/floe), FLOE_ENGINE (a pulumi binary),
FLOE_PYTHON (a Python), FLOE_DEBUG=1 (stack traces).`;
