import { SnowflakeError, syntaxError, unsupported } from "../core/errors";
import { asText } from "../core/text";
import { formatSignature } from "../ddl/signature";
import type { TokenStream } from "../ddl/stream";
import type { Definition, Properties } from "../kinds/kind";
import { readType, typeText } from "../tables/types";
import { readClause } from "./clauses";
import type { Parameter } from "./definition";

export type RoutineKind = "PROCEDURE" | "FUNCTION";

const readParameter = (stream: TokenStream): Parameter => {
  const name = stream.identifier();
  const type = typeText(readType(stream));
  stream.take("NOT NULL");
  if (stream.take("DEFAULT") || stream.takeSymbol("=>"))
    return { name, type, default: readExpression(stream) };
  return { name, type };
};

function readExpression(stream: TokenStream): string {
  const from = stream.mark();
  let depth = 0;
  while (!stream.done && !(depth === 0 && (stream.atSymbol(",") || stream.atSymbol(")")))) {
    if (stream.atSymbol("(")) depth++;
    if (stream.atSymbol(")")) depth--;
    stream.next();
  }
  return stream.text(from);
}

/** Reads everything after the name of CREATE PROCEDURE or CREATE FUNCTION. */
export function readRoutine(
  stream: TokenStream,
  what: RoutineKind,
  modifiers: ReadonlySet<string>,
): Definition {
  const parameters = stream.list(() => readParameter(stream));
  const properties: Properties = { LANGUAGE: "SQL", EXECUTE_AS: "OWNER", PACKAGES: [], IMPORTS: [] };
  if (modifiers.has("SECURE")) properties["SECURE"] = true;
  if (modifiers.has("AGGREGATE")) properties["AGGREGATE"] = true;
  const copyGrants = stream.take("COPY GRANTS");
  stream.expect("RETURNS");
  if (stream.take("TABLE"))
    properties["COLUMNS"] = stream.list(() => readParameter(stream)).map((column) => ({ ...column }));
  else properties["RETURNS"] = typeText(readType(stream));
  let comment: string | undefined;
  let body = "";
  while (!stream.done) {
    if (stream.take("AS")) {
      body = stream.atString() ? stream.string() : stream.rest();
      break;
    }
    if (stream.take("COMMENT")) comment = assigned(stream);
    else if (!readClause(stream, properties, what)) throw stream.unexpected();
  }
  properties["BODY"] = body.trim();
  properties["PARAMETERS"] = parameters.map((parameter) => ({ ...parameter }));
  check(properties, what);
  return {
    properties,
    signature: formatSignature(parameters.map(({ type }) => type)),
    ...(comment === undefined ? {} : { comment }),
    ...(copyGrants ? { copyGrants } : {}),
  };
}

function assigned(stream: TokenStream): string {
  stream.expectSymbol("=");
  return stream.string();
}

const PYTHONS = /^3\.(9|1[0-4])$/;

const invalid = (message: string): SnowflakeError =>
  new SnowflakeError("391528", "42601", `SQL compilation error: ${message}`);

function check(properties: Properties, what: RoutineKind): void {
  const language = properties["LANGUAGE"];
  if (language !== "SQL" && language !== "PYTHON")
    throw unsupported(`LANGUAGE ${asText(language)} (SQL and PYTHON exist locally)`);
  if (language === "SQL") checkSql(properties, what);
  else checkPython(properties, what);
}

const PYTHON_ONLY = [
  "HANDLER",
  "RUNTIME_VERSION",
  "ARTIFACT_REPOSITORY",
  "EXTERNAL_ACCESS_INTEGRATIONS",
  "SECRETS",
  "RESOURCE_CONSTRAINT",
  "AGGREGATE",
];

function checkSql(properties: Properties, what: RoutineKind): void {
  if (properties["BODY"] === "") throw syntaxError(`the ${what.toLowerCase()} has no body`);
  const foreign = PYTHON_ONLY.find((name) => properties[name] !== undefined);
  if (foreign !== undefined) throw syntaxError(`${foreign} is for Python only`);
}

function checkPython(properties: Properties, what: RoutineKind): void {
  const handler = properties["HANDLER"];
  if (typeof handler !== "string") throw invalid("A HANDLER is required for Python.");
  const imports = properties["IMPORTS"];
  const staged = handler.includes(".") && Array.isArray(imports) && imports.length > 0;
  if (properties["BODY"] === "" && !staged)
    throw invalid(
      `The ${what.toLowerCase()} has no body: a staged handler needs IMPORTS and HANDLER = 'module.name'.`,
    );
  const runtime = properties["RUNTIME_VERSION"];
  if (runtime === undefined) throw invalid("A RUNTIME_VERSION is required for Python, such as '3.11'.");
  if (typeof runtime !== "string" || !PYTHONS.test(runtime))
    throw invalid(`Language PYTHON does not support RUNTIME_VERSION '${asText(runtime)}'.`);
  if (properties["AGGREGATE"] === true && properties["COLUMNS"] !== undefined)
    throw invalid("An aggregate function cannot return a table.");
  if (properties["AGGREGATE"] === true && properties["VOLATILITY"] === "IMMUTABLE")
    throw invalid("IMMUTABLE is not supported on an aggregate function.");
  const packages = properties["PACKAGES"];
  const snowpark =
    Array.isArray(packages) && packages.some((name) => /^snowflake-snowpark-python\b/.test(String(name)));
  if (what === "PROCEDURE" && !snowpark)
    throw invalid("Missing the package 'snowflake-snowpark-python' in PACKAGES.");
}
