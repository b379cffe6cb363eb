import { flag, instant, text, type Result } from "../core/result";
import type { TokenStream } from "../ddl/stream";

/** SHOW REPLICATION DATABASES: no database of the local account is replicated, so the true answer has no rows. */
export function showReplicationDatabases(stream: TokenStream): Result {
  stream.expect("REPLICATION", "DATABASES");
  if (stream.take("LIKE")) stream.string();
  if (stream.take("WITH PRIMARY")) stream.name();
  stream.end();
  const columns = [
    text("region_group"),
    text("snowflake_region"),
    instant("created_on"),
    text("account_name"),
    text("name"),
    text("comment"),
    flag("is_primary"),
    text("primary"),
    text("replication_allowed_to_accounts"),
    text("failover_allowed_to_accounts"),
    text("organization_name"),
    text("account_locator"),
  ];
  return { kind: "show", columns, rows: [] };
}

/** SHOW REGIONS: the one the local cloud stands for. */
export function showRegions(stream: TokenStream): Result {
  stream.expect("REGIONS");
  stream.end();
  const columns = [text("snowflake_region"), text("cloud"), text("region"), text("display_name")];
  return { kind: "show", columns, rows: [["AWS_US_EAST_1", "aws", "us-east-1", "US East (N. Virginia)"]] };
}
