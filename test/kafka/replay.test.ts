import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Brokers, type StoredRecord } from "../../cli/kafka/brokers";
import { plainAuth } from "../../cli/kafka/client-config";
import { replayGroup } from "../../cli/kafka/dead/replay";
import { startKafka, type RunningKafka } from "../../local/kafka/start";
import { finished, Floe, type Ran } from "../support/floe";
import { CommittedReader } from "../support/kafka/committed";

const LETTERS = 6_000;
const PARTITIONS = 3;
const stateDir = mkdtempSync(join(tmpdir(), "floe-replay-"));
const floe = new Floe();
let kafka: RunningKafka;

const use = <T>(work: (brokers: Brokers) => Promise<T>): Promise<T> =>
  Brokers.use({ servers: [kafka.bootstrap], auth: plainAuth }, new AbortController().signal, work);

beforeAll(async () => {
  kafka = await startKafka({ stateDir, log: () => undefined, worker: false, registry: false });
  const { Admin } = await import("@platformatic/kafka");
  const admin = new Admin({ clientId: "tests", bootstrapBrokers: [kafka.bootstrap] });
  const topics = ["pay", "pay.dead", "loop", "loop.dead", "mixed", "mixed.dead", "long", "long.dead"];
  await admin.createTopics({ topics, partitions: PARTITIONS, replicas: 1 });
  await admin.close();
}, 300_000);
afterAll(async () => {
  await kafka.stop();
  await floe.dispose();
  rmSync(stateDir, { recursive: true, force: true });
});

/** Letters as a sink's worker puts them there. */
async function put(
  topic: string,
  count: number,
  change: (at: number) => Record<string, string> = () => ({}),
) {
  const messages = [...Array(count).keys()].map((at) => {
    const headers: Record<string, string> = {
      "__connect.errors.topic": topic,
      "__connect.errors.partition": String(at % PARTITIONS),
      "__connect.errors.offset": String(at),
      "__connect.errors.connector.name": `${topic}-sink`,
      "__connect.errors.stage": "VALUE_CONVERTER",
      "__connect.errors.exception.class.name": "org.apache.kafka.connect.errors.DataException",
      "__connect.errors.exception.message": "no JSON",
      own: "kept",
      ...change(at),
    };
    const value = at % 100 === 0 ? {} : { value: Buffer.from(`value ${at}`) };
    const bytes = new Map(
      Object.entries(headers).map(([name, each]) => [Buffer.from(name), Buffer.from(each)]),
    );
    return { topic: `${topic}.dead`, key: Buffer.from(`key ${at}`), ...value, headers: bytes };
  });
  await use(async (brokers) => {
    const producer = brokers.producer();
    for (let from = 0; from < count; from += 100)
      await producer.send({ messages: messages.slice(from, from + 100), acks: -1 });
  });
}

const all = (topic: string): Promise<StoredRecord[]> =>
  use(async (brokers) => {
    const records: StoredRecord[] = [];
    for await (const record of brokers.read(
      topic,
      await brokers.earliest(topic),
      await brokers.latest(topic),
    ))
      records.push(record);
    return records;
  });

const args = (topic: string, ...more: string[]): string[] => [
  "kafka",
  "replay-dlq",
  topic,
  "--bootstrap",
  kafka.bootstrap,
  ...more,
];
const replay = (topic: string, ...more: string[]): Promise<Ran> => floe.run(args(topic, ...more));
const header = ({ headers }: StoredRecord, name: string): string | undefined => {
  const found = headers.find(([each]) => each === name)?.[1];
  return found === undefined ? undefined : String(found);
};

/** As brokers do a week later. */
async function forgetPosition(topic: string): Promise<void> {
  const { Admin } = await import("@platformatic/kafka");
  const admin = new Admin({ clientId: "tests", bootstrapBrokers: [kafka.bootstrap] });
  await admin.deleteGroups({ groups: [replayGroup(topic)] });
  await admin.close();
}

