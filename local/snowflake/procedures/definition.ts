import type { CatalogObject, Json } from "../core/cloud";

export interface Parameter {
  readonly name: string;
  /** The Snowflake type as DESCRIBE prints it. */
  readonly type: string;
  /** The default's SQL expression. */
  readonly default?: string;
}

/** What a PROCEDURE or FUNCTION object says. */
export interface Routine {
  readonly parameters: readonly Parameter[];
  /** The type of the result, when it is a scalar. */
  readonly returns: string | undefined;
  /** The columns of the result, when it is a table; empty: any. */
  readonly columns: readonly Parameter[] | undefined;
  readonly language: "SQL" | "PYTHON";
  readonly body: string;
  readonly handler: string | undefined;
  readonly runtime: string | undefined;
  readonly packages: readonly string[];
  readonly imports: readonly string[];
  readonly asCaller: boolean;
  /** A NULL argument makes the result NULL without a call. */
  readonly strict: boolean;
  /** Declared NOT NULL: a NULL result is an error. */
  readonly notNull: boolean;
  readonly secure: boolean;
  readonly aggregate: boolean;
  readonly volatility: string;
  /** Where packages come from; undefined: the local environment alone. */
  readonly repository: string | undefined;
  readonly integrations: readonly string[];
  /** Qualified names of secrets, by the variable handlers use. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly architecture: string | undefined;
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export function routineDefinition(routine: CatalogObject): Routine {
  const p = routine.properties;
  const parameters = (value: Json | undefined): readonly Parameter[] =>
    Array.isArray(value) ? (value as readonly unknown[] as readonly Parameter[]) : [];
  const secrets = p["SECRETS"];
  return {
    parameters: parameters(p["PARAMETERS"]),
    returns: text(p["RETURNS"]),
    columns: Array.isArray(p["COLUMNS"]) ? parameters(p["COLUMNS"]) : undefined,
    language: p["LANGUAGE"] === "PYTHON" ? "PYTHON" : "SQL",
    body: text(p["BODY"]) ?? "",
    handler: text(p["HANDLER"]),
    runtime: text(p["RUNTIME_VERSION"]),
    packages: texts(p["PACKAGES"]),
    imports: texts(p["IMPORTS"]),
    asCaller: p["EXECUTE_AS"] === "CALLER",
    strict: p["STRICT"] === true,
    notNull: p["NOT_NULL"] === true,
    secure: p["SECURE"] === true,
    aggregate: p["AGGREGATE"] === true,
    volatility: text(p["VOLATILITY"]) ?? "VOLATILE",
    repository: text(p["ARTIFACT_REPOSITORY"]),
    integrations: texts(p["EXTERNAL_ACCESS_INTEGRATIONS"]),
    secrets:
      typeof secrets === "object" && secrets !== null && !Array.isArray(secrets)
        ? Object.fromEntries(
            Object.entries(secrets).flatMap(([key, name]) => (typeof name === "string" ? [[key, name]] : [])),
          )
        : {},
    architecture: text(p["RESOURCE_CONSTRAINT"]),
  };
}

/** The name without the argument types. */
export const routineName = (routine: CatalogObject): string =>
  (routine.path.at(-1) ?? "").replace(/\([^()]*\)$/, "");
