import {
  kafkaOffsetsTopic,
  kafkaOffsetsTopicName,
  kafkaPollCost,
  kafkaSourceConfig,
  kafkaSourceGrants,
  kafkaSourceObjects,
  kafkaTopics,
  Problems,
  suggestIdentifier,
  type KafkaConfig,
  type KafkaPollCost,
  type KafkaSourceFeed,
  type KafkaSourceGrants,
  type KafkaSourceObjects,
  type KafkaTableName,
  type KafkaTopicSpec,
} from "../../../blueprints";
import type { WarehouseChoice } from "../../snowflake";
import {
  checkIdentity,
  collect,
  connectionAccount,
  connectionHost,
  identityNames,
  madeTopics,
  planLogin,
  topicName,
  type IdentityNames,
} from "../account";
import type { ConnectorSecrets } from "../runtime";
import type { SnowflakeSourceArgs, SnowflakeSourceFeed } from "./args";

/** Everything a source consists of, decided before anything is made. */
export interface SourcePlan {
  readonly connector: string;
  readonly identity: IdentityNames;
  readonly warehouse: WarehouseChoice;
  readonly feed: KafkaSourceFeed;
  readonly objects?: KafkaSourceObjects;
  readonly rights: KafkaSourceGrants;
  readonly config: KafkaConfig;
  readonly secrets: ConnectorSecrets;
  readonly topic: string;
  readonly offsetsTopic: string;
  readonly topics: readonly KafkaTopicSpec[];
  readonly cost: KafkaPollCost;
}

/** @throws InvalidArguments with every problem of all parts. */
export function planSource(name: string, args: SnowflakeSourceArgs): SourcePlan {
  const problems = new Problems();
  const connector = args.connector ?? name;
  const identity = identityNames(connector, args);
  const warehouse = args.warehouse ?? {
    create: { name: `${suggestIdentifier(connector)}_WH`, generation: "1" as const },
  };
  const warehouseName = "existing" in warehouse ? warehouse.existing : warehouse.create.name;
  const host = args.host ?? connectionHost();
  problems.require(
    host !== undefined,
    "host",
    "is unknown: neither given nor in SNOWFLAKE_HOST",
    "pass org-account.snowflakecomputing.com",
  );
  checkIdentity(problems, connector, args);
  checkFeed(problems, args);
  const objects = collect(problems, () => sourceObjects(connector, args));
  const feed = blueprintFeed(args.feed, objects);
  const topic = topicName(args.topic);
  const offsetsTopic = kafkaOffsetsTopicName(connector);
  const topics = [...madeTopics([args.topic]), kafkaOffsetsTopic(offsetsTopic)];
  collect(problems, () => kafkaTopics(topics, args.cluster.brokers));
  const { login, secrets } = planLogin(args.runtime, "source", connector, args.login);
  const account = connectionAccount(host ?? "");
  const cost = collect(problems, () =>
    kafkaPollCost({ pollIntervalMs: args.pollIntervalMs ?? 60_000, ...warehouseCost(warehouse) }),
  );
  const config = collect(problems, () =>
    kafkaSourceConfig({
      name: connector,
      host: host ?? "unknown",
      ...(account === undefined ? {} : { account }),
      user: identity.user,
      role: identity.role,
      warehouse: warehouseName,
      login,
      feed,
      topic,
      ...chosen(args),
    }),
  );
  problems.raise(`SnowflakeSource "${name}"`);
  if (config === undefined || cost === undefined) throw new Error("a source without problems has a plan");
  const rights = kafkaSourceGrants({
    feed,
    warehouse: warehouseName,
    ...("kind" in args.feed && args.feed.kind !== undefined ? { kind: args.feed.kind } : {}),
    ...(objects === undefined ? {} : { claim: objects.names.claim }),
    ...("reads" in args.feed ? { reads: args.feed.reads } : {}),
    ...(args.resnapshot === undefined ? {} : { resnapshot: args.resnapshot }),
  });
  return {
    connector,
    identity,
    warehouse,
    feed,
    ...(objects === undefined ? {} : { objects }),
    rights,
    config,
    secrets,
    topic,
    offsetsTopic,
    topics,
    cost,
  };
}

