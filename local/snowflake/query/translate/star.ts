import { SnowflakeError } from "../../core/errors";
import { quoteDuck } from "../database";
import type { Star } from "../parse/ast";
import { translate } from "./expressions";
import type { Scope } from "./scope";
import { typed, type Typed } from "./typed";

export interface NamedValue extends Typed {
  readonly name: string;
}

const likePattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("%", ".*")
      .replaceAll("_", ".")}$`,
    "i",
  );

/** The columns `*` stands for, after EXCLUDE, ILIKE, REPLACE and RENAME. */
export function expandStar(star: Star, scope: Scope): NamedValue[] {
  const qualifier = star.qualifier?.at(-1);
  const sources =
    qualifier === undefined ? scope.sources : scope.sources.filter((source) => source.alias === qualifier);
  if (sources.length === 0)
    throw new SnowflakeError(
      "002028",
      "42000",
      qualifier === undefined
        ? "SQL compilation error:\nSELECT with no columns"
        : `SQL compilation error: error line 1 at position 0\ninvalid identifier '${qualifier}.*'`,
    );
  const seen = new Set<string>();
  const out: NamedValue[] = [];
  for (const source of sources)
    for (const column of source.columns) {
      if (column.hidden === true || star.exclude.includes(column.name)) continue;
      if (star.ilike !== undefined && !likePattern(star.ilike).test(column.name)) continue;
      const merged = qualifier === undefined && scope.merged.has(column.name);
      if (merged && seen.has(column.name)) continue;
      seen.add(column.name);
      const plain = typed(
        merged ? quoteDuck(column.name) : `${quoteDuck(source.alias)}.${quoteDuck(column.name)}`,
        column.type,
      );
      const replacement = star.replace.get(column.name);
      const value = replacement === undefined ? plain : translate(replacement, scope);
      out.push({ ...value, name: star.rename.get(column.name) ?? column.name });
    }
  for (const name of star.exclude)
    if (!sources.some((source) => source.columns.some((column) => column.name === name)))
      throw new SnowflakeError(
        "000904",
        "42000",
        `SQL compilation error: error line 1 at position 0\ninvalid identifier '${name}'`,
      );
  return out;
}
