import { type Bag, text, texts } from "../framework";

/** `host:port`, an IPv6 address in brackets. */
const server = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?):([0-9]{1,5})$/;

export function isServer(value: string): boolean {
  const port = Number(server.exec(value)?.[3] ?? 0);
  return port >= 1 && port <= 65535;
}

/** Brokers of a resource: its own, else those of the configuration, else those of the environment. */
export function serversOf(inputs: Bag, config: Bag): string[] {
  const own = texts(inputs.bootstrapServers);
  if (own.length > 0) return own;
  const given = text(config.kafkaBootstrapServers) ?? process.env.KAFKA_BOOTSTRAP_SERVERS ?? "";
  const servers = given
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  const wrong = servers.find((each) => !isServer(each));
  if (wrong !== undefined)
    throw new Error(`kafkaBootstrapServers: "${wrong}" is no broker. Fix: write host:port,host:port`);
  if (servers.length === 0)
    throw new Error(
      "bootstrapServers: no brokers are known. Fix: give them, or the provider's kafkaBootstrapServers, or KAFKA_BOOTSTRAP_SERVERS",
    );
  return servers;
}
