import { createHash } from "node:crypto";
import { InvalidArguments } from "../../checks";

/** Group of an application's runtime properties that holds the SQL its runner executes. */
export const flinkPropertyGroup = "floe.sql";

/** A property holds 2048 characters, a group 50 properties (Managed Service for Apache Flink API reference, "PropertyGroup"). */
const LONGEST = 2048;
const MOST = 49;

/**
 * SQL as runtime properties: pieces `0001`, `0002`, .. and the text's SHA-256, which the runner holds them to. No piece
 * begins or ends with white space, which might be lost on the way.
 *
 * @throws InvalidArguments for more than about 100,000 characters.
 */
export function flinkProgramProperties(text: string): Readonly<Record<string, string>> {
  const whole = text.trim();
  const pieces: string[] = [];
  for (let from = 0; from < whole.length;) {
    const until = cut(whole, from);
    pieces.push(whole.slice(from, until));
    from = until;
  }
  if (pieces.length > MOST)
    throw new InvalidArguments("Flink SQL", [
      {
        argument: "sql",
        rule: `has ${whole.length} characters, and an application's properties hold ${MOST * LONGEST}`,
        fix: "make two applications",
      },
    ]);
  return {
    ...Object.fromEntries(pieces.map((piece, index) => [String(index + 1).padStart(4, "0"), piece])),
    sha256: createHash("sha256").update(whole).digest("hex"),
  };
}

/** Where a piece ends: not beside white space, and not within a character of two halves. */
function cut(text: string, from: number): number {
  if (text.length - from <= LONGEST) return text.length;
  for (let at = from + LONGEST; at > from + LONGEST / 2; at--)
    if (!/\s/.test(text.slice(at - 1, at + 1)) && !/[\uDC00-\uDFFF]/.test(text[at] ?? "")) return at;
  return from + LONGEST;
}
