import * as fc from "fast-check";
import { expect, test } from "vitest";
import { kafkaBrokerSettings, kafkaOffsetsTopic, kafkaTopics } from "../../../blueprints";
import { refusal } from "./specs";

const brokers = { count: 3 };

test("three copies of which two must have a record, kept a week and protected", () => {
  expect(kafkaTopics([{ name: "payments" }], brokers)).toEqual([
    {
      name: "payments",
      partitionCount: 6,
      replicationFactor: 3,
      configs: {
        "cleanup.policy": "delete",
        "retention.ms": "604800000",
        "min.insync.replicas": "2",
        "unclean.leader.election.enable": "false",
      },
      protect: true,
    },
  ]);
});

test("positions are compacted, never dropped by age", () => {
  const [topic] = kafkaTopics([kafkaOffsetsTopic("s.offsets")], brokers);
  expect(topic?.configs["cleanup.policy"]).toBe("compact");
  expect(topic?.configs["retention.ms"]).toBeUndefined();
});

test.each([
  [{ name: "a", replicationFactor: 4 }, "from 1 to 3"],
  [{ name: "a", minInSync: 3 }, "one broker that restarts stops all writes"],
  [{ name: "a", minInSync: 0 }, "minInSync"],
  [{ name: ".." }, "no name of a topic"],
  [{ name: "a", partitions: 0 }, "partitions"],
  [{ name: "a", cleanup: "compact", retentionHours: 5 }, "no effect on a compacted topic"],
  [{ name: "a", retentionHours: 0 }, "more than 0"],
] as const)("refuses %j", (topic, message) => {
  expect(refusal(() => kafkaTopics([topic], brokers))).toContain(message);
});

test("names that are one in metrics are refused", () => {
  expect(refusal(() => kafkaTopics([{ name: "a.b" }, { name: "a_b" }], brokers))).toContain(
    "same name in metrics",
  );
});

test("whatever the cluster, defaults outlive one broker and fit it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (count) => {
      const [topic] = kafkaTopics([{ name: "t" }], { count });
      const inSync = Number(topic?.configs["min.insync.replicas"]);
      const copies = topic?.replicationFactor ?? 0;
      expect(copies).toBeLessThanOrEqual(count);
      expect(count === 1 || inSync < copies).toBe(true);
      expect(kafkaBrokerSettings({ count })["transaction.state.log.replication.factor"]).toBe(String(copies));
    }),
  );
});
