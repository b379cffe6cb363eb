import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import pc from "picocolors";
import { CliError, exitCodes } from "../../exit";
import { carryOver } from "../../kedro/init/carry";
import { missingIgnores, withIgnores } from "../../kedro/init/gitignore";
import { programFiles } from "../../kedro/init/program";
import { settingsFile } from "../../kedro/init/settings-file";
import { type PlaceFlags, said, settingsOf } from "../../kedro/place";
import { findProject, type Project } from "../../kedro/project";
import type { Output } from "../../output";

export interface InitFlags extends Pick<
  PlaceFlags,
  "env" | "name" | "pipeline" | "database" | "schema" | "role"
> {
  readonly warehouse?: string;
  /** Folder of the Pulumi program, below the project. */
  readonly program: string;
  readonly force?: boolean;
}

/** `floe kedro init`: the settings file with every option, and a program that deploys. Overwrites nothing. */
export function kedroInit(folder: string | undefined, flags: InitFlags, output: Output): void {
  const project = findProject(folder);
  const { env = "base" } = said(flags);
  if (!/^[\w-]+(\/[\w-]+)*$/.test(flags.program))
    throw new CliError(`--program: "${flags.program}" is not a folder below the project`, exitCodes.usage);
  const places = ["floe.yml", "floe.yaml"].map((name) => join(project.folder, "conf", env, name));
  const settings = places.find((file) => existsSync(file)) ?? join(project.folder, "conf", env, "floe.yml");
  const old = existsSync(settings) && flags.force !== true;
  const carried = carryOver(project.folder);
  const files = old ? [] : [writeSettings(project, settings, flags, carried)];
  const kept = old ? [settings] : [];
  for (const [name, text] of programFiles(project, env, flags.program)) {
    const file = join(project.folder, flags.program, name);
    if (existsSync(file) && flags.force !== true) kept.push(file);
    else files.push(write(file, text));
  }
  const ignored = ignore(project, flags.program);
  const here = (file: string) => relative(project.folder, file);
  output.document({
    project: project.folder,
    written: [...files.map(here), ...(ignored.length > 0 ? [".gitignore"] : [])],
    kept: kept.map(here),
    ignored,
    carriedOver: carried ?? null,
  });
  for (const file of files) output.print(`${pc.green("+")} ${here(file)}`);
  if (ignored.length > 0) output.print(`${pc.green("+")} .gitignore: ${ignored.join(", ")}`);
  for (const file of kept)
    output.print(`${pc.dim("=")} ${here(file)} ${pc.dim("is there already (--force overwrites it)")}`);
  if (carried !== undefined && !old) {
    output.print();
    const keys = Object.keys(carried.settings).join(", ");
    output.print(`Carried over from ${carried.file}: ${keys === "" ? "nothing" : keys}`);
    for (const note of carried.notes) output.print(`  ${note}`);
  }
  output.print();
  const { database, schema } = settingsOf(project, { env });
  const missing = Object.entries({ database, schema }).flatMap(([key, value]) =>
    value === undefined ? key : [],
  );
  output.print(
    missing.length === 0 ? "Next:" : `Next: set ${missing.join(" and ")} in ${here(settings)}, then`,
  );
  output.print(`  floe kedro graph       look at the task graph`);
  output.print(`  floe kedro local       run it here, without Snowflake`);
  output.print(`  cd ${flags.program} && npm install && pulumi up`);
}

function writeSettings(
  project: Project,
  file: string,
  flags: InitFlags,
  carried: ReturnType<typeof carryOver>,
): string {
  const { name, pipeline, database, schema, role, warehouse } = flags;
  const said = Object.entries({ name, pipeline, database, schema, role, warehouse }).filter(
    ([, value]) => value !== undefined,
  );
  const from = carried === undefined ? [] : [`Carried over from ${carried.file}.`, ...carried.notes];
  return write(file, settingsFile(project.name, { ...carried?.settings, ...Object.fromEntries(said) }, from));
}

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function ignore(project: Project, program: string): string[] {
  const file = join(project.folder, ".gitignore");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const missing = missingIgnores(text, program);
  if (missing.length > 0) writeFileSync(file, withIgnores(text, missing));
  return missing;
}
