import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Kept } from "../processes/kept";
import { scrubbedEnvironment } from "../processes/supervised";
import type { Artifacts } from "./artifacts";
import type { Java } from "./java";
import { keepJvm, LOGGING, tuning, type JvmTuning } from "./jvm";
import { writeProperties, type Properties } from "./properties";

const run = promisify(execFile);

export interface BrokerOptions extends JvmTuning {
  readonly java: Java;
  readonly artifacts: Artifacts;
  /** Holds its data and its configuration. */
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly log: (line: string) => void;
  /** Over the settings below. */
  readonly overrides?: Properties;
}

/** Starts one KRaft node that is broker and controller; its data is made at the first start and kept. */
export async function startBroker(options: BrokerOptions): Promise<Kept> {
  const { artifacts, folder, java, port } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "server.properties");
  writeProperties(file, { ...settings(options), ...options.overrides });
  await format(options, file);
  return keepJvm({
    ...tuning(options),
    name: "Kafka broker",
    java,
    args: ["-Xms256m", "-Xmx512m", ...LOGGING, "-cp", artifacts.classpath, "kafka.Kafka", file],
    cwd: folder,
    logFile: options.logFile,
    log: options.log,
    answers: () => answers(port),
  });
}

/** As the production cluster's where one node can: topics are declared, never made by a client's typing error. */
function settings({ folder, port, controllerPort }: BrokerOptions): Properties {
  return {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": join(folder, "data"),
    "auto.create.topics.enable": false,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 8,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 8,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    // A killed broker may register again only when it is believed dead: nine seconds by default.
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 500,
    // A killed transaction is ended soon after its time is up, not only at the next look ten seconds later.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
  };
}

/** Gives the data folder its identity. One broken off half way holds no data yet and is made anew. */
async function format({ artifacts, folder, java, log }: BrokerOptions, file: string): Promise<void> {
  const data = join(folder, "data");
  const done = join(folder, "formatted");
  if (existsSync(done) && existsSync(join(data, "meta.properties"))) return;
  rmSync(data, { recursive: true, force: true });
  log("making the Kafka broker's data folder");
  const args = [
    ...LOGGING,
    "-cp",
    artifacts.classpath,
    "kafka.tools.StorageTool",
    "format",
    "-t",
    clusterId(),
  ];
  try {
    await run(java.executable, [...args, "-c", file], { env: scrubbedEnvironment({}), timeout: 60_000 });
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    const text = (stderr + stdout).trim().split("\n").slice(-8).join("\n");
    throw new Error(`the Kafka broker's data folder ${data} could not be made:\n${text}`, { cause: error });
  }
  mkdirSync(done, { recursive: true });
}

/** 22 characters of URL-safe base64; the first must not look like an option. */
const clusterId = (): string => randomBytes(16).toString("base64url").replace(/^-/, "A");

/** Asks the broker for its versions: it answers this only when it serves clients. */
export function answers(port: number): Promise<boolean> {
  // Length, api key 18, version 0, correlation 1, no client id.
  const request = Buffer.from("0000000a001200000000" + "0001" + "ffff", "hex");
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => socket.write(request));
    const finish = (value: boolean): void => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once("error", () => finish(false));
    socket.once("close", () => finish(false));
    socket.once("data", (bytes: Buffer) => finish(bytes.length >= 10 && bytes.readInt16BE(8) === 0));
  });
}
