import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CliError, exitCodes } from "../exit";

/** A Kedro project as its pyproject.toml describes it. */
export interface Project {
  readonly folder: string;
  /** Python package, such as `spaceflights`. */
  readonly package: string;
  /** For people. */
  readonly name: string;
}

/** The project in a folder or above it. */
export function findProject(given: string | undefined): Project {
  const start = resolve(given ?? ".");
  if (!existsSync(start) || !statSync(start).isDirectory())
    throw new CliError(`${start} is not a folder: give the folder of a Kedro project`, exitCodes.usage);
  for (let folder = start; ; folder = dirname(folder)) {
    const project = projectIn(folder);
    if (project !== undefined) return project;
    // A folder that was named is meant itself.
    if (given !== undefined || dirname(folder) === folder) break;
  }
  throw new CliError(
    `${start} is no Kedro project: no pyproject.toml with a [tool.kedro] section${given === undefined ? " here or above" : " in it"}. ` +
      `Give the project's folder, or make one with \`kedro new\``,
    exitCodes.usage,
  );
}

function projectIn(folder: string): Project | undefined {
  const file = join(folder, "pyproject.toml");
  if (!existsSync(file)) return undefined;
  const settings = kedroSection(readFileSync(file, "utf8"));
  if (settings === undefined) return undefined;
  const { package_name: own, project_name: name } = settings;
  if (own === undefined || own === "")
    throw new CliError(`${file}: [tool.kedro] lacks package_name`, exitCodes.usage);
  return { folder, package: own, name: name ?? own };
}

/** Strings of the `[tool.kedro]` table; undefined when there is none. */
export function kedroSection(toml: string): Readonly<Record<string, string>> | undefined {
  let inside = false;
  let found: Record<string, string> | undefined;
  for (const line of toml.split(/\r?\n/)) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
    if (header !== undefined) {
      inside = header.replace(/["'\s]/g, "") === "tool.kedro";
      if (inside) found ??= {};
      continue;
    }
    const [, key, double, single] = /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(line) ?? [];
    if (inside && found !== undefined && key !== undefined) found[key] = double ?? single ?? "";
  }
  return found;
}
