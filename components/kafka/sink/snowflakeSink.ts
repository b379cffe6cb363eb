import { canonicalType, qualifiedName, type KafkaTableName } from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { Access, RoleGrants, TaskGraph, Warehouse } from "../../snowflake";
import { accessArgs, planGrants } from "../account";
import type { RunningConnector } from "../runtime";
import { KafkaTopics } from "../topics";
import type { SnowflakeSinkArgs } from "./args";
import type { SinkTableNodes, SnowflakeSinkNodes } from "./nodes";
import { planSink, type SinkPlan } from "./plan";
import type { ApplyPlan, TablePlan } from "./tables";

/** A landing table before its rights: what they are given on. */
interface Landed {
  readonly plan: TablePlan;
  readonly nodes: Omit<SinkTableNodes, "ownership" | "graph">;
}

/**
 * Records of topics in Snowflake, each exactly once, by Snowflake's official connector: landing tables that evolve with
 * the records, a place for bad ones, and tables that follow updates and deletes.
 *
 * Costs Snowpipe Streaming by the gigabyte and client, merges by the second they run, and what the runtime costs.
 *
 * @example Minimal
 * ```ts
 * new SnowflakeSink("payments", {
 *   cluster, runtime, version: "4.1.0", login, database: "SHOP", schema: "RAW", topics: { payments: {} },
 * });
 * ```
 * @example Changes applied to a table within a minute
 * ```ts
 * new SnowflakeSink("orders", {
 *   cluster, runtime, version: "3.5.4", login, database: "SHOP", schema: "RAW", tasks: 6,
 *   topics: {
 *     orders: {
 *       topic: { partitions: 12 }, columns: { ORDER_ID: "NUMBER(38,0)", STATE: "VARCHAR" }, key: ["ORDER_ID"],
 *       written: source.written, apply: { by: "merge", target: ["SHOP", "CORE", "ORDERS"] },
 *     },
 *   },
 * });
 * ```
 */
export class SnowflakeSink extends FloeComponent {
  /** Name of the connector. Known at once: {@link SnowflakeSink.running} tells when it runs. */
  readonly connector: string;
  /** Landing tables by topic. */
  readonly landing: Readonly<Record<string, KafkaTableName>>;
  /** Tables changes are applied to, by topic. */
  readonly targets: Readonly<Record<string, KafkaTableName>>;
  /** Names of the tasks that merge, by topic. */
  readonly tasks: Readonly<Record<string, KafkaTableName>>;
  readonly deadLetterTopic: string | undefined;
  readonly canary: { readonly topic: string; readonly table: KafkaTableName } | undefined;
  readonly role: pulumi.Output<string>;
  /** The connector as it was seen to run. */
  readonly running: RunningConnector;
  readonly nodes: SnowflakeSinkNodes;

  constructor(name: string, args: SnowflakeSinkArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSink(name, args);
    super(
      "floe:kafka:SnowflakeSink",
      name,
      {
        connector: plan.connector,
        version: args.version,
        topics: Object.keys(args.topics),
        role: plan.identity.role,
        place: args.runtime.placeOf("sink"),
        protect: args.protect ?? true,
      },
      opts,
    );
    const { tables, canary } = plan;
    this.connector = plan.connector;
    this.landing = Object.fromEntries(tables.map(({ topic, landing }) => [topic, landing]));
    this.targets = byTopic(tables, ({ apply }) => apply?.target);
    this.tasks = byTopic(tables, ({ landing, apply }) =>
      apply?.merge === undefined ? undefined : [landing[0], landing[1], apply.merge.task],
    );
    this.deadLetterTopic = plan.deadLetterTopic;
    this.canary = canary === undefined ? undefined : { topic: canary.topic, table: canary.landing };
    const access = this.#access(plan, args);
    this.role = access.roleNames[plan.identity.role] ?? pulumi.output(plan.identity.role);
    const roleOfUser = this.#roleOfUser(plan);
    const warehouse = this.#warehouse(plan, args);
    const landed = [...tables, ...(canary === undefined ? [] : [canary])].map((table) =>
      this.#table(table, plan, args, warehouse),
    );
    const applyGrants = this.#applyGrants(plan, args, access, landed, warehouse);
    const grants = this.#grants(plan, args, access, landed);
    const made = landed.map(({ plan: table, nodes }) => {
      // Declared columns first: the sink would make them as it finds them, and they keep that type.
      const before = [nodes.settings, grants, ...(applyGrants ? [applyGrants] : [])];
      const ownership = this.#ownership(table, args, before);
      const graph = this.#graph(table, plan, args, applyGrants, access);
      return [table.topic, { ...nodes, ownership, ...(graph === undefined ? {} : { graph }) }] as const;
    });
    const topics = new KafkaTopics(
      this.childName("topics"),
      {
        cluster: args.cluster,
        topics: plan.topics,
        protect: args.protect ?? true,
        ...(args.transform?.topics === undefined ? {} : { transform: args.transform.topics }),
      },
      this.within(),
    );
    this.nodes = {
      access,
      ...(warehouse === undefined ? {} : { warehouse }),
      grants,
      ...(applyGrants === undefined ? {} : { applyGrants }),
      tables: Object.fromEntries(made),
      topics,
    };
    this.running = args.runtime.connector(
      this.childName("connector"),
      {
        name: plan.connector,
        kind: "sink",
        config: plan.config,
        secrets: plan.secrets,
        topics: Object.keys(this.landing).concat(canary?.topic ?? []),
        ...(plan.deadLetterTopic === undefined ? {} : { deadLetterTopic: plan.deadLetterTopic }),
        ...(args.glue === undefined ? {} : { glue: args.glue }),
      },
      this.within({
        dependsOn: [
          access,
          grants,
          ...made.map(([, nodes]) => nodes.ownership),
          ...roleOfUser,
          ...topics.resources,
        ],
      }),
    );
    this.registerOutputs({ connector: this.running.connectorName, role: this.role, landing: this.landing });
  }

