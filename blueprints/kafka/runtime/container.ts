import type { KafkaConfig } from "../keys";
import { propertiesText } from "./properties";

/** A container as a task definition of ECS lists it. */
export type ContainerDefinition = Readonly<Record<string, unknown>> & { readonly name: string };

/** What one task of Connect runs: a worker, what fetches its plugin, and what keeps its connectors. */
export interface KafkaTaskSpec {
  /** Image with Kafka's distribution, under /opt/kafka or KAFKA_HOME. */
  readonly image: string;
  /** Image with Python and AWS's client for it. */
  readonly helperImage: string;
  readonly region: string;
  readonly logGroup: string;
  readonly settings: KafkaConfig;
  /** Configurations by connector. */
  readonly connectors: Readonly<Record<string, KafkaConfig>>;
  readonly plugin: {
    readonly bucket: string;
    readonly key: string;
    readonly version: string;
    readonly sha256: string;
  };
  /** ARN of each secret, by the variable that holds it. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Versions of secrets, by variable: another one is another task. Default: none. */
  readonly secretVersions?: Readonly<Record<string, number>>;
  readonly heapMb: number;
  readonly port: number;
  /** Texts of the programs in Python. */
  readonly scripts: { readonly fetch: string; readonly keeper: string };
  /** Rules of Prometheus' JMX exporter, where the plugin holds it. Default: none. */
  readonly jmxConfig?: string;
  /** Any text: another one is another task. Default: none. */
  readonly retryTrigger?: string;
}

/** Variables with the sign-in to the brokers: the worker's own, which connectors have no need of. */
export const workerVariables = {
  username: "FLOE_KAFKA_USERNAME",
  password: "FLOE_KAFKA_PASSWORD",
  keystore: "FLOE_KAFKA_KEYSTORE",
  keystorePassword: "FLOE_KAFKA_KEYSTORE_PASSWORD",
  /** Made of user and password when the worker starts. */
  login: "FLOE_KAFKA_LOGIN",
} as const;

/** Where the worker puts the client's keystore. */
export const keystorePath = "/tmp/client.p12";

const folder = "/opt/floe";
const plugins = `${folder}/plugins`;
const statusFile = "/tmp/connectors";
const metricsPort = 9404;

const start = `set -euo pipefail
umask 077
quoted() { printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g'; }
if [ -n "\${FLOE_KAFKA_USERNAME:-}" ]; then
  export FLOE_KAFKA_LOGIN="org.apache.kafka.common.security.scram.ScramLoginModule required username=\\"$(quoted "$FLOE_KAFKA_USERNAME")\\" password=\\"$(quoted "$FLOE_KAFKA_PASSWORD")\\";"
fi
if [ -n "\${FLOE_KAFKA_KEYSTORE:-}" ]; then
  printf '%s' "\${FLOE_KAFKA_KEYSTORE}" | base64 -d > ${keystorePath}
fi
unset FLOE_KAFKA_USERNAME FLOE_KAFKA_PASSWORD FLOE_KAFKA_KEYSTORE
printf '%s' "\${FLOE_WORKER_SETTINGS}" > /tmp/worker.properties
printf 'rest.advertised.host.name=%s\\n' "$(hostname -i | cut -d' ' -f1)" >> /tmp/worker.properties
for jar in ${plugins}/connector/aws-msk-iam-auth*.jar; do
  if [ -e "$jar" ]; then export CLASSPATH="\${CLASSPATH:+$CLASSPATH:}$jar"; fi
done
if [ -n "\${FLOE_JMX_CONFIG:-}" ]; then
  printf '%s' "\${FLOE_JMX_CONFIG}" > /tmp/jmx.yml
  for jar in ${plugins}/connector/jmx_prometheus_javaagent*.jar; do
    if [ -e "$jar" ]; then export KAFKA_OPTS="\${KAFKA_OPTS:-} -javaagent:$jar=127.0.0.1:${metricsPort}:/tmp/jmx.yml"; fi
  done
fi
exec "\${KAFKA_HOME:-/opt/kafka}/bin/connect-distributed.sh" /tmp/worker.properties
`;

const healthy = `import os,sys,time
p = os.environ["FLOE_STATUS_FILE"]
sys.exit(0 if open(p).read() == "ok" and time.time() - os.path.getmtime(p) < 120 else 1)`;

