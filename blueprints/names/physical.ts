import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";
import { shortHash } from "./hash";
import { nameRules, type NameKind, type NameRule } from "./rules";

const hashLength = 8;

/**
 * A physical name made from parts: the same parts give the same name on every run and machine. A name that is too
 * long, or that had characters the service does not take, ends in a hash of the parts, so that two different sets
 * of parts never share a name by truncation.
 *
 * @param reserve characters to leave free at the end, for a suffix added at run time.
 */
export function physicalName(kind: NameKind, parts: readonly string[], reserve = 0): string {
  const rule: NameRule = nameRules[kind];
  const text = parts.filter((part) => part !== "").join(rule.separator);
  const cased = rule.lowercase === true ? text.toLowerCase() : text;
  const cleaned = trimSeparators(cased.replace(rule.foreign, rule.separator).replace(/-{2,}/g, "-"));
  const max = rule.max - reserve;
  if (cleaned === text && cleaned.length <= max && cleaned.length >= rule.min && rule.pattern.test(cleaned))
    return cleaned;
  const hash = shortHash(JSON.stringify(parts), hashLength);
  const head = trimSeparators(cleaned.slice(0, max - hashLength - 1));
  const named = head === "" ? `x${rule.separator}${hash}` : `${head}${rule.separator}${hash}`;
  return rule.pattern.test(named) ? named : `x${rule.separator}${hash}`;
}

function trimSeparators(text: string): string {
  return text.replace(/^[-._/]+|[-._/]+$/g, "");
}

/** A name the caller chose must already be within the service's rule: it is never changed behind his back. */
export function checkName(problems: Problems, argument: string, value: unknown, kind: NameKind): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const rule: NameRule = nameRules[kind];
  const fits =
    typeof value === "string" &&
    value.length >= rule.min &&
    value.length <= rule.max &&
    rule.pattern.test(value);
  return problems.require(
    fits,
    argument,
    `"${String(value)}" is not a valid ${rule.service} name (${rule.min} to ${rule.max} characters)`,
    `use a name such as ${typeof value === "string" && value !== "" ? physicalName(kind, [value]) : physicalName(kind, ["flights"])}`,
  );
}
