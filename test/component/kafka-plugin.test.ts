import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import {
  ConnectorPlugin,
  snowflakeSinkArtifacts,
  type ConnectorPluginArgs,
} from "../../components/kafka/plugin";
import { packagedSource } from "../../components/kafka/plugin/artifacts";
import { children, inputsOf, known, mockKafka, refusal, statements } from "./kafka-support";
import { madeUp, registered, run } from "./mocks";

beforeEach(mockKafka);
const sha256 = "0".repeat(64);
const artifacts = [{ coordinates: "com.snowflake:snowflake-kafka-connector:2.5.0", sha256 }];

const make = async (args: Partial<ConnectorPluginArgs> = {}) => {
  let plugin: ConnectorPlugin | undefined;
  await run(() => {
    plugin = new ConnectorPlugin("sink", { artifacts, ...args });
  });
  if (plugin === undefined) throw new Error("no plugin was made");
  return plugin;
};

test("a plugin is one zip in a guarded bucket, and MSK Connect's copy of it is named by it", async () => {
  const plugin = await make();
  expect(children()).toEqual([
    "sink-custom-plugin aws:mskconnect:CustomPlugin",
    "sink-plugin floe:kafka:Plugin",
    "sink-store-access aws:s3:BucketPublicAccessBlock",
    "sink-store-bucket aws:s3:Bucket",
    "sink-store-encryption aws:s3:BucketServerSideEncryptionConfiguration",
    "sink-store-ownership aws:s3:BucketOwnershipControls",
    "sink-store-policy aws:s3:BucketPolicy",
    "sink-store-versioning aws:s3:BucketVersioning",
  ]);
  const bucket = inputsOf("sink-store-bucket")["bucket"] as string;
  expect(bucket).toMatch(/^floe-dev-sink-[0-9a-f]{8}$/);
  expect(inputsOf("sink-plugin")).toEqual({ bucket, prefix: "plugins/sink", artifacts });
  expect(inputsOf("sink-store-access")).toMatchObject({
    blockPublicPolicy: true,
    restrictPublicBuckets: true,
  });
  expect(statements(inputsOf("sink-store-policy")["policy"])["DenyWithoutTls"]).toBeDefined();
  expect(inputsOf("sink-custom-plugin")).toEqual({
    name: expect.stringMatching(/^floe-dev-sink-[0-9a-f]{12}$/) as unknown,
    contentType: "ZIP",
    location: {
      s3: {
        bucketArn: `arn:aws:s3:::${bucket}`,
        fileKey: `plugins/sink/${"a".repeat(64)}.zip`,
        objectVersion: "v1",
      },
    },
  });
  expect(await known(plugin.sha256)).toBe("b".repeat(64));
});

test("other content is another plugin of MSK Connect; the same content is the same", async () => {
  await make();
  const before = inputsOf("sink-custom-plugin")["name"];
  await make();
  expect(inputsOf("sink-custom-plugin")["name"]).toBe(before);
  madeUp.set("floe:kafka:Plugin", () => ({ key: "plugins/sink/other.zip", sha256, objectVersion: "" }));
  await make();
  expect(inputsOf("sink-custom-plugin")["name"]).not.toBe(before);
  expect(inputsOf("sink-custom-plugin")["location"]).toEqual({
    s3: { bucketArn: expect.anything() as unknown, fileKey: "plugins/sink/other.zip" },
  });
});

test("a bucket that exists is taken as it is, and ECS needs nothing of MSK Connect", async () => {
  await make({
    bucket: { existing: "artifacts" },
    mskConnect: false,
    prefix: "kafka/sink",
    repositories: ["https://maven.internal/central"],
  });
  expect(children()).toEqual(["sink-plugin floe:kafka:Plugin"]);
  expect(inputsOf("sink-plugin")).toMatchObject({
    bucket: "artifacts",
    prefix: "kafka/sink",
    repositories: ["https://maven.internal/central"],
  });
});

test("the official sink and the source come with checksums, and say where they are missing", async () => {
  const sink = snowflakeSinkArtifacts("2.5.0", { glueAvro: true });
  expect(sink.map(({ coordinates }) => coordinates)).toEqual([
    "com.snowflake:snowflake-kafka-connector:2.5.0",
    expect.stringMatching(/^software\.amazon\.msk:aws-msk-iam-auth:/),
    expect.stringMatching(/^software\.amazon\.glue:schema-registry-kafkaconnect-converter:/),
  ]);
  expect(sink.every(({ sha256: hash }) => /^[0-9a-f]{64}$/.test(hash as string))).toBe(true);
  expect((await make({ artifacts: sink })).readsSecrets).toBe(false);
  expect(() => snowflakeSinkArtifacts("9.9.9")).toThrow(/checksums of snowflake-sink 9\.9\.9 are not known/);
  const folder = mkdtempSync(join(tmpdir(), "floe-plugin-"));
  expect(() => packagedSource(folder)).toThrow(/npm run build:connectors/);
  const place = join(folder, "connectors", "snowflake-source", "target", "plugin");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "floe-snowflake-source-0.1.0.jar"), "");
  expect(packagedSource(join(folder, "dist", "components"))).toBe(
    join(place, "floe-snowflake-source-0.1.0.jar"),
  );
  rmSync(folder, { recursive: true });
});

test.each<[string, Partial<ConnectorPluginArgs>, RegExp]>([
  ["nothing", { artifacts: [] }, /artifacts: must hold 1 to 500 artifacts/],
  [
    "a download without a checksum",
    { artifacts: [{ url: "https://x/y.jar" }] },
    /artifacts\[0\]\.sha256: is required/,
  ],
  [
    "half a checksum",
    { artifacts: [{ coordinates: "a:b:1", sha256: "abc" }] },
    /sha256: must be 64 hexadecimal digits/,
  ],
  [
    "two sources of one artifact",
    { artifacts: [{ coordinates: "a:b:1", file: new pulumi.asset.StringAsset("x"), sha256 }] },
    /artifacts\[0\]: must be exactly one of/,
  ],
  ["a folder that is none", { prefix: "/plugins/" }, /prefix: "\/plugins\/" is no folder/],
])("a plugin refuses %s", async (_what, change, message) => {
  expect(await refusal(() => new ConnectorPlugin("sink", { artifacts, ...change }))).toMatch(message);
  expect(registered).toEqual([]);
});
