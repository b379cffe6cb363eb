import { windowedTableQuery } from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import * as snowflake from "@pulumi/snowflake";
import { FloeComponent } from "../../component";
import { defaultPrefix } from "../../place";
import { FlinkApplication } from "./application";
import type { StreamProcessorArgs, WindowTable } from "./args";
import { checkProcessor } from "./check";

/**
 * Windows and aggregations over a stream, declared once and run in one of two ways.
 *
 * `managedFlink` reads a topic and writes another, each window once and when it is over, within seconds, exactly once
 * through failures and updates. Costs day and night one KPU more than its tasks need: about 160 USD a month for one task.
 *
 * `dynamicTable` reads a table and is one, within a minute or more, the present window so far too; it has no sessions.
 * Costs its warehouse at each refresh that finds changes.
 *
 * @example Payments of five minutes by merchant
 * ```ts
 * const windows = {
 *   window: { type: "tumble", size: "5 minutes" },
 *   groupBy: ["merchant"],
 *   aggregates: { payments: { function: "count" }, volume: { function: "sum", of: "amount" } },
 * } as const;
 * new StreamProcessor("by-merchant", {
 *   windows,
 *   engine: {
 *     managedFlink: {
 *       cluster, network: network.forBrokers(),
 *       source: {
 *         topic: "payments", time: "at",
 *         columns: { merchant: "STRING", amount: "DECIMAL(12, 2)", at: "TIMESTAMP_LTZ(3)" },
 *       },
 *       sink: { topic: "payments-5m" },
 *     },
 *   },
 * });
 * ```
 * @example The same by Snowflake
 * ```ts
 * new StreamProcessor("by-merchant", {
 *   windows,
 *   engine: {
 *     dynamicTable: {
 *       source: ["SHOP", "RAW", "PAYMENTS"], time: "at",
 *       columns: { merchant: "VARCHAR", amount: "NUMBER(12,2)", at: "TIMESTAMP_NTZ" },
 *       table: ["SHOP", "CORE", "PAYMENTS_5M"], warehouse: "STREAMS",
 *     },
 *   },
 * });
 * ```
 * @example SQL of one's own
 * ```ts
 * new StreamProcessor("join", {
 *   sql: [
 *     pulumi.interpolate`CREATE TABLE a (..) WITH ('connector' = 'kafka', 'properties.bootstrap.servers' = '${cluster.bootstrapServers}', ..)`,
 *     "INSERT INTO b SELECT ..",
 *   ],
 *   engine: { managedFlink: { cluster, network: network.forBrokers(), uses: { read: ["a"], write: ["b"] } } },
 * });
 * ```
 * @see Managed Service for Apache Flink developer guide; Snowflake documentation, "Dynamic tables"
 */
export class StreamProcessor extends FloeComponent {
  /** Name of the application. Undefined for a dynamic table. */
  readonly applicationName: string | undefined;
  /** Qualified name of the dynamic table. Undefined for an application. */
  readonly tableName: pulumi.Output<string> | undefined;
  readonly nodes: {
    readonly application?: FlinkApplication;
    readonly dynamicTable?: snowflake.DynamicTable;
  };

  constructor(name: string, args: StreamProcessorArgs, opts?: pulumi.ComponentResourceOptions) {
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const job = args.jobName ?? prefix;
    checkProcessor(name, job, args);
    super(
      "floe:kafka:StreamProcessor",
      name,
      { engine: Object.keys(args.engine)[0], window: args.windows?.window.type ?? "sql" },
      opts,
    );
    const { engine } = args;
    if ("managedFlink" in engine) {
      const application = new FlinkApplication(
        this.childName("flink"),
        ...([job, prefix, args, engine.managedFlink, this.within()] as const),
      );
      this.applicationName = application.applicationName;
      this.nodes = { application };
    } else {
      const dynamicTable = this.#table(name, args, engine.dynamicTable);
      this.tableName = dynamicTable.fullyQualifiedName;
      this.nodes = { dynamicTable };
    }
    this.registerOutputs({ applicationName: this.applicationName, tableName: this.tableName });
  }

  #table(name: string, args: StreamProcessorArgs, spec: WindowTable): snowflake.DynamicTable {
    const [database, schema, table] = spec.table;
    const lag = spec.targetLag ?? "1 minute";
    const { windows } = args;
    if (windows === undefined) throw new Error("a dynamic table without windows was not refused");
    return this.child(
      snowflake.DynamicTable,
      "table",
      {
        database,
        schema,
        name: table,
        warehouse: spec.warehouse,
        targetLag: lag === "downstream" ? { downstream: true } : { maximumDuration: lag },
        query: windowedTableQuery({ ...windows, ...spec, name }),
        refreshMode: spec.refreshMode ?? "AUTO",
        comment: `Windows of ${spec.source.join(".")}`,
      },
      {
        transform: args.transform?.dynamicTable,
        ...(spec.dependsOn === undefined ? {} : { opts: { dependsOn: [...spec.dependsOn] } }),
      },
    );
  }
}
