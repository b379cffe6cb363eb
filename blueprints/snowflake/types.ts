import type { Problems } from "../checks/problems";

/** Type names Snowflake takes in a column (doc page "Summary of data types"), with the arguments each may carry. */
const families: readonly {
  readonly names: RegExp;
  readonly canonical: (args: readonly number[], name: string) => string;
  readonly max: number;
}[] = [
  {
    names: /^(NUMBER|DECIMAL|NUMERIC)$/,
    max: 2,
    canonical: (args) => `NUMBER(${args[0] ?? 38},${args[1] ?? 0})`,
  },
  { names: /^(INT|INTEGER|BIGINT|SMALLINT|TINYINT|BYTEINT)$/, max: 0, canonical: () => "NUMBER(38,0)" },
  { names: /^(FLOAT|FLOAT4|FLOAT8|DOUBLE|DOUBLE PRECISION|REAL)$/, max: 0, canonical: () => "FLOAT" },
  { names: /^(VARCHAR|STRING|TEXT)$/, max: 1, canonical: (args) => `VARCHAR(${args[0] ?? 16777216})` },
  { names: /^(CHAR|CHARACTER)$/, max: 1, canonical: (args) => `VARCHAR(${args[0] ?? 1})` },
  { names: /^BOOLEAN$/, max: 0, canonical: () => "BOOLEAN" },
  { names: /^DATE$/, max: 0, canonical: () => "DATE" },
  { names: /^TIME$/, max: 1, canonical: (args) => `TIME(${args[0] ?? 9})` },
  {
    names: /^(DATETIME|TIMESTAMP|TIMESTAMP_NTZ|TIMESTAMPNTZ)$/,
    max: 1,
    canonical: (args) => `TIMESTAMP_NTZ(${args[0] ?? 9})`,
  },
  { names: /^(TIMESTAMP_LTZ|TIMESTAMPLTZ)$/, max: 1, canonical: (args) => `TIMESTAMP_LTZ(${args[0] ?? 9})` },
  { names: /^(TIMESTAMP_TZ|TIMESTAMPTZ)$/, max: 1, canonical: (args) => `TIMESTAMP_TZ(${args[0] ?? 9})` },
  { names: /^(BINARY|VARBINARY)$/, max: 1, canonical: (args) => `BINARY(${args[0] ?? 8388608})` },
  { names: /^(VARIANT|OBJECT|ARRAY|GEOGRAPHY|GEOMETRY)$/, max: 0, canonical: (_args, name) => name },
];

/**
 * The type as Snowflake's catalog shows it: `int` becomes `NUMBER(38,0)`, `string` becomes `VARCHAR(16777216)`.
 * Undefined for a text that is no Snowflake type.
 */
export function canonicalType(text: string): string | undefined {
  const parsed = /^\s*([A-Za-z_0-9]+(?:\s+PRECISION)?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/i.exec(
    text,
  );
  if (parsed === null) return undefined;
  const name = (parsed[1] ?? "").toUpperCase().replace(/\s+/g, " ");
  const args = [parsed[2], parsed[3]].filter((arg) => arg !== undefined).map(Number);
  const family = families.find((one) => one.names.test(name));
  if (family === undefined || args.length > family.max) return undefined;
  const canonical = family.canonical(args, name);
  return withinLimits(canonical) ? canonical : undefined;
}

function withinLimits(canonical: string): boolean {
  const [, name = "", first = "0", second = "0"] = /^(\w+)\((\d+)(?:,(\d+))?\)$/.exec(canonical) ?? [];
  const [size, scale] = [Number(first), Number(second)];
  if (name === "NUMBER") return size >= 1 && size <= 38 && scale <= Math.min(37, size);
  if (name === "VARCHAR") return size >= 1 && size <= 134217728;
  if (name === "BINARY") return size >= 1 && size <= 67108864;
  if (name.startsWith("TIME")) return size <= 9;
  return true;
}

export function checkType(problems: Problems, argument: string, text: string): boolean {
  return problems.require(
    canonicalType(text) !== undefined,
    argument,
    `"${text}" is not a Snowflake column type within its limits`,
    'use a type of the doc page "Summary of data types", such as NUMBER(10,2), VARCHAR(20), TIMESTAMP_NTZ or FLOAT',
  );
}

/** True for types whose values XGBoost can take as a feature once unloaded: numbers and booleans. */
export function isNumericType(text: string): boolean {
  return /^(NUMBER|FLOAT|BOOLEAN)/.test(canonicalType(text) ?? "");
}
