import { columnSpec, ownTableStatement, qualifiedName, quoteIdentifier, type Columns } from "../../snowflake";

export type KafkaTableName = readonly [database: string, schema: string, name: string];

/** How a record lies in the landing table. */
export interface KafkaRowShape {
  /** `columns`: schema evolution is on, each field a column. `content`: the record is in RECORD_CONTENT. */
  readonly stored: "columns" | "content";
  /** `flat`: the row itself. `envelope`: the row is in the field `after` or `before`. */
  readonly value: "flat" | "envelope";
  /** Spelling of the fields in Kafka. Default: that of the columns. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface KafkaLandingSpec {
  readonly table: KafkaTableName;
  readonly shape: KafkaRowShape;
  /** Columns of the row, for a flat record that is stored in columns. The sink adds what comes later. */
  readonly columns?: Columns;
  /** Keep rows Snowflake refuses in an error table: for version 4.x with server-side validation. Default: false. */
  readonly errorTable?: boolean;
  /** Days old rows can be read back. Default: 1. */
  readonly retentionDays?: number;
}

/**
 * Table the sink adds rows to: one for each record, in the order of their partition. Never replaced: the sink's position
 * is kept with the table, and would be lost with it.
 */
export function kafkaLandingStatement(spec: KafkaLandingSpec): string {
  const { stored, value } = spec.shape;
  const row =
    stored === "columns" && value === "flat"
      ? Object.entries(spec.columns ?? {}).map(
          ([name, column]) => `${quoteIdentifier(name)} ${columnSpec(column).type}`,
        )
      : [];
  const envelope =
    stored === "columns" && value === "envelope"
      ? ['"BEFORE" VARIANT', '"AFTER" VARIANT', '"OP" VARCHAR', '"TS_MS" NUMBER(38,0)']
      : [];
  const columns = [
    '"RECORD_METADATA" VARIANT',
    ...(stored === "content" ? ['"RECORD_CONTENT" VARIANT'] : []),
    ...row,
    ...envelope,
  ];
  const definition = [
    `(${columns.join(", ")})`,
    `ENABLE_SCHEMA_EVOLUTION = ${stored === "columns" ? "TRUE" : "FALSE"}`,
    "CHANGE_TRACKING = TRUE",
    ...(spec.errorTable === true ? ["ERROR_LOGGING = TRUE"] : []),
    `DATA_RETENTION_TIME_IN_DAYS = ${spec.retentionDays ?? 1}`,
  ].join(" ");
  const comment = "Records of Kafka as the sink stored them; replacing it loses the sink's position";
  return ownTableStatement({ table: spec.table, definition, comment });
}

/**
 * Brings a landing table to what is declared now: its retention, its error table, and columns it does not have yet. None of
 * them may make the table anew. Columns the sink has made already keep their type.
 */
export function kafkaLandingSettingsStatement(spec: KafkaLandingSpec): string {
  const alter = `ALTER TABLE ${qualifiedName(...spec.table)}`;
  const flat = spec.shape.stored === "columns" && spec.shape.value === "flat";
  const steps = [
    `${alter} SET DATA_RETENTION_TIME_IN_DAYS = ${spec.retentionDays ?? 1}`,
    ...(spec.errorTable === true ? [`${alter} SET ERROR_LOGGING = TRUE`] : []),
    ...Object.entries(flat ? (spec.columns ?? {}) : {}).map(
      ([name, column]) =>
        `${alter} ADD COLUMN IF NOT EXISTS ${quoteIdentifier(name)} ${columnSpec(column).type}`,
    ),
  ];
  return `EXECUTE IMMEDIATE $$BEGIN ${steps.map((step) => `${step};`).join(" ")} RETURN 'ok'; END$$`;
}
