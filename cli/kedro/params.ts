import { CliError, exitCodes } from "../exit";
import type { Selection } from "./select";
import type { Bag, Value } from "../../provider/framework";
import { merge } from "../../provider/snowflake/task-graph-run/run";

/**
 * Parameters from `--params`, which may be repeated: a JSON object, or Kedro's `key=value,other.key=value`, where dots
 * nest and numbers, `true`, `false` and `null` are what they look like. Later ones win.
 */
export function parseParams(texts: readonly string[]): Bag {
  return texts.map(parseOne).reduce<Bag>(merge, {});
}

function parseOne(text: string): Bag {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return trimmed === "" ? {} : pairs(trimmed);
  try {
    const value: unknown = JSON.parse(trimmed);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Bag;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`--params is not valid JSON: ${reason}`, exitCodes.usage);
  }
  throw new CliError(`--params must be a JSON object, such as '{"seed": 8}'`, exitCodes.usage);
}

function pairs(text: string): Bag {
  return text
    .split(",")
    .filter((pair) => pair.trim() !== "")
    .map((pair) => {
      const [, key = "", value = ""] = /^\s*([^=:\s]+?)\s*[=:](.*)$/s.exec(pair) ?? [];
      const path = key.split(".");
      if (key === "" || path.includes(""))
        throw new CliError(
          `--params: "${pair.trim()}" is not key=value; nest with dots (model.seed=8) or give JSON ('{"model": {"seed": 8}}')`,
          exitCodes.usage,
        );
      return path.reduceRight<Value>((inner, name) => ({ [name]: inner }), scalar(value.trim())) as Bag;
    })
    .reduce<Bag>(merge, {});
}

function scalar(text: string): Value {
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return /^(null|none)$/i.test(text) ? null : text;
}

/** `K=V` pairs of `--env-var`. */
export function parseVariables(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      const name = at < 0 ? text : text.slice(0, at);
      if (at < 1 || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        throw new CliError(`--env-var: "${name}" is not NAME=VALUE`, exitCodes.usage);
      return [name, text.slice(at + 1)];
    }),
  );
}

/** Names separated by commas, from a flag that may be repeated. */
export function parseNames(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(",")).flatMap((name) => name.trim() || []))];
}

/** Flags that choose nodes, as commander gives them. */
export interface SelectionFlags {
  readonly nodes: readonly string[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly tags: readonly string[];
}

export const parseSelection = ({ nodes, from, to, tags }: SelectionFlags): Selection => ({
  nodes: parseNames(nodes),
  from: parseNames(from),
  to: parseNames(to),
  tags: parseNames(tags),
});
