import type { FlinkAggregate, FlinkWindow } from "../flink";

/** Windows and what is computed of them, whoever runs them. */
export interface StreamWindows {
  readonly window: FlinkWindow;
  /** Fields results are for, each value its own. Default: none, one result for all. */
  readonly groupBy?: readonly string[];
  readonly aggregates: Readonly<Record<string, FlinkAggregate>>;
  /** Condition records must meet, in the SQL of what runs it: names in backticks for Flink, in double quotes for Snowflake. */
  readonly where?: string;
}

/** Windows over a table of Snowflake. */
export interface WindowedTableSpec extends StreamWindows {
  /** Name of what is made, for messages. */
  readonly name: string;
  /** Database, schema and name of the table that is read. */
  readonly source: readonly [string, string, string];
  /** Column -> type of Snowflake. */
  readonly columns: Readonly<Record<string, string>>;
  /** Column of a TIMESTAMP type that says when a thing happened. */
  readonly time: string;
}
