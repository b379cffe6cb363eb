import { writeFileSync } from "node:fs";
import pc from "picocolors";
import { drawMermaid } from "../../../blueprints/kedro";
import { CliError, exitCodes } from "../../exit";
import { loadPlan, type PlanFlags, type Planned } from "../../kedro/load-plan";
import { counted, planTable, problemLines, summary } from "../../kedro/text";
import { drawSvg } from "../../kedro/draw/svg";
import type { Output } from "../../output";

export interface GraphFlags extends PlanFlags {
  readonly format?: "text" | "svg" | "mermaid" | "json";
  readonly output?: string;
  readonly export?: string;
}

/** `floe kedro graph`: draws the task graph and checks it, without Snowflake. Fails when it could not be deployed. */
export async function kedroGraph(flags: GraphFlags, output: Output): Promise<void> {
  const planned = await loadPlan(flags, output);
  const { plan } = planned;
  if (flags.export !== undefined) save(flags.export, graphText(planned));
  const format = flags.format ?? byEnding(flags.output) ?? "text";
  const text = await drawing(format, planned);
  output.document(plan);
  if (flags.output !== undefined) save(flags.output, text);
  else if (flags.export === undefined) output.print(text.trimEnd());
  for (const file of [flags.export, flags.output])
    if (file !== undefined) output.note(`${pc.green("+")} ${file}`);
  for (const line of problemLines(plan.problems)) output.note(line);
  const errors = plan.problems.filter(({ severity }) => severity === "error").length;
  if (errors > 0 && !output.json)
    throw new CliError(`${counted(errors, "error")}: this graph cannot be deployed`, exitCodes.failed);
  if (errors > 0) process.exitCode = exitCodes.failed;
}

function drawing(format: NonNullable<GraphFlags["format"]>, planned: Planned): string | Promise<string> {
  if (format === "json") return graphText(planned);
  if (format === "mermaid") return drawMermaid(planned.plan);
  if (format === "svg") return drawSvg(planned.plan);
  return `${[summary(planned.plan), "", ...planTable(planned.plan)].join("\n")}\n`;
}

/** Equal projects give equal files: keys were sorted by the extractor. */
const graphText = ({ graph }: Planned): string => `${JSON.stringify(graph, null, 2)}\n`;

const endings: Readonly<Record<string, GraphFlags["format"]>> = {
  svg: "svg",
  mmd: "mermaid",
  mermaid: "mermaid",
  md: "mermaid",
  json: "json",
  txt: "text",
};

const byEnding = (file: string | undefined): GraphFlags["format"] =>
  file === undefined ? undefined : endings[file.split(".").at(-1)?.toLowerCase() ?? ""];

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`cannot write ${file}: ${reason}`, exitCodes.usage);
  }
}
