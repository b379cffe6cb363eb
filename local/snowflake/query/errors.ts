import { SnowflakeError } from "../core/errors";

interface Rule {
  readonly pattern: RegExp;
  readonly code: string;
  readonly state: string;
  message(match: RegExpExecArray): string;
}

/** DuckDB's errors that have a Snowflake counterpart. */
const RULES: readonly Rule[] = [
  { pattern: /Division by zero/, code: "100051", state: "22012", message: () => "Division by zero" },
  {
    pattern: /Could not convert string ['"]([\s\S]*?)['"] to (?:DECIMAL|INT|BIGINT|DOUBLE|HUGEINT|FLOAT)/,
    code: "100038",
    state: "22018",
    message: (found) => `Numeric value '${found[1] ?? ""}' is not recognized`,
  },
  {
    pattern: /Could not convert string ['"]([\s\S]*?)['"] to BOOL/,
    code: "100037",
    state: "22018",
    message: (found) => `Boolean value '${found[1] ?? ""}' is not recognized`,
  },
  {
    pattern:
      /(?:invalid|Invalid|out of range).*?date.*?['"]([^'"]*)['"]|date field value out of range: "([^"]*)"/,
    code: "100040",
    state: "22007",
    message: (found) => `Date '${found[1] ?? found[2] ?? ""}' is not recognized`,
  },
  {
    pattern: /(?:invalid|out of range).*?timestamp.*?['"]([^'"]*)['"]|Could not parse string "([^"]*)"/i,
    code: "100035",
    state: "22007",
    message: (found) => `Timestamp '${found[1] ?? found[2] ?? ""}' is not recognized`,
  },
  {
    pattern: /(?:Could not cast value|Casting value) .*?([-\d.]+).*? to (?:type )?DECIMAL\((\d+),(\d+)\)/,
    code: "100039",
    state: "22003",
    message: (found) => `Numeric value '${found[1] ?? ""}' is out of range`,
  },
  {
    pattern: /Malformed JSON|Invalid JSON|malformed json/,
    code: "100069",
    state: "22P02",
    message: () => "Error parsing JSON",
  },
  {
    pattern: /NOT NULL constraint failed: \S*?\.?([^.\s]+)$/m,
    code: "100072",
    state: "22000",
    message: (found) => `NULL result in a non-nullable column (${found[1] ?? ""})`,
  },
  {
    pattern: /CHECK constraint failed.*?length\("?([^")]+)"?\)\s*<=\s*(\d+)/s,
    code: "100078",
    state: "22000",
    message: (found) =>
      `String is too long and would be truncated: column ${found[1] ?? ""} holds at most ${found[2] ?? ""} characters`,
  },
  {
    pattern: /INTERRUPT|Interrupted/,
    code: "000604",
    state: "57014",
    message: () => "SQL execution canceled",
  },
  {
    pattern: /More than one row returned by a subquery/,
    code: "090150",
    state: "22000",
    message: () => "Single-row subquery returns more than one row.",
  },
  {
    pattern: /must appear in the GROUP BY clause|cannot be used.*GROUP BY/,
    code: "000979",
    state: "42601",
    message: () => "SQL compilation error:\nan expression is neither an aggregate nor in the group by clause",
  },
];

/** What went wrong, as Snowflake would say it; DuckDB's own words where there is no counterpart. */
export function asSnowflakeError(error: unknown): SnowflakeError {
  if (error instanceof SnowflakeError) return error;
  const text = error instanceof Error ? error.message : String(error);
  for (const rule of RULES) {
    const found = rule.pattern.exec(text);
    if (found !== null) return new SnowflakeError(rule.code, rule.state, rule.message(found));
  }
  const [kind = "", ...rest] = text.split(": ");
  const compile = /Binder|Parser|Catalog/.test(kind);
  const message = (rest.length > 0 ? rest.join(": ") : text).split(/\n\nLINE \d+/)[0]?.trim() ?? text;
  return compile
    ? new SnowflakeError("001003", "42000", `SQL compilation error:\n${message}`)
    : new SnowflakeError("100132", "P0000", message);
}

export const isConflict = (error: unknown): boolean =>
  error instanceof Error && /[Cc]onflict|write-write/.test(error.message);
