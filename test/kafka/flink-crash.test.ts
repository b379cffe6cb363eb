import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlinkWindow } from "../../blueprints";
import { CommittedReader } from "../support/kafka/committed";
import { closing, expectResults, FlinkRig, PATIENCE_MS, record, spec } from "../support/kafka/flink";
import { payments } from "../support/kafka/payments";
import { expectedResults } from "../support/kafka/windows";

let rig: FlinkRig;
beforeAll(async () => {
  rig = await FlinkRig.open();
}, 300_000);
afterAll(() => rig.close());

test("a record that comes too late changes no result and goes where late ones are sent", async () => {
  const all = payments(60).filter(({ cents }) => cents > 0);
  const window: FlinkWindow = { type: "tumble", size: "10 minutes" };
  const of = { ...spec("timely", window, "late-in"), late: { topic: "too-late" } };
  await rig.topics.create("late-in", of.sink.topic, "too-late");
  await rig.topics.write("late-in", [...all.map(record), ...closing]);
  const wanted = expectedResults(window, all);
  const [results, late] = await Promise.all([
    CommittedReader.open(rig.kafka.bootstrap, of.sink.topic),
    CommittedReader.open(rig.kafka.bootstrap, "too-late"),
  ]);
  const job = await rig.run(of);
  try {
    await results.reaches(wanted.length, PATIENCE_MS);
    await rig.topics.write("late-in", all.slice(0, 3).map(record));
    await late.reaches(3, PATIENCE_MS);
    expect(late.json()).toEqual(
      expect.arrayContaining(
        all
          .slice(0, 3)
          .map(
            ({ merchant, cents }) => expect.objectContaining({ merchant, amount: cents / 100 }) as unknown,
          ),
      ),
    );
    expect(late.values).toHaveLength(3);
    await job.checkpointed(2, PATIENCE_MS);
    expectResults(results.json(), wanted);
  } finally {
    for (const reader of [results, late]) reader.close();
    await job.stop();
  }
});

test(
  "a committed reader sees each window once though the cluster is killed again and again",
  { timeout: 600_000 },
  async () => {
    const kills = 3;
    const all = payments(2400).filter(({ cents }) => cents > 0);
    const window: FlinkWindow = { type: "tumble", size: "1 minute" };
    const of = spec("killed", window, "killed-in");
    await rig.topics.create("killed-in", of.sink.topic);
    const reader = await CommittedReader.open(rig.kafka.bootstrap, of.sink.topic);
    const job = await rig.run(of);
    try {
      let written = 0;
      const write = async (until: number): Promise<void> => {
        for (; written < until; written += 50) {
          await rig.topics.write("killed-in", all.slice(written, Math.min(written + 50, until)).map(record));
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        written = until;
      };
      for (let kill = 1; kill <= kills; kill++) {
        await write(Math.floor((all.length * kill) / (kills + 1)));
        await job.checkpointed(1, PATIENCE_MS);
        const seen = reader.values.length;
        expect(seen).toBeGreaterThan(0);
        // More records are on their way through the job when it dies, some of them in a transaction that is open.
        await Promise.all([
          write(Math.min(written + 100, all.length)),
          new Promise((resolve) => setTimeout(resolve, 150 * kill)).then(() => job.process.kill()),
        ]);
        await job.process.settled();
      }
      await write(all.length);
      await rig.topics.write("killed-in", closing);
      const wanted = expectedResults(window, all);
      await reader.reaches(wanted.length, PATIENCE_MS, 3_000);
      expectResults(reader.json(), wanted);
      expect(rig.log.filter((line) => line.includes("killed ended (SIGKILL)"))).toHaveLength(kills);
    } finally {
      reader.close();
      await job.stop();
    }
  },
);
