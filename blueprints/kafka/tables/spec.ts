import { Problems } from "../../checks";
import { checkMembers, checkTable, columnSpec, type Columns } from "../../snowflake";
import type { KafkaOperation, KafkaVersion } from "./expressions";
import type { KafkaRowShape, KafkaTableName } from "./landing";

/** How rows of the landing table become the present state of a table. */
export interface KafkaApplySpec {
  readonly landing: KafkaTableName;
  readonly target: KafkaTableName;
  readonly shape: KafkaRowShape;
  readonly columns: Columns;
  readonly key: readonly string[];
  /** Default: `header` for flat rows, `field` for envelopes. */
  readonly operation?: KafkaOperation;
  /** Default: `offset`. */
  readonly version?: KafkaVersion;
}

/** Column that keeps which change wrote a row last. */
export const kafkaVersionColumn = "_KAFKA_VERSION";

export function operationOf({ operation, shape }: KafkaApplySpec): KafkaOperation {
  return operation ?? (shape.value === "envelope" ? "field" : "header");
}

export function versionType({ version, columns }: Pick<KafkaApplySpec, "version" | "columns">): string {
  const column = typeof version === "object" ? columns[version.column] : undefined;
  return column === undefined ? "NUMBER(38,0)" : columnSpec(column).type;
}

/** What both ways to apply changes ask of their arguments. */
export function applyProblems(spec: KafkaApplySpec): Problems {
  const problems = new Problems();
  const names = Object.keys(spec.columns);
  checkTable(problems, { columns: spec.columns });
  checkMembers(problems, "key", spec.key, names);
  problems.require(spec.key.length > 0, "key", "names no column", "name the columns that identify a row");
  problems.require(
    spec.landing.join(".") !== spec.target.join("."),
    "target",
    "is the landing table itself",
    "name another table",
  );
  problems.require(
    !names.includes(kafkaVersionColumn),
    `columns.${kafkaVersionColumn}`,
    "is the name of the column that keeps the version",
    "name the column differently",
  );
  if (typeof spec.version === "object")
    checkMembers(problems, "version.column", [spec.version.column], names);
  problems.require(
    operationOf(spec) !== "field" || spec.shape.value === "envelope",
    "operation",
    "is field, which flat rows do not have",
    "use header or tombstone",
  );
  return problems;
}
