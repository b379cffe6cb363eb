import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kafkaSinkConfig, type KafkaSinkSpec } from "../../../blueprints/kafka";
import { freePort } from "../../../local/cloud/ports";
import { startKafka, type RunningKafka } from "../../../local/kafka/start";
import type { Kept } from "../../../local/processes/kept";
import { keepAccount } from "../../support/kafka/account";
import { ADMIN, Client } from "../../support/snowflake-client";

const NAMES = { user: "KAFKA_SINK", role: "KAFKA_SINK", database: "BRIDGE", schema: "IN" } as const;

/** A local Kafka with a worker, a local Snowflake, and a user for the sink who may make tables and nothing else. */
export class Bridge {
  private constructor(
    readonly log: readonly string[],
    readonly stateDir: string,
    readonly kafka: RunningKafka,
    readonly snowflake: Kept,
    readonly address: { readonly host: string; readonly port: number; readonly url: string },
    private session: Client,
    private readonly keyFile: string,
  ) {}

  static async start(): Promise<Bridge> {
    const stateDir = mkdtempSync(join(tmpdir(), "floe-sink-"));
    const log: string[] = [];
    const port = await freePort();
    const address = { host: "127.0.0.1", port, url: `http://127.0.0.1:${port}` };
    const snowflake = await keepAccount(stateDir, port, ADMIN, (line) => log.push(line));
    const kafka = await startKafka({ stateDir, registry: false, log: (line) => log.push(line) });
    const client = await Client.connect(address);
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const keyFile = join(kafka.secrets, "sink.properties");
    mkdirSync(kafka.secrets, { recursive: true });
    writeFileSync(keyFile, `key=${pem.replace(/-----[A-Z ]+-----|\s/g, "")}\n`, { mode: 0o600 });
    const der = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
    const { user, role, database, schema } = NAMES;
    for (const sql of [
      `CREATE ROLE ${role}`,
      `CREATE USER ${user} TYPE = SERVICE DEFAULT_ROLE = ${role} RSA_PUBLIC_KEY = '${der}'`,
      `GRANT ROLE ${role} TO USER ${user}`,
      `GRANT ROLE ${role} TO ROLE ACCOUNTADMIN`,
      "CREATE WAREHOUSE W WAREHOUSE_SIZE = XSMALL",
      `CREATE DATABASE ${database}`,
      `CREATE SCHEMA ${database}."${schema}"`,
      `GRANT USAGE ON DATABASE ${database} TO ROLE ${role}`,
      `GRANT USAGE, CREATE TABLE ON SCHEMA ${database}."${schema}" TO ROLE ${role}`,
      `USE SCHEMA ${database}."${schema}"`,
    ])
      await client.rows(sql);
    return new Bridge(log, stateDir, kafka, snowflake, address, client, keyFile);
  }

  /** The administrator's session. */
  get client(): Client {
    return this.session;
  }

  /** Kills the local Snowflake, and waits until it answers again. */
  async killSnowflake(): Promise<void> {
    this.snowflake.kill();
    await this.snowflake.settled();
    this.session = await Client.connect(this.address);
    await this.session.rows(`USE SCHEMA ${NAMES.database}."${NAMES.schema}"`);
  }

  /** What the component would give the worker; the key is the worker's to resolve. */
  config(spec: Pick<KafkaSinkSpec, "name" | "topics"> & Partial<KafkaSinkSpec>): Record<string, string> {
    return {
      ...kafkaSinkConfig({
        version: "2.5.0",
        host: this.address.url,
        ...NAMES,
        login: { kind: "keyPair", privateKey: `\${file:${this.keyFile}:key}` },
        ...spec,
      }),
    };
  }

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.kafka.connectUrl ?? ""}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }

  /** Makes or changes the connector, and waits until its tasks run. */
  async run(config: Readonly<Record<string, string>>): Promise<void> {
    const name = config["name"] ?? "";
    await this.call("PUT", `/connectors/${name}/config`, config);
    await until(async () => {
      const states = await this.states(name).catch(() => []);
      return states.length > 1 && states.every((state) => state === "RUNNING");
    }, 60_000);
  }

  async states(name: string): Promise<string[]> {
    interface Part {
      readonly state: string;
      readonly trace?: string;
    }
    const status = (await this.call("GET", `/connectors/${name}/status`)) as {
      connector: Part;
      tasks: Part[];
    };
    const all = [status.connector, ...status.tasks];
    const failed = all.find(({ state }) => state === "FAILED");
    if (failed !== undefined) throw new Error(failed.trace ?? "failed");
    return all.map(({ state }) => state);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.kafka.stop();
    await this.snowflake.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  connectLog(): string {
    return readFileSync(join(this.stateDir, "logs", "connect.log"), "utf8");
  }
}

/** Waits for something, looking often. The last failure, if any, is told. */
export async function until(holds: () => Promise<boolean>, patienceMs = 60_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error(`it did not happen in ${patienceMs / 1000} s: ${holds.toString()}`);
    await sleep(150);
  }
}
