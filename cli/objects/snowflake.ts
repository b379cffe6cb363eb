import type { SnowflakeConnection } from "../../local/cloud/state";
import { SnowflakeClient } from "../snowflake";
import type { Objects } from "./list";

const KINDS = [
  ["roles", "SHOW ROLES"],
  ["users", "SHOW USERS"],
  ["warehouses", "SHOW WAREHOUSES"],
  ["databases", "SHOW DATABASES"],
  ["storage integrations", "SHOW STORAGE INTEGRATIONS"],
  ["schemas", "SHOW SCHEMAS IN ACCOUNT"],
  ["tables", "SHOW TABLES IN ACCOUNT"],
  ["views", "SHOW VIEWS IN ACCOUNT"],
  ["stages", "SHOW STAGES IN ACCOUNT"],
  ["streams", "SHOW STREAMS IN ACCOUNT"],
  ["tasks", "SHOW TASKS IN ACCOUNT"],
  ["pipes", "SHOW PIPES IN ACCOUNT"],
  ["procedures", "SHOW PROCEDURES IN ACCOUNT"],
] as const;

/** Objects every account is born with. */
const BORN = new Set([
  "ACCOUNTADMIN",
  "SECURITYADMIN",
  "SYSADMIN",
  "USERADMIN",
  "ORGADMIN",
  "PUBLIC",
  "FLOE",
  "SNOWFLAKE",
  "SNOWFLAKE_SAMPLE_DATA",
  "INFORMATION_SCHEMA",
  "COMPUTE_WH",
]);

export async function listSnowflake(to: SnowflakeConnection): Promise<Objects[]> {
  const client = await SnowflakeClient.connect(to);
  try {
    const found: Objects[] = [];
    for (const [kind, statement] of KINDS) {
      const rows = await client.query(statement);
      const names = rows
        .filter(
          (row) =>
            row.schema_name !== "INFORMATION_SCHEMA" && row.is_builtin !== "Y" && !BORN.has(String(row.name)),
        )
        .map(qualified);
      found.push({ cloud: "snowflake", kind, names });
    }
    return found;
  } finally {
    await client.close();
  }
}

function qualified(row: Readonly<Record<string, unknown>>): string {
  return [row.database_name, row.schema_name, row.name]
    .filter((part): part is string => typeof part === "string" && part !== "")
    .join(".");
}
