import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import pc from "picocolors";
import { CliError, exitCodes } from "../../exit";
import { type Intended, loadIntended } from "../../kedro/intended";
import type { PlanFlags } from "../../kedro/load-plan";
import { stagedFiles } from "../../kedro/staged";
import { type Statement, statements } from "../../kedro/statements";
import { problemLines } from "../../kedro/text";
import type { Output } from "../../output";

export interface ExportFlags extends PlanFlags {
  readonly output?: string;
  /** Folder that gets the files to upload. */
  readonly files?: string;
}

/** What stands in the statements for what nobody said. */
const placeholders = { database: "__DATABASE__", schema: "__SCHEMA__" } as const;
const unknownFolder = "/__FILES__";

/** `floe kedro export-sql`: every statement of a first deployment. Talks to nobody and changes nothing. */
export async function kedroExportSql(flags: ExportFlags, output: Output): Promise<void> {
  const intended = await loadIntended(flags, output, placeholders);
  const folder = flags.files === undefined ? undefined : resolve(flags.files);
  const files = await stagedFiles(intended, folder);
  const all = statements(intended, files, folder ?? unknownFolder);
  const missing = missingOf(intended, folder);
  const text = script(intended, all, missing);
  output.document({ placeholders: missing, statements: all });
  if (flags.output === undefined) output.print(text.trimEnd());
  else save(flags.output, text);
  if (flags.output !== undefined) output.note(`${pc.green("+")} ${flags.output}: ${all.length} statements`);
  for (const line of problemLines(intended.source.plan.problems)) output.note(line);
}

function missingOf({ home }: Intended, folder: string | undefined): Record<string, string> {
  return {
    ...(home.database === placeholders.database
      ? { [placeholders.database]: "database: --database or floe.yml" }
      : {}),
    ...(home.schema === placeholders.schema ? { [placeholders.schema]: "schema: --schema or floe.yml" } : {}),
    ...(folder === undefined ? { [unknownFolder]: "folder of the files: --files writes them" } : {}),
  };
}

function script(
  intended: Intended,
  all: readonly Statement[],
  missing: Readonly<Record<string, string>>,
): string {
  const { plan } = intended.source;
  const lines = [
    `-- Kedro project ${plan.project}, pipeline ${plan.pipeline}, env ${plan.env}: a first deployment by hand.`,
    "-- `pulumi up` does the same, and later changes only what differs.",
    ...Object.entries(missing).map(([name, what]) => `-- Replace ${name}: ${what}`),
  ];
  let before = "";
  for (const { what, sql } of all) {
    if (what !== before) lines.push("", `-- ${what}`);
    before = what;
    lines.push(`${sql};`);
  }
  return `${lines.join("\n")}\n`;
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CliError(
      `cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
      exitCodes.usage,
    );
  }
}
