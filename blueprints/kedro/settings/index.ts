import { Problems } from "../../checks";
import type { KedroOptions } from "../options";
import { codeRows } from "./code";
import { computeRows } from "./compute";
import { pipelineRows } from "./pipeline";
import { placeRows } from "./places";
import { isBag, readMembers, type Row, type Rows, shown, snakeCase } from "./reader";
import { runRows } from "./run";

const rows: Rows<KedroOptions> = { ...pipelineRows, ...computeRows, ...runRows, ...codeRows, ...placeRows };

/** One option, for people: what a commented settings file and the documentation are made from. */
export interface KedroOptionRow {
  /** As the file writes it: `dependencies.repository`. */
  readonly key: string;
  readonly type: string;
  readonly description: string;
  readonly default?: string;
  /** A value, as YAML. */
  readonly example?: string;
}

/** All options, those of mappings after the mapping itself. */
export const kedroOptionTable: readonly KedroOptionRow[] = Object.entries(rows).flatMap(([key, row]) =>
  describe(snakeCase(key), row as Row<unknown>),
);

function describe(key: string, row: Row<unknown>): KedroOptionRow[] {
  const { type, description, default: usual, example, members = {} } = row;
  return [
    { key, type, description, default: usual, example },
    ...Object.entries(members).flatMap(([member, one]) => describe(`${key}.${snakeCase(member)}`, one)),
  ];
}

/**
 * Options from a settings file or from arguments, keys in snake or camel case. Without `problems` all that is wrong
 * is thrown as one error.
 *
 * @throws InvalidArguments
 */
export function parseKedroOptions(raw: unknown, problems?: Problems): KedroOptions {
  const found = problems ?? new Problems();
  if (raw === undefined || raw === null) return {};
  if (!isBag(raw))
    found.add("", `must be a mapping of options, not ${shown(raw)}`, "write `key: value` lines");
  const options: KedroOptions = isBag(raw) ? readMembers<KedroOptions>(raw, rows, found) : {};
  checkTogether(options, found);
  if (problems === undefined) found.raise("Settings for Kedro");
  return options;
}

/** Rules between options. */
function checkTogether(options: KedroOptions, problems: Problems): void {
  const { dependencies = {}, secrets = {}, credentials = {}, mlflow } = options;
  const known = Object.keys(secrets).join(", ") || "none";
  const needsSecret = (argument: string, alias: string | undefined) =>
    problems.require(
      alias === undefined || Object.hasOwn(secrets, alias),
      argument,
      `"${alias ?? ""}" is not one of secrets (${known})`,
      "add it to secrets",
    );
  for (const [key, { secret }] of Object.entries(credentials))
    needsSecret(`credentials.${key}.secret`, secret);
  needsSecret("mlflow.secret", mlflow?.secret);
  problems.require(
    Object.keys(secrets).length === 0 || (options.externalAccessIntegrations ?? []).length > 0,
    "secrets",
    "can be read only where an external access integration allows them",
    "name one in external_access_integrations",
  );
  problems.require(
    options.started !== true || options.schedule !== undefined || options.when !== undefined,
    "started",
    "has nothing to start runs by",
    "set schedule or when, or leave it out: the graph then runs when told to",
  );
  problems.require(
    (dependencies.repository === "vendored") === (dependencies.wheels !== undefined),
    "dependencies.wheels",
    dependencies.wheels === undefined ? "is missing for vendored packages" : "is for vendored packages only",
    dependencies.wheels === undefined
      ? "name the folder of wheels"
      : "set dependencies.repository to vendored",
  );
}
