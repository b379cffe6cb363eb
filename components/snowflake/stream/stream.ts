import { checkIdentifier, Problems, qualifiedName } from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";

export interface StreamArgs {
  database: pulumi.Input<string>;
  schema: pulumi.Input<string>;
  name: string;
  /** Table whose changes are followed: database, schema and name. */
  table: readonly [string, string, string];
  /**
   * True: inserted rows only, which is cheaper to read and enough for data that only arrives. False: updates and
   * deletes too. Default: true.
   */
  appendOnly?: boolean;
  /**
   * True: rows that are there before the stream are delivered once, with its first consumption, so that nothing
   * depends on whether data or stream came first. Default: true.
   */
  initialRows?: boolean;
  comment?: string;
  transform?: { stream?: Transform<snowflake.StreamOnTableArgs> };
}

/**
 * Changes of a table since they were last consumed. Its place moves only when a statement that writes consumes it
 * and commits. It costs nothing itself; the table keeps changed rows at most 14 days for it, then the stream is
 * stale.
 *
 * @example
 * ```ts
 * new Stream("arrivals", { database: "FLIGHTS", schema: "RAW", name: "FLIGHTS_STREAM", table: ["FLIGHTS", "RAW", "FLIGHTS"] });
 * ```
 */
export class Stream extends FloeComponent {
  /** `"DB"."SCHEMA"."NAME"`, known at preview. */
  readonly qualifiedName: pulumi.Output<string>;
  readonly nodes: { readonly stream: snowflake.StreamOnTable };

  constructor(name: string, args: StreamArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    checkIdentifier(problems, "name", args.name);
    for (const [index, part] of args.table.entries()) checkIdentifier(problems, `table[${index}]`, part);
    problems.raise(`Stream "${name}"`);
    super("floe:components:Stream", name, { name: args.name, table: args.table.join(".") }, opts);
    const stream = this.child(
      snowflake.StreamOnTable,
      "stream",
      {
        name: args.name,
        database: args.database,
        schema: args.schema,
        table: qualifiedName(...args.table),
        appendOnly: args.appendOnly === false ? "false" : "true",
        showInitialRows: args.initialRows === false ? "false" : "true",
        comment: args.comment,
      },
      { transform: args.transform?.stream },
    );
    this.nodes = { stream };
    this.qualifiedName = pulumi
      .all([stream.database, stream.schema, stream.name])
      .apply((parts) => qualifiedName(...parts));
    this.registerOutputs({ qualifiedName: this.qualifiedName });
  }
}
