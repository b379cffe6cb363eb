import type { MessageToProduce, Producer } from "@platformatic/kafka" with {
  "resolution-mode": "import",
};
import { CliError } from "../../exit";
import type { Brokers, Positions } from "../brokers";
import { deadLetter, LetterGroups, originalHeaders, type DeadLetter, type LetterGroup } from "./letter";

type Transaction = Awaited<ReturnType<Producer["beginTransaction"]>>;

/** Letters of one transaction at most: a kill repeats none of them, and loses none. */
const CHUNK = 500;
/** Brokers take 1 MB at once by default, and letters that wait on carry Connect's stack traces along. */
const CHUNK_BYTES = 512 * 1024;

export interface ReplayOptions {
  readonly topic: string;
  readonly meant: (letter: DeadLetter) => boolean;
  /** `look` changes nothing, `send` sends the meant ones to their topics, `discard` takes them away. */
  readonly what: "look" | "send" | "discard";
  /** Send them there instead of where they came from. */
  readonly to: string | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
  readonly warn: (line: string) => void;
}

export interface Replayed {
  readonly waiting: number;
  readonly meant: number;
  readonly done: number;
  readonly groups: readonly LetterGroup[];
}

export const replayGroup = (topic: string): string => `floe-replay-${topic}`;

/**
 * Reads a dead letter topic from where the last replay ended to its end. Sending, and the new position, commit in one
 * transaction: a letter is sent again once, whatever is killed. Letters that are not meant go to the end of the topic in
 * the same transaction, so that they wait on. What lies before the position is deleted: brokers forget the positions of
 * groups without members after a week, and would have all of it sent again.
 */
export async function replay(brokers: Brokers, options: ReplayOptions): Promise<Replayed> {
  const { topic, what, limit } = options;
  const group = replayGroup(topic);
  const sender = what === "look" ? undefined : await Sender.open(brokers, topic, group, options.to);
  const [from, to] = [await start(brokers, topic, group), await brokers.latest(topic)];
  if (sender !== undefined) await forget(brokers, options, from);
  const groups = new LetterGroups();
  const position = new Map(from);
  let [waiting, meant, done, bytes] = [0, 0, 0, 0];
  let chunk: DeadLetter[] = [];
  const taken = new Set<DeadLetter>();
  const flush = async (): Promise<void> => {
    if (sender === undefined || chunk.length === 0) return;
    const kept = chunk.filter((letter) => !taken.has(letter));
    await sender.send(chunk, kept, what === "send");
    for (const { record } of chunk) position.set(record.partition, record.offset + 1n);
    done += chunk.length - kept.length;
    [chunk, bytes] = [[], 0];
    taken.clear();
    options.progress(done);
    options.signal.throwIfAborted();
  };
  for await (const record of brokers.read(topic, from, to)) {
    const letter = deadLetter(record);
    waiting++;
    const take = meant < limit && options.meant(letter);
    if (take) {
      meant++;
      groups.add(letter);
    }
    if (sender === undefined) continue;
    const size = sizeOf(letter);
    if (bytes + size > CHUNK_BYTES) await flush();
    if (take) taken.add(letter);
    chunk.push(letter);
    bytes += size;
    if (chunk.length >= CHUNK) await flush();
  }
  await flush();
  if (sender !== undefined) await forget(brokers, options, position);
  return { waiting, meant, done, groups: groups.list() };
}

const sizeOf = ({ record: { key, value, headers } }: DeadLetter): number =>
  headers.reduce(
    (sum, [name, each]) => sum + name.length + each.length,
    (key?.length ?? 0) + (value?.length ?? 0),
  );

/** Deletes what was sent again or taken away. Who may not delete still has the position, as long as brokers keep it. */
async function forget(brokers: Brokers, { topic, warn }: ReplayOptions, before: Positions): Promise<void> {
  try {
    await brokers.deleteBefore(topic, before);
  } catch (error) {
    warn(
      `what is done could not be deleted from ${topic} (${error instanceof Error ? error.message : String(error)}): ` +
        "brokers forget the position after offsets.retention.minutes (a week), and the next --apply then sends it again. " +
        "Let this user delete records of the topic",
    );
  }
}

