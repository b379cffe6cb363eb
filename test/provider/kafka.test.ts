import { describe, expect, it, vi } from "vitest";
import type * as Clients from "../../provider/aws/clients";
import type { Wire, WireBag } from "../../provider/framework/wire";
import { undefinedKeys } from "../../provider/kafka/connector/settings";
import type { Scenario } from "./support/scenario";
import type * as Clock from "./support/world/clock";
import { Deployment } from "./support/world/deployment";
import { Process } from "./support/world/process";
import { worldOf } from "./support/world/world";
import type * as Wired from "./support/world/wired";

vi.mock("../../provider/aws/clients", async (original) => {
  const { wired } = await vi.importActual<typeof Wired>("./support/world/wired");
  return wired(await original<typeof Clients>());
});
vi.mock("../../provider/framework/lifecycle", async (original) => {
  const { now, sleep } = await vi.importActual<typeof Clock>("./support/world/clock");
  vi.spyOn(Date, "now").mockImplementation(now);
  return { ...(await original<object>()), sleep };
});

const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(String, (error: unknown) => String(error));

/** A deployment in a world of its own. */
async function deployed(token: string, scenario: Omit<Scenario, "token" | "inputs"> = {}) {
  const process = Process.start(await worldOf({ token, inputs: {}, ...scenario }));
  const deployment = new Deployment(token);
  return {
    process,
    deployment,
    up: (inputs: WireBag) => deployment.up(process, inputs),
    refused: (inputs: WireBag) =>
      deployment
        .check(process, inputs)
        .failures.map(({ reason }) => reason)
        .join("\n"),
  };
}

describe("a topic", () => {
  const token = "floe:kafka:Topic";

  it("is refused with the rule and the fix", async () => {
    const { refused } = await deployed(token);
    expect(refused({ name: "a b" })).toMatch(/name: .*249 letters.*Fix/);
    expect(refused({ name: "a", bootstrapServers: ["broker"] })).toMatch(/host:port/);
    expect(refused({ name: "a", configs: { "retention.mss": "1" } })).toMatch(/did you mean "retention.ms"/);
    expect(refused({ name: "a", replicationFactor: 2, configs: { "min.insync.replicas": "3" } })).toMatch(
      /nothing could be written/,
    );
    const plain = { kind: "plain", username: "u", password: "p", tls: false };
    expect(refused({ name: "a", bootstrapServers: ["far:9092"], auth: plain })).toMatch(/password readable/);
    expect(refused({ name: "a", bootstrapServers: ["127.0.0.1:9092"], auth: plain })).toBe("");
    expect(refused({ name: "a", auth: { kind: "iam", username: "u" } })).toMatch(/not used by kind iam/);
  });

  it("that is protected is neither replaced nor deleted, and the preview says so", async () => {
    const { deployment, process, up } = await deployed(token);
    await up({ name: "orders", partitions: 4 });
    const changes: readonly WireBag[] = [{ partitions: 2 }, { name: "other" }, { replicationFactor: 1 }];
    for (const change of changes) {
      const given: WireBag = { name: "orders", partitions: 4, ...change };
      const { inputs } = deployment.check(process, given);
      expect(deployment.diff(process, deployment.held!, inputs).getReplacesList()).toEqual([]);
      expect(await errorOf(deployment.previewed(process, inputs))).toMatch(
        /is protected.*deletionProtection: false/,
      );
      expect(await errorOf(up(given))).toContain("is protected");
    }
    expect(await errorOf(deployment.destroy(process))).toContain("topic orders is protected");
    expect(await up({ name: "orders", partitions: 4, replicationFactor: 3, deletionProtection: false })).toBe(
      "update",
    );
    expect(await up({ name: "orders", partitions: 2, deletionProtection: false })).toBe("replace");
  });

  it("of somebody else is not taken over", async () => {
    const { deployment, process, up } = await deployed(token);
    await up({ name: "orders", partitions: 4 });
    deployment.held = undefined;
    expect(await errorOf(up({ name: "orders", partitions: 5 }))).toContain("it has 4 partitions, not 5");
    expect(await up({ name: "orders", partitions: 4 })).toBe("create");
    expect(await deployment.refresh(process)).toEqual([]);
  });
});

