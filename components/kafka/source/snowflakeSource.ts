import {
  qualifiedName,
  type KafkaConverter,
  type KafkaSourceObjects,
  type KafkaTableName,
} from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { Access, RoleGrants, Warehouse } from "../../snowflake";
import { accessArgs, planGrants } from "../account";
import type { RunningConnector } from "../runtime";
import { KafkaTopics } from "../topics";
import type { SnowflakeSourceArgs, SnowflakeSourceFeed } from "./args";
import { planSource, type SourcePlan } from "./plan";

/** What a stream is as a resource: one on a dynamic table is a statement, as the provider has no resource for it. */
export type SourceStream = snowflake.StreamOnTable | snowflake.StreamOnView | snowflake.Execute;

export interface SnowflakeSourceNodes {
  readonly access: Access;
  readonly warehouse: Warehouse;
  /** How long changes are kept, or that they are: only where it is set. */
  readonly tracking?: snowflake.Execute;
  readonly stream?: SourceStream;
  readonly stage?: snowflake.Execute;
  readonly claim?: snowflake.Execute;
  readonly grants: RoleGrants;
  readonly databaseRoles: readonly snowflake.GrantDatabaseRole[];
  readonly ownerships: readonly snowflake.GrantOwnership[];
  readonly topics: KafkaTopics;
}

/**
 * Changes of a Snowflake table, rows of a query or events of the account in a topic, each exactly once: the connector,
 * its topics, and all it needs in Snowflake, with rights to that and nothing else.
 *
 * Costs the warehouse while changes come ({@link SnowflakeSource.cost} says how much at most), and what the runtime
 * costs. A look that finds no change costs nothing.
 *
 * @example Minimal
 * ```ts
 * new SnowflakeSource("scores", {
 *   cluster, runtime,
 *   login: { keyPair: { privateKey: secrets.snowflake.privateKey, publicKey: secrets.snowflake.publicKey } },
 *   feed: { mode: "stream", table: ["SHOP", "ML", "SCORES"] }, keyColumns: ["ID"], topic: "scores",
 * });
 * ```
 * @example All rows first, then changes with the row before and after, as Avro; outages of up to 30 days
 * ```ts
 * new SnowflakeSource("orders", {
 *   cluster, runtime, login, host: "org-account.snowflakecomputing.com",
 *   feed: { mode: "snapshot", table: ["SHOP", "CORE", "ORDERS"], columns, outageDays: 30 },
 *   keyColumns: ["ORDER_ID"], valueFormat: "envelope",
 *   value: { format: "avro", registry: registry.registry }, glue: registry.glue,
 *   topic: { name: "orders", partitions: 12, cleanup: "compact" },
 *   warehouse: { existing: "STREAMS_WH" }, pollIntervalMs: 10_000,
 * });
 * ```
 * @example Who logs in
 * ```ts
 * new SnowflakeSource("logins", { cluster, runtime, login, feed: { mode: "metadata", feed: "logins" }, topic: "logins" });
 * ```
 */
export class SnowflakeSource extends FloeComponent {
  /** Name of the connector. Known at once: {@link SnowflakeSource.running} tells when it runs. */
  readonly connector: string;
  /** Name of the topic, known once the connector runs. */
  readonly topic: pulumi.Output<string>;
  readonly topicName: string;
  readonly offsetsTopic: string;
  /** Credits of the warehouse a day, at most, in numbers and words. */
  readonly cost: SourcePlan["cost"];
  /** How records are written: what a reader of the topic must be told. */
  readonly written: { readonly key: KafkaConverter; readonly value: KafkaConverter };
  /** Stream, stage and claim of modes `stream` and `snapshot`. */
  readonly objects: Readonly<Record<"stream" | "stage" | "claim", KafkaTableName>> | undefined;
  readonly role: pulumi.Output<string>;
  /** The connector as it was seen to run. */
  readonly running: RunningConnector;
  readonly nodes: SnowflakeSourceNodes;

  constructor(name: string, args: SnowflakeSourceArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSource(name, args);
    super(
      "floe:kafka:SnowflakeSource",
      name,
      {
        connector: plan.connector,
        mode: args.feed.mode,
        topic: plan.topic,
        role: plan.identity.role,
        place: args.runtime.placeOf("source"),
        creditsPerDay: plan.cost.creditsPerDay,
        protect: args.protect ?? true,
      },
      opts,
    );
    this.connector = plan.connector;
    this.topicName = plan.topic;
    this.offsetsTopic = plan.offsetsTopic;
    this.cost = plan.cost;
    this.written = { key: args.key ?? { format: "json" }, value: args.value ?? { format: "json" } };
    this.objects = plan.objects?.names;
    const access = this.#access(plan, args);
    this.role = access.roleNames[plan.identity.role] ?? pulumi.output(plan.identity.role);
    const warehouse = new Warehouse(
      this.childName("warehouse"),
      {
        warehouse: plan.warehouse,
        ...(args.transform?.warehouse === undefined
          ? {}
          : { transform: { warehouse: args.transform.warehouse } }),
      },
      this.within(),
    );
    const made = this.#objects(plan, args);
    const rights = this.#rights(plan, args, [access, warehouse, ...Object.values(made)]);
    const roleOfUser = this.#roleOfUser(plan);
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
    this.nodes = { access, warehouse, ...made, ...rights, topics };
    this.running = args.runtime.connector(
      this.childName("connector"),
      {
        name: plan.connector,
        kind: "source",
        config: plan.config,
        secrets: plan.secrets,
        topics: [plan.topic],
        offsetsTopic: plan.offsetsTopic,
        ...(args.glue === undefined ? {} : { glue: args.glue }),
      },
      this.within({
        dependsOn: [
          access,
          warehouse,
          rights.grants,
          ...rights.databaseRoles,
          ...rights.ownerships,
          ...roleOfUser,
          ...topics.resources,
        ],
      }),
    );
    this.topic = this.running.connectorName.apply(() => plan.topic);
    this.registerOutputs({ connector: this.running.connectorName, topic: this.topic, role: this.role });
  }

