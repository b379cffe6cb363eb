import type {
  FlinkCluster,
  FlinkWindowSpec,
  KafkaApplySpec,
  KafkaSinkSpec,
  KafkaSourceSpec,
} from "../../../blueprints";

export const privateKey = "${env:SNOWFLAKE_PRIVATE_KEY}";

export const sink: KafkaSinkSpec = {
  name: "payments-sink",
  version: "4.1.0",
  host: "org-account.snowflakecomputing.com",
  user: "KAFKA",
  role: "KAFKA_SINK",
  database: "SHOP",
  schema: "RAW",
  login: { kind: "keyPair", privateKey },
  topics: { payments: "PAYMENTS" },
};

export const source: KafkaSourceSpec = {
  name: "scores-source",
  host: "org-account.snowflakecomputing.com",
  user: "KAFKA",
  role: "KAFKA_SOURCE",
  warehouse: "KAFKA",
  login: { kind: "keyPair", privateKey },
  feed: {
    mode: "stream",
    table: ["SHOP", "ML", "SCORES"],
    stream: ["SHOP", "ML", "SCORES_CHANGES"],
    stage: ["SHOP", "ML", "SCORES_STAGE"],
  },
  topic: "scores",
  keyColumns: ["ID"],
};

export const apply: KafkaApplySpec = {
  landing: ["SHOP", "RAW", "PAYMENTS"],
  target: ["SHOP", "CORE", "PAYMENTS"],
  shape: { stored: "columns", value: "flat" },
  columns: { ID: "NUMBER(38,0)", AMOUNT: "NUMBER(12,2)" },
  key: ["ID"],
};

export const cluster: FlinkCluster = { bootstrapServers: "b-1:9098", auth: { kind: "iam" } };

export const windows: FlinkWindowSpec = {
  name: "payments-by-merchant",
  source: {
    topic: "payments",
    columns: { merchant: "STRING", amount: "DECIMAL(12, 2)", at: "TIMESTAMP_LTZ(3)" },
    time: "at",
  },
  window: { type: "tumble", size: "5 minutes" },
  groupBy: ["merchant"],
  aggregates: {
    payments: { function: "count" },
    volume: { function: "sum", of: "amount" },
  },
  sink: { topic: "payments-5m" },
};

/** Message of what a call throws. */
export function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}