async function start(brokers: Brokers, topic: string, group: string): Promise<Positions> {
  const [first, stored] = [await brokers.earliest(topic), await brokers.position(group, topic)];
  return new Map(
    [...first].map(([partition, begin]) => {
      const at = stored.get(partition) ?? begin;
      return [partition, at > begin ? at : begin];
    }),
  );
}

/** One producer whose name fences an earlier replay of the same topic that may still run. */
class Sender {
  private readonly counts = new Map<string, number>();

  private constructor(
    private readonly producer: Producer,
    private first: Transaction | undefined,
    private readonly brokers: Brokers,
    private readonly topic: string,
    private readonly group: string,
    private readonly to: string | undefined,
    private readonly coordinatorId: number,
  ) {}

  static async open(brokers: Brokers, topic: string, group: string, to: string | undefined): Promise<Sender> {
    if (to !== undefined) await brokers.partitions(to);
    const producer = brokers.producer(group);
    // Not known yet: the client would say 0, and a broker takes that for a producer of long ago.
    const first = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 });
    return new Sender(producer, first, brokers, topic, group, to, await brokers.coordinator(group));
  }

  async send(chunk: readonly DeadLetter[], kept: readonly DeadLetter[], again: boolean): Promise<void> {
    const transaction = this.first ?? (await this.producer.beginTransaction());
    this.first = undefined;
    const keep = new Set(kept);
    const messages: MessageToProduce[] = [];
    for (const letter of chunk) {
      if (keep.has(letter)) messages.push(this.unchanged(letter));
      else if (again) messages.push(await this.original(letter));
    }
    try {
      if (messages.length > 0) await transaction.send({ messages, acks: -1 });
      await this.moveOn(transaction, chunk);
      await transaction.commit();
    } catch (error) {
      await transaction.abort().catch(() => undefined);
      throw error;
    }
  }

  /** The client commits positions of members of a group; a group without members takes them from anybody. */
  private async moveOn(transaction: Transaction, chunk: readonly DeadLetter[]): Promise<void> {
    const consumer = {
      groupId: this.group,
      generationId: -1,
      memberId: "",
      coordinatorId: this.coordinatorId,
    };
    await transaction.addConsumer(consumer as unknown as Parameters<Transaction["addConsumer"]>[0]);
    const last = new Map(chunk.map(({ record }) => [record.partition, record.offset]));
    for (const [partition, offset] of last) {
      const position = { topic: this.topic, partition, offset, metadata: { consumer } };
      await transaction.addOffset(position as unknown as Parameters<Transaction["addOffset"]>[0]);
    }
  }

  private unchanged({ record }: DeadLetter): MessageToProduce {
    const headers = new Map(record.headers.map(([name, value]) => [Buffer.from(name), value]));
    return {
      topic: this.topic,
      partition: record.partition,
      timestamp: record.timestamp,
      ...body(record),
      headers,
    };
  }

  /** To the partition it came from, where there still is one: its key's order holds there. */
  private async original(letter: DeadLetter): Promise<MessageToProduce> {
    const topic = this.to ?? letter.topic;
    if (topic === undefined)
      throw new CliError("a letter without Connect's headers has no topic: give --to-topic");
    const count = this.counts.get(topic) ?? (await this.brokers.partitions(topic));
    this.counts.set(topic, count);
    const partition =
      letter.partition !== undefined && letter.partition < count ? letter.partition : undefined;
    const placed = partition === undefined ? {} : { partition };
    return { topic, ...placed, ...body(letter.record), headers: originalHeaders(letter) };
  }
}

const body = ({ key, value }: DeadLetter["record"]): { key?: Buffer; value?: Buffer } => ({
  ...(key === null ? {} : { key }),
  ...(value === null ? {} : { value }),
});
