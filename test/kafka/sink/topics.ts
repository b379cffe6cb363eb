import type { MessagesStream, MessageToProduce } from "@platformatic/kafka" with {
  "resolution-mode": "import",
};

type Message = Omit<MessageToProduce<string, string, string, string>, "topic">;

/** Makes topics and sends records to them. */
export class Topics {
  constructor(private readonly bootstrap: string) {}

  async create(partitions: number, ...topics: string[]): Promise<void> {
    const { Admin } = await import("@platformatic/kafka");
    const admin = new Admin({ clientId: "test", bootstrapBrokers: [this.bootstrap] });
    await admin.createTopics({ topics, partitions, replicas: 1 });
    await admin.close();
  }

  /** Sends text records; in a transaction with an id, which is committed or aborted. */
  async send(
    topic: string,
    messages: readonly Message[],
    transaction?: { readonly id: string; readonly commit: boolean },
  ): Promise<void> {
    const { Producer, stringSerializers } = await import("@platformatic/kafka");
    const producer = new Producer({
      clientId: "test",
      bootstrapBrokers: [this.bootstrap],
      serializers: stringSerializers,
      ...(transaction && { transactionalId: transaction.id, idempotent: true }),
    });
    const records = messages.map((message) => ({ ...message, topic }));
    try {
      if (transaction === undefined) {
        await producer.send({ messages: records });
        return;
      }
      const open = await producer.beginTransaction();
      await open.send({ messages: records });
      await (transaction.commit ? open.commit() : open.abort());
    } finally {
      await producer.close();
    }
  }

  /** Every record of a topic that a committed reader sees. */
  async read(
    topic: string,
    count: number,
  ): Promise<{ key: string; value: string; headers: Map<string, string> }[]> {
    const { Consumer, MessagesStreamModes, stringDeserializers } = await import("@platformatic/kafka");
    const consumer = new Consumer({
      clientId: "test",
      groupId: `read-${topic}-${Date.now()}`,
      bootstrapBrokers: [this.bootstrap],
      deserializers: stringDeserializers,
    });
    const stream: MessagesStream<string, string, string, string> = await consumer.consume({
      topics: [topic],
      mode: MessagesStreamModes.EARLIEST,
      isolationLevel: 1,
      autocommit: false,
    });
    const records: { key: string; value: string; headers: Map<string, string> }[] = [];
    for await (const { key, value, headers } of stream) {
      records.push({ key, value, headers: new Map(headers) });
      if (records.length >= count) break;
    }
    await new Promise<void>((resolve) => {
      consumer.close(true, () => {
        resolve();
      });
    });
    return records;
  }
}

export const json = (key: string, value: unknown): Message => ({ key, value: JSON.stringify(value) });
