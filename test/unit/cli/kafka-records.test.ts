import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { authOf } from "../../../cli/kafka/client-config";
import { committed, type FetchedBatch } from "../../../cli/kafka/committed";
import { readDeployment } from "../../../cli/kafka/deployment";
import { marked } from "../../../cli/kafka/canary/marked";
import { canaryTopic, tableOf } from "../../../cli/kafka/canary/sink";
import { parseProperties } from "../../../cli/kafka/properties";
import { sourceObjects } from "../../../cli/kafka/source-state";

type Step = { readonly producer: number; readonly what: "write" | "commit" | "abort" };

/** A partition's log as a broker keeps it, and what of it was committed. */
function log(steps: readonly Step[]) {
  const batches: FetchedBatch[] = [];
  const aborted: { producerId: bigint; firstOffset: bigint }[] = [];
  const open = new Map<number, bigint[]>();
  const kept: bigint[] = [];
  let offset = 0n;
  const batch = (producer: number, attributes: number, key: Buffer | null): FetchedBatch => ({
    firstOffset: offset++,
    lastOffsetDelta: 0,
    attributes,
    firstTimestamp: 0n,
    producerId: BigInt(producer),
    records: [{ offsetDelta: 0, timestampDelta: 0n, key, value: null, headers: [] }],
  });
  const all = [...steps, ...[0, 1, 2].map((producer): Step => ({ producer, what: "commit" }))];
  for (const { producer, what } of all) {
    const mine = open.get(producer) ?? [];
    if (what === "write") {
      mine.push(offset);
      open.set(producer, mine);
      batches.push(batch(producer, 0b1_0000, null));
    } else if (mine.length > 0) {
      batches.push(batch(producer, 0b11_0000, Buffer.from([0, 0, 0, what === "commit" ? 1 : 0])));
      if (what === "commit") kept.push(...mine);
      else aborted.push({ producerId: BigInt(producer), firstOffset: mine[0] ?? 0n });
      open.delete(producer);
    }
  }
  return { batches, aborted, kept: kept.sort((a, b) => Number(a - b)) };
}

const steps = fc.array(
  fc.record({
    producer: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom("write", "write", "commit", "abort"),
  }),
  { maxLength: 60 },
) as fc.Arbitrary<Step[]>;

describe("committed records", () => {
  it("are those of transactions that were committed, however the answer is cut", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 9 }), (made, size) => {
        const { batches, aborted, kept } = log(made);
        const seen: bigint[] = [];
        for (let at = 0n; at < BigInt(batches.length);) {
          const records = batches.slice(Number(at), Number(at) + size);
          // A broker names the transactions given up that touch what it answers.
          const end = at + BigInt(records.length);
          const touching = aborted.filter(({ producerId, firstOffset }) => {
            const marker = batches.find(
              (each) =>
                each.firstOffset > firstOffset &&
                each.producerId === producerId &&
                each.attributes > 0b1_1111,
            );
            return firstOffset < end && (marker?.firstOffset ?? end) >= at;
          });
          const answer = committed("t", { partitionIndex: 0, abortedTransactions: touching, records }, at);
          seen.push(...answer.records.map(({ offset }) => offset));
          at = answer.next;
        }
        expect(seen).toEqual(kept);
      }),
    );
  });
});

