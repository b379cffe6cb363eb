import { useAdmin } from "./admin/connect";
import type { UseAdmin } from "./admin/contract";
import type { Fetch } from "./connect/client";

/** How this provider reaches Kafka, Connect and repositories. */
export interface KafkaClients {
  readonly useAdmin: UseAdmin;
  readonly fetch: Fetch;
}

export const kafkaClients: KafkaClients = { useAdmin, fetch: (url, init) => fetch(url, init) };
