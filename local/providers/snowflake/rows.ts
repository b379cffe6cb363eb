import type { Bag, Value } from "../../../provider/framework/resource";
import { plain } from "../common/values";
import type { Row } from "./connection";
import { propertyOf } from "./sql";

const flags =
  /^(is_|has_|enable_|ext_authn_duo|auto_resume$|stale$|disabled$|allow_|must_change|snowflake_lock|valid_for)/;

/** A row of SHOW or DESCRIBE as `showOutputs` and `describeOutputs` hold it: camelCase names, booleans as such. */
export const outputRow = (row: Row): Bag =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]): [string, Value] => {
      const key = column.toLowerCase().replaceAll(" ", "_");
      if (flags.test(key) && typeof value === "string") {
        return [propertyOf(key), value === "true" || value === "Y"];
      }
      return [propertyOf(key), plain(value)];
    }),
  );

/** A cell as text; NULL is undefined. */
export const cell = (row: Row | undefined, column: string): string | undefined => {
  const value = row?.[column];
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : JSON.stringify(value);
};
/** A cell as text; NULL, "" and the word null are undefined, as in most SHOW columns. */
export const filled = (row: Row | undefined, column: string): string | undefined => {
  const value = cell(row, column);
  return value === "" || value === "null" ? undefined : value;
};
export const numeric = (row: Row | undefined, column: string): number | undefined => {
  const value = filled(row, column);
  return value === undefined ? undefined : Number(value);
};
export const truth = (row: Row | undefined, column: string): boolean => {
  const value = cell(row, column)?.toLowerCase();
  return value === "true" || value === "y" || value === "on";
};
