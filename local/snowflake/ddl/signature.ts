import { tokenize } from "./lexer";
import type { TokenStream } from "./stream";

const SYNONYMS: Readonly<Record<string, string>> = {
  INT: "NUMBER",
  INTEGER: "NUMBER",
  BIGINT: "NUMBER",
  SMALLINT: "NUMBER",
  TINYINT: "NUMBER",
  BYTEINT: "NUMBER",
  DECIMAL: "NUMBER",
  DEC: "NUMBER",
  NUMERIC: "NUMBER",
  DOUBLE: "FLOAT",
  FLOAT4: "FLOAT",
  FLOAT8: "FLOAT",
  REAL: "FLOAT",
  STRING: "VARCHAR",
  TEXT: "VARCHAR",
  CHAR: "VARCHAR",
  CHARACTER: "VARCHAR",
  NCHAR: "VARCHAR",
  NVARCHAR: "VARCHAR",
  VARBINARY: "BINARY",
  DATETIME: "TIMESTAMP_NTZ",
  TIMESTAMP: "TIMESTAMP_NTZ",
  TIMESTAMPNTZ: "TIMESTAMP_NTZ",
  TIMESTAMPLTZ: "TIMESTAMP_LTZ",
  TIMESTAMPTZ: "TIMESTAMP_TZ",
};

/** The family of an argument type, as it stands in a signature: `DECIMAL(10,2)` is `NUMBER`. */
export function signatureType(type: string): string {
  const words = tokenize(type).filter((token) => token.kind === "word");
  const first = words[0]?.value ?? type.trim().toUpperCase();
  return SYNONYMS[first] ?? first;
}

/** A signature as it ends a function's catalog name: `(NUMBER, VARCHAR)`. */
export const formatSignature = (types: readonly string[]): string =>
  `(${types.map(signatureType).join(", ")})`;

/** Reads the argument types after a function's name in DROP, ALTER, DESCRIBE and GRANT. */
export function readSignature(stream: TokenStream): string {
  return formatSignature(
    stream.list(() => {
      const from = stream.mark();
      stream.word();
      while (stream.peek()?.kind === "word") stream.next();
      if (stream.atSymbol("(")) stream.parenthesised();
      return stream.text(from);
    }),
  );
}
