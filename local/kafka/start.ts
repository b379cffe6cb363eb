import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../cloud/ports";
import type { Kept } from "../processes/kept";
import { scrubbedEnvironment } from "../processes/supervised";
import { ensureArtifacts, pinned, unpack, type Artifacts } from "./artifacts";
import { startBroker } from "./broker";
import { findJava, JavaMissing, REGISTRY_JAVA, type Java } from "./java";
import { tuning, type JvmTuning } from "./jvm";
import type { Properties } from "./properties";
import { registryUrl, startRegistry } from "./registry";
import { startWorker } from "./worker";

const run = promisify(execFile);

export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
  readonly connect: number;
  readonly registry: number;
}

export interface KafkaOptions extends JvmTuning {
  /** Everything is kept in its folder `kafka`, logs in `logs`. */
  readonly stateDir: string;
  readonly log: (line: string) => void;
  /** Default: free ones. */
  readonly ports?: Partial<KafkaPorts>;
  /** A Connect worker too. Default true. */
  readonly worker?: boolean;
  /** The official Snowflake sink among the worker's plugins. Default true. */
  readonly sink?: boolean;
  /** The schema registry, where there is a Java that runs it. Default true. */
  readonly registry?: boolean;
  /** Further plugin folders of the worker, by name; each with a ServiceLoader manifest. */
  readonly plugins?: Readonly<Record<string, string>>;
  readonly brokerSettings?: Properties;
  readonly workerSettings?: Properties;
}

/** A running Kafka on loopback. */
export interface RunningKafka {
  readonly bootstrap: string;
  readonly ports: KafkaPorts;
  readonly connectUrl?: string;
  /** Confluent's registry API. */
  readonly registryUrl?: string;
  /** Files in it may be named in connectors' configurations as `${file:<path>:<key>}`. */
  readonly secrets: string;
  readonly broker: Kept;
  readonly worker?: Kept;
  stop(): Promise<void>;
}

/**
 * Starts a broker and, unless told otherwise, a Connect worker and a schema registry. What they run is fetched once
 * per machine (Kafka 55 MB, the sink 165 MB, the registry 160 MB); then they answer after about 8 seconds.
 *
 * Nothing is left running when one of them fails.
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { log, stateDir } = options;
  const folder = join(stateDir, "kafka");
  const logs = join(stateDir, "logs");
  for (const each of [folder, logs]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const java = await findJava();
  const artifacts = await ensureArtifacts(pinned("kafka"), { java, log });
  const ports = await choose(options.ports ?? {});
  const bootstrap = `127.0.0.1:${ports.broker}`;
  const secrets = join(folder, "secrets");
  const common = { artifacts, java, log, ...tuning(options) };

  const broker = startBroker({
    ...common,
    folder,
    logFile: join(logs, "kafka.log"),
    port: ports.broker,
    controllerPort: ports.controller,
    overrides: options.brokerSettings ?? {},
  });
  const worker = options.worker === false ? undefined : afterBroker();
  const registry = options.registry === false ? undefined : withRegistry();
  const started = await Promise.allSettled([broker, worker, registry]);
  const services = started.flatMap((each) => (each.status === "fulfilled" && each.value ? [each.value] : []));
  const stop = async (): Promise<void> => {
    // The broker last: the worker commits to it while it winds down.
    for (const service of services.slice(1)) await service.stop();
    await services[0]?.stop();
  };
  const failed = started.find((each) => each.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const [running, connect, schemas] = [await broker, await worker, await registry];
  return {
    bootstrap,
    ports,
    secrets,
    broker: running,
    ...(connect && { worker: connect, connectUrl: `http://127.0.0.1:${ports.connect}` }),
    ...(schemas && { registryUrl: registryUrl(ports.registry) }),
    stop,
  };

  async function afterBroker(): Promise<Kept> {
    const sink = options.sink === false ? undefined : await ensureSink(java, artifacts, log);
    await broker;
    return startWorker({
      ...common,
      folder: join(folder, "connect"),
      logFile: join(logs, "connect.log"),
      port: ports.connect,
      bootstrap,
      secrets,
      plugins: { ...(sink && { "snowflake-sink": sink.folder }), ...options.plugins },
      overrides: options.workerSettings ?? {},
    });
  }

  async function withRegistry(): Promise<Kept | undefined> {
    let newer: Java;
    try {
      newer = await findJava(REGISTRY_JAVA);
    } catch (error) {
      if (!(error instanceof JavaMissing)) throw error;
      log(`no schema registry: ${error.message}`);
      return undefined;
    }
    return startRegistry({
      java: newer,
      artifacts: await ensureArtifacts(pinned("apicurio"), { java: newer, log, prepare: unpack }),
      folder: join(folder, "registry"),
      logFile: join(logs, "registry.log"),
      port: ports.registry,
      log,
    });
  }
}

async function choose(wanted: Partial<KafkaPorts>): Promise<KafkaPorts> {
  const pick = (port: number | undefined): Promise<number> =>
    port === undefined ? freePort() : Promise.resolve(port);
  return {
    broker: await pick(wanted.broker),
    controller: await pick(wanted.controller),
    connect: await pick(wanted.connect),
    registry: await pick(wanted.registry),
  };
}

/** The sink, given the manifest it lacks, so that the worker need not look through all its classes. */
export function ensureSink(java: Java, kafka: Artifacts, log: (line: string) => void): Promise<Artifacts> {
  return ensureArtifacts(pinned("snowflake-sink"), {
    java,
    log,
    prepare: async (folder) => {
      const main = ["-cp", kafka.classpath, "org.apache.kafka.tools.ConnectPluginPath"];
      const args = [...main, "sync-manifests", "--plugin-path", dirname(folder)];
      await run(java.executable, args, {
        env: scrubbedEnvironment({}),
        timeout: 300_000,
        maxBuffer: 1 << 26,
      });
    },
  });
}
