import type { Bag } from "../../../provider/framework/resource";
import { list, text, texts, type Table } from "../common/properties";
import { bags, need, str, strings } from "../common/values";
import { routine } from "./routine";
import { literal, quoted } from "./sql";

const nulls: Table = {
  nullInputBehavior: text("What a NULL argument does.", {
    allowed: ["CALLED ON NULL INPUT", "RETURNS NULL ON NULL INPUT", "STRICT"],
    standard: "CALLED ON NULL INPUT",
  }),
};
const nullClause = (inputs: Bag): string[] =>
  str(inputs.nullInputBehavior) === undefined ? [] : [need(inputs, "nullInputBehavior")];
const clause = (key: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${key} = (${values.join(", ")})`];

const snowpark = "snowflake-snowpark-python==";
/** DESCRIBE writes lists as `['a', 'b']`. */
const listed = (text: string | undefined): string[] =>
  [...(text ?? "").matchAll(/'((?:[^']|'')*)'|"([^"]*)"/g)].map(([, one, two]) => one ?? two ?? "");
const importPath = (location: string, path: string): string =>
  location === "~"
    ? `@~/${path}`
    : `@${location.startsWith('"') || !location.includes(".") ? location : quoted(location)}/${path}`;
const plainPath = (path: string): string => path.replaceAll(/["@]/g, "").toUpperCase();

export const procedurePython = routine({
  token: "snowflake:index/procedurePython:ProcedurePython",
  feature: "snowflake_procedure_python_resource",
  what: "PROCEDURE",
  description: "A procedure in Python.",
  note: "runs with real Snowpark in a process of this machine; packages are those installed there",
  definition: "procedureDefinition",
  inputs: {
    ...nulls,
    handler: text("Function that is called.", { required: true }),
    runtimeVersion: text("Version of Python.", { required: true }),
    snowparkPackage: text("Version of Snowpark, or latest.", { required: true }),
    packages: texts("Other packages."),
    imports: list("Files it imports.", {
      stageLocation: text("Stage, or ~.", { required: true }),
      pathOnStage: text("Path on the stage.", { required: true }),
    }),
  },
  unsupported: ["externalAccessIntegrations", "secrets"],
  clauses: (inputs) => [
    "LANGUAGE PYTHON",
    `RUNTIME_VERSION = ${literal(need(inputs, "runtimeVersion"))}`,
    ...clause(
      "PACKAGES",
      [...strings(inputs.packages), packageOf(need(inputs, "snowparkPackage"))].map(literal),
    ),
    ...clause(
      "IMPORTS",
      bags(inputs.imports).map((one) =>
        literal(importPath(need(one, "stageLocation"), need(one, "pathOnStage"))),
      ),
    ),
    `HANDLER = ${literal(need(inputs, "handler"))}`,
    ...nullClause(inputs),
  ],
  seen(described) {
    const packages = listed(described.get("packages"));
    const own = packages.find((name) => /^snowflake-snowpark-python\b/.test(name));
    return {
      handler: described.get("handler"),
      runtimeVersion: described.get("runtime_version") ?? described.get("runtime version"),
      snowparkPackage: own === undefined ? undefined : (/==(.*)$/.exec(own)?.[1] ?? "latest"),
      packages: packages.filter((name) => name !== own),
      imports: listed(described.get("imports")).map((path) => {
        const [, stageLocation = "", pathOnStage = ""] = /^@?([^/]+)\/(.*)$/.exec(path) ?? [];
        return { stageLocation, pathOnStage };
      }),
    };
  },
  same(property, old, value) {
    if (property === "packages") return strings(old).sort().join() === strings(value).sort().join();
    if (property !== "imports") return false;
    const paths = (imports: typeof old) =>
      bags(imports)
        .map((one) => plainPath(importPath(str(one.stageLocation) ?? "", str(one.pathOnStage) ?? "")))
        .sort()
        .join();
    return paths(old) === paths(value);
  },
});

function packageOf(version: string): string {
  return version === "latest" ? "snowflake-snowpark-python" : `${snowpark}${version}`;
}

export const procedureSql = routine({
  token: "snowflake:index/procedureSql:ProcedureSql",
  feature: "snowflake_procedure_sql_resource",
  what: "PROCEDURE",
  description: "A procedure in SQL.",
  definition: "procedureDefinition",
  inputs: nulls,
  clauses: (inputs) => ["LANGUAGE SQL", ...nullClause(inputs)],
  seen: () => ({}),
});

export const functionSql = routine({
  token: "snowflake:index/functionSql:FunctionSql",
  feature: "snowflake_function_sql_resource",
  what: "FUNCTION",
  description: "A function in SQL.",
  definition: "functionDefinition",
  inputs: {
    returnResultsBehavior: text("VOLATILE or IMMUTABLE.", {
      allowed: ["VOLATILE", "IMMUTABLE"],
      standard: "VOLATILE",
      caseless: true,
    }),
  },
  clauses: (inputs) => [
    "LANGUAGE SQL",
    ...(str(inputs.returnResultsBehavior) === undefined ? [] : [need(inputs, "returnResultsBehavior")]),
  ],
  seen(described) {
    const volatility = described.get("volatility");
    return volatility === undefined ? {} : { returnResultsBehavior: volatility };
  },
});
