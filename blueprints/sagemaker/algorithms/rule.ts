/** What a hyperparameter may hold. SageMaker takes every value as text; numbers are read from it. */
export type Rule =
  | {
      readonly kind: "integer" | "number";
      readonly min?: number;
      readonly max?: number;
      /** `min` itself is not allowed. */
      readonly aboveMin?: boolean;
      /** `max` itself is not allowed. */
      readonly belowMax?: boolean;
    }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "text"; readonly pattern: RegExp; readonly like: string };

/** How a tuning job may search a hyperparameter (API reference, "ParameterRanges"). */
export type RangeKind = "integer" | "continuous" | "categorical";

export interface Parameter {
  readonly rule: Rule;
  readonly required?: boolean;
  /** Words taken besides what the rule says, such as `auto`. */
  readonly words?: readonly string[];
  /** The kinds of range a tuning job may search, the usual one first; none when it cannot be tuned. */
  readonly tunable: readonly RangeKind[];
  /** Where the algorithm's guide says the search pays: `[least, most]`, or the values of a category. */
  readonly recommended?: readonly (string | number)[];
}

const fixed = (rule: Rule): Parameter => ({ rule, tunable: [] });

export const whole = (min?: number, max?: number): Parameter => fixed({ kind: "integer", min, max });

/** Any number from `min` to `max`, both included. */
export const real = (min?: number, max?: number): Parameter => fixed({ kind: "number", min, max });

/** Any number above `min`, up to `max`. */
export const above = (min: number, max?: number): Parameter =>
  fixed({ kind: "number", min, max, aboveMin: true });

/** Any number between `min` and `max`, neither included. */
export const between = (min: number, max: number): Parameter =>
  fixed({ kind: "number", min, max, aboveMin: true, belowMax: true });

export const choice = (...values: readonly string[]): Parameter => fixed({ kind: "choice", values });

export const matching = (pattern: RegExp, like: string): Parameter => fixed({ kind: "text", pattern, like });

export const required = (parameter: Parameter): Parameter => ({ ...parameter, required: true });

/** Also takes a word in place of its value. */
export const orWord = (parameter: Parameter, ...words: readonly string[]): Parameter => ({
  ...parameter,
  words,
});

/**
 * A value of a category may stand for any value. A whole number may stand for a number; the other way about the
 * algorithm would refuse most draws.
 */
const kinds: Readonly<Record<Rule["kind"], readonly RangeKind[]>> = {
  integer: ["integer", "categorical"],
  number: ["continuous", "integer", "categorical"],
  choice: ["categorical"],
  text: ["categorical"],
};

/** May be tuned, by the kinds of range its rule allows; `recommended` is the guide's own range. */
export const tunable = (parameter: Parameter, ...recommended: readonly (string | number)[]): Parameter => ({
  ...parameter,
  tunable: kinds[parameter.rule.kind],
  ...(recommended.length === 0 ? {} : { recommended }),
});

/** May be tuned over listed values only. */
export const tunableValues = (
  parameter: Parameter,
  ...recommended: readonly (string | number)[]
): Parameter => ({
  ...parameter,
  tunable: ["categorical"],
  recommended,
});

/** What is wrong with a value, or undefined. */
export function broken({ rule, words }: Parameter, text: string): string | undefined {
  if (words?.includes(text) === true) return undefined;
  const also = words === undefined ? "" : ` or ${words.join(", ")}`;
  if (rule.kind === "choice")
    return rule.values.includes(text) ? undefined : `must be one of ${rule.values.join(", ")}${also}`;
  if (rule.kind === "text") return rule.pattern.test(text) ? undefined : `must look like ${rule.like}${also}`;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) return `must be a number${also}`;
  if (rule.kind === "integer" && !Number.isInteger(value)) return `must be a whole number${also}`;
  if (rule.min !== undefined && (value < rule.min || (rule.aboveMin === true && value === rule.min)))
    return `must be ${rule.aboveMin === true ? "more than" : "at least"} ${rule.min}${also}`;
  if (rule.max !== undefined && (value > rule.max || (rule.belowMax === true && value === rule.max)))
    return `must be ${rule.belowMax === true ? "less than" : "at most"} ${rule.max}${also}`;
  return undefined;
}
