import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scenarios } from "../scenarios";
import { type Bag, Harness } from "../support/harness";
import { FakeSageMaker } from "../support/sagemaker";
import { SnowflakeWorld } from "../support/world/snowflake";

const root = join(__dirname, "..", "..", "..");
const INTEGRATION = "floe:snowflake:StorageIntegration";
const MODELS = "floe:sagemaker:PromotedModels";
let folder: string;
let cloud: FakeSageMaker;
let snowflake: SnowflakeWorld;
let child: ChildProcess;
let provider: Harness;

/** The modules the plugin's process has loaded from disk cannot be asked for: so it runs where there are none. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "floe-alone-"));
  const built = join(root, "node_modules", ".cache", "floe-test", "alone");
  const plugin = JSON.stringify({
    name: "floe",
    entry: join(root, "provider/main.ts"),
    folder: built,
    alone: true,
  });
  const script = JSON.stringify(join(root, "scripts/plugin.mjs"));
  execFileSync(process.execPath, ["-e", `import(${script}).then((m) => m.writePlugin(${plugin}))`]);
  cpSync(built, folder, { recursive: true });
  cloud = await FakeSageMaker.start();
  snowflake = await SnowflakeWorld.start();
  child = spawn(join(folder, "pulumi-resource-floe"), [], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  const stop = async () => {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  };
  provider = await Harness.connect(Number(line.toString()), stop, {
    region: "us-east-1",
    awsEndpoint: cloud.endpoint,
    accessKey: "AKIATEST",
    secretKey: "secret-key-1",
    ...snowflake.config,
  });
}, 120_000);
afterAll(async () => {
  await provider.stop();
  await cloud.stop();
  await snowflake.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the plugin where no package is installed", () => {
  it("is one file and its launchers", () => {
    expect(readdirSync(folder).sort()).toEqual([
      "main.js",
      "pulumi-resource-floe",
      "pulumi-resource-floe.cmd",
    ]);
    const code = readFileSync(join(folder, "main.js"), "latin1");
    const asked = [...code.matchAll(/\brequire\("([^".][^"]*)"\)/g)].map(([, name = ""]) => name);
    const foreign = asked.filter(
      (name) => !/^(node:|_)/.test(name) && !builtin.has(name.split("/")[0] ?? ""),
    );
    expect([...new Set(foreign)]).toEqual([]);
  });
  it("reaches SageMaker with the client it carries", async () => {
    const inputs: Bag = { namePrefix: "shop-prod", endpointName: "shop" };
    const { id, properties } = await provider.create(MODELS, inputs);
    cloud.serving.models.set("shop-prod-run-1", { "floe:retraining": "shop-prod" });
    await provider.delete(MODELS, id, properties, inputs);
    expect(cloud.count("DeleteModel")).toBe(1);
    expect([...cloud.serving.models.keys()]).toEqual([]);
  });
  it("reaches Snowflake with the driver it carries", async () => {
    const scenario = scenarios.find(({ token }) => token === INTEGRATION)!;
    await snowflake.prepare(scenario.prepare ?? []);
    const { id, properties } = await provider.create(INTEGRATION, scenario.inputs);
    expect(properties.iamUserArn).toMatch(/^arn:aws:iam::/);
    await provider.delete(INTEGRATION, id, properties, scenario.inputs);
    expect((await provider.read(INTEGRATION, id)).id).toBe("");
  });
});

const builtin = new Set(
  "assert buffer child_process cluster constants crypto dgram dns events fs http http2 https module net os path perf_hooks process punycode querystring stream string_decoder timers tls tty url util v8 vm worker_threads zlib async_hooks inspector diagnostics_channel".split(
    " ",
  ),
);
