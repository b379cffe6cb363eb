import type { Problems } from "./problems";

/**
 * True for a value that is known now. Pulumi outputs, promises and CDK tokens are checked where they resolve
 * (or by the service), never guessed at.
 */
export function isPlain(value: unknown): value is string | number | boolean | null | undefined {
  if (typeof value === "string") return !value.includes("${Token[");
  return value === null || ["undefined", "number", "boolean"].includes(typeof value);
}

/** A whole number within limits, both included. */
export function checkInteger(
  problems: Problems,
  argument: string,
  value: unknown,
  limits: { readonly min: number; readonly max: number; readonly unit?: string },
): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const unit = limits.unit === undefined ? "" : ` ${limits.unit}`;
  return problems.require(
    typeof value === "number" && Number.isInteger(value) && value >= limits.min && value <= limits.max,
    argument,
    `must be a whole number from ${limits.min} to ${limits.max}${unit}, not ${String(value)}`,
    `choose a value between ${limits.min} and ${limits.max}`,
  );
}

/** One of a closed set, spelled exactly. Offers the nearest spelling when there is one. */
export function checkOneOf(
  problems: Problems,
  argument: string,
  value: unknown,
  allowed: readonly string[],
): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const near = allowed.find((one) => one.toLowerCase() === String(value).toLowerCase());
  return problems.require(
    typeof value === "string" && allowed.includes(value),
    argument,
    `must be one of ${allowed.join(", ")}, not ${String(value)}`,
    near === undefined ? "choose one of the listed values" : `write ${near}`,
  );
}

/** A map whose size has limits. */
export function checkSize(
  problems: Problems,
  argument: string,
  value: Readonly<Record<string, unknown>> | readonly unknown[] | undefined,
  limits: { readonly min: number; readonly max: number; readonly what: string },
): boolean {
  const size = value === undefined ? 0 : Array.isArray(value) ? value.length : Object.keys(value).length;
  return problems.require(
    size >= limits.min && size <= limits.max,
    argument,
    `must hold ${limits.min} to ${limits.max} ${limits.what}, not ${size}`,
    size < limits.min
      ? `add at least ${limits.min - size} ${limits.what}`
      : `remove ${size - limits.max} ${limits.what}`,
  );
}
