import {
  checkIdentifier,
  checkSinkVersion,
  kafkaSinkConfig,
  kafkaSinkGrants,
  kafkaTopics,
  Problems,
  suggestIdentifier,
  type KafkaConfig,
  type KafkaGrant,
  type KafkaSinkErrors,
  type KafkaTopicSpec,
} from "../../../blueprints";
import type { Grant, WarehouseChoice } from "../../snowflake";
import {
  checkIdentity,
  collect,
  connectionHost,
  identityNames,
  planLogin,
  type IdentityNames,
} from "../account";
import type { ConnectorSecrets } from "../runtime";
import type { SinkTopic, SnowflakeSinkArgs } from "./args";
import { planTable, type TablePlan } from "./tables";

/** Everything a sink consists of, decided before anything is made. */
export interface SinkPlan {
  readonly connector: string;
  readonly identity: IdentityNames;
  readonly tables: readonly TablePlan[];
  readonly canary?: TablePlan;
  readonly warehouse?: WarehouseChoice;
  readonly warehouseName: string;
  readonly rights: readonly KafkaGrant[];
  /** Role of the merges, where there are any. */
  readonly apply?: { readonly role: string; readonly grants: readonly Grant[] };
  readonly deadLetterTopic?: string;
  readonly topics: readonly KafkaTopicSpec[];
  readonly config: KafkaConfig;
  readonly secrets: ConnectorSecrets;
}

/** Hours bad records are kept: two weeks to look at them and send them again. */
const deadLetterHours = 336;

/** @throws InvalidArguments with every problem of all parts. */
export function planSink(name: string, args: SnowflakeSinkArgs): SinkPlan {
  const problems = new Problems();
  const connector = args.connector ?? name;
  const identity = identityNames(connector, args);
  checkIdentity(problems, connector, args);
  for (const argument of ["database", "schema"] as const) checkIdentifier(problems, argument, args[argument]);
  const host = args.host ?? connectionHost();
  problems.require(
    host !== undefined,
    "host",
    "is unknown: neither given nor in SNOWFLAKE_HOST",
    "pass org-account.snowflakecomputing.com",
  );
  const version = checkSinkVersion(new Problems(), "version", args.version);
  const errors = errorsOf(args, connector, version?.generation.name === "4.x");
  const deadLetterTopic =
    errors.to === "deadLetterTopic"
      ? errors.topic
      : errors.to === "errorTable"
        ? errors.undecodable?.topic
        : undefined;
  const choice = warehouseOf(args, connector);
  const warehouseName =
    choice === undefined ? "" : "existing" in choice ? choice.existing : choice.create.name;
  const plan = (topic: string, spec: SinkTopic) =>
    planTable(problems.at(`topics.${topic}`), topic, spec, args, {
      warehouse: warehouseName,
      errorTable: errors.to === "errorTable",
    });
  const tables = Object.entries(args.topics).flatMap(([topic, spec]) => plan(topic, spec) ?? []);
  const canary = wantsCanary(args) ? plan(`${connector}.canary`, canaryTable(connector)) : undefined;
  const all = [...tables, ...(canary === undefined ? [] : [canary])];
  checkDistinct(problems, all);
  const topics = topicSpecs(args, deadLetterTopic, canary);
  collect(problems, () => kafkaTopics(topics, args.cluster.brokers));
  const { login, secrets } = planLogin(args.runtime, "sink", connector, args.login);
  const config = collect(problems, () =>
    kafkaSinkConfig({
      name: connector,
      version: args.version,
      host: host ?? "unknown",
      user: identity.user,
      role: identity.role,
      database: args.database,
      schema: args.schema,
      login,
      topics: Object.fromEntries(all.map(({ topic, landing }) => [topic, landing[2]])),
      errors,
      ...chosen(args),
    }),
  );
  problems.raise(`SnowflakeSink "${name}"`);
  if (config === undefined) throw new Error("a sink without problems has a configuration");
  const apply = applyRights(tables, identity.role, args.warehouse === undefined ? undefined : warehouseName);
  return {
    connector,
    identity,
    tables,
    ...(canary === undefined ? {} : { canary }),
    ...(choice === undefined ? {} : { warehouse: choice }),
    warehouseName,
    rights: kafkaSinkGrants({
      tables: all.map(({ landing }) => landing),
      pipes: version?.generation.name === "4.x",
    }),
    ...(apply === undefined ? {} : { apply }),
    ...(deadLetterTopic === undefined ? {} : { deadLetterTopic }),
    topics,
    config,
    secrets,
  };
}

const passed = [
  "tasks",
  "key",
  "value",
  "schemaEvolution",
  "tombstones",
  "flushSeconds",
  "metrics",
  "settings",
] as const;

/** What goes to the configuration as it is given. */
function chosen(args: SnowflakeSinkArgs): Pick<SnowflakeSinkArgs, (typeof passed)[number]> {
  return Object.fromEntries(passed.flatMap((one) => (args[one] === undefined ? [] : [[one, args[one]]])));
}

