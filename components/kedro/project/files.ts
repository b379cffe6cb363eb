import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Problems } from "../../../blueprints";
import type { KedroGraph, KedroOptions } from "../../../blueprints/kedro";
import { matcher } from "./glob";
import { isCredentials, secretPlaces } from "./secrets";
import { filesBelow } from "./walk";

/** What is uploaded of a project: files by their place in the archive, and the index of what they are. */
export interface ProjectFiles {
  /** Place in the archive to path on disk. */
  readonly files: ReadonlyMap<string, string>;
  /** Text of `.floe/index.json`. */
  readonly index: string;
}

/**
 * The files a run needs: the code, the configuration without `conf/local` and without credentials, and
 * `pyproject.toml`. Configuration that looks like a secret is a problem: what is on a stage, readers of the stage see.
 */
export function projectFiles(
  project: string,
  graph: KedroGraph,
  options: Pick<KedroOptions, "include" | "exclude">,
  problems: Problems,
): ProjectFiles {
  const strays: string[] = [];
  const excluded = matcher(options.exclude ?? []);
  const below = (folder: string) =>
    existsSync(join(project, folder)) ? filesBelow(project, folder, strays) : [];
  const source = graph.project.source === "." ? graph.project.package : graph.project.source;
  const included = (options.include ?? []).flatMap((path) => within(project, path, below, problems));
  const paths = [...below(source), ...below("conf"), "pyproject.toml", ...included]
    .filter((path) => !excluded(path) && !isLeftOut(path))
    .sort();
  for (const path of new Set(paths.filter((each) => each.startsWith("conf/") && !isSettings(each))))
    for (const { file, key } of secretPlaces(join(project, path), path)) reportSecret(problems, file, key);
  for (const path of strays.filter((each) => !excluded(each) && !isLeftOut(each)))
    problems.add(
      `project.${path}`,
      "is a link that leads out of the project",
      "copy what it names into the project, or list it in `exclude`",
    );
  return {
    files: new Map(paths.map((path) => [path, join(project, path)])),
    index: indexOf(graph),
  };
}

/** What stays on the machine that deploys, whatever `include` says. */
function isLeftOut(path: string): boolean {
  const isConfiguration = path.startsWith("conf/");
  return path.startsWith("conf/local/") || (isConfiguration && isCredentials(path));
}

/** Floe's own settings name secrets in Snowflake, by keys such as `secret`. */
function isSettings(path: string): boolean {
  return /^conf\/[^/]+\/floe\.ya?ml$/.test(path);
}

function within(
  project: string,
  path: string,
  below: (folder: string) => string[],
  problems: Problems,
): string[] {
  const whole = path.replace(/^\.\//, "").replace(/\/+$/, "");
  if (whole.split("/").includes("..") || !existsSync(join(project, whole))) {
    problems.add("include", `${path} is no file or folder of the project`, "write a path below the project");
    return [];
  }
  return statSync(join(project, whole)).isDirectory() ? below(whole) : [whole];
}

function reportSecret(problems: Problems, file: string, key: string): void {
  problems.add(
    `project.${file}`,
    key === "" ? "is a key file, and would be uploaded" : `${key} looks like a secret, and would be uploaded`,
    "move it to conf/local or a credentials file, take it from a Snowflake secret, or list the file in `exclude`",
  );
}

/** What the runtime needs to know of a version, and tools that look at what is deployed. Keys are sorted. */
function indexOf({ pipelines, kedro, python }: KedroGraph): string {
  const entries = Object.entries(pipelines).sort(([a], [b]) => (a < b ? -1 : 1));
  const each = <T>(of: (node: KedroGraph["pipelines"][string]["nodes"][number]) => T) =>
    Object.fromEntries(
      entries.map(([name, { nodes }]) => [
        name,
        Object.fromEntries(
          [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1)).map((node) => [node.name, of(node)] as const),
        ),
      ]),
    );
  const graph = each(({ tags, dependsOn, parts }) => ({
    tags,
    dependsOn,
    ...(parts === undefined ? {} : { parts }),
  }));
  const nodes = each(({ hash }) => hash);
  return `${JSON.stringify({ format: 1, kedro, python, nodes, graph })}\n`;
}

/** Name of the project's own folder settings, for messages: whether a folder is a Kedro project at all. */
export function isKedroProject(folder: string): boolean {
  const file = join(folder, "pyproject.toml");
  return existsSync(file) && /^\s*\[\s*tool\s*\.\s*kedro\s*\]/m.test(readFileSync(file, "utf8"));
}
