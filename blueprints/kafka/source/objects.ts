import { Problems } from "../../checks";
import { qualifiedName, quoteIdentifier } from "../../snowflake";
import { parents, type KafkaGrant } from "../tables/grants";
import type { KafkaTableName } from "../tables";

/** What a source in mode `stream` needs in Snowflake. */
export interface KafkaSourceObjectsSpec {
  readonly table: KafkaTableName;
  /** Default: a table. */
  readonly kind?: "TABLE" | "VIEW" | "DYNAMIC TABLE";
  readonly stream: KafkaTableName;
  /** Table rows wait in: the connector makes it, and one beside it that says whose it is. */
  readonly stage: KafkaTableName;
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
  readonly warehouse: string;
  readonly grants: readonly KafkaGrant[];
}

/**
 * Stream and warehouse of a source. The stream is made when this is deployed, not when a worker first starts: changes count
 * from then on.
 *
 * @throws InvalidArguments for days Snowflake does not take.
 * @see Snowflake documentation, "Introduction to Streams": "Data Retention Period and Staleness"
 */
export function kafkaSourceObjects(spec: KafkaSourceObjectsSpec): KafkaSourceObjects {
  const problems = new Problems();
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
    warehouse: `CREATE WAREHOUSE IF NOT EXISTS ${quoteIdentifier(spec.warehouse)} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE`,
    grants: grants(spec, kind),
  };
}

/** The connector makes its stage itself, for it knows how columns are staged, and so owns it. */
function grants(
  spec: KafkaSourceObjectsSpec,
  kind: "TABLE" | "VIEW" | "DYNAMIC TABLE",
): readonly KafkaGrant[] {
  return [
    { privileges: ["USAGE"], kind: "WAREHOUSE", object: quoteIdentifier(spec.warehouse) },
    ...parents([spec.table, spec.stream, spec.stage]),
    { privileges: ["SELECT"], kind, object: qualifiedName(...spec.table) },
    { privileges: ["SELECT"], kind: "STREAM", object: qualifiedName(...spec.stream) },
    { privileges: ["CREATE TABLE"], kind: "SCHEMA", object: qualifiedName(spec.stage[0], spec.stage[1]) },
  ];
}
