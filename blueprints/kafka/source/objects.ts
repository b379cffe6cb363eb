import { Problems } from "../../checks";
import {
  checkIdentifier,
  checkMembers,
  ownTableStatement,
  qualifiedName,
  quoteString,
  type Columns,
} from "../../snowflake";
import type { KafkaTableName } from "../tables";

export type KafkaTracked = "TABLE" | "VIEW" | "DYNAMIC TABLE";

/** What a source in mode `stream` or `snapshot` needs in Snowflake. */
export interface KafkaSourceObjectsSpec {
  readonly table: KafkaTableName;
  /** Default: a table. */
  readonly kind?: KafkaTracked;
  /** Columns of the table, where the program knows them: key columns are then checked against them. */
  readonly columns?: Columns;
  readonly keyColumns?: readonly string[];
  readonly stream: KafkaTableName;
  /** Table rows wait in until Kafka has them. */
  readonly stage: KafkaTableName;
  /** Table of one row that says whose the stage is. Default: the stage's name and `_CLAIM`. */
  readonly claim?: KafkaTableName;
  /** Whether only inserted rows count, which is cheaper to read. Default: false. */
  readonly appendOnly?: boolean;
  /** Whether the stream's first rows are those that are there already. Default: false. */
  readonly initialRows?: boolean;
  /**
   * Days the stream may lie unread before it is lost, 1 to 90. Default: 14, Snowflake's own. More keeps more changed rows,
   * as storage. Not of a view, whose tables have their own.
   */
  readonly outageDays?: number;
  /** Milliseconds between two looks. Default: 60,000. */
  readonly pollIntervalMs?: number;
}

/** Statements in the order they are made. */
export interface KafkaSourceObjects {
  /** How long changes are kept; undefined where Snowflake's own 14 days hold. */
  readonly retention?: string;
  readonly stream: string;
  readonly stage: string;
  readonly claim: string;
  readonly names: Readonly<Record<"stream" | "stage" | "claim", KafkaTableName>>;
}

/**
 * Stream, stage and claim of a source. The stream is made when this is deployed, not when a worker first starts: changes
 * count from then on. The stage has only the columns that order rows; the connector adds the table's own, as it does
 * when the table gets another.
 *
 * @throws InvalidArguments for key columns that the table does not have, and a retention that cannot hold.
 * @see Snowflake documentation, "Introduction to Streams": "Data Retention Period and Staleness"
 */
export function kafkaSourceObjects(spec: KafkaSourceObjectsSpec): KafkaSourceObjects {
  const problems = new Problems();
  checkNames(problems, spec);
  checkRetention(problems, spec);
  if (spec.columns !== undefined)
    checkMembers(problems, "keyColumns", spec.keyColumns ?? [], Object.keys(spec.columns));
  problems.raise(`Kafka source of ${spec.table.join(".")}`);
  const kind = spec.kind ?? "TABLE";
  const table = qualifiedName(...spec.table);
  const { stream, stage } = spec;
  const names = { stream, stage, claim: spec.claim ?? kafkaClaimTable(stage) };
  const owner = `Of Floe's Kafka source of ${spec.table.join(".")}; `;
  return {
    ...(spec.outageDays === undefined
      ? {}
      : { retention: `ALTER ${kind} ${table} SET MAX_DATA_EXTENSION_TIME_IN_DAYS = ${spec.outageDays}` }),
    stream: [
      `CREATE STREAM IF NOT EXISTS ${qualifiedName(...stream)} ON ${kind} ${table}`,
      ...(spec.appendOnly === true ? ["APPEND_ONLY = TRUE"] : []),
      `SHOW_INITIAL_ROWS = ${spec.initialRows === true ? "TRUE" : "FALSE"}`,
      `COMMENT = ${quoteString(`${owner}read by nobody else`)}`,
    ].join(" "),
    stage: ownTableStatement({
      table: stage,
      transient: true,
      definition: `(${kafkaStageColumns.join(", ")}) DATA_RETENTION_TIME_IN_DAYS = 0`,
      comment: `${owner}rows that Kafka may not have yet`,
    }),
    claim: ownTableStatement({
      table: names.claim,
      definition: `(${kafkaClaimColumns.join(", ")})`,
      comment: `${owner}whose the stage is, and its last batch`,
    }),
    names,
  };
}

/** Columns the connector orders and tells staged rows by. */
const kafkaStageColumns = [
  '"FLOE$BATCH" NUMBER(18,0) NOT NULL',
  '"FLOE$ROW" NUMBER(18,0) NOT NULL',
  '"FLOE$OP" VARCHAR NOT NULL',
  '"FLOE$ROW_ID" VARCHAR',
  '"FLOE$STAGED_AT" NUMBER(18,0) NOT NULL',
];

/** The connector writes the one row when it first starts. */
const kafkaClaimColumns = [
  '"STAGE_ID" VARCHAR NOT NULL',
  '"OWNER" VARCHAR',
  '"EPOCH" NUMBER(18,0) NOT NULL',
  '"BATCH" NUMBER(18,0) NOT NULL',
  '"SNAPSHOT" VARCHAR NOT NULL',
];

/** Where the claim of a stage lies unless said otherwise. */
export function kafkaClaimTable([database, schema, name]: KafkaTableName): KafkaTableName {
  return [database, schema, `${name}_CLAIM`];
}

function checkNames(problems: Problems, spec: KafkaSourceObjectsSpec): void {
  const all = { table: spec.table, stream: spec.stream, stage: spec.stage, claim: spec.claim };
  for (const [argument, name] of Object.entries(all))
    for (const [index, part] of (name ?? []).entries())
      checkIdentifier(problems, `${argument}[${index}]`, part);
  for (const argument of ["stream", "stage"] as const)
    problems.require(
      spec[argument].join("\0") !== spec.table.join("\0"),
      argument,
      "is the table itself",
      "name another",
    );
}

function checkRetention(problems: Problems, spec: KafkaSourceObjectsSpec): void {
  const days = spec.outageDays;
  if (days !== undefined) {
    problems.require(
      Number.isInteger(days) && days >= 1 && days <= 90,
      "outageDays",
      `must be a whole number from 1 to 90, not ${days}: a stream that is not read for longer is stale, and its changes lost`,
      "use 14, Snowflake's own",
    );
    problems.require(
      spec.kind !== "VIEW",
      "outageDays",
      "cannot be set on a view: its tables keep the changes",
      "remove it, and set MAX_DATA_EXTENSION_TIME_IN_DAYS on the tables",
    );
  }
  const poll = (spec.pollIntervalMs ?? 60_000) / 86_400_000;
  problems.require(
    poll < (days ?? 14),
    "pollIntervalMs",
    `looks once in ${Math.round(poll * 10) / 10} days, and the stream is stale after ${days ?? 14}`,
    "look at least daily",
  );
}
