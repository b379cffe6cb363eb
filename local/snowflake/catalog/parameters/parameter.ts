/** Where, besides the account, a parameter can be set. */
export type ParameterScope =
  "session" | "user" | "task" | "database" | "schema" | "table" | "warehouse" | "pipe" | "routine";

export interface Parameter {
  readonly type: "BOOLEAN" | "NUMBER" | "STRING";
  readonly default: string;
  readonly scopes: readonly ParameterScope[];
  readonly description: string;
  /** Returns the value as it is kept, or undefined when the value is not allowed. */
  readonly check: (value: string) => string | undefined;
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** Session parameters can be set for users and tasks as well. */
export const SESSION: readonly ParameterScope[] = ["session", "user", "task"];

const CHECKS: Readonly<Record<Parameter["type"], Parameter["check"]>> = {
  BOOLEAN: (value) => (/^(true|false)$/i.test(value) ? value.toLowerCase() : undefined),
  NUMBER: (value) => (/^-?\d+$/.test(value) ? value : undefined),
  STRING: (value) => value,
};

export const define = (
  type: Parameter["type"],
  value: string,
  scopes: readonly ParameterScope[],
  description: string,
  check: Parameter["check"] = CHECKS[type],
): Parameter => ({ type, default: value, scopes, description, check });

export const range =
  (min: number, max: number): Parameter["check"] =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max ? value : undefined;

export const words =
  (...known: readonly string[]): Parameter["check"] =>
  (value) =>
    known.find((word) => word.toUpperCase() === value.toUpperCase());

export const longest =
  (length: number): Parameter["check"] =>
  (value) =>
    value.length <= length ? value : undefined;

export const timezone: Parameter["check"] = (value) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return value;
  } catch {
    return undefined;
  }
};

const SIZES = ["XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "X2LARGE", "XXXLARGE", "X3LARGE"];

/** Kept as written: the real answers are as inconsistent as `Medium` and `XSMALL`. */
export const warehouseSize: Parameter["check"] = (value) =>
  SIZES.includes(value.toUpperCase().replaceAll("-", "")) ? value : undefined;
