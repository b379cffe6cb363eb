import type { Admin, AdminOptions, Consumer, Producer } from "@platformatic/kafka" with {
  "resolution-mode": "import",
};
import { clientOptions } from "../../provider/kafka/admin/connect";
import type { BrokerTarget } from "../../provider/kafka/admin/contract";
import { failureOf } from "../../provider/kafka/admin/errors";
import { CliError, exitCodes } from "../exit";
import { committed } from "./committed";

/** Kafka's numbers for the two ends of a partition, and for reading what is committed only. */
const LATEST = -1n;
const EARLIEST = -2n;
const COMMITTED = 1;
const GROUP = 0;

/** A record as it lies in its partition. */
export interface StoredRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer])[];
}

/** An offset of each partition. */
export type Positions = ReadonlyMap<number, bigint>;

interface Clients {
  readonly Consumer: typeof Consumer;
  readonly Producer: typeof Producer;
}

/** Brokers, for the few things commands do with them. Every client is closed at the end. */
export class Brokers {
  private readonly open: { close(): unknown }[] = [];

  private constructor(
    private readonly kafka: Clients,
    private readonly options: AdminOptions,
    private readonly admin: Admin,
    private readonly signal: AbortSignal,
  ) {}

  /** Connects, does the work, and closes; a refusal becomes an error for people. */
  static async use<T>(
    target: BrokerTarget,
    signal: AbortSignal,
    work: (brokers: Brokers) => Promise<T>,
  ): Promise<T> {
    const kafka = await import("@platformatic/kafka");
    const options = clientOptions(target, {});
    const admin = new kafka.Admin(options);
    const brokers = new Brokers(kafka, options, admin, signal);
    try {
      return await work(brokers);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CliError || !isClients(error)) throw error;
      const { message, code } = failureOf(error);
      const at = `brokers at ${target.servers.join(", ")}`;
      throw new CliError(
        code === ""
          ? `no answer from the ${at}: ${message}. Check --bootstrap, --client-config and the network between here and them`
          : `the ${at} refused: ${message}`,
      );
    } finally {
      await Promise.all([...brokers.open, admin].map((each) => Promise.resolve(each.close()))).catch(
        () => undefined,
      );
    }
  }

  topics(): Promise<readonly string[]> {
    return this.admin.listTopics({ includeInternals: false });
  }

  /** @throws CliError when there is no such topic. */
  async partitions(topic: string): Promise<number> {
    if (!(await this.topics()).includes(topic))
      throw new CliError(`there is no topic ${topic}`, exitCodes.usage);
    const { topics } = await this.admin.metadata({ topics: [topic], forceUpdate: true });
    return topics.get(topic)?.partitionsCount ?? 0;
  }

  earliest(topic: string): Promise<Positions> {
    return this.ends(topic, EARLIEST);
  }

  /** One past the last committed record of each partition. */
  latest(topic: string): Promise<Positions> {
    return this.ends(topic, LATEST);
  }

  private async ends(name: string, timestamp: bigint): Promise<Positions> {
    const count = await this.partitions(name);
    const partitions = [...Array(count).keys()].map((partitionIndex) => ({ partitionIndex, timestamp }));
    const answer = await this.admin.listOffsets({
      topics: [{ name, partitions }],
      isolationLevel: COMMITTED,
    });
    return new Map(
      answer.flatMap((each) => each.partitions.map((at) => [at.partitionIndex, at.offset] as const)),
    );
  }

  /** Where a group stands, without what an open transaction would change. */
  async position(group: string, topic: string): Promise<Positions> {
    const count = await this.partitions(topic);
    const partitions = [...Array(count).keys()];
    const answer = await this.admin.listConsumerGroupOffsets({
      groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes: partitions }] }],
      requireStable: true,
    });
    const found = answer.flatMap((each) => each.topics).find(({ name }) => name === topic);
    return new Map(
      (found?.partitions ?? [])
        .filter(({ committedOffset }) => committedOffset >= 0n)
        .map((each) => [each.partitionIndex, each.committedOffset]),
    );
  }

  /** Deletes the records of each partition before a position. */
  async deleteBefore(name: string, before: Positions): Promise<void> {
    const first = await this.earliest(name);
    const partitions = [...before]
      .filter(([partition, offset]) => offset > (first.get(partition) ?? 0n))
      .map(([partition, offset]) => ({ partition, offset }));
    if (partitions.length > 0) await this.admin.deleteRecords({ topics: [{ name, partitions }] });
  }

  async coordinator(group: string): Promise<number> {
    const [found] = await this.admin.findCoordinator({ keyType: GROUP, keys: [group] });
    if (found === undefined) throw new CliError(`the brokers name no coordinator of group ${group}`);
    return found.nodeId;
  }

  producer(transactionalId?: string): Producer {
    const producer = new this.kafka.Producer({
      ...this.options,
      metadataMaxAge: 60_000,
      ...(transactionalId === undefined ? {} : { transactionalId }),
      idempotent: true,
    });
    this.open.push(producer);
    return producer;
  }

  /** Committed records from some positions up to others, in the order of each partition. */
  async *read(topic: string, from: Positions, to: Positions): AsyncGenerator<StoredRecord> {
    const consumer = this.consumer();
    const at = new Map(from);
    for (;;) {
      const open = [...at].filter(([partition, offset]) => offset < (to.get(partition) ?? 0n));
      if (open.length === 0) return;
      for (const [partition, records, next] of await this.fetch(consumer, topic, new Map(open))) {
        for (const record of records) {
          if (record.offset < (to.get(partition) ?? 0n)) yield record;
        }
        at.set(partition, next);
      }
      this.signal.throwIfAborted();
    }
  }

  /** Committed records from some positions on, as they come, until somebody stops asking. */
  async *follow(topic: string, from: Positions): AsyncGenerator<StoredRecord> {
    const consumer = this.consumer();
    const at = new Map(from);
    for (;;) {
      this.signal.throwIfAborted();
      for (const [partition, records, next] of await this.fetch(consumer, topic, at)) {
        yield* records;
        at.set(partition, next);
      }
    }
  }

  private consumer(): Consumer {
    const consumer = new this.kafka.Consumer({
      ...this.options,
      metadataMaxAge: 60_000,
      groupId: "floe-reader",
    });
    this.open.push(consumer);
    return consumer;
  }

  /** One look at each partition's leader: the records there, and where the next look begins. */
  private async fetch(
    consumer: Consumer,
    topic: string,
    at: Positions,
  ): Promise<readonly (readonly [number, readonly StoredRecord[], bigint])[]> {
    const { topics } = await consumer.metadata({ topics: [topic] });
    const known = topics.get(topic);
    if (known === undefined) throw new CliError(`there is no topic ${topic}`, exitCodes.usage);
    const leaders = new Map<number, [number, bigint][]>();
    for (const each of at) {
      const leader = known.partitions[each[0]]?.leader ?? 0;
      leaders.set(leader, [...(leaders.get(leader) ?? []), each]);
    }
    const answers = await Promise.all(
      [...leaders].map(([node, positions]) =>
        consumer.fetch({
          node,
          isolationLevel: COMMITTED,
          maxWaitTime: 250,
          minBytes: 1,
          maxBytes: 8 * 1024 * 1024,
          topics: [
            {
              topicId: known.id,
              partitions: positions.map(([partition, fetchOffset]) => ({
                partition,
                fetchOffset,
                currentLeaderEpoch: -1,
                lastFetchedEpoch: -1,
                partitionMaxBytes: 1024 * 1024,
              })),
            },
          ],
        }),
      ),
    );
    return answers
      .flatMap(({ responses }) => responses)
      .flatMap(({ partitions }) => partitions)
      .map((part) => {
        const start = at.get(part.partitionIndex) ?? 0n;
        const { records, next } = committed(topic, part, start);
        return [part.partitionIndex, records, next] as const;
      });
  }
}

/** The client marks what it throws by codes of its own. */
const isClients = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  error.code.startsWith("PLT_KFK");
