import { qualifiedName, quoteIdentifier } from "../../snowflake";
import type { KafkaTableName } from "./landing";

/** A privilege on one object, as a grant names it. */
export interface KafkaGrant {
  readonly privileges: readonly string[];
  readonly kind: "WAREHOUSE" | "DATABASE" | "SCHEMA" | "TABLE" | "VIEW" | "DYNAMIC TABLE" | "STREAM";
  /** Quoted and qualified. */
  readonly object: string;
}

export interface KafkaSinkGrantsSpec {
  readonly tables: readonly KafkaTableName[];
  /** Version 4.x streams through a pipe it makes for each table. Default: false. */
  readonly pipes?: boolean;
}

/**
 * Rights of a sink's role. It owns its landing tables, as the connector asks, and so may evolve them; it can neither read
 * nor make anything else.
 *
 * @see Snowflake documentation, "Snowflake Connector for Kafka": "Access control privileges"
 */
export function kafkaSinkGrants({ tables, pipes = false }: KafkaSinkGrantsSpec): readonly KafkaGrant[] {
  return [
    ...parents(tables),
    ...(pipes
      ? schemas(tables).map((object) => ({ privileges: ["CREATE PIPE"], kind: "SCHEMA" as const, object }))
      : []),
    ...tables.map((table) => ({
      privileges: ["OWNERSHIP"],
      kind: "TABLE" as const,
      object: qualifiedName(...table),
    })),
  ];
}

/** USAGE on what the tables lie in. */
export function parents(tables: readonly KafkaTableName[]): readonly KafkaGrant[] {
  const databases = [...new Set(tables.map(([database]) => quoteIdentifier(database)))];
  return [
    ...databases.map((object) => ({ privileges: ["USAGE"], kind: "DATABASE" as const, object })),
    ...schemas(tables).map((object) => ({ privileges: ["USAGE"], kind: "SCHEMA" as const, object })),
  ];
}

function schemas(tables: readonly KafkaTableName[]): readonly string[] {
  return [...new Set(tables.map(([database, schema]) => qualifiedName(database, schema)))];
}

export function grantStatements(grants: readonly KafkaGrant[], role: string): readonly string[] {
  const to = quoteIdentifier(role);
  return grants.map(({ privileges, kind, object }) =>
    privileges.includes("OWNERSHIP")
      ? `GRANT OWNERSHIP ON ${kind} ${object} TO ROLE ${to} COPY CURRENT GRANTS`
      : `GRANT ${privileges.join(", ")} ON ${kind} ${object} TO ROLE ${to}`,
  );
}
