import type { Admin, Producer } from "@platformatic/kafka" with { "resolution-mode": "import" };

/** Makes topics and writes records as text. */
export class Topics {
  private constructor(
    private readonly admin: Admin,
    private readonly producer: Producer<string, string, string, string>,
  ) {}

  static async open(bootstrap: string): Promise<Topics> {
    const client = await import("@platformatic/kafka");
    const options = { clientId: "tests", bootstrapBrokers: [bootstrap] };
    const producer = new client.Producer({
      ...options,
      serializers: client.stringSerializers,
      idempotent: true,
    });
    return new Topics(new client.Admin(options), producer);
  }

  async create(...names: readonly string[]): Promise<void> {
    await this.admin.createTopics({ topics: [...names], partitions: 2, replicas: 1 });
  }

  async make(
    name: string,
    partitions: number,
    configs: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const settings = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    await this.admin.createTopics({ topics: [name], partitions, replicas: 1, configs: settings });
  }

  /** In this order; a record's partition is stated, so that nothing depends on a hash. */
  async write(
    topic: string,
    records: readonly { readonly partition: number; readonly key?: string; readonly value: string }[],
  ): Promise<void> {
    const messages = records.map((record) => ({ topic, ...record }));
    for (let from = 0; from < messages.length; from += 500)
      await this.producer.send({ messages: messages.slice(from, from + 500) });
  }

  async close(): Promise<void> {
    await this.producer.close();
    await this.admin.close();
  }
}
