import {
  ConnectRuntime,
  KafkaCluster,
  type SnowflakeSinkArgs,
  type SnowflakeSourceArgs,
} from "../../components";
import { publicKey } from "./fixtures";

export const privateKey = "${file:/run/secrets/floe:key}";

/** Brokers and workers that exist. */
export function existing(brokers = 1) {
  const cluster = new KafkaCluster("kafka", {
    cluster: { existing: { bootstrapServers: ["127.0.0.1:19092"], auth: "plaintext", brokers } },
  });
  const runtime = new ConnectRuntime("connect", {
    cluster,
    run: { existing: { url: "http://127.0.0.1:8083" } },
  });
  return { cluster, runtime };
}

const login = { keyPair: { privateKey: { placeholder: privateKey }, publicKey } } as const;
const host = "org-account.snowflakecomputing.com";

export function sourceArgs(): SnowflakeSourceArgs {
  return {
    ...existing(),
    login,
    host,
    feed: {
      mode: "stream",
      table: ["SHOP", "ML", "SCORES"],
      columns: { ID: "NUMBER(38,0)", SCORE: "FLOAT" },
    },
    keyColumns: ["ID"],
    topic: "scores",
  };
}

export function sinkArgs(): SnowflakeSinkArgs {
  return {
    ...existing(),
    login,
    host,
    version: "2.5.0",
    database: "SHOP",
    schema: "RAW",
    topics: {
      payments: {
        columns: { ID: "NUMBER(38,0)", AMOUNT: "NUMBER(12,2)" },
        key: ["ID"],
        apply: { by: "merge", target: ["SHOP", "CORE", "PAYMENTS"], operation: "tombstone" },
      },
    },
  };
}
