import type { StateFolder } from "./state";
import type { KafkaPorts, RunningKafka } from "../kafka/start";
import { secret, type CloudState, type KafkaConnection, type Settings } from "./state";
import { available, freePort, takenPort } from "./ports";
import { ensurePython } from "../python/environment";

export interface CloudOptions {
  /** Names this state folder's processes; used when the folder has no settings yet. */
  readonly id: string;
  readonly state: StateFolder;
  /** Wanted ports; else those of the last start, else free ones. */
  readonly snowflakePort?: number;
  readonly awsPort?: number;
  readonly region?: string;
  readonly kafka?: boolean;
  readonly kafkaPort?: number;
  readonly log: (line: string) => void;
}

/** Both clouds in this process, ready. */
export interface RunningCloud {
  readonly state: CloudState;
  stop(): Promise<void>;
}

const ACCOUNT = "FLOE_LOCAL";
const USER = "FLOE";
const HOST = "127.0.0.1";

/** Starts local AWS and local Snowflake side by side. Nothing stays behind when either fails. */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const began = performance.now();
  const { state, log } = options;
  const settings = await settle(options);
  const python = ensurePython({ log });
  const aws = python.then(async ({ executable }) => {
    const { startAws } = await import("../aws/start.js");
    return startAws({
      stateDir: state.path,
      python: executable,
      port: settings.ports.aws,
      region: settings.region,
      log: prefixed("aws", log),
    });
  });
  const snowflake = import("../snowflake/server/start.js").then(({ startSnowflake }) =>
    startSnowflake({
      stateDir: state.file("snowflake"),
      host: HOST,
      port: settings.ports.snowflake,
      aws,
      python: python.then(({ executable }) => executable),
      admin: { user: USER, password: settings.password },
      log: prefixed("snowflake", log),
    }),
  );
  const kafka =
    settings.ports.kafka && options.kafka === true ? openKafka(options, settings.ports.kafka) : undefined;
  const [awsResult, snowflakeResult, kafkaResult] = await Promise.allSettled([aws, snowflake, kafka]);
  const stop = async () => {
    // Connectors talk to Snowflake, and its pipes and stages to AWS, while they wind down.
    if (kafkaResult.status === "fulfilled") await kafkaResult.value?.stop();
    if (snowflakeResult.status === "fulfilled") await snowflakeResult.value.stop();
    if (awsResult.status === "fulfilled") await awsResult.value.stop();
  };
  if (
    awsResult.status === "rejected" ||
    snowflakeResult.status === "rejected" ||
    kafkaResult.status === "rejected"
  ) {
    await stop();
    const failed = [awsResult, snowflakeResult, kafkaResult].find((each) => each.status === "rejected");
    throw failed?.reason;
  }
  return {
    state: {
      id: settings.id,
      pid: process.pid,
      startedAt: new Date().toISOString(),
      startMs: Math.round(performance.now() - began),
      snowflake: {
        account: ACCOUNT,
        user: USER,
        password: settings.password,
        host: HOST,
        port: settings.ports.snowflake,
        protocol: "http",
      },
      aws: {
        endpoint: awsResult.value.endpoint,
        region: awsResult.value.region,
        accessKeyId: awsResult.value.credentials.accessKeyId,
        secretAccessKey: awsResult.value.credentials.secretAccessKey,
      },
      ...(kafkaResult.value && { kafka: connectionOf(kafkaResult.value) }),
    },
    stop,
  };
}

async function settle(options: CloudOptions): Promise<Settings> {
  const known = options.state.settings();
  const region = options.region ?? known?.region ?? "us-east-1";
  if (known && options.region !== undefined && options.region !== known.region) {
    throw new Error(
      `this local cloud lives in ${known.region}: its objects cannot move to ${options.region}; run \`floe local reset\` first`,
    );
  }
  const kept = known?.ports.kafka;
  const kafkaPorts =
    options.kafka === true ? { kafka: await choosePorts(options.kafkaPort, kept) } : kept && { kafka: kept };
  const settings: Settings = {
    id: known?.id ?? options.id,
    password: known?.password ?? secret(),
    passphrase: known?.passphrase ?? secret(),
    ports: {
      snowflake: await port(
        "local Snowflake",
        options.snowflakePort,
        known?.ports.snowflake,
        "--snowflake-port",
      ),
      aws: await port("local AWS", options.awsPort, known?.ports.aws, "--aws-port"),
      ...kafkaPorts,
    },
    region,
  };
  options.state.writeSettings(settings);
  return settings;
}

/** The broker's port stays, since clients name it; the others do where they are still free. */
async function choosePorts(wanted: number | undefined, last: KafkaPorts | undefined): Promise<KafkaPorts> {
  const again = async (before?: number): Promise<number> =>
    before !== undefined && (await available(before)) ? before : freePort();
  return {
    broker: await port("the local Kafka broker", wanted, last?.broker, "--kafka-port"),
    controller: await again(last?.controller),
    connect: await again(last?.connect),
    registry: await again(last?.registry),
  };
}

async function openKafka(options: CloudOptions, ports: KafkaPorts): Promise<RunningKafka> {
  const [{ startKafka }, { sourcePlugin }] = await Promise.all([
    import("../kafka/start.js"),
    import("../kafka/source.js"),
  ]);
  return startKafka({
    stateDir: options.state.path,
    ports,
    plugins: await sourcePlugin(options.state.path, prefixed("kafka", options.log)),
    log: prefixed("kafka", options.log),
  });
}

const connectionOf = ({ bootstrap, ports, registryUrl, secrets }: RunningKafka): KafkaConnection => ({
  bootstrap,
  connectUrl: `http://${HOST}:${ports.connect}`,
  ...(registryUrl !== undefined && { registryUrl }),
  secrets,
});

/** The wanted port or the one of the last start must be free, since clients and recorded URLs name it. */
async function port(
  what: string,
  wanted: number | undefined,
  last: number | undefined,
  option: string,
): Promise<number> {
  const chosen = wanted ?? last;
  if (chosen === undefined) return freePort();
  if (!(await available(chosen))) throw await takenPort(what, chosen, option);
  return chosen;
}

const prefixed =
  (name: string, log: (line: string) => void) =>
  (line: string): void =>
    log(`${name}: ${line}`);
