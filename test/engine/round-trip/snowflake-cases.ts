import * as snowflake from "@pulumi/snowflake";
import { dynamicTableCase } from "./dynamic-table-case";
import type { Case, Others } from "./harness";
import { keys } from "./keys";

export type Sql = (text: string) => Promise<unknown>;

const place = (others: Others) => ({
  database: others<snowflake.Database>("Database").name,
  schema: others<snowflake.Schema>("Schema").name,
});

/** One case for each type; objects are made from the top of the account down. */
export const snowflakeCases = (sql: () => Sql): readonly Case[] => {
  const run = (text: string) => sql()(text);
  return [
    {
      token: "snowflake:index/accountRole:AccountRole",
      make: (variant, _, options) =>
        new snowflake.AccountRole("role", { name: "TRIP_ROLE", comment: variant }, options),
      change: "update",
      drift: () => run(`ALTER ROLE "TRIP_ROLE" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/grantAccountRole:GrantAccountRole",
      make: (variant, others, options) =>
        new snowflake.GrantAccountRole(
          "grant-role",
          {
            roleName: others<snowflake.AccountRole>("AccountRole").name,
            parentRoleName: variant === "first" ? "SYSADMIN" : "USERADMIN",
          },
          options,
        ),
      change: "replace",
      drift: () => run(`REVOKE ROLE "TRIP_ROLE" FROM ROLE "USERADMIN"`),
      seen: "delete",
    },
    {
      token: "snowflake:index/serviceUser:ServiceUser",
      make: (variant, others, options) =>
        new snowflake.ServiceUser(
          "user",
          {
            name: "TRIP_USER",
            comment: variant,
            defaultRole: others<snowflake.AccountRole>("AccountRole").name,
            rsaPublicKey: keys.user,
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER USER "TRIP_USER" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/userPublicKeys:UserPublicKeys",
      make: (variant, _, options) =>
        new snowflake.UserPublicKeys(
          "keys",
          { name: "TRIP_KEYS", rsaPublicKey: keys[variant], rsaPublicKey2: keys.user },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER USER "TRIP_KEYS" SET RSA_PUBLIC_KEY = '${keys.other}'`),
      seen: "update",
    },
    {
      token: "snowflake:index/resourceMonitor:ResourceMonitor",
      make: (variant, _, options) =>
        new snowflake.ResourceMonitor(
          "monitor",
          {
            name: "TRIP_MONITOR",
            creditQuota: variant === "first" ? 10 : 20,
            notifyTriggers: [50, 80],
            suspendTrigger: 100,
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER RESOURCE MONITOR "TRIP_MONITOR" SET CREDIT_QUOTA = 1`),
      seen: "update",
    },
    {
      token: "snowflake:index/warehouse:Warehouse",
      make: (variant, _, options) =>
        new snowflake.Warehouse(
          "warehouse",
          {
            name: "TRIP_WH",
            warehouseSize: variant === "first" ? "XSMALL" : "SMALL",
            autoSuspend: 60,
            autoResume: "true",
            initiallySuspended: true,
            statementTimeoutInSeconds: 3600,
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER WAREHOUSE "TRIP_WH" SET AUTO_SUSPEND = 7`),
      seen: "update",
    },
    {
      token: "snowflake:index/database:Database",
      make: (variant, _, options) =>
        new snowflake.Database(
          "database",
          { name: "TRIP_DB", comment: variant, dataRetentionTimeInDays: 1 },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER DATABASE "TRIP_DB" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/schema:Schema",
      make: (variant, others, options) =>
        new snowflake.Schema(
          "schema",
          {
            name: "TRIP",
            database: others<snowflake.Database>("Database").name,
            withManagedAccess: variant === "first" ? "false" : "true",
            comment: "kept",
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER SCHEMA "TRIP_DB"."TRIP" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole",
      make: (variant, others, options) =>
        new snowflake.GrantPrivilegesToAccountRole(
          "grant",
          {
            accountRoleName: others<snowflake.AccountRole>("AccountRole").name,
            privileges: variant === "first" ? ["USAGE", "CREATE TABLE"] : ["USAGE", "CREATE VIEW"],
            onSchema: { schemaName: others<snowflake.Schema>("Schema").fullyQualifiedName },
          },
          options,
        ),
      change: "update",
      drift: () => run(`REVOKE CREATE VIEW ON SCHEMA "TRIP_DB"."TRIP" FROM ROLE "TRIP_ROLE"`),
      seen: "update",
      importId: () => `"TRIP_ROLE"|false|false|USAGE,CREATE VIEW|OnSchema|OnSchema|"TRIP_DB"."TRIP"`,
    },
    {
      token: "snowflake:index/table:Table",
      make: (variant, others, options) =>
        new snowflake.Table(
          "table",
          {
            name: "FLIGHTS",
            ...place(others),
            columns: [
              { name: "ID", type: "NUMBER(38,0)", nullable: false },
              { name: "CARRIER", type: "VARCHAR(2)", comment: variant },
              { name: "DELAY", type: "FLOAT" },
              ...(variant === "changed" ? [{ name: "DEST", type: "VARCHAR(16777216)" }] : []),
            ],
            changeTracking: true,
            comment: "flights",
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER TABLE "TRIP_DB"."TRIP"."FLIGHTS" ADD COLUMN "EXTRA" NUMBER(38,0)`),
      seen: "update",
    },
    dynamicTableCase(run),
    {
      token: "snowflake:index/view:View",
      make: (variant, others, options) =>
        new snowflake.View(
          "view",
          {
            name: "LATE",
            ...place(others),
            statement: `SELECT "ID", "DELAY" FROM "TRIP_DB"."TRIP"."FLIGHTS" WHERE "DELAY" > 15`,
            comment: variant,
          },
          { ...options, dependsOn: [others("Table")] },
        ),
      change: "update",
      drift: () => run(`ALTER VIEW "TRIP_DB"."TRIP"."LATE" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/fileFormat:FileFormat",
      make: (variant, others, options) =>
        new snowflake.FileFormat(
          "format",
          {
            name: "CSV_IN",
            ...place(others),
            formatType: "CSV",
            skipHeader: variant === "first" ? 1 : 2,
            fieldOptionallyEnclosedBy: '"',
            compression: "GZIP",
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER FILE FORMAT "TRIP_DB"."TRIP"."CSV_IN" SET SKIP_HEADER = 5`),
      seen: "update",
    },
    {
      token: "snowflake:index/storageIntegration:StorageIntegration",
      make: (variant, _, options) =>
        new snowflake.StorageIntegration(
          "integration",
          {
            name: "TRIP_SI",
            storageProvider: "S3",
            storageAwsRoleArn: "arn:aws:iam::000000000000:role/trip",
            storageAllowedLocations:
              variant === "first"
                ? ["s3://trip-bucket/raw/"]
                : ["s3://trip-bucket/raw/", "s3://trip-bucket/train/"],
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER STORAGE INTEGRATION "TRIP_SI" SET ENABLED = FALSE`),
      seen: "update",
    },
    {
      token: "snowflake:index/stage:Stage",
      make: (variant, others, options) =>
        new snowflake.Stage(
          "stage",
          {
            name: "RAW_STAGE",
            ...place(others),
            url: variant === "first" ? "s3://trip-bucket/raw/" : "s3://trip-bucket/raw/new/",
            storageIntegration: others<snowflake.StorageIntegration>("StorageIntegration").name,
            comment: "raw files",
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER STAGE "TRIP_DB"."TRIP"."RAW_STAGE" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/pipe:Pipe",
      make: (variant, others, options) =>
        new snowflake.Pipe(
          "pipe",
          {
            name: "LOAD",
            ...place(others),
            copyStatement: `COPY INTO "TRIP_DB"."TRIP"."FLIGHTS" ("ID", "CARRIER", "DELAY") FROM @"TRIP_DB"."TRIP"."RAW_STAGE"`,
            comment: variant,
          },
          { ...options, dependsOn: [others("Table"), others("Stage")] },
        ),
      change: "update",
      drift: () => run(`ALTER PIPE "TRIP_DB"."TRIP"."LOAD" SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/streamOnTable:StreamOnTable",
      make: (variant, others, options) =>
        new snowflake.StreamOnTable(
          "stream",
          {
            name: "NEW_FLIGHTS",
            ...place(others),
            table: others<snowflake.Table>("Table").fullyQualifiedName,
            appendOnly: "true",
            comment: variant,
          },
          options,
        ),
      change: "update",
      drift: () => run(`DROP STREAM "TRIP_DB"."TRIP"."NEW_FLIGHTS"`),
      seen: "delete",
    },
    {
      token: "snowflake:index/task:Task",
      make: (variant, others, options) =>
        new snowflake.Task(
          "task",
          {
            name: "NIGHTLY",
            ...place(others),
            warehouse: others<snowflake.Warehouse>("Warehouse").name,
            sqlStatement: `DELETE FROM "TRIP_DB"."TRIP"."FLIGHTS" WHERE "ID" < 0`,
            schedule: variant === "first" ? { minutes: 60 } : { usingCron: "0 3 * * * UTC" },
            started: variant === "changed",
            comment: "nightly",
          },
          { ...options, dependsOn: [others("Table")] },
        ),
      change: "update",
      drift: () => run(`ALTER TASK "TRIP_DB"."TRIP"."NIGHTLY" SUSPEND`),
      seen: "update",
    },
    {
      token: "snowflake:index/procedurePython:ProcedurePython",
      make: (variant, others, options) =>
        new snowflake.ProcedurePython(
          "python",
          {
            name: "FEATURES",
            ...place(others),
            arguments: [{ argName: "N", argDataType: "NUMBER" }],
            returnType: "VARCHAR",
            runtimeVersion: "3.11",
            snowparkPackage: "1.38.0",
            handler: "main",
            procedureDefinition: `def main(session, n):\n    return str(n)\n`,
            comment: variant,
          },
          options,
        ),
      change: "update",
      drift: () => run(`DROP PROCEDURE "TRIP_DB"."TRIP"."FEATURES"(NUMBER)`),
      seen: "delete",
    },
    {
      token: "snowflake:index/procedureSql:ProcedureSql",
      make: (variant, others, options) =>
        new snowflake.ProcedureSql(
          "procedure",
          {
            name: "ANSWER",
            ...place(others),
            returnType: "NUMBER(38, 0)",
            procedureDefinition: `BEGIN RETURN 42; END`,
            executeAs: variant === "first" ? "OWNER" : "CALLER",
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER PROCEDURE "TRIP_DB"."TRIP"."ANSWER"() SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/functionSql:FunctionSql",
      make: (variant, others, options) =>
        new snowflake.FunctionSql(
          "function",
          {
            name: "TWICE",
            ...place(others),
            arguments: [{ argName: "X", argDataType: "FLOAT" }],
            returnType: "FLOAT",
            functionDefinition: `X * 2`,
            comment: variant,
          },
          options,
        ),
      change: "update",
      drift: () => run(`ALTER FUNCTION "TRIP_DB"."TRIP"."TWICE"(FLOAT) SET COMMENT = 'other'`),
      seen: "update",
    },
    {
      token: "snowflake:index/grantOwnership:GrantOwnership",
      make: (variant, others, options) =>
        new snowflake.GrantOwnership(
          "ownership",
          {
            accountRoleName: others<snowflake.AccountRole>("AccountRole").name,
            outboundPrivileges: variant === "first" ? "COPY" : "REVOKE",
            on: { objectType: "VIEW", objectName: others<snowflake.View>("View").fullyQualifiedName },
          },
          options,
        ),
      change: "replace",
      drift: () =>
        run(`GRANT OWNERSHIP ON VIEW "TRIP_DB"."TRIP"."LATE" TO ROLE "ACCOUNTADMIN" COPY CURRENT GRANTS`),
      seen: "delete",
    },
    {
      token: "snowflake:index/execute:Execute",
      make: (variant, others, options) =>
        new snowflake.Execute(
          "execute",
          {
            execute: `CREATE TABLE IF NOT EXISTS "TRIP_DB"."TRIP"."BY_HAND" (A NUMBER)`,
            revert: `DROP TABLE IF EXISTS "TRIP_DB"."TRIP"."BY_HAND"`,
            query:
              variant === "first" ? "SELECT 1 AS A" : `SELECT COUNT(*) AS N FROM "TRIP_DB"."TRIP"."BY_HAND"`,
          },
          { ...options, dependsOn: [others("Schema")] },
        ),
      change: "update",
      drift: () => run(`INSERT INTO "TRIP_DB"."TRIP"."BY_HAND" VALUES (1)`),
      // What a statement made is not looked at again; only the rows of its query are, and they are no input.
      seen: "same",
      importable: false,
    },
  ];
};
