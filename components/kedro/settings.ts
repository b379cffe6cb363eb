import type { Problems } from "../../blueprints";
import { type KedroOptions, parseKedroOptions } from "../../blueprints/kedro";
import { readSettings } from "./read-settings";

/**
 * The options of a deployment: `conf/base/floe.yml`, over it `conf/<env>/floe.yml`, over that what the program says,
 * mapping by mapping. The environment is the program's, else the one that `conf/base/floe.yml` names, else `base`.
 */
export function kedroSettings(project: string, given: KedroOptions, problems: Problems): KedroOptions {
  const named = readSettings(project, "base").env;
  const env = given.env ?? (typeof named === "string" ? named : "base");
  const read = parseKedroOptions(readSettings(project, env), problems.at(`conf/${env}/floe.yml`));
  return { ...over(read, parseKedroOptions(given, problems.at("options"))), env };
}

function over<Options extends object>(base: Options, given: Options): Options {
  const result = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined) continue;
    const before = result.get(key);
    result.set(key, isMapping(before) && isMapping(value) ? over(before, value) : value);
  }
  return Object.fromEntries(result) as Options;
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
