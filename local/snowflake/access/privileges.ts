import { SnowflakeError } from "../core/errors";

/** Privileges on the account (Snowflake docs: "Access control privileges", "Global privileges"). */
export const ACCOUNT_PRIVILEGES: readonly string[] = [
  "APPLY AGGREGATION POLICY",
  "APPLY AUTHENTICATION POLICY",
  "APPLY MASKING POLICY",
  "APPLY PACKAGES POLICY",
  "APPLY PASSWORD POLICY",
  "APPLY PROJECTION POLICY",
  "APPLY ROW ACCESS POLICY",
  "APPLY SESSION POLICY",
  "APPLY TAG",
  "ATTACH POLICY",
  "AUDIT",
  "BIND SERVICE ENDPOINT",
  "CREATE ACCOUNT",
  "CREATE APPLICATION",
  "CREATE APPLICATION PACKAGE",
  "CREATE COMPUTE POOL",
  "CREATE DATABASE",
  "CREATE DATA EXCHANGE LISTING",
  "CREATE EXTERNAL VOLUME",
  "CREATE FAILOVER GROUP",
  "CREATE INTEGRATION",
  "CREATE NETWORK POLICY",
  "CREATE REPLICATION GROUP",
  "CREATE ROLE",
  "CREATE SHARE",
  "CREATE USER",
  "CREATE WAREHOUSE",
  "EXECUTE ALERT",
  "EXECUTE DATA METRIC FUNCTION",
  "EXECUTE MANAGED ALERT",
  "EXECUTE MANAGED TASK",
  "EXECUTE TASK",
  "IMPORT SHARE",
  "MANAGE ACCOUNT SUPPORT CASES",
  "MANAGE EVENT SHARING",
  "MANAGE GRANTS",
  "MANAGE USER SUPPORT CASES",
  "MANAGE WAREHOUSES",
  "MODIFY LOG LEVEL",
  "MODIFY SESSION LOG LEVEL",
  "MODIFY SESSION TRACE LEVEL",
  "MODIFY TRACE LEVEL",
  "MONITOR EXECUTION",
  "MONITOR SECURITY",
  "MONITOR USAGE",
  "OVERRIDE SHARE RESTRICTIONS",
  "PURCHASE DATA EXCHANGE LISTING",
  "RESOLVE ALL",
];

/** CREATE privileges that a schema knows, whether or not the local cloud simulates the kind. */
const SCHEMA_CREATE: readonly string[] = [
  "AGGREGATION POLICY",
  "ALERT",
  "AUTHENTICATION POLICY",
  "CORTEX SEARCH SERVICE",
  "DATASET",
  "DYNAMIC TABLE",
  "EVENT TABLE",
  "EXTERNAL TABLE",
  "FILE FORMAT",
  "FUNCTION",
  "GIT REPOSITORY",
  "HYBRID TABLE",
  "ICEBERG TABLE",
  "IMAGE REPOSITORY",
  "MASKING POLICY",
  "MATERIALIZED VIEW",
  "MODEL",
  "NETWORK RULE",
  "NOTEBOOK",
  "PACKAGES POLICY",
  "PASSWORD POLICY",
  "PIPE",
  "PROCEDURE",
  "PROJECTION POLICY",
  "ROW ACCESS POLICY",
  "SECRET",
  "SEQUENCE",
  "SERVICE",
  "SESSION POLICY",
  "SNAPSHOT",
  "STAGE",
  "STREAM",
  "STREAMLIT",
  "TABLE",
  "TAG",
  "TASK",
  "VIEW",
];

export const SCHEMA_PRIVILEGES: readonly string[] = [
  "ADD SEARCH OPTIMIZATION",
  "APPLYBUDGET",
  ...SCHEMA_CREATE.map((kind) => `CREATE ${kind}`),
  "CREATE TEMPORARY TABLE",
  "MODIFY",
  "MONITOR",
  "USAGE",
];

export const DATABASE_PRIVILEGES: readonly string[] = [
  "APPLYBUDGET",
  "CREATE DATABASE ROLE",
  "CREATE SCHEMA",
  "MODIFY",
  "MONITOR",
  "USAGE",
];

/** The wider spellings of a privilege. */
const SPELLINGS: Readonly<Record<string, string>> = { APPLY_BUDGET: "APPLYBUDGET" };

/** The privileges a GRANT names, checked against what the kind knows. `ALL` means every one but OWNERSHIP. */
export function checkPrivileges(names: readonly string[], known: readonly string[], where: string): string[] {
  if (names.length === 1 && (names[0] === "ALL" || names[0] === "ALL PRIVILEGES")) return [...known];
  return names.map((name) => {
    const privilege = SPELLINGS[name] ?? name;
    if (!known.includes(privilege) && privilege !== "OWNERSHIP")
      throw new SnowflakeError(
        "003008",
        "42601",
        `SQL compilation error:\ninvalid privilege '${name}' for ${where}; it knows ${known.join(", ") || "none"}`,
      );
    return privilege;
  });
}
