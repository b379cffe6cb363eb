import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { distDir, packageRoot } from "../../local/paths";
import { CliError, exitCodes } from "../exit";

/** A Pulumi program as `floe up` found it. */
export interface Program {
  readonly project: string;
  /** The compiled file to run. */
  readonly main: string;
  /** Where its Pulumi.yaml and stack settings lie. */
  readonly folder: string;
  readonly config: Readonly<Record<string, string>>;
  /** Whether it wants Kafka in the local cloud: its setting `kafka` is true. */
  readonly kafka: boolean;
}

/** Names of the examples that come with Floe: a checkout has them, the installed package none. */
export function exampleNames(): string[] {
  const folder = join(packageRoot(), "examples");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "Pulumi.yaml")));
}

/** Finds a program by an example's name or by the folder that holds its Pulumi.yaml, with the settings of one stack. */
export function findProgram(name: string, stack: string): Program {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(stack)) {
    throw new CliError(
      `--stack ${JSON.stringify(stack)}: a stack name holds letters, digits, "-", "_" and "."`,
      exitCodes.usage,
    );
  }
  const example = exampleNames().includes(name) ? join(packageRoot(), "examples", name) : undefined;
  const folder = example ?? resolve(name);
  const manifest = join(folder, "Pulumi.yaml");
  if (!existsSync(manifest)) {
    const examples = exampleNames().join(", ");
    throw new CliError(
      `no program ${JSON.stringify(name)}: give ${examples ? `an example (${examples}) or ` : ""}a folder with a Pulumi.yaml`,
      exitCodes.usage,
    );
  }
  const project = document(manifest);
  const projectName = project.name;
  if (typeof projectName !== "string") throw new CliError(`${manifest}: "name" is missing`, exitCodes.usage);
  const settings = typeof project.stackConfigDir === "string" ? join(folder, project.stackConfigDir) : folder;
  const config = stackConfig(join(settings, `Pulumi.${stack}.yaml`), projectName);
  return {
    project: projectName,
    main: compiled(folder, typeof project.main === "string" ? project.main : "."),
    folder,
    config,
    kafka: config[`${projectName}:kafka`] === "true",
  };
}

/** The file to run: inside Floe's own tree the transpiled copy, elsewhere what the program's Pulumi.yaml names. */
function compiled(folder: string, main: string): string {
  const named = resolve(folder, main);
  const inside = relative(packageRoot(), named);
  const ours = !inside.startsWith("..") && !isAbsolute(inside);
  const base = ours ? join(distDir(), inside) : named;
  const candidates = [base, `${base}.js`, base.replace(/\.ts$/, ".js"), join(base, "index.js")];
  const found = candidates.find(
    (path) => path.endsWith(".js") && existsSync(path) && statSync(path).isFile(),
  );
  if (found) return found;
  const source = existsSync(join(named, "index.ts")) ? "its index.ts is not compiled" : "it has no index.js";
  throw new CliError(
    `${relative(process.cwd(), folder) || "."}: ${source}; ${ours ? "run `npm run build`" : "compile it with tsc first"}`,
    exitCodes.usage,
  );
}

function stackConfig(path: string, project: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const { config } = document(path);
  if (typeof config !== "object" || config === null) return {};
  return Object.fromEntries(
    Object.entries(config).map(([key, value]: [string, unknown]) => {
      if (typeof value === "object" && value !== null && "secure" in value) {
        throw new CliError(
          `${basename(dirname(path))}/${basename(path)}: ${key} is encrypted for another backend and cannot be read by a local run`,
          exitCodes.usage,
        );
      }
      const name = key.includes(":") ? key : `${project}:${key}`;
      return [name, typeof value === "string" ? value : JSON.stringify(value)];
    }),
  );
}

function document(path: string): Record<string, unknown> {
  try {
    const parsed: unknown = parse(readFileSync(path, "utf8"));
    if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  } catch (error) {
    throw new CliError(
      `${path} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
      exitCodes.usage,
    );
  }
  throw new CliError(`${path} is empty`, exitCodes.usage);
}

/** Fetches or makes an example's data ahead of time, when it has a `data` module with a `prepare` function. */
export async function prepareData(example: string, log: (line: string) => void): Promise<void> {
  const path = join(distDir(), "examples", example, "data.js");
  if (!exampleNames().includes(example) || !existsSync(path)) return;
  const loaded: unknown = createRequire(path)(path);
  if (typeof loaded !== "object" || loaded === null || !("prepare" in loaded)) return;
  if (typeof loaded.prepare === "function")
    await (loaded.prepare as (log: (line: string) => void) => unknown)(log);
}
