/** One choice within a step: a member by name, a position, a range of positions, or everything. */
export type Choice =
  | { readonly name: string }
  | { readonly position: number }
  | { readonly from: number | undefined; readonly to: number | undefined }
  | { readonly all: true };

/** One step of a path. Several choices answer all of them, in their order. */
export interface Step {
  readonly choices: readonly Choice[];
}

/** Longest filter the service takes ("DataProcessing"). */
export const longestFilter = 63;

/**
 * Reads a filter of a batch transform: the part of JSONPath the service knows ("Associate Prediction Results with
 * Input Records"): `$`, `$.a`, `$.*`, `$['a','b']`, `$[0]`, `$[-1]`, `$[0,2]`, `$[1:]`, `$[0,5:]` and sequences of
 * them. Undefined when it is none.
 */
export function parseRecordFilter(text: string): readonly Step[] | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: Step[] = [];
  let rest = text.slice(1);
  while (rest.length > 0) {
    // The documented examples write a dot before a bracket too: `$.field1.['child1','child2']`.
    const bracket = /^\.?\[([^\]]*)\]/u.exec(rest);
    const dotted = /^\.(\*|[A-Za-z_][\w-]*)/u.exec(rest);
    const step = bracket ? inBrackets(bracket[1] ?? "") : dotted ? named(dotted[1] ?? "") : undefined;
    if (step === undefined) return undefined;
    steps.push(step);
    rest = rest.slice((bracket ?? dotted)?.[0].length ?? rest.length);
  }
  return steps;
}

function named(name: string): Step {
  return { choices: [name === "*" ? { all: true } : { name }] };
}

function inBrackets(text: string): Step | undefined {
  const choices: Choice[] = [];
  for (const part of text.split(",")) {
    const choice = choiceOf(part.trim());
    if (choice === undefined) return undefined;
    choices.push(choice);
  }
  const names = choices.filter((choice) => "name" in choice).length;
  // Names and positions belong to different kinds of values, so one step cannot hold both.
  return names === 0 || names === choices.length ? { choices } : undefined;
}

function choiceOf(part: string): Choice | undefined {
  if (part === "*") return { all: true };
  const quoted = /^'([^']+)'$|^"([^"]+)"$/u.exec(part);
  if (quoted) return { name: quoted[1] ?? quoted[2] ?? "" };
  if (/^-?\d+$/u.test(part)) return { position: Number(part) };
  const range = /^(-?\d+)?\s*:\s*(-?\d+)?$/u.exec(part);
  if (!range) return undefined;
  const end = (edge: string | undefined) => (edge === undefined ? undefined : Number(edge));
  return { from: end(range[1]), to: end(range[2]) };
}

/** True when every step works on the cells of a CSV record: one step, over positions only. */
export function selectsCells(steps: readonly Step[]): boolean {
  const [only, ...more] = steps;
  return more.length === 0 && (only?.choices.every((choice) => !("name" in choice)) ?? true);
}
