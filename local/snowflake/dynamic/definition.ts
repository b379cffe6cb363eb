import type { CatalogObject } from "../core/cloud";
import { invalidValue, type OptionType } from "../ddl/options";
import { flagOf, textOf } from "../kinds/values";

export const KIND = "DYNAMIC TABLE";
export const DOWNSTREAM = "DOWNSTREAM";

/** What a DYNAMIC TABLE object says. */
export interface DynamicDefinition {
  readonly query: string;
  /** Seconds; undefined: as those that read it want. */
  readonly lagSeconds: number | undefined;
  readonly targetLag: string;
  readonly warehouse: string;
  readonly active: boolean;
  /** False until rows were there once: it cannot be read. */
  readonly initialized: boolean;
  /** Hidden ids of the tables its query reads, through views too. */
  readonly reads: readonly number[];
}

export function dynamicDefinition(object: CatalogObject): DynamicDefinition {
  const targetLag = textOf(object, "TARGET_LAG") ?? DOWNSTREAM;
  const reads = object.properties["READS"];
  return {
    query: textOf(object, "query") ?? "",
    targetLag,
    lagSeconds: lagSeconds(targetLag),
    warehouse: textOf(object, "WAREHOUSE") ?? "",
    active: textOf(object, "STATE") !== "SUSPENDED",
    initialized: flagOf(object, "INITIALIZED"),
    reads: Array.isArray(reads) ? reads.map(Number) : [],
  };
}

const units: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

function lagSeconds(text: string): number | undefined {
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/i.exec(text) ?? [];
  const each = units[(unit ?? "").toLowerCase()];
  return count === undefined || each === undefined ? undefined : Number(count) * each;
}

/** `'<n> seconds | minutes | hours | days'`, at least 60 seconds, or DOWNSTREAM. */
export const lagOption: OptionType = (value, name) => {
  if (value.text.toUpperCase() === DOWNSTREAM) return DOWNSTREAM;
  const text = value.text.trim().replace(/\s+/g, " ").toLowerCase();
  const seconds = value.kind === "string" ? lagSeconds(text) : undefined;
  if (seconds === undefined || seconds < 60)
    throw invalidValue(
      name,
      value.text,
      "at least '60 seconds', in seconds, minutes, hours or days, or DOWNSTREAM",
    );
  return text;
};

/** Functions whose value changes though no row does: a query with one is computed anew every time. */
export const CHANGING =
  /\b(CURRENT_(?:TIMESTAMP|DATE|TIME)|LOCALTIME(?:STAMP)?|SYSDATE|SYSTIMESTAMP|GETDATE|RANDOM|RANDSTR|UNIFORM|UUID_STRING|SEQ[1248])\b/i;
