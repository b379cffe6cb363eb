import { parents, type KafkaGrant } from "../tables/grants";
import type { KafkaTableName } from "../tables";
import type { KafkaTracked } from "./objects";
import type { KafkaSourceFeed } from "./spec";

/** Something a query reads. */
export interface KafkaRead {
  readonly kind: "TABLE" | "VIEW" | "DYNAMIC TABLE";
  readonly name: KafkaTableName;
}

export interface KafkaSourceGrantsSpec {
  readonly feed: KafkaSourceFeed;
  readonly warehouse: string;
  /** What the table of `stream`, `snapshot` and `changes` is. Default: a table. */
  readonly kind?: KafkaTracked;
  /** Claim of the stage. */
  readonly claim?: KafkaTableName;
  /**
   * Whether the connector may take all rows again, for which it makes its stream anew and so owns it. Default: true; a
   * snapshot needs it.
   */
  readonly resnapshot?: boolean;
  /** What the query of mode `query` reads. */
  readonly reads?: readonly KafkaRead[];
}

/** Rights of a source's role, and roles of Snowflake's own database it has. */
export interface KafkaSourceGrants {
  readonly grants: readonly KafkaGrant[];
  readonly databaseRoles: readonly (readonly [string, string])[];
}

type MetadataFeed = Extract<KafkaSourceFeed, { mode: "metadata" }>["feed"];

/** Who may see each view of ACCOUNT_USAGE (Snowflake documentation, "SNOWFLAKE database roles"). */
const viewers: Readonly<Record<MetadataFeed, string>> = {
  "load-events": "USAGE_VIEWER",
  queries: "GOVERNANCE_VIEWER",
  access: "GOVERNANCE_VIEWER",
  logins: "SECURITY_VIEWER",
  tasks: "USAGE_VIEWER",
  ddl: "OBJECT_VIEWER",
};

/** What a source needs for what it reads, and nothing else: it reads its table and stream, and owns its stage and claim. */
export function kafkaSourceGrants(spec: KafkaSourceGrantsSpec): KafkaSourceGrants {
  const { feed } = spec;
  const warehouse: KafkaGrant = { privileges: ["USAGE"], kind: "WAREHOUSE", name: [spec.warehouse] };
  const read = ({ kind, name }: KafkaRead): KafkaGrant => ({ privileges: ["SELECT"], kind, name });
  const granted = (grants: readonly KafkaGrant[]): KafkaSourceGrants => ({
    grants: [warehouse, ...grants],
    databaseRoles: [],
  });
  switch (feed.mode) {
    case "stream":
    case "snapshot": {
      const owned = [feed.stage, ...(spec.claim === undefined ? [] : [spec.claim])];
      return granted([
        ...parents([feed.table, feed.stream, ...owned]),
        read({ kind: spec.kind ?? "TABLE", name: feed.table }),
        ...(spec.resnapshot === false && feed.mode !== "snapshot"
          ? [{ privileges: ["SELECT"], kind: "STREAM" as const, name: feed.stream }]
          : [
              { privileges: ["CREATE STREAM"], kind: "SCHEMA" as const, name: feed.stream.slice(0, 2) },
              { privileges: ["OWNERSHIP"], kind: "STREAM" as const, name: feed.stream },
            ]),
        ...owned.map((name): KafkaGrant => ({ privileges: ["OWNERSHIP"], kind: "TABLE", name })),
      ]);
    }
    case "changes":
      return granted([...parents([feed.table]), read({ kind: spec.kind ?? "TABLE", name: feed.table })]);
    case "query": {
      const reads = spec.reads ?? [];
      return granted([...parents(reads.map(({ name }) => name)), ...reads.map(read)]);
    }
    case "metadata":
      return { grants: [warehouse], databaseRoles: [["SNOWFLAKE", viewers[feed.feed]]] };
  }
}
