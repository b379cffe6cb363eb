import type { Json } from "../core/cloud";
import { unsupported } from "../core/errors";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import type { Properties } from "../kinds/kind";

const strings = (stream: TokenStream): string[] => {
  stream.expectSymbol("=");
  return stream.atSymbol("(") ? stream.list(() => stream.string()) : [stream.string()];
};

function assigned(stream: TokenStream): string {
  stream.expectSymbol("=");
  return stream.atString() ? stream.string() : stream.next().value;
}

/** Names of integrations. */
export function readIntegrations(stream: TokenStream): string[] {
  stream.expectSymbol("=");
  return stream.list(() => stream.identifier());
}

/** `('variable' = secret, ...)` */
export function readSecrets(stream: TokenStream): Record<string, Json> {
  stream.expectSymbol("=");
  return Object.fromEntries(
    stream.list(() => {
      const variable = stream.string();
      stream.expectSymbol("=");
      return [variable, formatPath(stream.name())];
    }),
  );
}

type Reader = (stream: TokenStream) => Json;

/** Clauses of the form KEYWORD = value. */
const VALUES: Readonly<Record<string, Reader>> = {
  RUNTIME_VERSION: assigned,
  PACKAGES: strings,
  IMPORTS: strings,
  HANDLER: assigned,
  EXTERNAL_ACCESS_INTEGRATIONS: readIntegrations,
  SECRETS: readSecrets,
  ARTIFACT_REPOSITORY: (stream) => {
    stream.expectSymbol("=");
    return stream.atString() ? stream.string().toUpperCase() : formatPath(stream.name());
  },
  RESOURCE_CONSTRAINT: (stream) => {
    stream.expectSymbol("=");
    stream.expectSymbol("(");
    stream.expect("ARCHITECTURE");
    const architecture = assigned(stream);
    stream.expectSymbol(")");
    return architecture;
  },
};

/** Reads the clause that comes next into the properties; false when there is none. */
export function readClause(stream: TokenStream, properties: Properties, what: string): boolean {
  if (stream.take("NOT NULL")) properties["NOT_NULL"] = true;
  else if (stream.take("NULL")) return true;
  else if (stream.take("CALLED ON NULL INPUT")) properties["STRICT"] = false;
  else if (stream.take("RETURNS NULL ON NULL INPUT") || stream.take("STRICT")) properties["STRICT"] = true;
  else if (stream.take("MEMOIZABLE")) return true;
  else if (stream.take("LANGUAGE")) properties["LANGUAGE"] = stream.word();
  else if (what === "PROCEDURE" && stream.take("EXECUTE AS")) {
    const mode = stream.takeOne(["OWNER", "CALLER"]);
    if (mode === undefined) throw unsupported("EXECUTE AS RESTRICTED CALLER");
    properties["EXECUTE_AS"] = mode;
  } else {
    const volatility = stream.takeOne(["VOLATILE", "IMMUTABLE"]);
    if (volatility !== undefined) {
      properties["VOLATILITY"] = volatility;
      return true;
    }
    const clause = stream.takeOne(Object.keys(VALUES));
    const read = clause === undefined ? undefined : VALUES[clause];
    if (clause === undefined || read === undefined) {
      if (stream.take("TARGET_PATH")) throw unsupported(`TARGET_PATH of a ${what.toLowerCase()}`);
      return false;
    }
    properties[clause] = read(stream);
  }
  return true;
}