/** Copies of the topic of bad records are those of all topics: as many as there are brokers, at most 3. */
function errorsOf(
  { errors, cluster }: SnowflakeSinkArgs,
  connector: string,
  newest: boolean,
): KafkaSinkErrors {
  const replicationFactor = Math.min(3, cluster.brokers.count);
  const given = errors ?? (newest ? { to: "errorTable" as const } : { to: "deadLetterTopic" as const });
  const standard = `${connector}.dlq`;
  if (given.to === "stop") return given;
  return given.to === "deadLetterTopic"
    ? { to: given.to, topic: given.topic ?? standard, replicationFactor }
    : { to: given.to, undecodable: { topic: given.undecodable ?? standard, replicationFactor } };
}

/** Rows of one table come from one topic, or are made from another's. */
function checkDistinct(problems: Problems, tables: readonly TablePlan[]): void {
  const used = new Map<string, string>();
  for (const { topic, landing, apply } of tables)
    for (const [argument, name] of [
      ["table", landing],
      ["apply.target", apply?.target],
    ] as const) {
      if (name === undefined) continue;
      const other = used.get(name.join("."));
      problems.require(
        other === undefined,
        `topics.${topic}.${argument}`,
        `${name.join(".")} is the table of topic ${String(other)} already`,
        "name another table",
      );
      used.set(name.join("."), topic);
    }
}

function warehouseOf(args: SnowflakeSinkArgs, connector: string): WarehouseChoice | undefined {
  const needed = Object.values(args.topics).some(({ apply }) => apply?.by === "dynamicTable");
  if (args.warehouse !== undefined || !needed) return args.warehouse;
  return { create: { name: `${suggestIdentifier(connector)}_WH`, generation: "1" } };
}

function wantsCanary({ canary, value }: SnowflakeSinkArgs): boolean {
  return canary ?? (value === undefined || (value.format === "json" && value.registry === undefined));
}

/** Marked records: what they are, and when they were sent, in milliseconds since 1970. */
function canaryTable(connector: string): SinkTopic {
  return {
    table: `${suggestIdentifier(connector)}_CANARY`,
    columns: { ID: "VARCHAR", SENT_AT: "NUMBER(38,0)" },
  };
}

function topicSpecs(
  args: SnowflakeSinkArgs,
  deadLetterTopic: string | undefined,
  canary: TablePlan | undefined,
): readonly KafkaTopicSpec[] {
  return [
    ...Object.entries(args.topics).flatMap(([name, { topic }]) =>
      topic === "existing" ? [] : [{ ...topic, name }],
    ),
    ...(deadLetterTopic === undefined
      ? []
      : [{ name: deadLetterTopic, partitions: 1, retentionHours: deadLetterHours }]),
    ...(canary === undefined ? [] : [{ name: canary.topic, partitions: 1, retentionHours: 24 }]),
  ];
}

/** Rights of the merges: they read what is new, and write their targets. */
function applyRights(
  tables: readonly TablePlan[],
  sinkRole: string,
  warehouse: string | undefined,
): SinkPlan["apply"] {
  const merges = tables.flatMap(({ landing, apply }) =>
    apply?.merge === undefined ? [] : [{ landing, target: apply.target, stream: apply.merge.stream }],
  );
  if (merges.length === 0) return undefined;
  const schemas = new Map<string, Grant>();
  for (const { landing, target } of merges)
    for (const [[database, schema], privileges] of [
      [target, ["USAGE"]],
      [landing, ["USAGE", "CREATE TASK"]],
    ] as const) {
      const key = `${database}\0${schema}`;
      const held = schemas.get(key)?.privileges ?? [];
      schemas.set(key, {
        on: "schema",
        name: [database, schema],
        privileges: [...new Set([...held, ...privileges])],
      });
    }
  const databases = [...new Set(merges.flatMap(({ landing, target }) => [landing[0], target[0]]))];
  return {
    role: `${sinkRole}_APPLY`,
    grants: [
      {
        on: "account",
        privileges: ["EXECUTE TASK", ...(warehouse === undefined ? ["EXECUTE MANAGED TASK"] : [])],
      },
      ...(warehouse === undefined
        ? []
        : [{ on: "warehouse", name: warehouse, privileges: ["USAGE"] } as const]),
      ...databases.map((name): Grant => ({ on: "database", name, privileges: ["USAGE"] })),
      ...schemas.values(),
      ...merges.flatMap(({ landing, target, stream }): readonly Grant[] => [
        { on: "table", name: landing, privileges: ["SELECT"] },
        { on: "stream", name: stream, privileges: ["SELECT"] },
        { on: "table", name: target, privileges: ["DELETE", "INSERT", "SELECT", "UPDATE"] },
      ]),
    ],
  };
}
