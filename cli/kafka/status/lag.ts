import type { Brokers } from "../brokers";
import type { ConnectorOffset } from "../rest";

/** How far a sink is behind in a topic. */
export interface TopicLag {
  readonly topic: string;
  readonly partitions: number;
  /** Records, and markers of transactions, between what the sink has stored and the end. */
  readonly behind: number;
}

/** Lag of a sink, from the positions its worker tells and the ends its brokers tell. */
export async function sinkLag(
  brokers: Brokers,
  topics: readonly string[],
  offsets: readonly ConnectorOffset[],
): Promise<readonly TopicLag[]> {
  const stored = new Map<string, bigint>();
  for (const { partition, offset } of offsets) {
    const { kafka_topic: topic, kafka_partition: number } = partition;
    const position = offset?.kafka_offset;
    if (typeof topic === "string" && typeof number === "number" && typeof position === "number")
      stored.set(`${topic}/${number}`, BigInt(position));
  }
  return Promise.all(
    topics.map(async (topic) => {
      const [first, last] = [await brokers.earliest(topic), await brokers.latest(topic)];
      let behind = 0n;
      for (const [partition, end] of last) {
        const start = first.get(partition) ?? 0n;
        const at = stored.get(`${topic}/${partition}`) ?? start;
        behind += end - (at > start ? at : start);
      }
      return { topic, partitions: last.size, behind: Number(behind > 0n ? behind : 0n) };
    }),
  );
}

/** Topics of a sink: named, or those of the cluster its pattern fits. */
export async function sinkTopics(
  brokers: Brokers,
  config: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const there = await brokers.topics();
  const regex = config["topics.regex"];
  if (regex !== undefined && regex !== "") {
    const pattern = new RegExp(`^(?:${regex})$`);
    return there.filter((topic) => pattern.test(topic));
  }
  const named = (config.topics ?? "").split(",").map((each) => each.trim());
  return named.filter((topic) => there.includes(topic));
}
