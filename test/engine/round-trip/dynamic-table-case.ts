import * as snowflake from "@pulumi/snowflake";
import type { Case } from "./harness";

export const dynamicTableCase = (run: (sql: string) => Promise<unknown>): Case => ({
  token: "snowflake:index/dynamicTable:DynamicTable",
  make: (variant, others, options) =>
    new snowflake.DynamicTable(
      "dynamic",
      {
        name: "FLIGHT_COUNT",
        database: others<snowflake.Database>("Database").name,
        schema: others<snowflake.Schema>("Schema").name,
        query: `SELECT COUNT(*) AS N FROM "TRIP_DB"."TRIP"."FLIGHTS"`,
        targetLag: { maximumDuration: variant === "first" ? "1 minute" : "2 minutes" },
        warehouse: others<snowflake.Warehouse>("Warehouse").name,
      },
      { ...options, dependsOn: [others("Table")] },
    ),
  change: "update",
  drift: () => run(`ALTER DYNAMIC TABLE "TRIP_DB"."TRIP"."FLIGHT_COUNT" SET TARGET_LAG = '1 hour'`),
  seen: "update",
});