test("the properties of Kafka's own tools say how to sign in", () => {
  const text = `# comment
security.protocol=SASL_SSL
sasl.mechanism = SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
  username="floe" password="p=w d";
ssl.truststore.certificates=-----BEGIN CERTIFICATE-----\\nabc\\n-----END CERTIFICATE-----
`;
  expect(authOf(parseProperties(text), "f")).toMatchObject({
    kind: "scram-sha-512",
    username: "floe",
    password: "p=w d",
    tls: true,
    ca: "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
  });
  expect(authOf({}, "f").kind).toBe("none");
  expect(authOf({ "security.protocol": "SSL" }, "f")).toMatchObject({ kind: "tls", tls: true });
  const iam = { "security.protocol": "SASL_SSL", "sasl.mechanism": "AWS_MSK_IAM" };
  expect(authOf(iam, "f", { AWS_REGION: "eu-west-1" })).toMatchObject({ kind: "iam", region: "eu-west-1" });
  expect(() => authOf(iam, "f", {})).toThrow(/set AWS_REGION/);
  const secret = { "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.jaas.config": "hidden" };
  expect(() => authOf(secret, "f")).toThrow(/username="..."/);
  expect(() => authOf(secret, "f")).not.toThrow(/hidden/);
  expect(() => authOf({ "security.protocol": "SSL", "ssl.keystore.location": "a.jks" }, "f")).toThrow(/PEM/);
});

test("a stack's state tells its connectors and brokers, and hides what is encrypted", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };
  const config = { "connector.class": "C", "snowflake.private.key": secret };
  const resources = [
    { type: "floe:kafka:Connector", outputs: { name: "sink", url: "http://w:8083", config } },
    { type: "aws:mskconnect/connector:Connector", outputs: { name: "msk", connectorConfiguration: secret } },
    { type: "floe:kafka:Topic", outputs: { name: "t", bootstrapServers: ["b:9092", "c:9092"] } },
    { type: "aws:s3/bucket:Bucket", outputs: { name: "other" } },
  ];
  const told = readDeployment(JSON.stringify({ deployment: { resources } }), "f");
  expect(told.bootstrap).toBe("b:9092,c:9092");
  expect(told.connectors.map(({ name, runsOn, url }) => [name, runsOn, url])).toEqual([
    ["sink", "connect", "http://w:8083"],
    ["msk", "mskConnect", undefined],
  ]);
  expect(told.connectors[0]?.config).toMatchObject({ name: "sink", "connector.class": "C" });
  expect(told.connectors[1]?.config).toBeUndefined();
  expect(
    readDeployment(JSON.stringify({ checkpoint: { latest: { resources } } }), "f").connectors,
  ).toHaveLength(2);
  expect(() => readDeployment("{}", "f")).toThrow(/no stack's state/);
});

test("a canary's template needs a mark, and gets a new one each time", () => {
  const one = marked('{"ID": "{id}", "N": 1, "AT": "{ms}"}', "--row");
  expect(one.column).toBe("ID");
  expect(one.fields).toEqual({ ID: one.mark, N: 1, AT: expect.any(Number) as number });
  expect(marked('{"ID": "{id}"}', "--row").mark).not.toBe(one.mark);
  expect(Number.isSafeInteger(marked('{"N": "{number}"}', "--row").mark)).toBe(true);
  for (const bad of ["[]", "nothing", '{"ID": 1}', '{"ID": {"a": "{id}"}}'])
    expect(() => marked(bad, "--row")).toThrow(/--row/);
});

test("names follow what connectors take them for", () => {
  const config = {
    name: "s",
    topics: "t,s.canary",
    "snowflake.topic2table.map": 't:lower,s.canary:"Kept"',
    "snowflake.database.name": "shop",
    "snowflake.schema.name": "RAW",
  };
  expect(tableOf(config, "t")).toBe('"SHOP"."RAW"."LOWER"');
  expect(tableOf(config, "s.canary")).toBe('"SHOP"."RAW"."Kept"');
  expect(canaryTopic(config, undefined)).toBe("s.canary");
  expect(() => canaryTopic(config, "other")).toThrow(/reads no topic other/);
  expect(sourceObjects({ mode: "stream", table: "SHOP.RAW.T" })).toEqual({
    table: '"SHOP"."RAW"."T"',
    stream: '"SHOP"."RAW"."FLOE_T_STREAM"',
    stage: '"SHOP"."RAW"."FLOE_T_STAGE"',
    claim: '"SHOP"."RAW"."FLOE_T_STAGE_CLAIM"',
  });
  expect(sourceObjects({ mode: "query", table: "" })).toBeUndefined();
});
