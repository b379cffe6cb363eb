/**
 * Placeholders of marked rows: parts of a value that are unique to one run of a check, so that its rows are told from
 * all others.
 */
const placeholder = /\{(\w*)(?::(\w*))?\}/g;

const kinds = {
  /** Letters and digits. */
  marker: { usual: 12, min: 6, max: 32 },
  /** Digits, the first not zero. */
  number: { usual: 9, min: 6, max: 18 },
} as const;

export type MarkKind = keyof typeof kinds;

function known(kind: string): kind is MarkKind {
  return Object.hasOwn(kinds, kind);
}

function widthOf(kind: MarkKind, width: string | undefined): number {
  return width === undefined ? kinds[kind].usual : Number(width);
}

/** What is wrong with the placeholders of a text, or undefined. */
export function placeholderProblem(text: string): string | undefined {
  for (const [whole, kind = "", width] of text.matchAll(placeholder)) {
    if (!known(kind)) return `holds ${whole}, which is not a placeholder: write {marker} or {number}`;
    const { min, max } = kinds[kind];
    const size = widthOf(kind, width);
    if (!Number.isInteger(size) || size < min || size > max)
      return `holds ${whole}: the width of {${kind}} is ${min} to ${max}, for example {${kind}:${min}}`;
  }
  return undefined;
}

/** True when a value has a part that is unique to the run. */
export function isMarked(value: unknown): value is string {
  return typeof value === "string" && value.search(placeholder) >= 0;
}

/** The text with its placeholders filled. What is no placeholder stays. */
export function fillMarks(text: string, fill: (kind: MarkKind, width: number) => string): string {
  return text.replace(placeholder, (whole, kind: string, width: string | undefined) =>
    known(kind) ? fill(kind, widthOf(kind, width)) : whole,
  );
}

/** Why a value does not fit a column once its placeholders are filled, or undefined. */
export function markedLengthProblem(value: unknown, type: string): string | undefined {
  if (typeof value !== "string") return undefined;
  const length = fillMarks(value, (_kind, width) => "9".repeat(width)).length;
  const [, word = "", most] = /^(VARCHAR|NUMBER)\((\d+)/.exec(type) ?? [];
  if (most === undefined || length <= Number(most)) return undefined;
  return `is ${length} characters long when it is filled, and ${word}(${most}) holds ${most}`;
}
