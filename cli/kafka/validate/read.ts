import { readFileSync } from "node:fs";
import { CliError, exitCodes } from "../../exit";
import type { KafkaPlace } from "../place";

/** A configuration to check, and where it comes from. */
export interface Candidate {
  readonly name: string;
  readonly from: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Configurations of the named files; else of the named stack; else of the connectors the worker has. */
export async function candidates(
  files: readonly string[],
  names: readonly string[],
  place: () => Promise<KafkaPlace>,
): Promise<readonly Candidate[]> {
  if (files.length > 0) return files.map(read).filter(named(names));
  const found = await place();
  const { deployment } = found;
  if (deployment !== undefined) {
    const known = deployment.connectors.filter(named(names));
    const secret = known.find(({ config }) => config === undefined);
    if (secret !== undefined)
      throw new CliError(
        `the stack keeps the configuration of ${secret.name} encrypted: validate what its worker has, with --connect-url`,
      );
    if (known.length === 0) throw new CliError(nothing("the stack", names), exitCodes.usage);
    return known.map(({ name, config = {} }) => ({ name, from: "the stack", config }));
  }
  const worker = found.rest();
  const there = (await worker.names()).map((name) => ({ name })).filter(named(names));
  if (there.length === 0) throw new CliError(nothing(worker.url, names), exitCodes.usage);
  return Promise.all(
    there.map(async ({ name }) => ({ name, from: worker.url, config: await worker.config(name) })),
  );
}

const named =
  (names: readonly string[]) =>
  ({ name }: { readonly name: string }): boolean =>
    names.length === 0 || names.includes(name);

const nothing = (place: string, names: readonly string[]): string =>
  `${place} has no connector${names.length > 0 ? ` ${names.join(" or ")}` : ""}: give files with configurations to check`;

/** A file holds the map of settings, or it under `config` with the name beside, as Connect's REST API takes it. */
function read(file: string): Candidate {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CliError(
      `${file} is no JSON file: ${error instanceof Error ? error.message : String(error)}`,
      exitCodes.usage,
    );
  }
  const outer = object(parsed, file);
  const inner = outer.config === undefined ? outer : object(outer.config, `${file}: config`);
  const config = Object.fromEntries(
    Object.entries(inner).map(([key, value]) => {
      if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
        throw new CliError(`${file}: ${key} must be a text`, exitCodes.usage);
      return [key, String(value)];
    }),
  );
  const name = typeof outer.name === "string" ? outer.name : (config.name ?? file);
  return { name, from: file, config: { name, ...config } };
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new CliError(`${what} is no map of settings`, exitCodes.usage);
}
