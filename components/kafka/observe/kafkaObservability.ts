import {
  kafkaAlarms,
  kafkaDashboard,
  kafkaLogFilters,
  kafkaMetricNamespace,
  kafkaWatchStatement,
  physicalName,
  Problems,
  checkIdentifier,
  checkInteger,
  type KafkaAlarm,
  type KafkaLogFilter,
  type KafkaObservedSpec,
  type KafkaWatched,
} from "../../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { currentPlace, defaultPrefix } from "../../place";
import { Access, RoleGrants, TaskGraph, type Grant } from "../../snowflake";
import { collect } from "../account";
import type { RunningConnector } from "../runtime";
import type { KafkaObservabilityArgs, KafkaWatch } from "./args";

/** The watch in Snowflake. */
export interface KafkaWatchNodes {
  readonly access: Access;
  readonly inherited: readonly snowflake.GrantAccountRole[];
  readonly grants: RoleGrants;
  readonly graph: TaskGraph;
}

export interface KafkaObservabilityNodes {
  readonly topic?: sns.Topic;
  readonly subscriptions: readonly sns.TopicSubscription[];
  /** By `<connector>-<what>`. */
  readonly filters: Readonly<Record<string, cloudwatch.LogMetricFilter>>;
  /** By `<connector>-<what>`. */
  readonly alarms: Readonly<Record<string, cloudwatch.MetricAlarm>>;
  readonly dashboard?: cloudwatch.Dashboard;
  readonly watch?: KafkaWatchNodes;
}

interface Watched extends KafkaWatched {
  readonly running: RunningConnector;
}

/**
 * What tells that rows stand still: metrics out of the connectors' logs, a dashboard with lag, throughput, staged rows
 * and failures, alarms with a reason and what to do in each, and a task in Snowflake that looks after streams that go
 * stale, canaries that are late and rows that pile up.
 *
 * Costs about 0.10 USD a month for each alarm, 0.30 for each metric out of a log, 3 for the dashboard, and a second or two
 * of serverless compute for each look of the watch.
 *
 * @example Minimal
 * ```ts
 * new KafkaObservability("kafka-watch", { cluster, sources: [scores], sinks: [payments] });
 * ```
 * @example With somebody who is told, and a watch in Snowflake
 * ```ts
 * new KafkaObservability("kafka-watch", {
 *   cluster, sources: [scores], sinks: [payments],
 *   notify: { create: { emails: ["on-call@example.com"] } },
 *   thresholds: { lagSeconds: 120 },
 *   watch: { database: "SHOP", schema: "OPS", staleDays: 5, errorIntegration: "ON_CALL" },
 * });
 * ```
 */
export class KafkaObservability extends FloeComponent {
  /** Topic alarms are told to. */
  readonly topicArn: pulumi.Output<string>;
  readonly nodes: KafkaObservabilityNodes;

