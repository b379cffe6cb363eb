import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { fixed, instant, text, type Cell, type ResultColumn } from "../core/result";
import type { ObjectKind } from "../kinds/kind";
import { routineDefinition, routineName } from "./definition";
import { readRoutine } from "./parse";
import { checkPackages } from "./packages";

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

function row(routine: CatalogObject, kind: string): readonly Cell[] {
  const definition = routineDefinition(routine);
  const name = routineName(routine);
  const signature = (routine.path.at(-1) ?? "").slice(name.length);
  const required = definition.parameters.filter((parameter) => parameter.default === undefined).length;
  const table = definition.columns !== undefined;
  const types =
    definition.columns !== undefined
      ? `TABLE (${definition.columns.map((column) => `${column.name} ${column.type}`).join(", ")})`
      : (definition.returns ?? "").replace(/\(.*\)$/, "");
  const base: Cell[] = [
    new Date(routine.createdOn),
    name,
    routine.path[1] ?? "",
    "N",
    "N",
    "N",
    required,
    definition.parameters.length,
    `${name}${signature} RETURN ${types}`,
    routine.comment === "" ? `user-defined ${kind.toLowerCase()}` : routine.comment,
    routine.path[0] ?? "",
    table ? "Y" : "N",
    "N",
    "N",
    null,
    null,
  ];
  return kind === "FUNCTION" ? [...base, "N", definition.language, "N", "N"] : base;
}

function details(routine: CatalogObject, kind: string): readonly (readonly Cell[])[] {
  const definition = routineDefinition(routine);
  const returns =
    definition.columns === undefined
      ? definition.returns
      : `TABLE (${definition.columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`;
  const python = definition.language === "PYTHON";
  return [
    [
      "signature",
      `(${definition.parameters.map(({ name, type }) => `${name} ${type.replace(/\(.*\)$/, "")}`).join(", ")})`,
    ],
    ["returns", returns ?? ""],
    ["language", definition.language],
    ...(python || kind === "PROCEDURE"
      ? [
          ["null handling", definition.strict ? "RETURNS NULL ON NULL INPUT" : "CALLED ON NULL INPUT"],
          ["volatility", "VOLATILE"],
        ]
      : []),
    ...(kind === "PROCEDURE" ? [["execute as", definition.asCaller ? "CALLER" : "OWNER"]] : []),
    ["body", definition.body],
    ...(python
      ? [
          ["imports", `[${definition.imports.join(", ")}]`],
          ["handler", definition.handler ?? ""],
          ["runtime_version", definition.runtime ?? ""],
          ["packages", JSON.stringify(definition.packages).replaceAll('"', "'")],
          ["installed_packages", JSON.stringify(definition.packages).replaceAll('"', "'")],
        ]
      : []),
  ];
}

const routineKind = (account: () => Account, name: "PROCEDURE" | "FUNCTION"): ObjectKind => ({
  name,
  plural: `${name}S`,
  aliases: name === "FUNCTION" ? ["USER FUNCTION"] : [],
  scope: "schema",
  privileges: ["USAGE"],
  overloaded: true,
  async parseCreate(stream) {
    const definition = readRoutine(stream, name);
    const packages = definition.properties["PACKAGES"];
    if (definition.properties["LANGUAGE"] === "PYTHON" && Array.isArray(packages))
      await checkPackages(account(), packages.map(String));
    return definition;
  },
  parseAlter(stream, { object }) {
    if (name !== "PROCEDURE" || !stream.take("EXECUTE AS")) return undefined;
    const mode = stream.takeOne(["OWNER", "CALLER"]);
    if (mode === undefined) throw stream.unexpected("OWNER or CALLER");
    return { properties: { ...object.properties, EXECUTE_AS: mode } };
  },
  show: { columns: name === "FUNCTION" ? ofFunctions : common, row: (routine) => row(routine, name) },
  describe: { columns: [text("property"), text("value")], rows: (routine) => details(routine, name) },
});

/** Stored procedures and user-defined functions, in SQL and Python. */
export const routineKinds = (account: () => Account): readonly ObjectKind[] => [
  routineKind(account, "PROCEDURE"),
  routineKind(account, "FUNCTION"),
];
