import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkKafkaConnector, Problems, type KafkaConfig } from "../../blueprints";
import { withThrowAwayWorker } from "../../cli/kafka/validate/throw-away";
import { askWorker, type WorkerAnswer } from "../../cli/kafka/validate/worker";
import type { ConnectRest, WorkerPlugin } from "../../cli/kafka/rest";
import {
  SnowflakeSink,
  SnowflakeSource,
  type SnowflakeSinkArgs,
  type SnowflakeSourceArgs,
} from "../../components";
import { sinkArgs, sourceArgs } from "../component/kafka-fixtures";
import { ofType, run } from "../component/mocks";

let worker: ConnectRest;
let plugins: readonly WorkerPlugin[];
let done: () => void;
let ended: Promise<void>;

/** One worker for all checks, as `floe kafka validate` starts it: with the official sink and the house's source. */
beforeAll(
  () =>
    new Promise<void>((resolve, reject) => {
      const options = { plugins: [], log: () => undefined, signal: new AbortController().signal };
      ended = withThrowAwayWorker(options, async (rest) => {
        worker = rest;
        plugins = await rest.plugins();
        const work = new Promise<void>((finish) => (done = finish));
        resolve();
        await work;
      });
      ended.catch(reject);
    }),
  300_000,
);
afterAll(async () => {
  done();
  await ended;
}, 60_000);

/** The configuration a component deploys: what it hands to the connector's resource. */
async function deployed(program: () => unknown): Promise<KafkaConfig> {
  await run(() => {
    program();
  });
  const [connector] = ofType("floe:kafka:Connector");
  const { name, config } = connector?.inputs ?? {};
  return { name: String(name), ...(config as Record<string, string>) };
}

const sink = (change: Partial<SnowflakeSinkArgs> = {}) =>
  deployed(() => new SnowflakeSink("payments-sink", { ...sinkArgs(), ...change }));
const source = (change: Partial<SnowflakeSourceArgs> = {}) =>
  deployed(() => new SnowflakeSource("scores-source", { ...sourceArgs(), ...change }));

function ours(config: KafkaConfig): readonly string[] {
  const problems = new Problems();
  checkKafkaConnector(problems, config);
  return problems.found.map(({ argument, rule }) => `${argument} ${rule}`);
}
const theirs = (config: KafkaConfig): Promise<WorkerAnswer> =>
  askWorker(worker, plugins, { name: config.name ?? "", from: "a component", config });

const registry = { kind: "confluent", url: "http://127.0.0.1:1/apis/ccompat/v7" } as const;

describe("what the components deploy passes a real worker", () => {
  it.each<[string, Partial<SnowflakeSinkArgs>]>([
    ["as it is", {}],
    ["with bad records that stop it", { errors: { to: "stop" } }],
    ["with records stored whole", { schemaEvolution: false, tombstones: "ignore", topics: { payments: {} } }],
    ["with Avro", { value: { format: "avro", registry }, canary: false }],
    ["with four tasks that flush seldom", { tasks: 4, flushSeconds: 30 }],
  ])("the sink 2.5.0 %s", async (_, change) => {
    const config = await sink(change);
    expect(ours(config)).toEqual([]);
    const { findings, version } = await theirs(config);
    expect(findings).toEqual([]);
    expect(version).toBe("2.5.0");
  });

  it.each<[string, Partial<SnowflakeSourceArgs>]>([
    ["of a stream", {}],
    [
      "of a snapshot, as envelopes",
      { feed: { mode: "snapshot", table: ["SHOP", "ML", "SCORES"] }, valueFormat: "envelope" },
    ],
    [
      "of changes",
      { feed: { mode: "changes", table: ["SHOP", "ML", "SCORES"], start: "2026-01-31T00:00:00Z" } },
    ],
    [
      "of a query",
      {
        feed: {
          mode: "query",
          query: "SELECT * FROM SHOP.ML.SCORES",
          watermark: "AT",
          reads: [{ kind: "TABLE", name: ["SHOP", "ML", "SCORES"] }],
        },
        keyColumns: [],
        deletes: "row",
      },
    ],
    ["of a feed", { feed: { mode: "metadata", feed: "queries" }, keyColumns: [], deletes: "row" }],
  ])("the source %s", async (_, change) => {
    const config = await source(change);
    expect(ours(config)).toEqual([]);
    const { findings, version } = await theirs(config);
    expect(findings).toEqual([]);
    expect(version).toMatch(/^\d+\.\d+/);
  });
});

describe("what is wrong is found", () => {
  it.each<[string, KafkaConfig, RegExp]>([
    ["a method there is not", { "snowflake.ingestion.method": "PIGEON" }, /snowflake\.ingestion\.method/],
    ["a flush before it began", { "snowflake.streaming.max.client.lag": "-5" }, /max\.client\.lag/],
    ["no address", { "snowflake.url.name": "" }, /snowflake\.url\.name/],
    ["a converter there is not", { "value.converter": "org.example.Converter" }, /value\.converter/],
  ])("by the worker in a sink: %s", async (_, change, words) => {
    const { findings } = await theirs({ ...(await sink()), ...change });
    expect(findings.map(({ key, rule }) => `${key} ${rule}`).join("\n")).toMatch(words);
  });

  it.each<[string, KafkaConfig, RegExp]>([
    ["a mode there is not", { mode: "guess" }, /mode/],
    ["no key for an address", { "snowflake.url": "http://example.com" }, /snowflake\.url/],
    ["tombstones without a key", { "key.columns": "" }, /record\.delete|key\.columns/],
    ["a query without its column", { mode: "query", query: "SELECT 1" }, /query\.watermark\.column/],
  ])("by the worker in a source: %s", async (_, change, words) => {
    const { findings } = await theirs({ ...(await source()), ...change });
    expect(findings.map(({ key, rule }) => `${key} ${rule}`).join("\n")).toMatch(words);
  });

  it("by Floe where the worker is silent: an unknown key", async () => {
    const config = { ...(await sink()), "snowflake.enable.schematisation": "true" };
    expect((await theirs(config)).findings).toEqual([]);
    expect(ours(config).join("\n")).toContain("snowflake.enable.schematisation is no key");
  });
});

it("sends no secret to the worker, and opens no session", async () => {
  const asked: string[] = [];
  const spy: Pick<ConnectRest, "validate"> = {
    validate: (type, config) => {
      asked.push(JSON.stringify(config));
      return worker.validate(type, config);
    },
  };
  const config = { ...(await sink()), "snowflake.private.key": "a-very-secret-key" };
  const began = performance.now();
  await askWorker(spy, plugins, { name: "s", from: "f", config });
  expect(asked.join()).not.toContain("a-very-secret-key");
  // A login to a host that does not answer would hang for 90 seconds.
  expect(performance.now() - began).toBeLessThan(30_000);
});