  #access({ connector, warehouse }: SourcePlan, args: SnowflakeSourceArgs): Access {
    const { role, user } = args.transform ?? {};
    return new Access(
      this.childName("access"),
      {
        ...accessArgs(connector, args, {
          comment: `Kafka source ${connector}`,
          warehouse: "existing" in warehouse ? warehouse.existing : warehouse.create.name,
        }),
        transform: { ...(role === undefined ? {} : { role }), ...(user === undefined ? {} : { user }) },
      },
      this.within(),
    );
  }

  #objects(
    plan: SourcePlan,
    args: SnowflakeSourceArgs,
  ): Pick<SnowflakeSourceNodes, "tracking" | "stream" | "stage" | "claim"> {
    const { feed } = args;
    const tracking = this.#tracking(plan, args);
    if (plan.objects === undefined || (feed.mode !== "stream" && feed.mode !== "snapshot"))
      return tracking === undefined ? {} : { tracking };
    const { objects } = plan;
    const protect = args.protect ?? true;
    const table = (part: "stage" | "claim") =>
      this.child(
        snowflake.Execute,
        part,
        { execute: objects[part], revert: `DROP TABLE IF EXISTS ${qualifiedName(...objects.names[part])}` },
        { transform: args.transform?.statement, opts: { protect, deleteBeforeReplace: true } },
      );
    return {
      ...(tracking === undefined ? {} : { tracking }),
      stream: this.#stream(feed, objects, args, {
        protect,
        dependsOn: tracking === undefined ? [] : [tracking],
        // The first rows are told when it is made: told otherwise later, it would be made anew and its place lost. One the
        // connector has made anew has no comment.
        ignoreChanges: ["showInitialRows", "comment"],
      }),
      stage: table("stage"),
      claim: table("claim"),
    };
  }

  #stream(
    feed: Extract<SnowflakeSourceFeed, { readonly mode: "stream" | "snapshot" }>,
    { stream: statement, names }: KafkaSourceObjects,
    { transform }: SnowflakeSourceArgs,
    opts: pulumi.CustomResourceOptions,
  ): SourceStream {
    const [database, schema, name] = names.stream;
    const source = qualifiedName(...feed.table);
    if (feed.kind === "DYNAMIC TABLE")
      return this.child(
        snowflake.Execute,
        "stream",
        { execute: statement, revert: `DROP STREAM IF EXISTS ${qualifiedName(...names.stream)}` },
        { transform: transform?.statement, opts: { ...opts, ignoreChanges: [], deleteBeforeReplace: true } },
      );
    const common = {
      database,
      schema,
      name,
      appendOnly: String(feed.appendOnly ?? false),
      showInitialRows: String(feed.initialRows ?? false),
      comment: `Read by the Kafka source ${this.connector}, and by nobody else`,
    };
    return feed.kind === "VIEW"
      ? this.child(
          snowflake.StreamOnView,
          "stream",
          { ...common, view: source },
          { transform: transform?.viewStream, opts },
        )
      : this.child(
          snowflake.StreamOnTable,
          "stream",
          { ...common, table: source },
          { transform: transform?.stream, opts },
        );
  }

  /** What the table itself must be told; it stays so, as others may rely on it. */
  #tracking(plan: SourcePlan, args: SnowflakeSourceArgs): snowflake.Execute | undefined {
    const { feed } = args;
    const changes = feed.mode === "changes" && feed.track !== false;
    const execute = changes
      ? `ALTER ${feed.kind ?? "TABLE"} ${qualifiedName(...feed.table)} SET CHANGE_TRACKING = TRUE`
      : plan.objects?.retention;
    return execute === undefined
      ? undefined
      : this.child(
          snowflake.Execute,
          "tracking",
          { execute, revert: "SELECT 1" },
          { transform: args.transform?.statement },
        );
  }

  #rights(
    plan: SourcePlan,
    args: SnowflakeSourceArgs,
    dependsOn: readonly pulumi.Resource[],
  ): Pick<SnowflakeSourceNodes, "grants" | "databaseRoles" | "ownerships"> {
    const { grants, owned } = planGrants(plan.rights.grants);
    const { grant, ownership } = args.transform ?? {};
    const granted = new RoleGrants(
      this.childName("grants"),
      { role: this.role, grants, ...(grant === undefined ? {} : { transform: { grant } }) },
      this.within({ dependsOn: [...dependsOn] }),
    );
    const databaseRoles = plan.rights.databaseRoles.map(([database, role]) =>
      this.child(snowflake.GrantDatabaseRole, `database-role-${role}`, {
        databaseRoleName: qualifiedName(database, role),
        parentRoleName: this.role.apply((name) => qualifiedName(name)),
      }),
    );
    const ownerships = owned.map(({ kind, name }) =>
      this.child(
        snowflake.GrantOwnership,
        `owner-${name[2]}`,
        {
          accountRoleName: this.role,
          outboundPrivileges: "COPY",
          on: { objectType: kind, objectName: qualifiedName(...name) },
        },
        { transform: ownership, opts: { dependsOn: [granted] } },
      ),
    );
    return { grants: granted, databaseRoles, ownerships };
  }

  /** A user that exists gets the role here: it could not sign in with it before. */
  #roleOfUser({ identity }: SourcePlan): readonly snowflake.GrantAccountRole[] {
    if (!identity.existing) return [];
    const userName = identity.user;
    return [this.child(snowflake.GrantAccountRole, "role-to-user", { roleName: this.role, userName })];
  }
}
