import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  kafkaSinkConfig,
  kafkaSourceConfig,
  kafkaSourceObjects,
  type KafkaSinkSpec,
  type KafkaSourceSpec,
} from "../../../blueprints";
import type { CloudState } from "../../../local/cloud/state";
import { Floe } from "../floe";
import { Connect } from "./connect";

const ROBOT = "KAFKA";
const names = {
  table: ["SHOP", "SALES", "SCORES"] as const,
  stream: ["SHOP", "SALES", "SCORES_STREAM"] as const,
  stage: ["SHOP", "SALES", "SCORES_STAGE"] as const,
};

/** A local cloud with Kafka as users start it, and a user for connectors between a few tables and topics. */
export class FloeBridge {
  readonly floe = new Floe();
  cloud!: Pick<CloudState, "snowflake" | "kafka">;
  connect!: Connect;

  async start(): Promise<void> {
    this.cloud = (await this.floe.json("local", "up", "--kafka")) as unknown as CloudState;
    this.connect = new Connect(this.kafka.connectUrl);
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    mkdirSync(this.kafka.secrets, { recursive: true });
    writeFileSync(this.keyFile, `key=${pem.replace(/-----[A-Z ]+-----|\s/g, "")}\n`, { mode: 0o600 });
    const der = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
    const made = kafkaSourceObjects({ ...names, keyColumns: ["ID"] });
    await this.floe.sql(
      [
        "CREATE WAREHOUSE W WAREHOUSE_SIZE = XSMALL",
        "CREATE DATABASE SHOP",
        "CREATE SCHEMA SHOP.SALES",
        `CREATE ROLE ${ROBOT}`,
        `CREATE USER ${ROBOT} TYPE = SERVICE DEFAULT_ROLE = ${ROBOT} RSA_PUBLIC_KEY = '${der}'`,
        `GRANT ROLE ${ROBOT} TO USER ${ROBOT}`,
        `GRANT ROLE ${ROBOT} TO ROLE ACCOUNTADMIN`,
        `GRANT USAGE ON WAREHOUSE W TO ROLE ${ROBOT}`,
        `GRANT USAGE ON DATABASE SHOP TO ROLE ${ROBOT}`,
        `GRANT USAGE, CREATE STREAM ON SCHEMA SHOP.SALES TO ROLE ${ROBOT}`,
        'CREATE TABLE SHOP.SALES.SCORES ("ID" VARCHAR NOT NULL, "SENT_AT" NUMBER(38,0), "RECORD_METADATA" VARIANT) CHANGE_TRACKING = TRUE',
        made.stream,
        made.stage,
        made.claim,
        ...["TABLE SHOP.SALES.SCORES", "STREAM SHOP.SALES.SCORES_STREAM"].map(
          (object) => `GRANT OWNERSHIP ON ${object} TO ROLE ${ROBOT} COPY CURRENT GRANTS`,
        ),
        ...["SCORES_STAGE", "SCORES_STAGE_CLAIM"].map(
          (table) => `GRANT OWNERSHIP ON TABLE SHOP.SALES.${table} TO ROLE ${ROBOT} COPY CURRENT GRANTS`,
        ),
      ].join(";\n"),
    );
  }

  get kafka(): NonNullable<CloudState["kafka"]> {
    if (this.cloud.kafka === undefined) throw new Error("the cloud has no Kafka");
    return this.cloud.kafka;
  }

  private get keyFile(): string {
    return join(this.kafka.secrets, "robot.properties");
  }

  private get account() {
    const { host, port } = this.cloud.snowflake;
    return {
      host: `http://${host}:${port}`,
      user: ROBOT,
      role: ROBOT,
      login: { kind: "keyPair", privateKey: `\${file:${this.keyFile}:key}` } as const,
    };
  }

  /** Topics into SHOP.SALES. */
  sink(spec: Pick<KafkaSinkSpec, "name" | "topics"> & Partial<KafkaSinkSpec>): Record<string, string> {
    return {
      ...kafkaSinkConfig({ version: "2.5.0", ...this.account, database: "SHOP", schema: "SALES", ...spec }),
    };
  }

  /** SHOP.SALES.SCORES into a topic. */
  source(spec: Pick<KafkaSourceSpec, "name" | "topic"> & Partial<KafkaSourceSpec>): Record<string, string> {
    return {
      ...kafkaSourceConfig({
        ...this.account,
        account: this.cloud.snowflake.account,
        warehouse: "W",
        feed: { mode: "stream", ...names },
        keyColumns: ["ID"],
        pollIntervalMs: 200,
        ...spec,
      }),
    };
  }

  dispose(): Promise<void> {
    return this.floe.dispose();
  }
}
