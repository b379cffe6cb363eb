import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureArtifacts, pinned } from "../../../local/kafka/artifacts";
import { findJava } from "../../../local/kafka/java";

/**
 * Everything a committed reader sees of a topic, as it comes, read by Kafka's own consumer: clients in JavaScript let
 * records of aborted transactions through.
 */
export class CommittedReader {
  readonly values: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    each?: (line: string) => void,
  ) {
    const take = each ?? ((line: string) => void this.values.push(line));
    if (child.stdout) createInterface(child.stdout).on("line", take);
  }

  static async open(
    bootstrap: string,
    topic: string,
    options: {
      readonly formatter?: Readonly<Record<string, string>>;
      /** Takes every line instead of keeping it. */
      readonly each?: (line: string) => void;
      readonly isolation?: "read_committed" | "read_uncommitted";
    } = {},
  ): Promise<CommittedReader> {
    const java = await findJava();
    const { classpath } = await ensureArtifacts(pinned("kafka"), { java, log: () => undefined });
    const properties = Object.entries(options.formatter ?? {}).flatMap(([name, value]) => [
      "--property",
      `${name}=${value}`,
    ]);
    const main = "org.apache.kafka.tools.consumer.ConsoleConsumer";
    const child = spawn(
      java.executable,
      [
        ...["-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"],
        ...["-cp", classpath, main, "--bootstrap-server", bootstrap, "--topic", topic, "--from-beginning"],
        ...["--isolation-level", options.isolation ?? "read_committed", ...properties],
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    return new CommittedReader(child, options.each);
  }

  json<Value>(): Value[] {
    return this.values.map((value) => JSON.parse(value) as Value);
  }

  /** Resolves when there are so many, and no more came for a while after. */
  async reaches(count: number, timeoutMs = 60_000, quietMs = 1_500): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.values.length < count) {
      if (Date.now() > deadline) throw new Error(`${this.values.length} records of ${count} came`);
      await sleep(50);
    }
    await sleep(quietMs);
  }

  close(): void {
    this.child.kill("SIGKILL");
  }
}

export interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

/** Settings under which the console consumer tells where a record is. */
export const PLACED = {
  "print.partition": "true",
  "print.offset": "true",
  "print.key": "true",
  "key.separator": "\t",
} as const;

/**
 * Parses lines printed with {@link PLACED}, each record once: a console consumer that lost its group on a busy machine
 * begins again from the topic's start, which says nothing of the topic.
 */
export function placed(take: (record: Read) => void): (line: string) => void {
  const next = new Map<number, number>();
  return (line) => {
    const [, partition, offset, key = "", value = ""] =
      /^Partition:(\d+)\tOffset:(\d+)\t([^\t]*)\t(.*)$/s.exec(line) ?? [];
    if (partition === undefined) throw new Error(`not a record: ${line.slice(0, 200)}`);
    const at = { partition: Number(partition), offset: Number(offset) };
    if (at.offset < (next.get(at.partition) ?? 0)) return;
    next.set(at.partition, at.offset + 1);
    take({ ...at, key, value });
  };
}
