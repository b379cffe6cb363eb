import type { KedroPlan, KedroProblem } from "./planned";

/** Everything that keeps a plan from being deployed, in one error. */
export class KedroPlanError extends Error {
  override readonly name = "KedroPlanError";
  constructor(
    subject: string,
    readonly problems: readonly KedroProblem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      `${subject} has ${count}:\n${problems.map((one) => `  - ${describeKedroProblem(one)}`).join("\n")}`,
    );
  }
}

/** One line about a problem. */
export function describeKedroProblem({ code, message, fix }: KedroProblem): string {
  return `${message}${fix === undefined ? "" : `. Fix: ${fix}`} [${code}]`;
}

/** @throws KedroPlanError when the plan has errors; warnings and notes pass. */
export function raiseKedroProblems(plan: KedroPlan): void {
  const errors = plan.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw new KedroPlanError(`Kedro pipeline "${plan.pipeline}" of ${plan.project}`, errors);
}
