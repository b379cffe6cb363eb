import pc from "picocolors";
import { CliError } from "../exit";
import { cell, seconds, type Output } from "../output";
import type { Operation } from "../stack/messages";
import { changesInWords } from "../stack/progress";
import type { RunResult } from "../stack/run";
import { Session } from "../stack/session";

export interface StackCommandOptions {
  readonly stack: string;
  readonly realProviders?: boolean;
  readonly parallel?: number;
  readonly diff?: boolean;
  readonly expectNoChanges?: boolean;
}

/** `floe up`, `preview`, `refresh` and `destroy`. */
export async function runOperation(
  operation: Operation,
  program: string,
  options: StackCommandOptions,
  output: Output,
): Promise<void> {
  const session = await Session.open(program, { ...options, output });
  const result = await session.run(operation, {
    parallel: options.parallel,
    diff: options.diff,
    expectNoChanges: options.expectNoChanges,
    remove: operation === "destroy",
  });
  requireSuccess(operation, session.program.project, options.stack, result);
  const { outcome, progress } = result;
  output.document({
    operation,
    project: session.program.project,
    stack: options.stack,
    changes: progress.changes,
    outputs: outcome.outputs,
    seconds: Number(result.seconds.toFixed(1)),
  });
  for (const [name, value] of Object.entries(outcome.outputs))
    output.print(`${pc.dim(name)}  ${cell(value)}`);
  output.print(
    `${pc.green("✓")} ${operation} ${options.stack}: ${changesInWords(progress.changes)} ${pc.dim(`(${seconds(result.seconds)})`)}`,
  );
}

/** Throws with every reason the engine gave when the operation failed. */
export function requireSuccess(
  operation: Operation,
  project: string,
  stack: string,
  result: RunResult,
): void {
  const { outcome, progress } = result;
  if (outcome.ok) return;
  const reasons = progress.errors.length > 0 ? progress.errors : [outcome.reason ?? "no reason was given"];
  const list = [...new Set(reasons)].map((reason) => `  - ${reason.replaceAll("\n", "\n    ")}`);
  throw new CliError([`${operation} of ${project}/${stack} failed:`, ...list].join("\n"));
}