describe("a connector", () => {
  const token = "floe:kafka:Connector";
  const config = { "connector.class": "acme.Sink", topics: "orders" };

  it("is refused with the rule and the fix", async () => {
    const { refused } = await deployed(token);
    const given = (change: Record<string, string>) =>
      refused({ name: "a", config: { ...config, ...change } });
    expect(given({ name: "b" })).toMatch(/must be left out/);
    expect(given({ "tasks.max": "many" })).toMatch(/whole number/);
    expect(given({ "errors.tollerance": "all" })).toMatch(/did you mean "errors.tolerance"/);
    expect(given({ "consumer.override.isolation.levle": "read_committed" })).toMatch(
      /did you mean "isolation.level"/,
    );
    expect(given({ "errors.tolerance": "some" })).toMatch(/one of none, all/);
    expect(refused({ name: "a", config: { topics: "orders" } })).toMatch(/connector.class.*is required/);
    expect(refused({ name: "a", url: "http://u:p@h:1", config })).toMatch(/without user/);
    expect(refused({ name: "a", config, auth: { kind: "basic", token: "t" } })).toMatch(
      /not used by kind basic/,
    );
  });

  it("whose task fails is kept in the state with the task's words, and mended by an update", async () => {
    const { deployment, process, up } = await deployed(token);
    expect(await errorOf(up({ name: "s", config: { ...config, fail: "bad-disk" } }))).toMatch(
      /task 0 of connector s failed: acme\.Failed: cannot work with bad-disk/,
    );
    expect(deployment.held?.failed).toBe(true);
    expect(await up({ name: "s", config })).toBe("update");
    expect(deployment.held?.failed).toBe(false);
    expect(await deployment.refresh(process)).toEqual([]);
  });

  it("of somebody else is not taken over, and the error names keys only", async () => {
    const { deployment, up } = await deployed(token);
    await up({ name: "s", config: { ...config, secret: "somebodys-own" } });
    deployment.held = undefined;
    const error = await errorOf(up({ name: "s", config }));
    expect(error).toMatch(/exists already.*differs in secret\. Fix: import it/);
    expect(error).not.toContain("somebodys-own");
  });

  it("of a class the worker lacks is told with what it has", async () => {
    const { up } = await deployed(token);
    expect(await errorOf(up({ name: "s", config: { ...config, "connector.class": "acme.Sing" } }))).toMatch(
      /no plugin acme\.Sing.*did you mean "acme\.Sink"/,
    );
  });
});

describe("a plugin", () => {
  const token = "floe:kafka:Plugin";
  const url = "https://files.test/a.jar";

  it("is refused with the rule and the fix", async () => {
    const { refused } = await deployed(token);
    const given = (artifact: Record<string, Wire>) => refused({ bucket: "plugins", artifacts: [artifact] });
    const sha256 = "0".repeat(64);
    expect(given({ coordinates: "a:b:1" })).toMatch(/sha256: is required.*floe kafka lock/);
    expect(given({ coordinates: "a:b:1-SNAPSHOT", sha256 })).toMatch(/is a snapshot/);
    expect(given({ coordinates: "a:b", sha256 })).toMatch(/group:artifact:version/);
    expect(given({ coordinates: "a:b:1", url, sha256 })).toMatch(/exactly one/);
    expect(given({ coordinates: "a:b:1@zip", sha256 })).toMatch(/is an archive/);
    expect(given({ url: "http://files.test/a.jar", sha256 })).toMatch(/https beyond loopback/);
    expect(refused({ bucket: "plugins", artifacts: [] })).toMatch(/must not be empty/);
  });

  it("takes no file with another checksum", async () => {
    const { up } = await deployed(token, { files: { [url]: "another content" } });
    const artifacts = [{ url, sha256: "0".repeat(64) }];
    expect(await errorOf(up({ bucket: "plugins", artifacts }))).toMatch(
      /has the SHA-256 \w+, not 0+ as declared/,
    );
  });
});

describe("a configuration of MSK Connect", () => {
  const token = "floe:kafka:MskConnectorConfiguration";
  const connectorArn = "arn:aws:kafkaconnect:us-east-1:123456789012:connector/sink/1";

  it("that is not the declared one fails with the names of its keys", async () => {
    const live = { "connector.class": "acme.Sink", topics: "orders", "tasks.max": "1" };
    const { up } = await deployed(token, { connectors: { [connectorArn]: live } });
    const error = await errorOf(
      up({ connectorArn, config: { ...live, topics: "payments-topic", extra: "x" } }),
    );
    expect(error).toMatch(/runs with another configuration than declared: extra, topics differ/);
    expect(error).not.toContain("payments-topic");
    expect(await up({ connectorArn, config: live })).toBe("create");
  });

  it("has the tasks that MSK Connect chooses, where it scales the workers", async () => {
    const live = { "connector.class": "acme.Sink", topics: "orders", "tasks.max": "4" };
    const declared = { ...live, "tasks.max": "1" };
    const connectors = { [connectorArn]: live };
    const scaling = await deployed(token, { connectors, autoscaled: [connectorArn] });
    expect(await scaling.up({ connectorArn, config: declared })).toBe("create");
    expect(await scaling.up({ connectorArn, config: declared })).toBe("same");
    const fixed = await deployed(token, { connectors });
    expect(await errorOf(fixed.up({ connectorArn, config: declared }))).toContain("tasks.max differs");
  });

  it("of no connector is told", async () => {
    const { refused, up } = await deployed(token);
    expect(await errorOf(up({ connectorArn, config: { a: "b" } }))).toContain("there is no connector");
    expect(refused({ connectorArn: "arn:aws:s3:::b", config: { a: "b" } })).toMatch(
      /connector of MSK Connect/,
    );
  });
});

describe("keys that a connector does not define", () => {
  const defined = ["snowflake.url.name"];
  const sink = {
    "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
    "snowflake.enable.schematization": "true",
  };

  it.each([
    ["that Snowflake's sink reads all the same", sink, []],
    ["that are a slip", { ...sink, "snowflake.url.nam": "x" }, ["snowflake.url.nam"]],
    [
      "of another connector",
      { ...sink, "connector.class": "acme.Sink" },
      ["snowflake.enable.schematization"],
    ],
  ])("%s", (_what, config, expected) => {
    expect(undefinedKeys(config, defined)).toEqual(expected);
  });
});
