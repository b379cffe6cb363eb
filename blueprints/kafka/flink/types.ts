import type { Problems } from "../../checks";

/** Types of Flink SQL a column of a topic can have. */
const typed =
  /^(BOOLEAN|TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|STRING|BYTES|DATE|(DECIMAL|NUMERIC)\(\d{1,2}(, ?\d{1,2})?\)|(VAR)?CHAR\(\d+\)|TIME(\(\d\))?|TIMESTAMP(_LTZ)?(\(\d\))?|(ARRAY|MAP|ROW|MULTISET)<.+>)( NOT NULL)?$/i;

export function checkFlinkColumns(
  problems: Problems,
  argument: string,
  columns: Readonly<Record<string, string>>,
): void {
  problems.require(
    Object.keys(columns).length > 0,
    argument,
    "holds no column",
    'add columns, such as { amount: "DECIMAL(12, 2)" }',
  );
  for (const [name, type] of Object.entries(columns))
    problems.require(
      typed.test(type),
      `${argument}.${name}`,
      `"${type}" is no type of Flink SQL`,
      "write it like STRING, BIGINT, DECIMAL(12, 2) or TIMESTAMP_LTZ(3)",
    );
}

/** A name of Flink SQL: means exactly this text. */
export function flinkName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** Flink's string literals escape nothing but the quote. */
export function flinkText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