const passed = [
  "keyColumns",
  "valueFormat",
  "deletes",
  "schemaPolicy",
  "key",
  "value",
  "pollIntervalMs",
  "rowsPerPoll",
  "transactionSeconds",
  "settings",
] as const;

/** What goes to the configuration as it is given. */
function chosen(args: SnowflakeSourceArgs): Pick<SnowflakeSourceArgs, (typeof passed)[number]> {
  return Object.fromEntries(passed.flatMap((one) => (args[one] === undefined ? [] : [[one, args[one]]])));
}

function warehouseCost(choice: WarehouseChoice) {
  if ("existing" in choice) return {};
  const { size, autoSuspendSeconds } = choice.create;
  const known = (["XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE"] as const).find((one) => one === size);
  return {
    ...(known === undefined ? {} : { warehouseSize: known }),
    ...(autoSuspendSeconds === undefined ? {} : { autoSuspendSeconds }),
  };
}

function sourceObjects(connector: string, args: SnowflakeSourceArgs): KafkaSourceObjects | undefined {
  const { feed } = args;
  if (feed.mode !== "stream" && feed.mode !== "snapshot") return undefined;
  const [database, schema] = feed.place ?? feed.table;
  const named = (part: string): KafkaTableName => [
    database,
    schema,
    `${suggestIdentifier(connector)}_${part}`,
  ];
  return kafkaSourceObjects({
    table: feed.table,
    stream: named("STREAM"),
    stage: named("STAGE"),
    ...(args.keyColumns === undefined ? {} : { keyColumns: args.keyColumns }),
    ...(feed.kind === undefined ? {} : { kind: feed.kind }),
    ...(feed.columns === undefined ? {} : { columns: feed.columns }),
    ...(feed.appendOnly === undefined ? {} : { appendOnly: feed.appendOnly }),
    ...(feed.initialRows === undefined ? {} : { initialRows: feed.initialRows }),
    ...(feed.outageDays === undefined ? {} : { outageDays: feed.outageDays }),
    ...(args.pollIntervalMs === undefined ? {} : { pollIntervalMs: args.pollIntervalMs }),
  });
}

function blueprintFeed(feed: SnowflakeSourceFeed, objects: KafkaSourceObjects | undefined): KafkaSourceFeed {
  switch (feed.mode) {
    case "stream":
    case "snapshot": {
      // Only where their check has failed are there no objects: what stands in for them is never used.
      const { stream, stage, claim } = objects?.names ?? {
        stream: feed.table,
        stage: feed.table,
        claim: feed.table,
      };
      return { mode: feed.mode, table: feed.table, stream, stage, claim };
    }
    case "changes": {
      const { mode, table, start, appendOnly } = feed;
      return { mode, table, start, ...(appendOnly === undefined ? {} : { appendOnly }) };
    }
    case "query": {
      const { mode, query, watermark, start, delayMs } = feed;
      return {
        mode,
        query,
        watermark,
        ...(start === undefined ? {} : { start }),
        ...(delayMs === undefined ? {} : { delayMs }),
      };
    }
    case "metadata":
      return feed;
  }
}

function checkFeed(problems: Problems, { feed, resnapshot }: SnowflakeSourceArgs): void {
  if (feed.mode === "query")
    problems.require(
      feed.reads.length > 0,
      "feed.reads",
      "names nothing, so the role would lack the privilege to read what the query reads",
      "list its tables and views",
    );
  if (feed.mode === "snapshot")
    problems.require(
      feed.initialRows !== true,
      "feed.initialRows",
      "would send every row twice: a snapshot sends those that are there itself",
      "remove it",
    );
  if (feed.mode === "snapshot")
    problems.require(
      resnapshot !== false,
      "resnapshot",
      "cannot be false for a snapshot, which makes the stream anew",
      "remove it, or use mode stream",
    );
  if (feed.mode === "changes")
    problems.require(
      feed.kind !== "VIEW" || feed.track === false,
      "feed.track",
      "cannot be switched on by a view for its tables",
      "set CHANGE_TRACKING on its tables, and track: false here",
    );
}
