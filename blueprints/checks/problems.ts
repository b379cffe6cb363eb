/** One thing wrong with what a caller passed: the argument, the rule it breaks, and how to fix it. */
export interface ArgumentProblem {
  /** Path of the argument as the caller wrote it: `training.hyperparameters.max_depth`. */
  readonly argument: string;
  readonly rule: string;
  readonly fix: string;
}

/** Every problem of one set of arguments, in one error. Never carries the value of a secret. */
export class InvalidArguments extends Error {
  override readonly name = "InvalidArguments";
  constructor(
    /** What was being made: `Loop "flights"`. */
    readonly subject: string,
    readonly problems: readonly ArgumentProblem[],
  ) {
    const lines = problems.map((problem) => `  - ${problem.argument}: ${problem.rule}. Fix: ${problem.fix}.`);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${subject} has ${count} in its arguments:\n${lines.join("\n")}`);
  }
}

/** Collects problems so that a caller sees all of them at once instead of one per attempt. */
export class Problems {
  readonly #found: ArgumentProblem[];
  readonly #path: string;

  constructor(path = "", found: ArgumentProblem[] = []) {
    this.#path = path;
    this.#found = found;
  }

  /** The same collection, for arguments beneath `segment`. */
  at(segment: string): Problems {
    return new Problems(this.#join(segment), this.#found);
  }

  add(argument: string, rule: string, fix: string): void {
    this.#found.push({ argument: this.#join(argument), rule, fix });
  }

  /** Adds a problem unless `holds`; answers `holds` so that later rules can depend on it. */
  require(holds: boolean, argument: string, rule: string, fix: string): boolean {
    if (!holds) this.add(argument, rule, fix);
    return holds;
  }

  get found(): readonly ArgumentProblem[] {
    return this.#found;
  }

  /** @throws InvalidArguments when anything was found. */
  raise(subject: string): void {
    if (this.#found.length > 0) throw new InvalidArguments(subject, this.#found);
  }

  #join(argument: string): string {
    if (argument === "") return this.#path;
    return this.#path === "" ? argument : `${this.#path}.${argument}`;
  }
}
