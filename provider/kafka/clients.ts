import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { useAdmin } from "./admin/connect";
import type { UseAdmin } from "./admin/contract";
import type { Fetch } from "./connect/client";

/** How this provider reaches Kafka, Connect and repositories. */
export interface KafkaClients {
  readonly useAdmin: UseAdmin;
  readonly fetch: Fetch;
  /** Folder that keeps downloaded files by their checksums; undefined keeps none. */
  readonly cache: string | undefined;
}

function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { FLOE_CACHE, XDG_CACHE_HOME } = env;
  if (FLOE_CACHE) return join(resolve(FLOE_CACHE), "artifacts");
  return join(XDG_CACHE_HOME ? resolve(XDG_CACHE_HOME) : join(homedir(), ".cache"), "floe", "artifacts");
}

export const kafkaClients: KafkaClients = {
  useAdmin,
  fetch: (url, init) => fetch(url, init),
  cache: cacheFolder(),
};
