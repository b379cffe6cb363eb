import { kafkaBrokerPorts, type KafkaAuthKind } from "./auth";

/** Groups a rule can speak of, and what lies outside the VPC. */
export type KafkaNetworkPeer = "brokers" | "workers" | "registry" | "endpoints";

/** One rule of a security group. */
export interface KafkaSecurityRule {
  /** Group that has the rule. */
  readonly group: Exclude<KafkaNetworkPeer, "endpoints">;
  readonly direction: "ingress" | "egress";
  /** The other side: a group, or addresses outside. */
  readonly peer: KafkaNetworkPeer;
  readonly port: number;
  readonly protocol: "tcp";
  readonly description: string;
}

export interface KafkaNetworkSpec {
  readonly auth: KafkaAuthKind;
  /** Where workers run: those on ECS speak to each other. */
  readonly runtime: "ecs" | "mskConnect";
  /** Port of the workers' REST API. Default: 8083. */
  readonly restPort?: number;
  /** Port of a schema registry in the VPC. Default: none, as Glue is reached through an endpoint. */
  readonly registryPort?: number;
}

/**
 * What may pass between brokers, workers and registry: nothing comes in from outside, and only TLS on 443 goes out, to
 * Snowflake (account, ingest and storage hosts) and AWS through NAT or private endpoints.
 */
export function kafkaSecurityRules(spec: KafkaNetworkSpec): readonly KafkaSecurityRule[] {
  const brokers = kafkaBrokerPorts[spec.auth];
  const rest = spec.restPort ?? 8083;
  return [
    ...between("workers", "brokers", brokers, "Kafka clients to brokers"),
    ...(spec.runtime === "ecs" ? between("workers", "workers", rest, "REST API between workers") : []),
    ...(spec.registryPort === undefined
      ? []
      : between("workers", "registry", spec.registryPort, "schema registry")),
    rule("workers", "egress", "endpoints", 443, "Snowflake and AWS"),
  ];
}

function between(
  from: KafkaSecurityRule["group"],
  to: KafkaSecurityRule["group"],
  port: number,
  description: string,
): readonly KafkaSecurityRule[] {
  return [rule(from, "egress", to, port, description), rule(to, "ingress", from, port, description)];
}

function rule(
  group: KafkaSecurityRule["group"],
  direction: KafkaSecurityRule["direction"],
  peer: KafkaNetworkPeer,
  port: number,
  description: string,
): KafkaSecurityRule {
  return { group, direction, peer, port, protocol: "tcp", description };
}
