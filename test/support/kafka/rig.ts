import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile, readdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafkaSourceConfig, kafkaSourceObjects, type KafkaSourceSpec } from "../../../blueprints/kafka";
import { freePort } from "../../../local/cloud/ports";
import type { Properties } from "../../../local/kafka/properties";
import { sourcePlugin } from "../../../local/kafka/source";
import { startKafka, type RunningKafka } from "../../../local/kafka/start";
import type { Kept } from "../../../local/processes/kept";
import { keepAccount } from "./account";
import { Connect } from "./connect";
import { Sql } from "./sql";
import { Topics } from "./topics";

const ADMIN = { user: "FLOE", password: "a-long-test-password" };
const ROBOT = "KAFKA_SOURCE";

export interface RigOptions {
  /** Name of its folder. */
  readonly name: string;
  /** Default true. */
  readonly exactlyOnce?: boolean;
  readonly registry?: boolean;
  readonly plugins?: Readonly<Record<string, string>>;
  readonly workerSettings?: Properties;
  readonly jvm?: readonly string[];
}

export type Part = "broker" | "worker" | "snowflake";

/**
 * A broker, a Connect worker with the house's source and a local Snowflake, each a process that is started again in its
 * place when it is killed, on the state it had.
 */
export class Rig {
  readonly log: string[] = [];
  readonly connect: Connect;

  private constructor(
    readonly stateDir: string,
    readonly kafka: RunningKafka,
    private readonly snowflake: Kept,
    readonly snowflakeUrl: string,
  ) {
    this.connect = new Connect(kafka.connectUrl ?? "");
  }

  static async start(options: RigOptions): Promise<Rig> {
    const stateDir = mkdtempSync(join(tmpdir(), `floe-${options.name}-`));
    const log: string[] = [];
    const port = await freePort();
    const note = (line: string): void => {
      log.push(`${new Date().toISOString()} ${line}`);
    };
    const snowflake = await keepAccount(stateDir, port, ADMIN, note, 1000);
    try {
      const kafka = await startKafka({
        stateDir,
        log: note,
        sink: false,
        registry: options.registry ?? false,
        plugins: { "snowflake-source": await plugin(stateDir, note), ...options.plugins },
        limit: 1000,
        jvm: options.jvm ?? ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"],
        // One worker of one test: a dead one is forgotten as fast as the broker allows.
        brokerSettings: { "group.min.session.timeout.ms": 1000 },
        workerSettings: {
          "session.timeout.ms": 2000,
          "heartbeat.interval.ms": 500,
          ...(options.exactlyOnce === false && { "exactly.once.source.support": "disabled" }),
          ...options.workerSettings,
        },
      });
      const rig = new Rig(stateDir, kafka, snowflake, `http://127.0.0.1:${port}`);
      rig.log.push(...log);
      await rig.prepare();
      return rig;
    } catch (error) {
      await snowflake.stop();
      throw error;
    }
  }

  /** The role and the user of the source, and where its objects are. */
  private async prepare(): Promise<void> {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    mkdirSync(this.kafka.secrets, { recursive: true });
    const flat = pem.replace(/-----[A-Z ]+-----|\s/g, "");
    writeFileSync(this.secretFile, `key=${flat}\n`, { mode: 0o600 });
    const der = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
    const sql = await this.sql();
    for (const each of [
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
    ])
      await sql.rows(each);
  }

  private get secretFile(): string {
    return join(this.kafka.secrets, "source.properties");
  }

  /** The administrator's login, as the Python driver takes it. */
  login(): Readonly<Record<string, string | number>> {
    const { hostname, port } = new URL(this.snowflakeUrl);
    return {
      ...ADMIN,
      account: "FLOE_LOCAL",
      host: hostname,
      port: Number(port),
      protocol: "http",
      role: "ACCOUNTADMIN",
      warehouse: "W",
    };
  }

