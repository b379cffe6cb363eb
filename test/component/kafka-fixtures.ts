import type * as pulumi from "@pulumi/pulumi";
import {
  ConnectRuntime,
  KafkaCluster,
  type ConnectorRunner,
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

/** Runs connectors as another does, and tells what the last one waits for. */
export function watching(runtime: ConnectorRunner) {
  let waits: readonly pulumi.Resource[] = [];
  const runner: ConnectorRunner = {
    placeOf: (kind) => runtime.placeOf(kind),
    placeholder: (kind, variable, secret) => runtime.placeholder(kind, variable, secret),
    connector: (name, spec, opts) => {
      waits = [opts?.dependsOn ?? []].flat() as readonly pulumi.Resource[];
      return runtime.connector(name, spec, opts);
    },
  };
  return { runner, waitsFor: () => namesOf(waits) };
}

/** Logical names of resources. */
export async function namesOf(resources: readonly pulumi.Resource[]): Promise<readonly string[]> {
  const urns = await Promise.all(
    resources.map(({ urn }) => new Promise<string>((resolve) => void urn.apply(resolve))),
  );
  return urns.map((urn) => urn.split("::").at(-1) ?? "");
}
