/** A JSON value as text: strings as they are, nothing for undefined. */
export function jsonText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value);
}
