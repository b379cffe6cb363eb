/** Parts of the way, as the user reads them in errors and in the output `seconds`. */
export type LegName =
  | "privileges"
  | "trust"
  | "leftovers"
  | "quiet"
  | "load"
  | "features"
  | "unload"
  | "scoring"
  | "ingest"
  | "prediction"
  | "removal";

/** One thing found broken. */
export interface Finding {
  readonly leg: LegName;
  readonly fact: string;
  readonly fix: string;
}

/** The loop does not work: which leg broke, what was seen and what to do. */
export class BrokenLoop extends Error {
  override readonly name = "BrokenLoop";
  constructor(
    readonly findings: readonly Finding[],
    readonly after = "",
  ) {
    const lines = findings.map(({ leg, fact, fix }) => `  - ${leg}: ${fact}. Fix: ${fix}.`);
    const legs = [...new Set(findings.map(({ leg }) => leg))];
    super(`the loop is broken: ${legs.join(", ")}\n${lines.join("\n")}${after === "" ? "" : `\n${after}`}`);
  }

  with(after: string): BrokenLoop {
    return new BrokenLoop(this.findings, after);
  }
}

export function broken(leg: LegName, fact: string, fix: string): BrokenLoop {
  return new BrokenLoop([{ leg, fact, fix }]);
}

/** What to do when what a program declares is no longer there. */
export const redeploy = "run `pulumi up --refresh`, which puts back what the program declares";
