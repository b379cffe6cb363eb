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
