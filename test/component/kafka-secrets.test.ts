import { generateKeyPairSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { KafkaSecrets, type KafkaSecretsArgs } from "../../components/kafka/secrets";
import { SchemaRegistry, type SchemaRegistryArgs } from "../../components/kafka/registry";
import { ConnectRuntime } from "../../components/kafka/runtime";
import { readKey } from "../../components/kafka/secrets/keys";
import { KafkaCluster } from "../../components/kafka/cluster";
import { children, inputsOf, known, mockKafka, refusal, statements } from "./kafka-support";
import { namesOf } from "./kafka-fixtures";
import { ofType, registered, run } from "./mocks";

const pair = (bits = 2048) =>
  generateKeyPairSync("rsa", {
    modulusLength: bits,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const body = (pem: string) => pem.replace(/-----[A-Z ]+-----|\s/g, "");
const [first, second] = [pair(), pair()];
beforeEach(mockKafka);

const make = async (args: KafkaSecretsArgs) => {
  let secrets: KafkaSecrets | undefined;
  await run(() => {
    secrets = new KafkaSecrets("secrets", args);
  });
  if (secrets === undefined) throw new Error("no secrets were made");
  return secrets;
};
/** What the engine was given for a secret: wrapped, so that state and logs have it encrypted or not at all. */
const wrapped = (value: unknown) =>
  (value as Record<string, unknown>)["4dabf18193072939515e22adb298388d"] ===
  "1b47061264138c4ac30d75fd1eb44270";

/** What the engine is told an output comes from: no part of the SDK's types. */
interface Known {
  readonly allResources: () => Promise<ReadonlySet<pulumi.Resource>>;
}

describe("keys of Snowflake", () => {
  test("are written where workers read them, and told to nobody else", async () => {
    const secrets = await make({ snowflake: { payments: { first: first.privateKey } } });
    expect(children()).toEqual([
      "secrets-alias aws:kms:Alias",
      "secrets-key aws:kms:Key",
      "secrets-snowflake-payments-first aws:secretsmanager:Secret",
      "secrets-snowflake-payments-first-value aws:secretsmanager:SecretVersion",
    ]);
    const value = inputsOf("secrets-snowflake-payments-first-value");
    expect(value).not.toHaveProperty("secretString");
    expect(wrapped(value["secretStringWo"])).toBe(true);
    const { value: json } = value["secretStringWo"] as { readonly value: string };
    expect(JSON.parse(json)).toEqual({
      privateKey: `-----BEGIN PRIVATE KEY-----${body(first.privateKey)}-----END PRIVATE KEY-----`,
    });
    const outside = registered.filter(({ name }) => !name.endsWith("-value"));
    expect(JSON.stringify(outside)).not.toContain(body(first.privateKey).slice(40, 80));
    const keys = secrets.snowflake["payments"];
    expect(await known(keys?.publicKey)).toBe(body(first.publicKey));
    expect(keys?.secondPublicKey).toBeUndefined();
    expect(keys?.privateKey).toMatchObject({
      secretName: "floe-dev-secrets-payments-first",
      key: "privateKey",
    });
    expect(await known(pulumi.output(keys?.privateKey.secretArn ?? ""))).toBe(
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:floe-dev-secrets-payments-first",
    );
  });

  test("rotate by slots: both are accepted, then workers read the other place", async () => {
    const before = await make({ snowflake: { p: { first: first.privateKey, second: second.privateKey } } });
    expect(await known(before.snowflake["p"]?.publicKey)).toBe(body(first.publicKey));
    expect(await known(before.snowflake["p"]?.secondPublicKey)).toBe(body(second.publicKey));
    expect(before.snowflake["p"]?.privateKey.secretName).toBe("floe-dev-secrets-p-first");
    expect(await known(pulumi.all([...(before.snowflake["p"]?.privateKey.otherArns ?? [])]))).toEqual([
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:floe-dev-secrets-p-second",
    ]);
    const versions = ["first", "second"].map(
      (slot) => inputsOf(`secrets-snowflake-p-${slot}-value`)["secretStringWoVersion"],
    );
    expect(new Set(versions).size).toBe(2);
    expect(await known(pulumi.output(before.snowflake["p"]?.privateKey.version))).toBe(versions[0]);
    const after = await make({ snowflake: { p: { second: second.privateKey, active: "second" } } });
    expect(after.snowflake["p"]?.privateKey.secretName).toBe("floe-dev-secrets-p-second");
    expect(after.snowflake["p"]?.publicKey).toBeUndefined();
    // The same key is the same version: nothing is written again.
    expect(inputsOf("secrets-snowflake-p-second-value")["secretStringWoVersion"]).toBe(versions[1]);
  });

  test.each<[string, string]>([
    ["no key at all", "canary-1234"],
    ["a key that is too short", pair(1024).privateKey],
  ])("that are %s are refused without being told", async (_what, bad) => {
    const secrets = await make({ snowflake: {} });
    expect(secrets.snowflake).toEqual({});
    const fault = (() => {
      try {
        readKey("snowflake.p.first", bad);
        return "";
      } catch (error) {
        return String(error);
      }
    })();
    expect(fault).toMatch(/snowflake\.p\.first: (is no unencrypted|must be an RSA key of at least 2,048)/);
    expect(fault).not.toContain("canary-1234");
  });
});

test("users of the brokers are named as MSK asks, under a key that is not AWS's own", async () => {
  const secrets = await make({
    scram: { connect: { password: pulumi.secret("canary-password"), version: 2 } },
  });
  expect(inputsOf("secrets-scram-connect")).toMatchObject({
    name: "AmazonMSK_floe-dev-secrets-connect",
    kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    recoveryWindowInDays: 30,
  });
  const value = inputsOf("secrets-scram-connect-value");
  expect(wrapped(value["secretStringWo"])).toBe(true);
  expect(value["secretStringWoVersion"]).toBe(2);
  expect(JSON.stringify(registered.filter(({ name }) => !name.endsWith("-value")))).not.toContain(
    "canary-password",
  );
  expect(statements(inputsOf("secrets-scram-connect-policy")["policy"])["MskReadsUser"]).toMatchObject({
    Principal: { Service: "kafka.amazonaws.com" },
    Action: ["secretsmanager:GetSecretValue"],
  });
  const login = secrets.scram["connect"];
  expect([login?.username.key, login?.password.key]).toEqual(["username", "password"]);
  const place = secrets.scramSecrets["connect"];
  expect(await known(place)).toContain("secret:AmazonMSK_floe-dev-secrets-connect");
  // Whatever binds it to a cluster waits for what is in it.
  const before = await (place as unknown as Known).allResources();
  expect(await namesOf([...before])).toEqual(
    expect.arrayContaining(["secrets-scram-connect-value", "secrets-scram-connect-policy"]),
  );
});

test.each<[string, KafkaSecretsArgs, RegExp]>([
  ["no active key", { snowflake: { p: { second: "x" } } }, /snowflake\.p\.first: is required/],
  [
    "a slot that is none",
    { snowflake: { p: { first: "x", active: "third" as "first" } } },
    /p\.active: must be one of/,
  ],
  ["a short password", { scram: { u: { password: "canary" } } }, /scram\.u\.password: has fewer than 8/],
  ["days Secrets Manager does not take", { recoveryDays: 3 }, /recoveryDays: must be 0, or from 7 to 30/],
  ["a name with a space", { texts: { "a b": { text: "x" } } }, /texts\.a b: "a b" is part of names/],
])("secrets with %s are refused", async (_what, args, message) => {
  const text = await refusal(() => new KafkaSecrets("secrets", args));
  expect(text).toMatch(message);
  expect(text).not.toContain("canary");
});

describe("a schema registry", () => {
  const runtime = () =>
    new ConnectRuntime("connect", {
      cluster: new KafkaCluster("kafka", {
        cluster: { existing: { bootstrapServers: ["b:9092"], auth: "plaintext" } },
      }),
      run: { existing: { url: "http://c:8083", secrets: { provider: "file", path: "/s" } } },
    });
  const registry = async (choice: SchemaRegistryArgs["registry"]) => {
    let found: unknown;
    let made: SchemaRegistry | undefined;
    await run(() => {
      made = new SchemaRegistry("schemas", { registry: choice });
      found = made.forConnector(runtime(), "source");
    });
    return { found, made };
  };

  test("of Glue is made with what is declared, and keeps what connectors add", async () => {
    const { found, made } = await registry({
      glue: {
        name: "payments",
        region: "us-east-1",
        schemas: { Payment: { format: "avro", definition: "{}" } },
      },
    });
    expect(children("schemas")).toEqual([
      "schemas-registry aws:glue:Registry",
      "schemas-schema-Payment aws:glue:Schema",
    ]);
    expect(inputsOf("schemas-schema-Payment")).toEqual({
      registryArn: "arn:aws:glue:us-east-1:123456789012:registry/payments",
      schemaName: "Payment",
      dataFormat: "AVRO",
      compatibility: "BACKWARD",
      schemaDefinition: "{}",
    });
    expect(found).toEqual({ kind: "glue", region: "us-east-1", name: "payments" });
    expect(await known(made?.rights(true)?.registryArn)).toBe(
      "arn:aws:glue:us-east-1:123456789012:registry/payments",
    );
  });

  test("of Glue that exists is named by its ARN", async () => {
    const { made } = await registry({ glue: { name: "payments", region: "eu-west-1", existing: true } });
    expect(ofType("aws:glue/registry:Registry")).toEqual([]);
    expect(await known(made?.rights(false)?.registryArn)).toBe(
      "arn:aws:glue:eu-west-1:123456789012:registry/payments",
    );
  });

  test("with Confluent's API gets credentials as a placeholder", async () => {
    expect((await registry({ confluent: { url: "https://r:8081" } })).found).toEqual({
      kind: "confluent",
      url: "https://r:8081",
    });
    const { found, made } = await registry({ confluent: { url: "https://r:8081", signIn: true } });
    expect(found).toMatchObject({ credentials: "${file:/s:SCHEMA_REGISTRY_CREDENTIALS}" });
    expect(made?.rights(true)).toBeUndefined();
  });

  test.each<[string, object, RegExp]>([
    [
      "an address with a password",
      { confluent: { url: "https://u:canary@r" } },
      /without a user and password/,
    ],
    ["a region that is none", { glue: { name: "p", region: "here" } }, /glue\.region: "here" is no region/],
    ["neither", {}, /registry: must be exactly one of glue and confluent/],
  ])("refuses %s", async (_what, choice, message) => {
    const args = { registry: choice } as SchemaRegistryArgs;
    const text = await refusal(() => new SchemaRegistry("schemas", args));
    expect(text).toMatch(message);
    expect(text).not.toContain("canary");
  });
});
