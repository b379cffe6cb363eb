import { readOptions, type OptionValue } from "../ddl/options";
import { TokenStream } from "../ddl/stream";
import { takeReference, type StageReference } from "../stages/location";

export type CopyOptions = ReadonlyMap<string, OptionValue>;

/** COPY INTO <location>. */
export interface UnloadStatement {
  readonly kind: "unload";
  readonly target: StageReference;
  /** The query whose rows are unloaded, or `SELECT * FROM table`. */
  readonly query: string;
  readonly partitionBy: string | undefined;
  readonly options: CopyOptions;
}

/** COPY INTO <table>. */
export interface LoadStatement {
  readonly kind: "load";
  readonly table: readonly string[];
  /** Names of the target columns, if listed. */
  readonly columns: readonly string[] | undefined;
  readonly source: StageReference;
  /** The transforming SELECT cut around its staged reference, if there is one. */
  readonly transform: { readonly before: string; readonly after: string } | undefined;
  readonly options: CopyOptions;
}

const isStage = (stream: TokenStream): boolean => {
  const token = stream.peek();
  if (token?.kind === "stage" || token?.kind === "url") return true;
  return token?.kind === "string" && /^(?:@|s3:\/\/)/i.test(token.value);
};

/** Reads COPY INTO of either direction. `from` skips what stands before COPY (CREATE PIPE .. AS). */
export function parseCopy(stream: TokenStream): UnloadStatement | LoadStatement {
  stream.expect("COPY", "INTO");
  return isStage(stream) ? parseUnload(stream) : parseLoad(stream);
}

function parseUnload(stream: TokenStream): UnloadStatement {
  const target = takeReference(stream);
  stream.expect("FROM");
  let query: string;
  if (stream.atSymbol("(")) query = stream.parenthesised();
  else {
    const from = stream.mark();
    stream.name();
    query = `SELECT * FROM ${stream.text(from)}`;
  }
  const partitionBy = stream.take("PARTITION", "BY") ? stream.parenthesised() : undefined;
  const options = copyOptions(stream);
  stream.end();
  return { kind: "unload", target, query, partitionBy, options };
}

function parseLoad(stream: TokenStream): LoadStatement {
  const table = stream.name();
  const columns = stream.atSymbol("(") ? stream.list(() => stream.identifier()) : undefined;
  stream.expect("FROM");
  let transform: LoadStatement["transform"];
  let source: StageReference;
  if (stream.atSymbol("(")) {
    const inner = new TokenStream(stream.parenthesised());
    ({ source, transform } = parseTransform(inner));
  } else source = takeReference(stream);
  const options = copyOptions(stream);
  stream.end();
  return { kind: "load", table, columns, source, transform, options };
}

/** `SELECT ... FROM @stage/path [alias] [...]`: finds the staged reference, which the rows take the place of. */
function parseTransform(
  inner: TokenStream,
): Pick<LoadStatement, "source" | "transform"> & { source: StageReference } {
  inner.expect("SELECT");
  while (!inner.done) {
    if (inner.take("FROM") && isStage(inner)) {
      const start = inner.peek()?.start ?? 0;
      const source = takeReference(inner);
      const before = inner.sql.slice(0, start);
      const after = inner.sql.slice(inner.peek()?.start ?? inner.sql.length);
      return { source, transform: { before, after: after.replace(/^\s*\(\s*\)/, "") } };
    }
    inner.next();
  }
  throw inner.unexpected("FROM @stage");
}

/** `FILE_FORMAT = (..)`, `ON_ERROR = ..` and the like, in any order, with or without commas. */
function copyOptions(stream: TokenStream): CopyOptions {
  const options = new Map<string, OptionValue>();
  while (!stream.done) {
    if (stream.take("VALIDATION_MODE")) {
      stream.expectSymbol("=");
      options.set("VALIDATION_MODE", {
        kind: "word",
        text: stream.text(stream.mark(), stream.mark() + 1),
        parts: [],
      });
      stream.next();
      continue;
    }
    const read = readOptions(stream);
    if (read.size === 0 && !stream.takeSymbol(",")) break;
    for (const [key, value] of read) options.set(key, value);
  }
  return options;
}
