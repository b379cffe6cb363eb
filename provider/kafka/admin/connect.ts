import { isIP } from "node:net";
import type { Admin, AdminOptions } from "@platformatic/kafka" with { "resolution-mode": "import" };
import { type Bag, reasonOf } from "../../framework";
import { type BrokerTarget, KafkaFailed, type KafkaAdmin, type UseAdmin } from "./contract";
import { failureOf } from "./errors";
import { iamToken } from "./iam";

/** Kafka's numbers of what is set, where it comes from, and what is done with it. */
const TOPIC = 2;
const SET_FOR_TOPIC = 1;
const SET = 0;
const DELETE = 1;
const LATEST = -1n;

/** Brokers by Kafka's protocol. A connection lasts for one operation of one resource. */
export const useAdmin: UseAdmin = async (call, target, work) => {
  const { Admin } = await import("@platformatic/kafka");
  const client = new Admin(clientOptions(target, call.config));
  const stop = (): void => void client.close().catch(() => undefined);
  call.signal.addEventListener("abort", stop, { once: true });
  try {
    return await work(adminOf(client, call.signal));
  } catch (error) {
    if (error instanceof KafkaFailed && error.code === "" && !call.signal.aborted)
      throw new KafkaFailed(
        `no answer from the brokers at ${target.servers.join(", ")}: ${error.message}. Fix: check the addresses, the network between here and them, and auth`,
        "",
      );
    throw error;
  } finally {
    call.signal.removeEventListener("abort", stop);
    await client.close().catch(() => undefined);
  }
};

export function clientOptions({ servers, auth }: BrokerTarget, config: Bag): AdminOptions {
  const { username = "", password = "", region = "" } = auth;
  const mechanisms = {
    plain: "PLAIN",
    "scram-sha-256": "SCRAM-SHA-256",
    "scram-sha-512": "SCRAM-SHA-512",
    iam: "OAUTHBEARER",
    none: undefined,
    tls: undefined,
  } as const;
  const mechanism = mechanisms[auth.kind];
  if (auth.kind === "iam" && region === "")
    throw new Error("auth.region: is not known. Fix: give it, or the provider's region, or AWS_REGION");
  const login = auth.kind === "iam" ? { token: () => iamToken(config, region) } : { username, password };
  return {
    clientId: "floe",
    bootstrapBrokers: [...servers],
    connectTimeout: 10_000,
    requestTimeout: 30_000,
    timeout: 20_000,
    retries: 4,
    // One that is just being made or deleted is no reason for long waits.
    retryDelay: (_client, operation, attempt) =>
      operation === "metadata" ? 200 : Math.min(200 * 2 ** attempt, 3000),
    metadataMaxAge: 0,
    autocreateTopics: false,
    ...(auth.tls
      ? {
          tls: { ca: auth.ca, cert: auth.certificate, key: auth.key },
          tlsServerName: !servers.some(isAddress),
        }
      : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, ...login } }),
  };
}

/** A certificate's name can be asked for by the name of a host only. */
function isAddress(server: string): boolean {
  return isIP(server.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")) !== 0;
}

/** What is deleted between two questions is as good as gone before. */
async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KafkaFailed && error.code === "UNKNOWN_TOPIC_OR_PARTITION") return undefined;
    throw error;
  }
}

const isOver = (signal: AbortSignal): boolean => signal.aborted;

function adminOf(client: Admin, signal: AbortSignal): KafkaAdmin {
  /** The client takes no signals: a call that was given up ends at once, and its connection with it. */
  const ask = async <T>(answer: () => Promise<T>): Promise<T> => {
    if (signal.aborted) throw reasonOf(signal);
    let stop: () => void = () => undefined;
    const given = new Promise<never>((_, reject) => {
      stop = () => reject(reasonOf(signal));
      signal.addEventListener("abort", stop, { once: true });
    });
    try {
      return await Promise.race([answer(), given]);
    } catch (error) {
      throw isOver(signal) ? reasonOf(signal) : failureOf(error);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  };
  const metadata = (topics: string[]) => ask(() => client.metadata({ topics, forceUpdate: true }));
  const change = (
    name: string,
    configs: Parameters<Admin["incrementalAlterConfigs"]>[0]["resources"][0]["configs"],
  ) =>
    ask(() =>
      client.incrementalAlterConfigs({ resources: [{ resourceType: TOPIC, resourceName: name, configs }] }),
    );
  return {
    clusterId: async () => (await metadata([])).id,
    async describeTopic(name) {
      // Asked for by its name, one that is missing costs all the client's attempts.
      const names = await ask(() => client.listTopics({ includeInternals: true }));
      if (!names.includes(name)) return undefined;
      const found = await unlessMissing(metadata([name]));
      const topic = found?.topics.get(name);
      if (found === undefined || topic === undefined) return undefined;
      const described = await unlessMissing(
        ask(() =>
          client.describeConfigs({
            resources: [{ resourceType: TOPIC, resourceName: name, configurationKeys: null }],
          }),
        ),
      );
      if (described === undefined) return undefined;
      const own = described
        .flatMap(({ configs }) => configs)
        .filter((each) => each.configSource === SET_FOR_TOPIC);
      return {
        topicId: topic.id,
        clusterId: found.id,
        partitions: topic.partitionsCount,
        replicationFactor: topic.partitions[0]?.replicas.length ?? 0,
        configs: Object.fromEntries(own.map((each) => [each.name, each.value ?? ""])),
      };
    },
    async countWritten(name, partitions) {
      const all = [...Array(partitions).keys()].map((partitionIndex) => ({
        partitionIndex,
        timestamp: LATEST,
      }));
      const answer = await ask(() => client.listOffsets({ topics: [{ name, partitions: all }] }));
      return answer.flatMap((topic) => topic.partitions).reduce((sum, { offset }) => sum + offset, 0n);
    },
    async createTopic({ name, partitions, replicationFactor, configs }) {
      await ask(() =>
        client.createTopics({
          topics: [name],
          partitions,
          ...(replicationFactor === undefined ? {} : { replicas: replicationFactor }),
          configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
        }),
      );
    },
    addPartitions: (name, count) => ask(() => client.createPartitions({ topics: [{ name, count }] })),
    alterTopic: (name, set, unset) =>
      change(name, [
        ...Object.entries(set).map(([key, value]) => ({ name: key, configOperation: SET, value }) as const),
        ...unset.map((key) => ({ name: key, configOperation: DELETE }) as const),
      ]),
    deleteTopic: (name) => ask(() => client.deleteTopics({ topics: [name] })),
  };
}
