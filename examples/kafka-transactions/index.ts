import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ConnectRuntime,
  KafkaCluster,
  Loop,
  RoleGrants,
  SnowflakeSink,
  SnowflakeSource,
  Stream,
  TaskGraph,
} from "../../components";
import { paymentData } from "./data";
import { connectorKeys } from "./keys";

const DATABASE = "PAYMENTS";
const payment = {
  TRANSACTION_ID: "NUMBER(12,0)",
  MERCHANT_ID: "NUMBER(10,0)",
  AMOUNT: "NUMBER(12,2)",
  OCCURRED_AT: "TIMESTAMP_NTZ",
};

/** Brokers and workers that exist: those of the local cloud, or others the same variables name. */
function place() {
  const {
    KAFKA_BOOTSTRAP_SERVERS: brokers,
    KAFKA_CONNECT_URL: url,
    FLOE_KAFKA_SECRETS: secrets,
  } = process.env;
  if (!brokers || !url || !secrets)
    throw new Error(
      "this example needs Kafka: run it with `floe up kafka-transactions`, or set KAFKA_BOOTSTRAP_SERVERS, KAFKA_CONNECT_URL and FLOE_KAFKA_SECRETS, a folder the workers may read by their provider `file`",
    );
  return { brokers: brokers.split(","), url, keys: join(secrets, "kafka-transactions.properties") };
}

/** History, features, training and scoring: as in the example merchant-risk. */
function loop(data: { readonly merchants: string; readonly past: string }): Loop {
  return new Loop("payments", {
    database: { create: { name: DATABASE, comment: "Payments from Kafka, an example of Floe" } },
    // An example leaves nothing behind; keep the defaults for data that matters.
    bucket: { create: { deleteObjectsOnDestroy: true } },
    encryption: { create: { deletionDays: 7 } },
    raw: {
      tables: {
        MERCHANTS: { columns: { MERCHANT_ID: "NUMBER(10,0)", RISKY: "NUMBER(1,0)" } },
        MERCHANT_TRANSACTIONS: { columns: payment },
      },
      load: {
        MERCHANTS: { files: [data.merchants] },
        MERCHANT_TRANSACTIONS: { files: [data.past] },
      },
    },
    features: {
      table: "MERCHANT_FEATURES",
      columns: {
        MERCHANT_ID: "NUMBER(10,0)",
        RISKY: "NUMBER(1,0)",
        AVG_AMOUNT: "FLOAT",
        TXN_COUNT: "NUMBER(10,0)",
        AMOUNT_SPREAD: "FLOAT",
      },
      key: ["MERCHANT_ID"],
      source: "MERCHANT_TRANSACTIONS",
      procedures: {
        REFRESH_FEATURES: {
          source: readFileSync(join(__dirname, "..", "merchant-risk", "features.py"), "utf8"),
          handler: "refresh",
        },
      },
      build: {
        tasks: ({ procedures }) => ({
          REFRESH_MERCHANTS: { sql: `CALL ${procedures.REFRESH_FEATURES ?? ""}()` },
        }),
      },
      minimumTriggerIntervalSeconds: 10,
    },
    training: {
      label: "RISKY",
      columns: ["AVG_AMOUNT", "TXN_COUNT", "AMOUNT_SPREAD"],
      validationRows: "MOD(ABS(HASH(MERCHANT_ID)), 4) = 0",
      hyperparameters: {
        objective: "binary:logistic",
        eval_metric: "auc",
        num_round: 80,
        max_depth: 3,
        eta: 0.1,
        min_child_weight: 20,
        seed: 7,
      },
      onDelete: "delete",
      gate: { metric: "validation:auc", threshold: 0.8 },
    },
    scoring: { minimumTriggerIntervalSeconds: 10 },
  });
}

