import {
  type KafkaAdmin,
  KafkaFailed,
  type LiveTopic,
  type UseAdmin,
} from "../../../../provider/kafka/admin/contract";
import type { Fault, Line } from "./line";

export type Topics = Map<string, LiveTopic>;

/** Brokers in memory, as the provider asks them. */
export interface Brokers {
  readonly topics: Topics;
  /** What a read sees, which may lag behind. */
  seen(): Topics;
  nextId(): string;
}

const clusterId = "cluster-1";

function admin(brokers: Brokers): KafkaAdmin {
  const { topics } = brokers;
  const there = (name: string): LiveTopic => {
    const topic = topics.get(name);
    if (topic === undefined)
      throw new KafkaFailed("This server does not host this topic", "UNKNOWN_TOPIC_OR_PARTITION");
    return topic;
  };
  return {
    clusterId: () => Promise.resolve(clusterId),
    describeTopic: (name) => Promise.resolve(brokers.seen().get(name)),
    countWritten: () => Promise.resolve(0n),
    createTopic({ name, partitions, replicationFactor = 3, configs }) {
      if (topics.has(name))
        return Promise.reject(new KafkaFailed(`Topic '${name}' already exists`, "TOPIC_ALREADY_EXISTS"));
      topics.set(name, { topicId: brokers.nextId(), clusterId, partitions, replicationFactor, configs });
      return Promise.resolve();
    },
    addPartitions(name, count) {
      if (count <= there(name).partitions)
        return Promise.reject(new KafkaFailed("The topic has more partitions already", "INVALID_PARTITIONS"));
      topics.set(name, { ...there(name), partitions: count });
      return Promise.resolve();
    },
    alterTopic(name, set, unset) {
      const kept = Object.entries(there(name).configs).filter(([key]) => !unset.includes(key));
      topics.set(name, { ...there(name), configs: { ...Object.fromEntries(kept), ...set } });
      return Promise.resolve();
    },
    deleteTopic(name) {
      there(name);
      topics.delete(name);
      return Promise.resolve();
    },
  };
}

/** Every call of these brokers goes through a line that may break. */
export function linedAdmin(brokers: Brokers, line: Line): UseAdmin {
  return (call, _target, work) => {
    const asked = admin(brokers);
    const lined = new Proxy(asked, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== "function" || typeof key !== "string") return member;
        return (...args: readonly unknown[]) =>
          line.through({
            cloud: "kafka",
            operation: /^(count|cluster)/.test(key)
              ? `Get ${key}`
              : `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
            signal: call.signal,
            perform: async () => (await Reflect.apply(member, target, args)) as unknown,
            fail,
          });
      },
    });
    return work(lined);
  };
}

/** A fault as the client tells it once its own attempts are over. */
function fail({ name, moment }: Fault): Promise<never> {
  const codes: Record<string, string> = {
    throttled: "THROTTLING_QUOTA_EXCEEDED",
    "500": "UNKNOWN_SERVER_ERROR",
    expired: "SASL_AUTHENTICATION_FAILED",
    "timed out": moment === "after" ? "REQUEST_TIMED_OUT" : "",
  };
  const code = codes[name] ?? "";
  return Promise.reject(new KafkaFailed(code === "" ? "Connection closed" : `refused (${code})`, code));
}
