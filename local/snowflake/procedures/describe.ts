import type { CatalogObject } from "../core/cloud";
import { fixed, instant, text, type Cell, type ResultColumn } from "../core/result";
import type { ShowContext } from "../kinds/kind";
import { yesNo } from "../kinds/values";
import { routineDefinition, routineName, type Routine } from "./definition";

const common: readonly ResultColumn[] = [
  instant("created_on"),
  ...["name", "schema_name", "is_builtin", "is_aggregate", "is_ansi"].map(text),
  fixed("min_num_arguments"),
  fixed("max_num_arguments"),
  ...[
    "arguments",
    "description",
    "catalog_name",
    "is_table_function",
    "valid_for_clustering",
    "is_secure",
    "secrets",
    "external_access_integrations",
  ].map(text),
];

const ofFunctions: readonly ResultColumn[] = [
  ...common,
  ...["is_external_function", "language", "is_memoizable", "is_data_metric"].map(text),
];

export const showColumns = (kind: string): readonly ResultColumn[] =>
  kind === "FUNCTION" ? ofFunctions : common;

/** A row of SHOW PROCEDURES or SHOW FUNCTIONS. */
export function showRow(routine: CatalogObject, kind: string): readonly Cell[] {
  const definition = routineDefinition(routine);
  const name = routineName(routine);
  const signature = (routine.path.at(-1) ?? "").slice(name.length);
  const required = definition.parameters.filter((parameter) => parameter.default === undefined).length;
  const types =
    definition.columns !== undefined
      ? tableText(definition.columns)
      : (definition.returns ?? "").replace(/\(.*\)$/, "");
  const base: Cell[] = [
    new Date(routine.createdOn),
    name,
    routine.path[1] ?? "",
    "N",
    yesNo(definition.aggregate),
    "N",
    required,
    definition.parameters.length,
    `${name}${signature} RETURN ${types}`,
    routine.comment === "" ? `user-defined ${kind.toLowerCase()}` : routine.comment,
    routine.path[0] ?? "",
    yesNo(definition.columns !== undefined),
    "N",
    yesNo(definition.secure),
    Object.keys(definition.secrets).length === 0 ? null : JSON.stringify(definition.secrets),
    definition.integrations.length === 0 ? null : bracketed(definition.integrations),
  ];
  return kind === "FUNCTION" ? [...base, "N", definition.language, "N", "N"] : base;
}

const tableText = (columns: Routine["parameters"]): string =>
  `TABLE (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`;

const bracketed = (items: readonly string[]): string => `[${items.join(", ")}]`;

/** Rows of DESCRIBE. Whoever does not own a secure routine learns neither its code nor what it is made of. */
export function describeRows(
  routine: CatalogObject,
  kind: string,
  { access, session }: Pick<ShowContext, "access" | "session">,
): readonly (readonly Cell[])[] {
  const definition = routineDefinition(routine);
  const returns = definition.columns === undefined ? definition.returns : tableText(definition.columns);
  const python = definition.language === "PYTHON";
  const hidden = definition.secure && !access.manages(session, routine);
  const own = (rows: Cell[][]): Cell[][] => (hidden ? [] : rows);
  return [
    [
      "signature",
      `(${definition.parameters.map(({ name, type }) => `${name} ${type.replace(/\(.*\)$/, "")}`).join(", ")})`,
    ],
    ["returns", (returns ?? "") + (definition.notNull ? " NOT NULL" : "")],
    ["language", definition.language],
    ...(python || kind === "PROCEDURE"
      ? [
          ["null handling", definition.strict ? "RETURNS NULL ON NULL INPUT" : "CALLED ON NULL INPUT"],
          ["volatility", definition.volatility],
        ]
      : []),
    ...(kind === "PROCEDURE" ? [["execute as", definition.asCaller ? "CALLER" : "OWNER"]] : []),
    ...own([["body", definition.body]]),
    ...(python ? own(pythonRows(routine, definition)) : []),
  ];
}

function pythonRows(routine: CatalogObject, definition: Routine): Cell[][] {
  const quoted = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(",")}]`;
  const installed = routine.properties["INSTALLED_PACKAGES"];
  return [
    ["external_access_integrations", bracketed(definition.integrations)],
    ["secrets", JSON.stringify(definition.secrets)],
    ["imports", bracketed(definition.imports)],
    ["handler", definition.handler ?? ""],
    ["runtime_version", definition.runtime ?? ""],
    ["packages", quoted(definition.packages)],
    ["installed_packages", quoted(Array.isArray(installed) ? installed.map(String) : definition.packages)],
    ...(definition.repository === undefined ? [] : [["artifact_repository", definition.repository]]),
  ];
}
