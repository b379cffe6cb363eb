import { Command, Option } from "commander";
import { Output } from "../../output";
import type { DiffFlags } from "./diff";
import type { ExportFlags } from "./export-sql";
import { count, deployed, hoursBack, leaf, many, named, planned } from "./flags";
import type { GraphFlags } from "./graph";
import type { InitFlags } from "./init";
import type { LocalFlags } from "./local";
import type { LogFlags } from "./logs";
import type { RunFlags } from "./run";

interface Json {
  readonly json?: boolean;
}
const output = ({ json }: Json) => new Output(json ?? false);

/** Flags that may be repeated and were not given. */
const nothing = { params: [], nodes: [], from: [], to: [], tags: [], envVar: [] };

/** `floe kedro`: Kedro pipelines as task graphs in Snowflake. */
export function kedro(): Command {
  const group = new Command("kedro").description("Kedro pipelines as task graphs in Snowflake");
  for (const command of [init(), graph(), local(), diff(), exportSql(), run(), logs()])
    group.addCommand(command);
  return group;
}

function init(): Command {
  return new Command("init")
    .description("write conf/<env>/floe.yml with every option, and a program that deploys")
    .argument("[project]", "Kedro project (default: here or above)")
    .option("-e, --env <env>", "environment whose folder gets the file (default: base)")
    .option("-p, --pipeline <name>", "registered pipeline")
    .option("--name <name>", "beginning of all objects' names")
    .option("--database <name>", "database")
    .option("--schema <name>", "schema")
    .option("--role <role>", "role that owns the graph")
    .option("--warehouse <name>", "warehouse of the tasks")
    .option("--program <folder>", "folder of the Pulumi program, below the project", "deploy")
    .option("--force", "overwrite files that are there")
    .option("--json", "print one JSON document")
    .action(async (project: string | undefined, options: Json & InitFlags) => {
      const { kedroInit } = await import("./init.js");
      kedroInit(project, options, output(options));
    });
}

function graph(): Command {
  return planned(leaf("graph", "draw the task graph before anything is deployed, and check it"))
    .addOption(
      new Option("--format <format>", "how (default: by --output's ending, else text)").choices([
        "text",
        "svg",
        "mermaid",
        "json",
      ]),
    )
    .option("-o, --output <file>", "write it to a file")
    .option("--export <file>", "write the project's graph for machines without Python, as --format json does")
    .addHelpText("after", EXAMPLES.graph)
    .action(async (project: string | undefined, options: Json & GraphFlags) => {
      const { kedroGraph } = await import("./graph.js");
      await kedroGraph(named(project, options), output(options));
    });
}

function local(): Command {
  const command = planned(leaf("local", "run the task graph on this machine, without Snowflake"));
  return selection(command)
    .option("--store <folder>", "where values between tasks stay (default: .floe/kedro in the project)")
    .option("--retry", "run the failed part of the last run again")
    .option("--jobs <count>", "tasks at the same time (default: one per processor)", count)
    .option("--verbose", "show what nodes print and log")
    .option("--run-id <id>", "id of the run (default: the time)")
    .action(async (project: string | undefined, options: Json & LocalFlags) => {
      const { kedroLocal } = await import("./local.js");
      await kedroLocal({ ...nothing, ...named(project, options) }, output(options));
    });
}

function diff(): Command {
  return deployed(planned(leaf("diff", "compare the project with what is deployed, task by task")))
    .option("--expect-no-changes", "fail when anything differs")
    .action(async (project: string | undefined, options: Json & DiffFlags) => {
      const { kedroDiff } = await import("./diff.js");
      await kedroDiff(named(project, options), output(options));
    });
}

function exportSql(): Command {
  return planned(leaf("export-sql", "print every statement of a deployment, without doing anything"))
    .option("--database <name>", "database of the graph (default: floe.yml)")
    .option("--schema <name>", "schema of the graph (default: floe.yml)")
    .option("--role <role>", "role that owns it (default: floe.yml)")
    .option("-o, --output <file>", "write them to a file")
    .option("--files <folder>", "write the files that are uploaded there, so that the statements can be run")
    .action(async (project: string | undefined, options: Json & ExportFlags) => {
      const { kedroExportSql } = await import("./export-sql.js");
      await kedroExportSql(named(project, options), output(options));
    });
}

function run(): Command {
  return selection(deployed(leaf("run", "run the deployed graph, follow it, fail when a node fails")))
    .option("--retry", "run the failed part of the last run again")
    .option("--timeout <seconds>", "longest wait; the run itself goes on", count, 3600)
    .option("--wait", "wait until the run has ended (the default)")
    .option("--no-wait", "return as soon as the run has begun")
    .addHelpText("after", EXAMPLES.run)
    .action(async (project: string | undefined, options: Json & RunFlags) => {
      const { kedroRun } = await import("./run.js");
      await kedroRun({ ...nothing, ...named(project, options) }, output(options));
    });
}

function logs(): Command {
  return deployed(leaf("logs", "the last run, or a given one, by its nodes: times, rows, errors, log lines"))
    .option("--run <id>", "run group id (default: the latest run)")
    .option("--all", "list the runs instead")
    .option("--hours <hours>", "how far to look back (at most 168)", hoursBack, 24)
    .action(async (project: string | undefined, options: Json & LogFlags) => {
      const { kedroLogs } = await import("./logs.js");
      await kedroLogs(named(project, options), output(options));
    });
}

/** Flags that choose nodes and their parameters, as `kedro run` has them. */
function selection(command: Command): Command {
  many(command, "--params <params>", "parameters: JSON, or key=value,group.key=value");
  many(command, "--nodes <names>", "only these nodes, separated by commas");
  many(command, "--from <names>", "only these and all after them");
  many(command, "--to <names>", "only these and all before them");
  many(command, "--tags <tags>", "only nodes with one of these tags");
  many(command, "--env-var <name=value>", "environment variable of the nodes");
  return command.option(
    "--inputs-from <run>",
    "run whose values a part begins from (default: the latest that has them)",
  );
}

const EXAMPLES = {
  graph: `
Examples:
  floe kedro graph                                 a table of the tasks, and what would keep it from being deployed
  floe kedro graph -o graph.svg --group-by memory  a picture
  floe kedro graph --export graph.json             for a machine without Python: new KedroPipeline(.., { graph: .. })`,
  run: `
Examples:
  floe kedro run --params model.seed=8             one run with another parameter
  floe kedro run --from train --to evaluate        a part; what it needs comes from an earlier run
  floe kedro run --retry                           the failed part of the last run again`,
} as const;