  constructor(name: string, args: KafkaObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    const watched = watchedOf(args);
    const body = check(name, args, watched);
    super(
      "floe:kafka:KafkaObservability",
      name,
      { connectors: watched.map(({ connector }) => connector), watch: args.watch !== undefined },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const spec: KafkaObservedSpec = {
      scope: scopeOf(prefix),
      clusterName: args.cluster.clusterName,
      connectors: watched,
      ...(args.thresholds === undefined ? {} : { thresholds: args.thresholds }),
    };
    this.#tellUnwatched(spec);
    const told = this.#topic(prefix, args);
    this.topicArn = told.arn;
    const filters = watched.flatMap((one) =>
      kafkaLogFilters(one).map(
        (filter) => [`${one.connector}-${filter.key}`, this.#filter(prefix, one, filter, args)] as const,
      ),
    );
    const alarms = kafkaAlarms(spec).map((alarm) => [alarm.key, this.#alarm(prefix, alarm, args)] as const);
    this.nodes = {
      ...told.nodes,
      filters: Object.fromEntries(filters),
      alarms: Object.fromEntries(alarms),
      ...(args.dashboard === false
        ? {}
        : {
            dashboard: this.#dashboard(
              prefix,
              spec,
              alarms.map(([, alarm]) => alarm),
              args,
            ),
          }),
      ...(args.watch === undefined || body === undefined
        ? {}
        : { watch: this.#watch(args.watch, body, args) }),
    };
    this.registerOutputs({ topicArn: this.topicArn });
  }

  /** Of workers that are not Floe's nothing may be in CloudWatch: better said now than missed when they stand still. */
  #tellUnwatched(spec: KafkaObservedSpec): void {
    for (const one of spec.connectors)
      if (kafkaAlarms({ ...spec, connectors: [one] }).length === 0)
        void pulumi.log.warn(
          `no alarm watches ${one.connector}: neither its workers' log nor its cluster's metrics are in CloudWatch. Fix: run it on ecs or mskConnect, or let \`watch\` look after its canary and stage in Snowflake`,
          this,
        );
  }

  #topic(prefix: string, { notify = { create: {} }, transform }: KafkaObservabilityArgs) {
    if ("existing" in notify) return { arn: pulumi.output(notify.existing), nodes: { subscriptions: [] } };
    const topic = this.child(
      sns.Topic,
      "topic",
      { name: physicalName("topic", [prefix, "alarms"]) },
      { transform: transform?.topic },
    );
    const subscriptions = (notify.create.emails ?? []).map((endpoint) =>
      this.child(sns.TopicSubscription, `mail-${endpoint}`, {
        topic: topic.arn,
        protocol: "email",
        endpoint,
      }),
    );
    return { arn: topic.arn, nodes: { topic, subscriptions } };
  }

  #filter(
    prefix: string,
    { connector, running }: Watched,
    { key, pattern, metricName, value, standard }: KafkaLogFilter,
    { transform }: KafkaObservabilityArgs,
  ): cloudwatch.LogMetricFilter {
    return this.child(
      cloudwatch.LogMetricFilter,
      `${connector}-${key}`,
      {
        name: physicalName("logGroup", [prefix, connector, key]),
        logGroupName: running.logGroupName ?? "",
        pattern,
        metricTransformation: {
          namespace: kafkaMetricNamespace(scopeOf(prefix)),
          name: metricName,
          value,
          ...(standard === undefined ? {} : { defaultValue: standard }),
        },
      },
      { transform: transform?.filter },
    );
  }

  #alarm(prefix: string, alarm: KafkaAlarm, { transform }: KafkaObservabilityArgs): cloudwatch.MetricAlarm {
    const { metric } = alarm;
    return this.child(
      cloudwatch.MetricAlarm,
      `alarm-${alarm.key}`,
      {
        name: physicalName("alarm", [prefix, alarm.key]),
        alarmDescription: alarm.description,
        namespace: metric.namespace,
        metricName: metric.name,
        dimensions: { ...metric.dimensions },
        statistic: metric.statistic,
        period: alarm.periodSeconds,
        evaluationPeriods: alarm.periods,
        datapointsToAlarm: alarm.periods,
        threshold: alarm.threshold,
        comparisonOperator: alarm.comparison,
        treatMissingData: alarm.missing,
        alarmActions: [this.topicArn],
        okActions: [this.topicArn],
      },
      { transform: transform?.alarm },
    );
  }

  #dashboard(
    prefix: string,
    spec: KafkaObservedSpec,
    alarms: readonly cloudwatch.MetricAlarm[],
    { failureTopic, transform }: KafkaObservabilityArgs,
  ): cloudwatch.Dashboard {
    const body = pulumi
      .all([currentPlace(this), pulumi.all(alarms.map(({ arn }) => arn))])
      .apply(([{ region }, alarmArns]) =>
        kafkaDashboard({
          ...spec,
          region,
          alarmArns,
          ...(failureTopic === undefined ? {} : { failureTopic }),
        }),
      );
    return this.child(
      cloudwatch.Dashboard,
      "dashboard",
      { dashboardName: physicalName("topic", [prefix, "kafka"]), dashboardBody: body },
      { transform: transform?.dashboard },
    );
  }

