import {
  columnSpec,
  featureExpression,
  mergeStatement,
  qualifiedName,
  quoteIdentifier,
  streamHasData,
  type TableSpec,
  type TaskSpec,
} from "../../blueprints";
import type { LoopArgs } from "./args";
import type { LoopNames } from "./names";

/** SELECTs that leave Snowflake: the order of their columns is the contract with the model. */
export interface LoopQueries {
  readonly train: string;
  readonly validation: string;
  /** New rows to score: key, then features. */
  readonly score: string;
  /** Every row, in the same form. */
  readonly scoreAll: string;
  /** FROM clause of the rows a training run uses. */
  readonly usable: string;
}

export function loopQueries(args: LoopArgs, names: LoopNames): LoopQueries {
  const { features, training } = args;
  const typeOf = (column: string) => columnSpec(features.columns[column] ?? "FLOAT").type;
  const value = (column: string) => featureExpression(column, typeOf(column));
  const seen = training.columns.map(value);
  const table = qualifiedName(...names.featuresTable);
  const usable = `(${training.usableRows ?? `${quoteIdentifier(training.label)} IS NOT NULL`})`;
  const labelled = [value(training.label), ...seen].join(", ");
  const keyed = [...features.key.map(quoteIdentifier), ...seen].join(", ");
  return {
    train: `SELECT ${labelled} FROM ${table} WHERE ${usable} AND NOT (${training.validationRows})`,
    validation: `SELECT ${labelled} FROM ${table} WHERE ${usable} AND (${training.validationRows})`,
    score: `SELECT ${keyed} FROM ${qualifiedName(...names.featuresStream)}`,
    scoreAll: `SELECT ${keyed} FROM ${table}`,
    usable: `${table} WHERE ${usable}`,
  };
}

/** Tasks of the feature graph. Its root waits for the source's stream. */
export function featureTasks(args: LoopArgs, names: LoopNames): Readonly<Record<string, TaskSpec>> {
  const { features } = args;
  const when = streamHasData(names.sourceStream);
  if ("query" in features.build) {
    const sql = mergeStatement({
      table: names.featuresTable,
      key: features.key,
      columns: Object.keys(features.columns),
      query: features.build.query(names.forFeatures()),
    });
    return { [names.featuresTask]: { sql, when, comment: "New rows to features" } };
  }
  const tasks = features.build.tasks(names.forFeatures());
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (task.after ?? []).length === 0 ? { when, ...task } : task,
    ]),
  );
}

/** Table the predictions arrive in: the key, the answer, which model gave it and from which file it came. */
export function predictionsTable(args: LoopArgs): TableSpec {
  return {
    comment: "Predictions by key, newest last",
    columns: {
      ...keyColumns(args),
      PREDICTION: "FLOAT",
      MODEL: "VARCHAR(63)",
      SOURCE_FILE: "VARCHAR(1024)",
      SCORED_AT: "TIMESTAMP_LTZ(9)",
    },
  };
}

export function keyColumns(args: LoopArgs): Record<string, string> {
  return Object.fromEntries(
    args.features.key.map((column) => [column, columnSpec(args.features.columns[column] ?? "FLOAT").type]),
  );
}

/** The model's name is the second part of the file's path `predictions/<model>/<run>/..`. */
export const predictionExpressions: Readonly<Record<string, string>> = {
  MODEL: "SPLIT_PART(METADATA$FILENAME, '/', 2)",
  SOURCE_FILE: "METADATA$FILENAME",
  SCORED_AT: "METADATA$START_SCAN_TIME",
};

/** Features with their newest prediction. */
export function scoredQuery(args: LoopArgs, names: LoopNames): string {
  const key = args.features.key.map(quoteIdentifier);
  const columns = Object.keys(args.features.columns).map((column) => `f.${quoteIdentifier(column)}`);
  return [
    `SELECT ${columns.join(", ")}, p."PREDICTION", p."MODEL", p."SCORED_AT"`,
    `FROM ${qualifiedName(...names.featuresTable)} f`,
    `JOIN (SELECT * FROM ${qualifiedName(...names.predictions)}`,
    `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${key.join(", ")} ORDER BY "SCORED_AT" DESC) = 1) p`,
    `ON ${key.map((column) => `f.${column} = p.${column}`).join(" AND ")}`,
  ].join(" ");
}
