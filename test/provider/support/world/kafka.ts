import type { KafkaClients } from "../../../../provider/kafka/clients";
import { linedAdmin, type Topics } from "./brokers";
import type { Line } from "./line";
import { type Connectors, linedFetch } from "./workers";

/** Reads that show the world before a write, for as long as brokers and workers may take to agree. */
const LAGGING_READS = 3;

/** Settings of a provider that deploys here. */
export const kafkaConfig = {
  kafkaBootstrapServers: "broker-1:9092,broker-2:9092",
  connectUrl: "http://connect.test:8083",
};

/** Brokers, Connect workers and addresses of files, in memory. */
export class KafkaWorld {
  private topics: Topics = new Map();
  private connectors: Connectors = new Map();
  private stale: { readonly topics: Topics; readonly connectors: Connectors; reads: number } | undefined;
  private ids = 0;

  constructor(private readonly files: ReadonlyMap<string, string> = new Map()) {}

  /** How a provider process reaches this world. */
  clients(line: Line): KafkaClients {
    const brokers = {
      topics: this.topics,
      seen: () => this.seen()?.topics ?? this.topics,
      nextId: () => `topic-${++this.ids}`,
    };
    const workers = {
      connectors: this.connectors,
      seen: () => this.seen()?.connectors ?? this.connectors,
      files: this.files,
    };
    return { useAdmin: linedAdmin(brokers, line), fetch: linedFetch(workers, line), cache: undefined };
  }

  /** From now on reads lag behind. */
  lag(): void {
    this.stale = { topics: new Map(this.topics), connectors: new Map(this.connectors), reads: LAGGING_READS };
  }

  /** What is there, one line for each thing, without ids. */
  picture(): string[] {
    const topics = [...this.topics].map(([name, { partitions, replicationFactor, configs }]) =>
      JSON.stringify(["topic", name, partitions, replicationFactor, sorted(configs)]),
    );
    const connectors = [...this.connectors].map(([name, { config, state }]) =>
      JSON.stringify(["connector", name, state, sorted(config)]),
    );
    return [...topics, ...connectors].sort();
  }

  /** The same world, which from now on goes its own way. */
  copy(): KafkaWorld {
    const copy = new KafkaWorld(this.files);
    copy.topics = new Map(this.topics);
    copy.connectors = new Map(this.connectors);
    copy.ids = this.ids;
    return copy;
  }

  private seen() {
    const { stale } = this;
    if (stale === undefined || stale.reads-- > 0) return stale;
    this.stale = undefined;
    return undefined;
  }
}

function sorted(config: Readonly<Record<string, string>>): unknown {
  return Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
}
