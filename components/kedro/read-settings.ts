import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { yaml } from "./yaml";

/** Settings as they stand in the files: keys in snake case, not yet checked. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Where the settings of a Kedro environment are looked for, the later over the earlier. */
export function settingsFiles(project: string, env: string): string[] {
  const environments = env === "base" ? ["base"] : ["base", env];
  return environments.flatMap((name) =>
    ["floe.yml", "floe.yaml"].map((file) => join(project, "conf", name, file)),
  );
}

/**
 * The settings of one environment: `conf/base/floe.yml` with `conf/<env>/floe.yml` laid over it, mapping by mapping;
 * lists and values are replaced whole. Files that do not exist say nothing. Errors name the file and the line.
 */
export function readSettings(project: string, env: string): RawSettings {
  return settingsFiles(project, env)
    .filter((file) => existsSync(file))
    .map(readOne)
    .reduce<RawSettings>(overlay, {});
}

function readOne(file: string): RawSettings {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new Error(`${file}, line ${line}: ${problem.message}`);
  }
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return {};
  if (isMapping(content)) return content;
  throw new Error(`${file}: must be a mapping of settings, such as \`group_by: node\``);
}

function overlay(base: RawSettings, over: RawSettings): RawSettings {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isMapping(before) && isMapping(value) ? overlay(before, value) : value;
  }
  return result;
}

function isMapping(value: unknown): value is RawSettings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
