import { Problems } from "../../checks";
import { checkTable, columnSpec, qualifiedName, quoteIdentifier, type Columns } from "../../snowflake";
import { parents, type KafkaGrant } from "../tables/grants";
import type { KafkaTableName } from "../tables";

/** What a source in mode `stream` needs in Snowflake. */
export interface KafkaSourceObjectsSpec {
  readonly table: KafkaTableName;
  /** Default: a table. */
  readonly kind?: "TABLE" | "VIEW" | "DYNAMIC TABLE";
  readonly stream: KafkaTableName;
  readonly stage: KafkaTableName;
  readonly sequence: KafkaTableName;
  /** Columns of the table, which the stage table repeats. */
  readonly columns: Columns;
  readonly warehouse: string;
  /** Whether rows that are there already come first. Default: true. */
  readonly snapshot?: boolean;
  /** Days the stream may lie unread before it is lost, at most 90. Default: 14. More keeps more changed rows, as storage. */
  readonly outageDays?: number;
}

/** Statements in the order they are made, and the rights of the connector's role. */
export interface KafkaSourceObjects {
  readonly tracking: string;
  readonly stream: string;
  readonly stage: string;
  readonly sequence: string;
  readonly warehouse: string;
  readonly grants: readonly KafkaGrant[];
}

/** Columns the stage table has before and behind those of the table. */
export const kafkaStageColumns = {
  before: { BATCH: "NUMBER(38,0)", RN: "NUMBER(38,0)" },
  after: { META_ACTION: "VARCHAR(6)", META_ISUPDATE: "BOOLEAN", META_ROW_ID: "VARCHAR" },
} as const;

/**
 * Stream, stage table and sequence of a source. Batches are numbered by a sequence and never begin anew; the stage table
 * is never replaced, as rows in it have left the stream for good.
 *
 * @throws InvalidArguments for columns that are none or have the stage table's own names.
 */
export function kafkaSourceObjects(spec: KafkaSourceObjectsSpec): KafkaSourceObjects {
  const problems = new Problems();
  checkTable(problems, { columns: spec.columns });
  const own: Readonly<Record<string, string>> = { ...kafkaStageColumns.before, ...kafkaStageColumns.after };
  for (const name of Object.keys(spec.columns))
    problems.require(
      own[name] === undefined,
      `columns.${name}`,
      "is the name of a column of the stage table itself",
      "read the table through a view that names it differently",
    );
  const days = spec.outageDays ?? 14;
  problems.require(
    Number.isInteger(days) && days >= 1 && days <= 90,
    "outageDays",
    `must be a whole number from 1 to 90, not ${days}`,
    "use 14, Snowflake's own",
  );
  problems.raise(`Kafka source of ${spec.table.join(".")}`);
  const kind = spec.kind ?? "TABLE";
  const table = qualifiedName(...spec.table);
  return {
    tracking:
      kind === "VIEW"
        ? `ALTER VIEW ${table} SET CHANGE_TRACKING = TRUE`
        : `ALTER ${kind} ${table} SET CHANGE_TRACKING = TRUE MAX_DATA_EXTENSION_TIME_IN_DAYS = ${days}`,
    stream: `CREATE STREAM IF NOT EXISTS ${qualifiedName(...spec.stream)} ON ${kind} ${table} SHOW_INITIAL_ROWS = ${spec.snapshot === false ? "FALSE" : "TRUE"}`,
    stage: stageTable(spec),
    sequence: `CREATE SEQUENCE IF NOT EXISTS ${qualifiedName(...spec.sequence)} START = 1 INCREMENT = 1 ORDER`,
    warehouse: `CREATE WAREHOUSE IF NOT EXISTS ${quoteIdentifier(spec.warehouse)} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE`,
    grants: grants(spec, kind),
  };
}

function stageTable({ stage, columns }: KafkaSourceObjectsSpec): string {
  const all = [
    ...Object.entries(kafkaStageColumns.before).map(
      ([name, type]) => `${quoteIdentifier(name)} ${type} NOT NULL`,
    ),
    // Nullable: rows of an older shape must fit.
    ...Object.entries(columns).map(([name, column]) => `${quoteIdentifier(name)} ${columnSpec(column).type}`),
    ...Object.entries(kafkaStageColumns.after).map(([name, type]) => `${quoteIdentifier(name)} ${type}`),
  ];
  // Not transient: between the stream and Kafka these rows are nowhere else.
  return `CREATE TABLE IF NOT EXISTS ${qualifiedName(...stage)} (${all.join(", ")}) DATA_RETENTION_TIME_IN_DAYS = 1`;
}

/** The stage table is the role's own: it takes rows out again and adds columns the table gains. */
function grants(
  spec: KafkaSourceObjectsSpec,
  kind: "TABLE" | "VIEW" | "DYNAMIC TABLE",
): readonly KafkaGrant[] {
  return [
    { privileges: ["USAGE"], kind: "WAREHOUSE", object: quoteIdentifier(spec.warehouse) },
    ...parents([spec.table, spec.stream, spec.stage, spec.sequence]),
    { privileges: ["SELECT"], kind, object: qualifiedName(...spec.table) },
    { privileges: ["SELECT"], kind: "STREAM", object: qualifiedName(...spec.stream) },
    { privileges: ["USAGE"], kind: "SEQUENCE", object: qualifiedName(...spec.sequence) },
    { privileges: ["OWNERSHIP"], kind: "TABLE", object: qualifiedName(...spec.stage) },
  ];
}
