import type { Problems } from "../../../../blueprints/checks";
import type { Bag } from "../../../framework";
import { isOpen } from "../../jobs";

/** Names of the ways to say one thing, of which exactly one must be given. */
export function checkOneOf(
  problems: Problems,
  inputs: Bag,
  unknown: ReadonlySet<string>,
  names: readonly [string, ...string[]],
  why: string,
): void {
  const given = names.filter((name) => inputs[name] !== undefined || isOpen(unknown, name));
  if (given.length === 1) return;
  const rule =
    given.length === 0
      ? `is required: one of ${names.join(", ")} ${why}`
      : `cannot stand beside ${given.slice(1).join(" and ")}: one of them ${why}`;
  problems.add(given[0] ?? names[0], rule, given.length === 0 ? `give ${names[0]}` : "keep one of them");
}