  /** A session of the administrator in SHOP.SALES. */
  async sql(): Promise<Sql> {
    const sql = await Sql.open(this.snowflakeUrl, ADMIN.user, ADMIN.password);
    for (const each of ["USE ROLE ACCOUNTADMIN", "USE WAREHOUSE W", "USE SCHEMA SHOP.SALES"])
      await sql.rows(each).catch(() => undefined);
    return sql;
  }

  /** Makes the stream, stage and claim of a table's source as the component does, with the rights it gives. */
  async objects(table: string): Promise<void> {
    const sql = await this.sql();
    const made = kafkaSourceObjects({ ...names(table), keyColumns: ["ID"] });
    for (const each of [
      made.stream,
      made.stage,
      made.claim,
      `GRANT SELECT ON TABLE ${table} TO ROLE ${ROBOT}`,
      // A resnapshot makes the stream anew.
      `GRANT OWNERSHIP ON STREAM ${table}_STREAM TO ROLE ${ROBOT} COPY CURRENT GRANTS`,
      `GRANT OWNERSHIP ON TABLE ${table}_STAGE TO ROLE ${ROBOT} COPY CURRENT GRANTS`,
      `GRANT OWNERSHIP ON TABLE ${table}_STAGE_CLAIM TO ROLE ${ROBOT} COPY CURRENT GRANTS`,
    ])
      await sql.rows(each);
  }

  /** What the component would deploy for the table, written to a topic of its name in lower case. */
  config(table: string, change: Partial<KafkaSourceSpec> = {}): Record<string, string> {
    return {
      ...kafkaSourceConfig({
        name: `${table.toLowerCase()}-source`,
        host: this.snowflakeUrl,
        account: "FLOE_LOCAL",
        user: ROBOT,
        role: ROBOT,
        warehouse: "W",
        login: { kind: "keyPair", privateKey: `\${file:${this.secretFile}:key}` },
        topic: table.toLowerCase(),
        feed: { mode: "stream", ...names(table) },
        keyColumns: ["ID"],
        valueFormat: "envelope",
        deletes: "row",
        pollIntervalMs: 200,
        ...change,
      }),
    };
  }

  async topic(name: string, partitions: number): Promise<void> {
    const topics = await Topics.open(this.kafka.bootstrap);
    await topics.make(name, partitions);
    await topics.close();
  }

  part(part: Part): Kept {
    if (part === "snowflake") return this.snowflake;
    const kept = part === "broker" ? this.kafka.broker : this.kafka.worker;
    if (kept === undefined) throw new Error(`there is no ${part}`);
    return kept;
  }

  /** The end of a process's own log. */
  tail(part: Part, lines = 40): string {
    const file = { broker: "kafka.log", worker: "connect.log", snowflake: "snowflake.log" }[part];
    const text = readFileSync(join(this.stateDir, "logs", file), "utf8");
    return text.trimEnd().split("\n").slice(-lines).join("\n");
  }

  async stop(): Promise<void> {
    await this.kafka.stop();
    await this.snowflake.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

const names = (table: string) => ({
  table: ["SHOP", "SALES", table] as const,
  stream: ["SHOP", "SALES", `${table}_STREAM`] as const,
  stage: ["SHOP", "SALES", `${table}_STAGE`] as const,
});

/** The packaged plugin as it is now, whoever builds it anew meanwhile. */
async function plugin(stateDir: string, log: (line: string) => void): Promise<string> {
  const packaged = (await sourcePlugin(stateDir, log))["snowflake-source"];
  if (packaged === undefined)
    throw new Error("connectors/snowflake-source is not packaged: run npm run build:connectors");
  const folder = join(stateDir, "source-plugin");
  mkdirSync(folder);
  for (const jar of await readdir(packaged))
    if (jar.startsWith("floe-")) await copyFile(join(packaged, jar), join(folder, jar));
    else await symlink(join(packaged, jar), join(folder, jar));
  return folder;
}
