import { invalidProperty, invalidValue, type OptionValue } from "../ddl/options";
import { unsupported } from "../core/errors";
import type { CopyOptions } from "./copy-statement";
import { plain } from "./format";

export class OptionReader {
  constructor(
    private readonly options: CopyOptions,
    known: readonly string[],
    statement: string,
  ) {
    for (const key of options.keys()) if (!known.includes(key)) throw invalidProperty(key, statement);
  }

  raw(key: string): OptionValue | undefined {
    return this.options.get(key);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.options.get(key);
    if (value === undefined) return fallback;
    const meant = plain(value);
    if (typeof meant !== "boolean") throw invalidValue(key, value.text, "write TRUE or FALSE");
    return meant;
  }

  word(key: string): string | undefined {
    const value = this.options.get(key);
    return value === undefined ? undefined : value.text;
  }

  integer(key: string, fallback: number): number {
    const value = this.options.get(key);
    if (value === undefined) return fallback;
    const meant = plain(value);
    if (typeof meant !== "number" || !Number.isInteger(meant) || meant < 0)
      throw invalidValue(key, value.text, "write a whole number");
    return meant;
  }

  strings(key: string): readonly string[] | undefined {
    const value = this.options.get(key);
    if (value === undefined) return undefined;
    if (value.kind !== "list") throw invalidValue(key, value.text, "write a list ( 'a', 'b' )");
    return value.items.map((item) => item.text);
  }
}

/** What a load does with a file that has errors. */
export type OnError =
  | { readonly kind: "abort" | "continue" }
  | { readonly kind: "skip"; readonly errors: number; readonly percent: boolean };

export function parseOnError(text: string | undefined, fallback: OnError): OnError {
  if (text === undefined) return fallback;
  const word = text.toUpperCase();
  if (word === "ABORT_STATEMENT") return { kind: "abort" };
  if (word === "CONTINUE") return { kind: "continue" };
  const skip = /^SKIP_FILE(?:_(\d+)(%)?)?$/.exec(word);
  if (skip === null)
    throw invalidValue("ON_ERROR", text, "write CONTINUE, SKIP_FILE[_<number>[%]] or ABORT_STATEMENT");
  return { kind: "skip", errors: Number(skip[1] ?? 1), percent: skip[2] === "%" };
}

/** The options of COPY INTO <table>. */
export interface LoadOptions {
  readonly fileFormat: OptionValue | undefined;
  readonly files: readonly string[] | undefined;
  readonly pattern: RegExp | undefined;
  readonly onError: OnError;
  readonly force: boolean;
  readonly purge: boolean;
  readonly truncate: boolean;
  readonly matchBy: "NONE" | "CASE_SENSITIVE" | "CASE_INSENSITIVE";
  readonly sizeLimit: number;
  readonly integration: string | undefined;
}

const LOAD = [
  ...[
    "FILE_FORMAT",
    "FILES",
    "PATTERN",
    "ON_ERROR",
    "FORCE",
    "PURGE",
    "TRUNCATECOLUMNS",
    "ENFORCE_LENGTH",
    "SIZE_LIMIT",
  ],
  ...[
    "MATCH_BY_COLUMN_NAME",
    "VALIDATION_MODE",
    "RETURN_FAILED_ONLY",
    "LOAD_UNCERTAIN_FILES",
    "STORAGE_INTEGRATION",
  ],
];

export function loadOptions(options: CopyOptions, onError: OnError): LoadOptions {
  const read = new OptionReader(options, LOAD, "COPY");
  const pattern = read.word("PATTERN");
  const matchBy = (read.word("MATCH_BY_COLUMN_NAME") ?? "NONE").toUpperCase();
  if (matchBy !== "NONE" && matchBy !== "CASE_SENSITIVE" && matchBy !== "CASE_INSENSITIVE")
    throw invalidValue("MATCH_BY_COLUMN_NAME", matchBy);
  if (read.flag("RETURN_FAILED_ONLY", false)) throw unsupported("RETURN_FAILED_ONLY = TRUE");
  if (read.raw("VALIDATION_MODE") !== undefined) throw unsupported("VALIDATION_MODE");
  return {
    fileFormat: read.raw("FILE_FORMAT"),
    files: read.strings("FILES"),
    pattern: pattern === undefined ? undefined : wholeName(pattern),
    onError: parseOnError(read.word("ON_ERROR"), onError),
    force: read.flag("FORCE", false),
    purge: read.flag("PURGE", false),
    truncate: read.flag("TRUNCATECOLUMNS", !read.flag("ENFORCE_LENGTH", true)),
    matchBy,
    sizeLimit: read.integer("SIZE_LIMIT", 0),
    integration: integrationName(read),
  };
}

/** PATTERN has to match the whole path of a file. */
export function wholeName(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw invalidValue("PATTERN", pattern, "it is no regular expression");
  }
}

function integrationName(read: OptionReader): string | undefined {
  const value = read.raw("STORAGE_INTEGRATION");
  if (value === undefined) return undefined;
  return value.kind === "word" ? value.parts.at(-1) : value.text;
}

/** The options of COPY INTO <location>. */
export interface UnloadOptions {
  readonly fileFormat: OptionValue | undefined;
  readonly single: boolean;
  readonly overwrite: boolean;
  readonly header: boolean;
  /** Upper limit, in bytes, of the size of one file. */
  readonly maxFileSize: number;
  readonly includeQueryId: boolean;
  readonly detailed: boolean;
  readonly integration: string | undefined;
}

const UNLOAD = [
  ...["FILE_FORMAT", "SINGLE", "OVERWRITE", "HEADER", "MAX_FILE_SIZE", "INCLUDE_QUERY_ID", "DETAILED_OUTPUT"],
  "STORAGE_INTEGRATION",
];

/** Snowflake's default MAX_FILE_SIZE, and its upper bound, in bytes. */
const FILE_SIZE = 16_777_216;
const LARGEST = 5_368_709_120;

export function unloadOptions(options: CopyOptions): UnloadOptions {
  const read = new OptionReader(options, UNLOAD, "COPY");
  const maxFileSize = read.integer("MAX_FILE_SIZE", FILE_SIZE);
  if (maxFileSize < 1 || maxFileSize > LARGEST)
    throw invalidValue("MAX_FILE_SIZE", String(maxFileSize), `it must be within 1 to ${LARGEST} bytes`);
  return {
    fileFormat: read.raw("FILE_FORMAT"),
    single: read.flag("SINGLE", false),
    overwrite: read.flag("OVERWRITE", false),
    header: read.flag("HEADER", false),
    maxFileSize,
    includeQueryId: read.flag("INCLUDE_QUERY_ID", false),
    detailed: read.flag("DETAILED_OUTPUT", false),
    integration: integrationName(read),
  };
}
