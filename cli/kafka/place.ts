import { status } from "../../local/cloud/control";
import type { KafkaConnection } from "../../local/cloud/state";
import { stateDir } from "../../local/paths";
import type { BrokerTarget } from "../../provider/kafka/admin/contract";
import { isServer } from "../../provider/kafka/servers";
import { CliError, exitCodes } from "../exit";
import { clientAuth, plainAuth } from "./client-config";
import { exportedDeployment, localDeployment, type Deployment } from "./deployment";
import { ConnectRest } from "./rest";

/** Where a command finds workers and brokers. */
export interface PlaceFlags {
  readonly connectUrl?: string;
  readonly bootstrap?: string;
  readonly clientConfig?: string;
  readonly program?: string;
  readonly stack?: string;
  readonly deployment?: string;
}

export interface KafkaPlace {
  /** For people: `local`, or the addresses. */
  readonly label: string;
  /** What a stack says; undefined where none was named. */
  readonly deployment: Deployment | undefined;
  /** The local Kafka, where nothing else was named. */
  readonly local: KafkaConnection | undefined;
  /** @throws CliError when no worker is known. */
  rest(): ConnectRest;
  /** @throws CliError when no broker is known. */
  brokers(): BrokerTarget;
}

/**
 * Flags first, then the named stack, then `KAFKA_CONNECT_URL` and `KAFKA_BOOTSTRAP_SERVERS`, then the running local cloud.
 * Nothing is connected to yet.
 */
export async function kafkaPlace(flags: PlaceFlags, signal: AbortSignal): Promise<KafkaPlace> {
  const deployment = deploymentOf(flags);
  const { KAFKA_CONNECT_URL, KAFKA_BOOTSTRAP_SERVERS } = process.env;
  const url =
    flags.connectUrl ??
    deployment?.connectors.find((each) => each.url !== undefined)?.url ??
    KAFKA_CONNECT_URL;
  const bootstrap = flags.bootstrap ?? deployment?.bootstrap ?? KAFKA_BOOTSTRAP_SERVERS;
  const named = url !== undefined || bootstrap !== undefined || deployment !== undefined;
  const cloud = named ? undefined : await status(stateDir());
  const local = cloud?.state.kafka;
  const missing = (what: string): CliError =>
    named
      ? new CliError(what, exitCodes.usage)
      : new CliError(
          cloud === undefined
            ? `no Kafka: start a local one with \`floe local up --kafka\`, or give --connect-url and --bootstrap`
            : "the local cloud runs without Kafka: `floe local up --kafka` adds it; or give --connect-url and --bootstrap",
          exitCodes.notRunning,
        );
  return {
    label: local === undefined ? (url ?? bootstrap ?? "the stack") : "local",
    deployment,
    local,
    rest() {
      const found = url ?? local?.connectUrl;
      if (found === undefined) throw missing("no Connect worker is known: give --connect-url");
      return new ConnectRest(found, signal);
    },
    brokers() {
      if (bootstrap !== undefined)
        return { servers: servers(bootstrap), auth: clientAuth(flags.clientConfig) };
      if (local === undefined) throw missing("no brokers are known: give --bootstrap");
      return { servers: [local.bootstrap], auth: plainAuth };
    },
  };
}

function deploymentOf({ deployment, program, stack }: PlaceFlags): Deployment | undefined {
  if (deployment !== undefined) {
    if (program !== undefined || stack !== undefined)
      throw new CliError(
        "--deployment names a stack already: leave out --program and --stack",
        exitCodes.usage,
      );
    return exportedDeployment(deployment);
  }
  if (program === undefined && stack === undefined) return undefined;
  if (program === undefined)
    throw new CliError(
      "--stack is a stack of the program that --program names: give it too",
      exitCodes.usage,
    );
  return localDeployment(program, stack ?? "dev");
}

function servers(text: string): readonly string[] {
  const all = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  const wrong = all.find((each) => !isServer(each));
  if (all.length === 0 || wrong !== undefined)
    throw new CliError(
      `--bootstrap: ${JSON.stringify(wrong ?? text)} is no broker: write host:port,host:port`,
      exitCodes.usage,
    );
  return all;
}
