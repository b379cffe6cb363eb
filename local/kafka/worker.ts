import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { Kept } from "../processes/kept";
import type { Artifacts } from "./artifacts";
import type { Java } from "./java";
import { keepJvm, LOGGING, tuning, type JvmTuning } from "./jvm";
import { writeProperties, type Properties } from "./properties";

export interface WorkerOptions extends JvmTuning {
  readonly java: Java;
  readonly artifacts: Artifacts;
  /** Holds its configuration and the links to its plugins. */
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  readonly bootstrap: string;
  /** Plugin folders by the name they are linked under; each has a ServiceLoader manifest. */
  readonly plugins: Readonly<Record<string, string>>;
  /** Files under it may be named as `${file:<path>:<key>}` in connectors' configurations. */
  readonly secrets: string;
  readonly log: (line: string) => void;
  /** Over the settings below, such as `exactly.once.source.support`. */
  readonly overrides?: Properties;
}

/** Starts one distributed Connect worker, sources exactly once; its connectors live in Kafka and outlast it. */
export async function startWorker(options: WorkerOptions): Promise<Kept> {
  const { artifacts, folder, java, port } = options;
  for (const each of [folder, options.secrets]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const plugins = link(join(folder, "plugins"), options.plugins);
  const file = join(folder, "worker.properties");
  writeProperties(file, { ...settings(options, plugins), ...options.overrides });
  const main = "org.apache.kafka.connect.cli.ConnectDistributed";
  return keepJvm({
    ...tuning(options),
    name: "Connect worker",
    java,
    args: ["-Xms256m", "-Xmx1g", ...LOGGING, "-cp", artifacts.classpath, main, file],
    cwd: folder,
    logFile: options.logFile,
    log: options.log,
    answers: () => healthy(port),
  });
}

function settings({ bootstrap, port, secrets }: WorkerOptions, plugins: string): Properties {
  const topics = Object.fromEntries(
    ["config", "offset", "status"].flatMap((name) => [
      [`${name}.storage.topic`, `floe-connect-${name}`],
      [`${name}.storage.replication.factor`, 1],
    ]),
  ) as Properties;
  return {
    "bootstrap.servers": bootstrap,
    "group.id": "floe-connect",
    listeners: `http://127.0.0.1:${port}`,
    "rest.advertised.host.name": "127.0.0.1",
    ...topics,
    "offset.storage.partitions": 5,
    "status.storage.partitions": 2,
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "exactly.once.source.support": "enabled",
    "plugin.path": plugins,
    // Looking through every class of the sink's jars would triple the start.
    "plugin.discovery": "service_load",
    "connector.client.config.override.policy": "All",
    // One worker: nobody else could take over its tasks, so nothing is gained by waiting for it.
    "scheduled.rebalance.max.delay.ms": 0,
    "session.timeout.ms": 6000,
    "heartbeat.interval.ms": 2000,
    "offset.flush.interval.ms": 10_000,
    "config.providers": "file",
    "config.providers.file.class": "org.apache.kafka.common.config.provider.FileConfigProvider",
    "config.providers.file.param.allowed.paths": secrets,
  };
}

/** A folder with one link for each plugin, and nothing of earlier starts. */
function link(folder: string, plugins: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder))
    if (lstatSync(join(folder, name)).isSymbolicLink()) rmSync(join(folder, name));
  for (const [name, target] of Object.entries(plugins))
    symlinkSync(target, join(folder, basename(name)), "dir");
  return folder;
}

/** Ready to take requests, as the worker itself says: it has joined its group and read its topics. */
async function healthy(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