  #access(plan: SinkPlan, args: SnowflakeSinkArgs): Access {
    const { role, user } = args.transform ?? {};
    return new Access(
      this.childName("access"),
      {
        ...accessArgs(plan.connector, args, {
          comment: `Kafka sink ${plan.connector}`,
          ...(plan.apply === undefined
            ? {}
            : { others: { [plan.apply.role]: { comment: `Merges of the Kafka sink ${plan.connector}` } } }),
        }),
        transform: { ...(role === undefined ? {} : { role }), ...(user === undefined ? {} : { user }) },
      },
      this.within(),
    );
  }

  /** A user that exists gets the role here: it could not sign in with it before. */
  #roleOfUser({ identity }: SinkPlan): readonly snowflake.GrantAccountRole[] {
    if (!identity.existing) return [];
    const userName = identity.user;
    return [this.child(snowflake.GrantAccountRole, "role-to-user", { roleName: this.role, userName })];
  }

  #warehouse(plan: SinkPlan, { transform }: SnowflakeSinkArgs): Warehouse | undefined {
    if (plan.warehouse === undefined) return undefined;
    return new Warehouse(
      this.childName("warehouse"),
      {
        warehouse: plan.warehouse,
        ...(transform?.warehouse === undefined ? {} : { transform: { warehouse: transform.warehouse } }),
      },
      this.within(),
    );
  }

  #table(
    table: TablePlan,
    plan: SinkPlan,
    args: SnowflakeSinkArgs,
    warehouse: Warehouse | undefined,
  ): Landed {
    const { landing, apply } = table;
    const part = (what: string) => `${what}-${landing[2]}`;
    const made = this.child(
      snowflake.Execute,
      part("landing"),
      { execute: table.create, revert: `DROP TABLE IF EXISTS ${qualifiedName(...landing)}` },
      {
        transform: args.transform?.landing,
        // Records that lie otherwise need another table; it is taken away first, for both have one name.
        opts: { protect: args.protect ?? true, deleteBeforeReplace: true },
      },
    );
    const settings = this.child(
      snowflake.Execute,
      part("settings"),
      { execute: table.settings, revert: "SELECT 1" },
      { opts: { dependsOn: [made], replaceWith: [made] } },
    );
    const dependsOn = [made, settings];
    return {
      plan: table,
      nodes: {
        landing: made,
        settings,
        ...(apply?.merge === undefined ? {} : this.#merged(table, apply, apply.merge, args, dependsOn)),
        ...(apply?.dynamicTable === undefined
          ? {}
          : {
              dynamicTable: this.#dynamicTable(apply, plan, args, [
                ...dependsOn,
                ...(warehouse ? [warehouse] : []),
              ]),
            }),
      },
    };
  }

  #merged(
    { landing }: TablePlan,
    { target }: ApplyPlan,
    merge: NonNullable<ApplyPlan["merge"]>,
    args: SnowflakeSinkArgs,
    dependsOn: readonly pulumi.Resource[],
  ): Pick<SinkTableNodes, "target" | "stream"> {
    const protect = args.protect ?? true;
    const [database, schema, name] = target;
    const stream = merge.stream;
    return {
      target: this.child(
        snowflake.Table,
        `target-${landing[2]}`,
        {
          database,
          schema,
          name,
          columns: Object.entries(merge.columns).map(([column, { type, nullable }]) => ({
            name: column,
            type: canonicalType(type) ?? type,
            nullable,
          })),
          changeTracking: true,
          comment: `Present state of ${landing.join(".")}, as its records have it`,
        },
        { transform: args.transform?.target, opts: { protect } },
      ),
      stream: this.child(
        snowflake.StreamOnTable,
        `stream-${landing[2]}`,
        {
          database: stream[0],
          schema: stream[1],
          name: stream[2],
          table: qualifiedName(...landing),
          appendOnly: "true",
          showInitialRows: "true",
          comment: `What ${target.join(".")} does not have yet`,
        },
        { transform: args.transform?.stream, opts: { protect, dependsOn: [...dependsOn] } },
      ),
    };
  }

  #dynamicTable(
    { target, dynamicTable }: ApplyPlan,
    plan: SinkPlan,
    args: SnowflakeSinkArgs,
    dependsOn: readonly pulumi.Resource[],
  ): snowflake.DynamicTable {
    const [database, schema, name] = target;
    return this.child(
      snowflake.DynamicTable,
      `dynamic-${name}`,
      {
        database,
        schema,
        name,
        query: dynamicTable?.query ?? "",
        targetLag: { maximumDuration: dynamicTable?.targetLag ?? "" },
        warehouse: plan.warehouseName,
        comment: "Present state of the records of a Kafka topic",
      },
      { transform: args.transform?.dynamicTable, opts: { dependsOn: [...dependsOn] } },
    );
  }

  #grants(
    plan: SinkPlan,
    { transform }: SnowflakeSinkArgs,
    access: Access,
    landed: readonly Landed[],
  ): RoleGrants {
    return new RoleGrants(
      this.childName("grants"),
      {
        role: this.role,
        grants: planGrants(plan.rights).grants,
        ...(transform?.grant === undefined ? {} : { transform: { grant: transform.grant } }),
      },
      this.within({ dependsOn: [access, ...landed.map(({ nodes }) => nodes.landing)] }),
    );
  }

  #applyGrants(
    { apply }: SinkPlan,
    { transform }: SnowflakeSinkArgs,
    access: Access,
    landed: readonly Landed[],
    warehouse: Warehouse | undefined,
  ): RoleGrants | undefined {
    if (apply === undefined) return undefined;
    return new RoleGrants(
      this.childName("apply-grants"),
      {
        role: access.roleNames[apply.role] ?? apply.role,
        grants: apply.grants,
        ...(transform?.grant === undefined ? {} : { transform: { grant: transform.grant } }),
      },
      this.within({
        dependsOn: [
          ...(warehouse === undefined ? [] : [warehouse]),
          ...landed.flatMap(({ nodes: { landing, target, stream } }) =>
            [landing, target, stream].filter((made) => made !== undefined),
          ),
        ],
      }),
    );
  }

  /** Last of all that is granted on the table: its owner is another then. */
  #ownership(
    { landing }: TablePlan,
    { transform }: SnowflakeSinkArgs,
    dependsOn: readonly pulumi.Resource[],
  ): snowflake.GrantOwnership {
    return this.child(
      snowflake.GrantOwnership,
      `owner-${landing[2]}`,
      {
        accountRoleName: this.role,
        outboundPrivileges: "COPY",
        on: { objectType: "TABLE", objectName: qualifiedName(...landing) },
      },
      { transform: transform?.ownership, opts: { dependsOn: [...dependsOn] } },
    );
  }

  #graph(
    { landing, apply }: TablePlan,
    plan: SinkPlan,
    args: SnowflakeSinkArgs,
    granted: RoleGrants | undefined,
    access: Access,
  ): TaskGraph | undefined {
    const merge = apply?.merge;
    if (merge === undefined || granted === undefined || plan.apply === undefined) return undefined;
    const { transform, errorIntegration } = args;
    return new TaskGraph(
      this.childName(`apply-${landing[2]}`),
      {
        database: landing[0],
        schema: landing[1],
        role: access.roleNames[plan.apply.role] ?? plan.apply.role,
        ...(plan.warehouse === undefined || args.warehouse === undefined
          ? { serverless: {} }
          : { warehouse: plan.warehouseName }),
        schedule: `${merge.intervalSeconds} SECONDS`,
        tasks: { [merge.task]: { when: merge.when, sql: merge.sql } },
        ...(errorIntegration === undefined ? {} : { errorIntegration }),
        ...(transform?.graph === undefined ? {} : { transform: { graph: transform.graph } }),
      },
      this.within({ dependsOn: [granted] }),
    );
  }
}

function byTopic<Value>(
  tables: readonly TablePlan[],
  of: (table: TablePlan) => Value | undefined,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    tables.flatMap((table) => {
      const value = of(table);
      return value === undefined ? [] : [[table.topic, value]];
    }),
  );
}
