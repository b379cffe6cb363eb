import {
  checkIdentifier,
  checkInteger,
  checkTable,
  columnSpec,
  canonicalType,
  Problems,
  type TableSpec,
} from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";

/** A database of our own, or one that exists and stays as it is. */
export type DatabaseChoice =
  | {
      readonly create: {
        readonly name: string;
        readonly comment?: string;
        /** Days of Time Travel, 0 to 90. Default: 1, the most Standard Edition allows. */
        readonly retentionDays?: number;
      };
    }
  | { readonly existing: string };

export interface SchemaSpec {
  /** Tables by name. Default: none. */
  readonly tables?: Readonly<Record<string, TableSpec>>;
  readonly comment?: string;
  /**
   * True: only the schema's owner grants on its objects, so that owners of single objects cannot widen access.
   * Default: true.
   */
  readonly managedAccess?: boolean;
}

export interface WorkspaceArgs {
  database: DatabaseChoice;
  /** Schemas by name, made in the database. */
  schemas: Readonly<Record<string, SchemaSpec>>;
  transform?: {
    database?: Transform<snowflake.DatabaseArgs>;
    schema?: Transform<snowflake.SchemaArgs>;
    table?: Transform<snowflake.TableArgs>;
  };
}

/**
 * Where data lives: a database, schemas and typed tables. Storage is billed by size, changed rows included for as
 * long as Time Travel keeps them.
 *
 * @example Minimal
 * ```ts
 * new Workspace("workspace", { database: { create: { name: "FLIGHTS" } }, schemas: { RAW: {} } });
 * ```
 * @example With tables, in a database that exists
 * ```ts
 * new Workspace("workspace", {
 *   database: { existing: "ANALYTICS" },
 *   schemas: {
 *     RAW: { tables: { FLIGHTS: { columns: { ID: { type: "NUMBER(38,0)", nullable: false }, CARRIER: "VARCHAR(2)" } } } },
 *   },
 * });
 * ```
 */
export class Workspace extends FloeComponent {
  /** Name of the database, known once it exists. */
  readonly databaseName: pulumi.Output<string>;
  /** The same name, for what needs the schemas to exist. Known at preview. */
  readonly withSchemas: pulumi.Output<string>;
  /** The same name, for what needs the tables to exist. Known at preview. */
  readonly withTables: pulumi.Output<string>;
  readonly nodes: {
    readonly database?: snowflake.Database;
    readonly schemas: Readonly<Record<string, snowflake.Schema>>;
    /** By `SCHEMA.TABLE`. */
    readonly tables: Readonly<Record<string, snowflake.Table>>;
  };

  constructor(name: string, args: WorkspaceArgs, opts?: pulumi.ComponentResourceOptions) {
    checkWorkspace(name, args);
    super(
      "floe:components:Workspace",
      name,
      { database: args.database, schemas: Object.keys(args.schemas) },
      opts,
    );
    const database = "existing" in args.database ? undefined : this.#database(args.database.create, args);
    this.databaseName =
      "existing" in args.database
        ? pulumi.output(args.database.existing)
        : pulumi.output(database?.name ?? "");
    const schemas: Record<string, snowflake.Schema> = {};
    const tables: Record<string, snowflake.Table> = {};
    for (const [schema, spec] of Object.entries(args.schemas)) {
      const made = this.#schema(schema, spec, args);
      schemas[schema] = made;
      for (const [table, columns] of Object.entries(spec.tables ?? {})) {
        tables[`${schema}.${table}`] = this.#table(made, schema, table, columns, args);
      }
    }
    this.withSchemas = after(
      this.databaseName,
      Object.values(schemas).map((schema) => schema.name),
    );
    this.withTables = after(
      this.withSchemas,
      Object.values(tables).map((table) => table.name),
    );
    this.nodes = { ...(database === undefined ? {} : { database }), schemas, tables };
    this.registerOutputs({ databaseName: this.databaseName });
  }

  #database(
    spec: { readonly name: string; readonly comment?: string; readonly retentionDays?: number },
    args: WorkspaceArgs,
  ): snowflake.Database {
    return this.child(
      snowflake.Database,
      "database",
      {
        name: spec.name,
        comment: spec.comment,
        dataRetentionTimeInDays: spec.retentionDays ?? 1,
        dropPublicSchemaOnCreation: true,
      },
      { transform: args.transform?.database },
    );
  }

  #schema(schema: string, spec: SchemaSpec, args: WorkspaceArgs): snowflake.Schema {
    return this.child(
      snowflake.Schema,
      `schema-${schema}`,
      {
        name: schema,
        database: this.databaseName,
        comment: spec.comment,
        withManagedAccess: spec.managedAccess === false ? "false" : "true",
      },
      { transform: args.transform?.schema },
    );
  }

  #table(
    parent: snowflake.Schema,
    schema: string,
    table: string,
    spec: TableSpec,
    args: WorkspaceArgs,
  ): snowflake.Table {
    return this.child(
      snowflake.Table,
      `table-${schema}-${table}`,
      {
        name: table,
        database: parent.database,
        schema: parent.name,
        comment: spec.comment,
        // Streams need it, and only the owner may turn it on: stated here, it is never a surprise of a later grant.
        changeTracking: true,
        dataRetentionTimeInDays: spec.retentionDays ?? 1,
        columns: Object.entries(spec.columns).map(([column, given]) => {
          const { type, nullable, comment } = columnSpec(given);
          return { name: column, type: canonicalType(type) ?? type, nullable: nullable ?? true, comment };
        }),
      },
      { transform: args.transform?.table },
    );
  }
}

/** A value that is there once the others are. */
function after(
  value: pulumi.Output<string>,
  others: readonly pulumi.Output<string>[],
): pulumi.Output<string> {
  return pulumi.all([value, ...others]).apply(([known]) => known ?? "");
}

function checkWorkspace(name: string, args: WorkspaceArgs): void {
  const problems = new Problems();
  if ("existing" in args.database) checkIdentifier(problems, "database.existing", args.database.existing);
  else {
    checkIdentifier(problems, "database.create.name", args.database.create.name);
    checkInteger(problems, "database.create.retentionDays", args.database.create.retentionDays, {
      min: 0,
      max: 90,
      unit: "days",
    });
  }
  for (const [schema, spec] of Object.entries(args.schemas)) {
    checkIdentifier(problems, `schemas.${schema}`, schema);
    problems.require(
      schema !== "INFORMATION_SCHEMA",
      `schemas.${schema}`,
      "is Snowflake's own schema in every database",
      "choose another name",
    );
    for (const [table, columns] of Object.entries(spec.tables ?? {})) {
      checkIdentifier(problems, `schemas.${schema}.tables.${table}`, table);
      checkTable(problems.at(`schemas.${schema}.tables.${table}`), columns);
    }
  }
  problems.raise(`Workspace "${name}"`);
}