describe("floe kafka replay-dlq", () => {
  it("changes nothing until told to, and says what waits by its error", async () => {
    await put("mixed", 300, (at) => ({
      "__connect.errors.exception.message": at % 3 === 0 ? "too long" : "no JSON",
    }));
    const look = await replay("mixed.dead");
    expect(look.code, look.stderr).toBe(0);
    expect(look.stdout).toMatch(/300 +mixed-sink +mixed +VALUE_CONVERTER +DataException/);
    expect(look.stdout).toContain("300 of 300 records would be sent again; nothing was changed");
    expect(await all("mixed")).toEqual([]);
  });

  it("sends what it is told to, to its partition and with its headers; the rest waits on", async () => {
    expect((await replay("mixed.dead", "--apply", "--error", "too long", "--limit", "60")).code).toBe(0);
    const sent = await all("mixed");
    expect(sent).toHaveLength(60);
    for (const record of sent) {
      const at = Number(String(record.key).slice(4));
      expect([at % 3, record.partition]).toEqual([0, at % PARTITIONS]);
      expect([header(record, "own"), header(record, "floe.replays")]).toEqual(["kept", "1"]);
      expect(record.headers.some(([name]) => name.startsWith("__connect"))).toBe(false);
      expect(record.value === null).toBe(at % 100 === 0);
    }
    const rest = await replay("mixed.dead", "--json");
    expect(JSON.parse(rest.stdout)).toMatchObject({ waiting: 240, meant: 240, done: 0 });
    expect((await replay("mixed.dead", "--discard", "--from", "mixed")).stdout).toContain("240 taken away");
    expect((await replay("mixed.dead")).stdout).toContain("nothing waits");
  });

  it("loses and repeats nothing when it is killed again and again", async () => {
    await put("pay", LETTERS);
    let kills = 0;
    for (let wait = 550; kills < 8; wait += 60) {
      const child = floe.start(args("pay.dead", "--apply"));
      const end = finished(child);
      const ended = await Promise.race([end.then(() => true), sleep(wait).then(() => false)]);
      if (ended) break;
      child.kill("SIGKILL");
      await end;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const last = await replay("pay.dead", "--apply");
    expect(last.code, last.stderr).toBe(0);
    expect((await replay("pay.dead")).stdout).toContain("nothing waits");
    const reader = await CommittedReader.open(kafka.bootstrap, "pay", {
      formatter: { "print.key": "true", "print.value": "false" },
    });
    await reader.reaches(LETTERS);
    reader.close();
    expect(reader.values).toHaveLength(LETTERS);
    expect(new Set(reader.values).size).toBe(LETTERS);
    // What this reader sees is what Kafka's own sees.
    expect((await all("pay")).length).toBe(LETTERS);
    await forgetPosition("pay.dead");
    expect((await replay("pay.dead")).stdout).toContain("nothing waits");
  });

  it("keeps long letters that wait on, with the time they came, and takes those without headers", async () => {
    await put("long", 450, () => ({ "__connect.errors.exception.stacktrace": "at code ".repeat(1_250) }));
    await put("long", 1, () => ({ "__connect.errors.topic": "" }));
    const before = await all("long.dead");
    const taken = await replay("long.dead", "--apply", "--limit", "2", "--connector", "long-sink");
    expect(taken.stdout, taken.stderr).toContain("2 sent again; 449 that");
    const after = await all("long.dead");
    expect(after).toHaveLength(449);
    const times = new Set(before.map(({ timestamp }) => timestamp));
    expect(after.every(({ timestamp }) => times.has(timestamp))).toBe(true);
    const none = await replay("long.dead", "--to-topic", "long", "--connector", "other", "--json");
    expect(JSON.parse(none.stdout)).toMatchObject({ waiting: 449, meant: 0 });
    expect((await replay("long.dead", "--discard")).stdout).toContain("449 taken away");
  });

  it("leaves a record that came back too often, and refuses what makes no sense", async () => {
    await put("loop", 10, (at) => ({ "floe.replays": at < 4 ? "3" : "1" }));
    expect((await replay("loop.dead", "--apply")).stdout).toContain(
      "6 sent again; 4 that the flags do not mean wait on",
    );
    expect((await replay("loop.dead", "--apply", "--max-replays", "9")).stdout).toContain("4 sent again");
    expect((await all("loop")).map((record) => header(record, "floe.replays")).sort()).toEqual([
      ...Array<string>(6).fill("2"),
      ...Array<string>(4).fill("4"),
    ]);
    expect((await replay("loop.dead", "--apply", "--discard")).code).toBe(2);
    expect((await replay("loop.dead", "--error", "(")).stderr).toContain("no regular expression");
    expect((await replay("loop.dead", "--to-topic", "loop.dead")).code).toBe(2);
  });
});
