/** An error as Snowflake reports it: numeric code, SQLSTATE and message. Sent with HTTP 200; never a 5xx. */
export class SnowflakeError extends Error {
  override readonly name = "SnowflakeError";
  constructor(
    readonly code: string,
    readonly sqlState: string,
    message: string,
  ) {
    super(message);
  }
}

export const syntaxError = (message: string): SnowflakeError =>
  new SnowflakeError("001003", "42000", `SQL compilation error:\n${message}`);

/** Loud rejection of what the local cloud has no real effect for. */
export const unsupported = (what: string): SnowflakeError =>
  new SnowflakeError(
    "000002",
    "0A000",
    `Unsupported feature '${what}': the local Snowflake has no real effect for it and never accepts a statement without one.`,
  );

/** What holds rows is missing with a SQLSTATE of its own. */
const RELATIONS = new Set(["Object", "Table", "View"]);

export const notFound = (kind: string, name: string): SnowflakeError =>
  new SnowflakeError(
    "002003",
    RELATIONS.has(kind) ? "42S02" : "02000",
    `SQL compilation error:\n${kind} '${name}' does not exist or not authorized.`,
  );

export const alreadyExists = (name: string): SnowflakeError =>
  new SnowflakeError("002002", "42710", `SQL compilation error:\nObject '${name}' already exists.`);

export const insufficientPrivileges = (kind: string, name: string): SnowflakeError =>
  new SnowflakeError(
    "003001",
    "42501",
    `SQL access control error:\nInsufficient privileges to operate on ${kind.toLowerCase()} '${name}'`,
  );
