import { SnowflakeError, syntaxError, unsupported } from "../core/errors";
import { formatSignature } from "../ddl/signature";
import type { TokenStream } from "../ddl/stream";
import type { Definition, Properties } from "../kinds/kind";
import { readType, typeText } from "../tables/types";
import type { Parameter } from "./definition";
import { asText } from "../core/text";

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

const strings = (stream: TokenStream): string[] => {
  if (!stream.takeSymbol("=")) throw stream.unexpected("=");
  return stream.atSymbol("(") ? stream.list(() => stream.string()) : [stream.string()];
};

function assigned(stream: TokenStream): string {
  stream.expectSymbol("=");
  return stream.atString() ? stream.string() : stream.next().value;
}

/** Reads everything after the name of CREATE PROCEDURE or CREATE FUNCTION. */
export function readRoutine(stream: TokenStream, what: "PROCEDURE" | "FUNCTION"): Definition {
  const parameters = stream.list(() => readParameter(stream));
  const properties: Properties = { LANGUAGE: "SQL", EXECUTE_AS: "OWNER", PACKAGES: [], IMPORTS: [] };
  let comment: string | undefined;
  stream.take("COPY GRANTS");
  stream.expect("RETURNS");
  if (stream.take("TABLE"))
    properties["COLUMNS"] = stream.list(() => readParameter(stream)).map((column) => ({ ...column }));
  else properties["RETURNS"] = typeText(readType(stream));
  while (!stream.take("AS")) {
    if (stream.done) throw stream.unexpected("AS");
    if (stream.take("COMMENT")) comment = assigned(stream);
    else if (!readClause(stream, properties, what)) throw stream.unexpected();
  }
  const body = stream.atString() ? stream.string() : stream.rest();
  properties["BODY"] = body.trim();
  properties["PARAMETERS"] = parameters.map((parameter) => ({ ...parameter }));
  check(properties, what);
  return {
    properties,
    signature: formatSignature(parameters.map(({ type }) => type)),
    ...(comment === undefined ? {} : { comment }),
  };
}

function readClause(stream: TokenStream, properties: Properties, what: string): boolean {
  if (stream.take("NOT NULL") || stream.take("NULL")) return true;
  if (stream.take("CALLED ON NULL INPUT")) properties["STRICT"] = false;
  else if (stream.take("RETURNS NULL ON NULL INPUT") || stream.take("STRICT")) properties["STRICT"] = true;
  else if (stream.takeOne(["VOLATILE", "IMMUTABLE", "MEMOIZABLE"]) !== undefined) return true;
  else if (stream.take("LANGUAGE")) properties["LANGUAGE"] = stream.word();
  else if (stream.take("RUNTIME_VERSION")) properties["RUNTIME_VERSION"] = assigned(stream);
  else if (stream.take("PACKAGES")) properties["PACKAGES"] = strings(stream);
  else if (stream.take("IMPORTS")) properties["IMPORTS"] = strings(stream);
  else if (stream.take("HANDLER")) properties["HANDLER"] = assigned(stream);
  else if (what === "PROCEDURE" && stream.take("EXECUTE AS")) {
    const mode = stream.takeOne(["OWNER", "CALLER"]);
    if (mode === undefined) throw unsupported("EXECUTE AS RESTRICTED CALLER");
    properties["EXECUTE_AS"] = mode;
  } else {
    const rejected = stream.takeOne([
      "EXTERNAL_ACCESS_INTEGRATIONS",
      "SECRETS",
      "TARGET_PATH",
      "ARTIFACT_REPOSITORY",
      "AGGREGATE",
    ]);
    if (rejected !== undefined) throw unsupported(`${rejected} of a ${what.toLowerCase()}`);
    return false;
  }
  return true;
}

const PYTHONS = /^3\.(9|1[0-4])$/;

function check(properties: Properties, what: string): void {
  const language = properties["LANGUAGE"];
  if (language !== "SQL" && language !== "PYTHON")
    throw unsupported(`LANGUAGE ${asText(language)} (SQL and PYTHON exist locally)`);
  if (properties["BODY"] === "") throw syntaxError(`the ${what.toLowerCase()} has no body`);
  if (language === "SQL") {
    if (properties["HANDLER"] !== undefined) throw syntaxError("HANDLER is for Python only");
    return;
  }
  const invalid = (message: string): SnowflakeError =>
    new SnowflakeError("391528", "42601", `SQL compilation error: ${message}`);
  if (properties["HANDLER"] === undefined) throw invalid("A HANDLER is required for Python.");
  const runtime = properties["RUNTIME_VERSION"];
  if (runtime === undefined) throw invalid("A RUNTIME_VERSION is required for Python, such as '3.11'.");
  if (typeof runtime !== "string" || !PYTHONS.test(runtime))
    throw invalid(`Language PYTHON does not support RUNTIME_VERSION '${asText(runtime)}'.`);
  const packages = properties["PACKAGES"];
  const snowpark =
    Array.isArray(packages) && packages.some((name) => /^snowflake-snowpark-python\b/.test(String(name)));
  if (what === "PROCEDURE" && !snowpark)
    throw invalid("Missing the package 'snowflake-snowpark-python' in PACKAGES.");
}