export = async (): Promise<Record<string, unknown>> => {
  const data = await paymentData();
  const { brokers, url, keys } = place();
  const names = { sink: "payments-sink", source: "scores-source" } as const;
  const publicKeys = connectorKeys(keys, ["PAYMENTS_SINK_PRIVATE_KEY", "SCORES_SOURCE_PRIVATE_KEY"]);
  const risk = loop(data);
  const role = risk.nodes.access.roleNames[`${DATABASE}_TRANSFORMER`] ?? "";
  const cluster = new KafkaCluster("kafka", {
    cluster: { existing: { bootstrapServers: brokers, auth: "plaintext", brokers: 1 } },
  });
  const runtime = new ConnectRuntime("connect", {
    cluster,
    run: { existing: { url, secrets: { provider: "file", path: keys } } },
  });

  // Kafka -> Snowflake: each payment lands once.
  const sink = new SnowflakeSink(
    "sink",
    {
      cluster,
      runtime,
      connector: names.sink,
      version: "2.5.0",
      login: { keyPair: { publicKey: publicKeys["PAYMENTS_SINK_PRIVATE_KEY"] } },
      database: DATABASE,
      schema: "RAW",
      topics: { payments: { topic: { partitions: 3 }, columns: payment } },
      protect: false,
    },
    { dependsOn: [risk.nodes.workspace] },
  );

  // Landed payments join the past, in a transaction that moves the stream on.
  const arrivals = new Stream(
    "arrivals",
    { database: DATABASE, schema: "RAW", name: "PAYMENTS_NEW", table: [DATABASE, "RAW", "PAYMENTS"] },
    { dependsOn: [sink] },
  );
  const rights = new RoleGrants(
    "arrivals-rights",
    {
      role,
      grants: [
        { on: "table", name: [DATABASE, "RAW", "PAYMENTS"], privileges: ["SELECT"] },
        { on: "stream", name: [DATABASE, "RAW", "PAYMENTS_NEW"], privileges: ["SELECT"] },
        { on: "table", name: [DATABASE, "RAW", "MERCHANT_TRANSACTIONS"], privileges: ["INSERT", "SELECT"] },
      ],
    },
    { dependsOn: [arrivals, risk.nodes.grants.TRANSFORMER] },
  );
  const columns = Object.keys(payment).join(", ");
  new TaskGraph(
    "take-payments",
    {
      database: DATABASE,
      schema: "FEATURES",
      role,
      warehouse: risk.nodes.warehouse.warehouseName,
      minimumTriggerIntervalSeconds: 10,
      tasks: {
        TAKE_PAYMENTS: {
          when: `SYSTEM$STREAM_HAS_DATA('${DATABASE}.RAW.PAYMENTS_NEW')`,
          // A payment that was sent twice has landed twice, and counts once.
          sql: `MERGE INTO ${DATABASE}.RAW.MERCHANT_TRANSACTIONS t USING (SELECT ${columns} FROM ${DATABASE}.RAW.PAYMENTS_NEW QUALIFY ROW_NUMBER() OVER (PARTITION BY TRANSACTION_ID ORDER BY OCCURRED_AT) = 1) p ON t.TRANSACTION_ID = p.TRANSACTION_ID WHEN NOT MATCHED THEN INSERT (${columns}) VALUES (${Object.keys(
            payment,
          )
            .map((column) => `p.${column}`)
            .join(", ")})`,
        },
      },
    },
    { dependsOn: [rights] },
  );

  // Snowflake -> Kafka: each score is sent once.
  const source = new SnowflakeSource(
    "source",
    {
      cluster,
      runtime,
      connector: names.source,
      login: { keyPair: { publicKey: publicKeys["SCORES_SOURCE_PRIVATE_KEY"] } },
      feed: { mode: "stream", table: [DATABASE, "ML", "PREDICTIONS"], appendOnly: true },
      keyColumns: ["MERCHANT_ID"],
      topic: { name: "scores", partitions: 3 },
      warehouse: { existing: `${DATABASE}_WH` },
      pollIntervalMs: 1_000,
      protect: false,
    },
    { dependsOn: [risk.nodes.workspace, risk.nodes.warehouse] },
  );

  const scored = `${DATABASE}.ML.SCORED`;
  return {
    metrics: risk.metrics,
    sink: sink.running.connectorName,
    source: source.running.connectorName,
    records: {
      send: { topic: "payments", file: data.records },
      receive: { topic: source.topic, key: "MERCHANT_ID" },
    },
    progress: `SELECT (SELECT COUNT(*) FROM ${scored}) AS PREDICTED, ${data.counts.merchants} AS EXPECTED`,
    sample: `SELECT MERCHANT_ID, ROUND(AVG_AMOUNT, 2) AS AVG_AMOUNT, TXN_COUNT, ROUND(PREDICTION, 3) AS PREDICTION FROM ${scored} WHERE RISKY IS NULL ORDER BY MERCHANT_ID LIMIT 12`,
  };
};
