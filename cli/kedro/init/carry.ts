import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { CliError, exitCodes } from "../../exit";

/** What an older `snowflake.yml` of kedro-snowflake says in ours. */
export interface CarriedOver {
  readonly file: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What does not carry over, and what to do instead. */
  readonly notes: readonly string[];
}

/** Reads conf/<env>/snowflake.yml of kedro-snowflake where there is one. Accounts, users and passwords are left. */
export function carryOver(project: string): CarriedOver | undefined {
  const file = ["base", "local"]
    .flatMap((env) => ["snowflake.yml", "snowflake.yaml"].map((name) => join(project, "conf", env, name)))
    .find((path) => existsSync(path));
  if (file === undefined) return undefined;
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} is not valid YAML: ${reason}`, exitCodes.usage);
  }
  const shown = relative(project, file);
  return { file: shown, ...translate(content) };
}

/** The settings that mean the same in ours. */
export function translate(content: unknown): Omit<CarriedOver, "file"> {
  const outer = mapping(content);
  const root = Object.hasOwn(outer, "snowflake") ? { ...outer, ...mapping(outer.snowflake) } : outer;
  const connection = mapping(root.connection);
  const runtime = mapping(root.runtime);
  const dependencies = mapping(runtime.dependencies);
  const mlflow = mapping(root.mlflow);
  const settings: Record<string, unknown> = {};
  const notes: string[] = [];
  const put = (key: string, value: unknown) => {
    if (value === undefined || value === null || value === "") return;
    if (typeof value === "string" && value.includes("${"))
      notes.push(`${key}: "${value}" is worked out by Kedro's configuration; write the value itself.`);
    else settings[key] = value;
  };
  for (const key of ["database", "schema", "role", "warehouse"]) put(key, connection[key]);
  schedule(runtime.schedule, put, notes);
  const names = mapping(runtime.pipeline_name_mapping);
  if (Object.keys(names).length > 0) put("pipeline_names", names);
  const packages = strings(dependencies.packages).filter((name) => !/^kedro[-_]snowflake\b/.test(name));
  if (packages.length > 0) put("dependencies", { repository: "anaconda", packages });
  if (typeof mlflow.experiment_name === "string" && mlflow.experiment_name !== "") {
    put("mlflow", { experiment: mlflow.experiment_name });
    notes.push(
      "mlflow: external functions are not used any more. Add tracking_uri, and an external access integration for its host.",
    );
  }
  const imports = strings(dependencies.imports).filter((name) => !shipped.has(name));
  if (imports.length > 0)
    notes.push(
      `dependencies.imports: ${imports.join(", ")} were copied from the machine. Add them to the requirements, or put wheels of them into a folder (dependencies.wheels).`,
    );
  if (
    connection.account !== undefined ||
    connection.user !== undefined ||
    connection.credentials !== undefined
  )
    notes.push(
      "connection: set SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER and SNOWFLAKE_PRIVATE_KEY; passwords are not used.",
    );
  if (runtime.stage !== undefined || runtime.temporary_stage !== undefined)
    notes.push(
      "runtime.stage and temporary_stage: new stages are made; drop the old ones when the old graph is gone.",
    );
  return { settings, notes };
}

/** What kedro-snowflake's template listed for itself. */
const shipped = new Set([
  "kedro",
  "kedro_datasets",
  "kedro_snowflake",
  "omegaconf",
  "antlr4",
  "dynaconf",
  "anyconfig",
]);

/** Its template's schedule, the longest there is, stood for "none". */
const never = /^11520\s+minutes?$/i;

function schedule(value: unknown, put: (key: string, value: unknown) => void, notes: string[]): void {
  if (typeof value !== "string" || value.trim() === "") return;
  if (never.test(value.trim()))
    notes.push(
      "schedule: every 8 days was the template's stand-in for none; the graph now runs only when started.",
    );
  else put("schedule", value.trim());
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