  /** Its role has those of the connectors: a stream that is made anew has no other reader's privileges any more. */
  #watch(watch: KafkaWatch, sql: string, args: KafkaObservabilityArgs): KafkaWatchNodes {
    const { database, schema, warehouse, errorIntegration } = watch;
    const task = watch.task ?? standardTask;
    const role = watch.role ?? task;
    const access = new Access(
      this.childName("access"),
      {
        roles: { [role]: { comment: "Looks after Kafka's streams, canaries and stages" } },
        ...(watch.parentRole === undefined ? {} : { parentRole: watch.parentRole }),
      },
      this.within(),
    );
    const made = access.roleNames[role] ?? pulumi.output(role);
    const inherited = [...(args.sources ?? []), ...(args.sinks ?? [])].map((one) =>
      this.child(snowflake.GrantAccountRole, `role-of-${one.connector}`, {
        roleName: one.role,
        parentRoleName: made,
      }),
    );
    const grants: readonly Grant[] = [
      {
        on: "account",
        privileges: ["EXECUTE TASK", ...(warehouse === undefined ? ["EXECUTE MANAGED TASK"] : [])],
      },
      { on: "database", name: database, privileges: ["USAGE"] },
      { on: "schema", name: [database, schema], privileges: ["USAGE", "CREATE TASK"] },
      ...(warehouse === undefined
        ? []
        : [{ on: "warehouse", name: warehouse, privileges: ["USAGE"] } as const]),
    ];
    const granted = new RoleGrants(this.childName("grants"), { role: made, grants }, this.within());
    const running = [...(args.sources ?? []), ...(args.sinks ?? [])].flatMap((one) => one.running.resources);
    const graph = new TaskGraph(
      this.childName("watch"),
      {
        database,
        schema,
        role: made,
        ...(warehouse === undefined ? { serverless: {} } : { warehouse }),
        schedule: `${watch.everyMinutes ?? 15} MINUTES`,
        // It fails as long as something is wrong, and must not stop to look.
        suspendAfterFailures: 0,
        retries: 0,
        tasks: { [task]: { sql } },
        ...(errorIntegration === undefined ? {} : { errorIntegration }),
        ...(args.transform?.graph === undefined ? {} : { transform: { graph: args.transform.graph } }),
      },
      this.within({ dependsOn: [granted, ...inherited, ...running] }),
    );
    return { access, inherited, grants: granted, graph };
  }
}

const standardTask = "KAFKA_WATCH";

const scopeOf = (prefix: string): string => physicalName("alarm", [prefix]);

function watchedOf({ sources = [], sinks = [] }: KafkaObservabilityArgs): readonly Watched[] {
  const common = (running: RunningConnector) => ({
    place: running.place,
    group: running.group,
    logged: running.logGroupName !== undefined,
    running,
  });
  return [
    ...sources.map(({ connector, topicName, running }) => ({
      connector,
      kind: "source" as const,
      topics: [topicName],
      ...common(running),
    })),
    ...sinks.map(({ connector, landing, canary, running }) => ({
      connector,
      kind: "sink" as const,
      topics: [...Object.keys(landing), ...(canary === undefined ? [] : [canary.topic])],
      ...common(running),
    })),
  ];
}

/** Answers the watch's statement. @throws InvalidArguments with all problems. */
function check(name: string, args: KafkaObservabilityArgs, watched: readonly Watched[]): string | undefined {
  const problems = new Problems();
  problems.require(
    watched.length > 0,
    "sources",
    "and sinks are empty: nothing is watched",
    "pass a source or a sink",
  );
  const names = watched.map(({ connector }) => connector);
  for (const [index, connector] of names.entries())
    problems.require(
      names.indexOf(connector) === index,
      "sources",
      `and sinks hold ${connector} twice`,
      "pass each connector once",
    );
  for (const [argument, value] of Object.entries(args.thresholds ?? {}))
    problems.require(
      typeof value === "number" && value > 0,
      `thresholds.${argument}`,
      `must be more than 0, not ${String(value)}`,
      "remove it for the default",
    );
  for (const [index, email] of emails(args).entries())
    problems.require(
      /^[^\s@]+@[^\s@]+$/.test(email),
      `notify.create.emails[${index}]`,
      `"${email}" is no address`,
      "write name@example.com",
    );
  const body = args.watch === undefined ? undefined : checkWatch(problems.at("watch"), args.watch, args);
  problems.raise(`KafkaObservability "${name}"`);
  return body;
}

function emails({ notify }: KafkaObservabilityArgs): readonly string[] {
  return notify !== undefined && "create" in notify ? (notify.create.emails ?? []) : [];
}

function checkWatch(
  problems: Problems,
  watch: KafkaWatch,
  { sources = [], sinks = [] }: KafkaObservabilityArgs,
): string | undefined {
  for (const argument of ["database", "schema", "task", "role", "warehouse"] as const)
    if (watch[argument] !== undefined) checkIdentifier(problems, argument, watch[argument]);
  checkInteger(problems, "everyMinutes", watch.everyMinutes, { min: 1, max: 1440, unit: "minutes" });
  const { staleDays, canaryMinutes, stagedRows } = watch;
  return collect(problems, () =>
    kafkaWatchStatement({
      streams: sources.flatMap(({ objects }) => (objects === undefined ? [] : [objects.stream])),
      stages: sources.flatMap(({ objects }) => (objects === undefined ? [] : [objects.stage])),
      canaries: sinks.flatMap(({ canary }) => (canary === undefined ? [] : [canary.table])),
      ...(staleDays === undefined ? {} : { staleDays }),
      ...(canaryMinutes === undefined ? {} : { canaryMinutes }),
      ...(stagedRows === undefined ? {} : { stagedRows }),
    }),
  );
}
