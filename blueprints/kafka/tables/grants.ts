import { qualifiedName, quoteIdentifier } from "../../snowflake";
import type { KafkaTableName } from "./landing";

/** A privilege on one object, as a grant names it. */
export interface KafkaGrant {
  readonly privileges: readonly string[];
  readonly kind: "WAREHOUSE" | "DATABASE" | "SCHEMA" | "TABLE" | "VIEW" | "DYNAMIC TABLE" | "STREAM";
  /** Exact names, from the database down: no quotes. */
  readonly name: readonly string[];
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
      ? schemasOf(tables).map((name) => ({ privileges: ["CREATE PIPE"], kind: "SCHEMA" as const, name }))
      : []),
    ...tables.map((table) => ({
      privileges: ["OWNERSHIP"],
      kind: "TABLE" as const,
      name: table,
    })),
  ];
}

/** USAGE on what the tables lie in. */
export function parents(tables: readonly (readonly [string, string, ...string[]])[]): readonly KafkaGrant[] {
  const databases = [...new Set(tables.map(([database]) => database))];
  return [
    ...databases.map((name) => ({ privileges: ["USAGE"], kind: "DATABASE" as const, name: [name] })),
    ...schemasOf(tables).map((name) => ({ privileges: ["USAGE"], kind: "SCHEMA" as const, name })),
  ];
}

/** Schemas of tables, each once. */
export function schemasOf(
  tables: readonly (readonly [string, string, ...string[]])[],
): readonly (readonly [string, string])[] {
  return [
    ...new Map(
      tables.map(([database, schema]) => [qualifiedName(database, schema), [database, schema] as const]),
    ).values(),
  ];
}

export function grantStatements(grants: readonly KafkaGrant[], role: string): readonly string[] {
  const to = quoteIdentifier(role);
  return grants.map(({ privileges, kind, name }) =>
    privileges.includes("OWNERSHIP")
      ? `GRANT OWNERSHIP ON ${kind} ${qualifiedName(...name)} TO ROLE ${to} COPY CURRENT GRANTS`
      : `GRANT ${privileges.join(", ")} ON ${kind} ${qualifiedName(...name)} TO ROLE ${to}`,
  );
}
