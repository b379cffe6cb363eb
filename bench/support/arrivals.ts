import { CommittedReader } from "../../test/support/kafka/committed";
import { until } from "../../test/support/kafka/until";

/** Records of a topic as a committed reader gets them, with the time they were handed to Kafka. */
export class Arrivals {
  count = 0;
  /** When the first record counted was handed to Kafka, and when the last was read; milliseconds. */
  first = 0;
  last = 0;
  private each: ((created: number, arrived: number, value: string) => void) | undefined;
  private reader: CommittedReader | undefined;

  static async open(bootstrap: string, topic: string): Promise<Arrivals> {
    const arrivals = new Arrivals();
    arrivals.reader = await CommittedReader.open(bootstrap, topic, {
      each: (line) => arrivals.take(line),
      formatter: { "print.timestamp": "true" },
    });
    return arrivals;
  }

  private take(line: string): void {
    this.last = performance.timeOrigin + performance.now();
    if (this.count++ > 0 && this.each === undefined) return;
    const created = Number(line.slice(line.indexOf(":") + 1, line.indexOf("\t")));
    if (this.count === 1) this.first = created;
    this.each?.(created, this.last, line.slice(line.indexOf("\t") + 1));
  }

  /** Counts anew from the next record on. */
  reset(each?: (created: number, arrived: number, value: string) => void): void {
    this.count = 0;
    this.each = each;
  }

  async reaches(count: number): Promise<void> {
    await until(
      () => this.count >= count,
      () => `${this.count} of ${count} records came`,
      300_000,
    );
  }

  close(): void {
    this.reader?.close();
  }
}