/**
 * Containers of a task. The plugin is fetched and proven before the worker starts; the task counts as healthy once a
 * worker's answer shows every connector running with the configuration given, so a deployment that does not get there is
 * taken back.
 */
export function kafkaTaskContainers(spec: KafkaTaskSpec): readonly ContainerDefinition[] {
  return [fetch(spec), worker(spec), keeper(spec)];
}

function fetch({ plugin, region, scripts, ...spec }: KafkaTaskSpec): ContainerDefinition {
  return {
    name: "fetch",
    image: spec.helperImage,
    essential: false,
    entryPoint: ["python3", "-c"],
    command: [scripts.fetch],
    environment: environment({
      AWS_REGION: region,
      FLOE_PLUGIN_BUCKET: plugin.bucket,
      FLOE_PLUGIN_KEY: plugin.key,
      FLOE_PLUGIN_PATH: plugins,
      FLOE_PLUGIN_SHA256: plugin.sha256,
      FLOE_PLUGIN_VERSION: plugin.version,
    }),
    mountPoints: [{ sourceVolume: "floe", containerPath: folder, readOnly: false }],
    logConfiguration: logs(spec.logGroup, region, "fetch"),
  };
}

function worker({ region, port, ...spec }: KafkaTaskSpec): ContainerDefinition {
  return {
    name: "worker",
    image: spec.image,
    essential: true,
    dependsOn: [{ containerName: "fetch", condition: "SUCCESS" }],
    entryPoint: ["bash", "-c"],
    command: [start],
    environment: environment({
      AWS_REGION: region,
      FLOE_WORKER_SETTINGS: propertiesText(spec.settings),
      KAFKA_HEAP_OPTS: `-Xms${Math.round(spec.heapMb / 2)}m -Xmx${spec.heapMb}m`,
      ...(spec.jmxConfig === undefined ? {} : { FLOE_JMX_CONFIG: spec.jmxConfig }),
      ...(Object.keys(spec.secretVersions ?? {}).length === 0
        ? {}
        : { FLOE_SECRET_VERSIONS: JSON.stringify(spec.secretVersions) }),
    }),
    secrets: Object.entries(spec.secrets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, valueFrom]) => ({ name, valueFrom })),
    portMappings: [{ containerPort: port, protocol: "tcp" }],
    mountPoints: [{ sourceVolume: "floe", containerPath: folder, readOnly: true }],
    healthCheck: {
      command: ["CMD-SHELL", `bash -c '</dev/tcp/127.0.0.1/${port}'`],
      interval: 10,
      timeout: 5,
      retries: 6,
      startPeriod: 180,
    },
    stopTimeout: 60,
    logConfiguration: logs(spec.logGroup, region, "worker"),
  };
}

function keeper({ region, port, scripts, ...spec }: KafkaTaskSpec): ContainerDefinition {
  return {
    name: "keeper",
    image: spec.helperImage,
    essential: true,
    dependsOn: [{ containerName: "worker", condition: "HEALTHY" }],
    entryPoint: ["python3", "-c"],
    command: [scripts.keeper],
    environment: environment({
      FLOE_CONNECTORS: JSON.stringify(spec.connectors),
      FLOE_CONNECT_GROUP: spec.settings["group.id"] ?? "",
      FLOE_CONNECT_URL: `http://127.0.0.1:${port}`,
      FLOE_STATUS_FILE: statusFile,
      ...(spec.retryTrigger === undefined ? {} : { FLOE_RETRY: spec.retryTrigger }),
      ...(spec.jmxConfig === undefined
        ? {}
        : { FLOE_METRICS_URL: `http://127.0.0.1:${metricsPort}/metrics` }),
    }),
    healthCheck: {
      command: ["CMD", "python3", "-c", healthy],
      interval: 30,
      timeout: 10,
      retries: 5,
      startPeriod: 300,
    },
    logConfiguration: logs(spec.logGroup, region, "keeper"),
  };
}

function environment(values: Readonly<Record<string, string>>) {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}

function logs(group: string, region: string, prefix: string) {
  return {
    logDriver: "awslogs",
    options: { "awslogs-group": group, "awslogs-region": region, "awslogs-stream-prefix": prefix },
  };
}
