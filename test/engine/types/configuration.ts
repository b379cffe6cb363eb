import { generateKeyPairSync } from "node:crypto";
import type { CustomResource, Output } from "@pulumi/pulumi";
import { kafka, Provider, type ProviderArgs, sagemaker, snowflake } from "../../../provider/sdk";
import type { World } from "./world";

type Hidden = (place: string, shape?: (word: string) => string) => Output<string>;

/** What the provider needs to reach the clouds of the tests. */
export function reaching({ aws, snowflake: account, password, kafka: brokers }: World) {
  return {
    region: aws.region,
    awsEndpoint: aws.endpoint,
    accessKey: aws.credentials.accessKeyId,
    secretKey: aws.credentials.secretAccessKey,
    account: "FLOE_LOCAL",
    user: "FLOE",
    password,
    host: account.host,
    port: account.port,
    protocol: "http",
    role: "ACCOUNTADMIN",
    warehouse: "WH",
    kafkaBootstrapServers: brokers.bootstrap,
    connectUrl: brokers.connectUrl,
  } as const;
}

/** For every secret of the configuration, one that the cloud or the client refuses. */
export const refused: Readonly<Record<string, (hidden: Hidden) => ProviderArgs>> = {
  accessKey: (hidden) => ({ accessKey: hidden("key") }),
  secretKey: (hidden) => ({ secretKey: hidden("key") }),
  sessionToken: (hidden) => ({ sessionToken: hidden("token") }),
  password: (hidden) => ({ password: hidden("password") }),
  token: (hidden) => ({ authenticator: "OAUTH", token: hidden("token") }),
  privateKey: (hidden) => ({
    authenticator: "SNOWFLAKE_JWT",
    privateKey: hidden("key", (word) => `-----BEGIN PRIVATE KEY-----\n${word}\n-----END PRIVATE KEY-----\n`),
  }),
  kafkaPassword: (hidden) => ({ kafkaAuth: "plain", kafkaUser: "floe", kafkaPassword: hidden("password") }),
  connectPassword: (hidden) => ({ connectUser: "floe", connectPassword: hidden("password") }),
  privateKeyPassphrase: (hidden) => ({
    authenticator: "SNOWFLAKE_JWT",
    privateKey: encrypted,
    privateKeyPassphrase: hidden("passphrase"),
  }),
};

const encrypted = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "another" },
}).privateKey;

/** A resource on a provider with that secret; both must fail to be made. */
export function declareRefused(key: string, world: World, hidden: Hidden): CustomResource {
  const provider = new Provider(`by ${key}`, { ...reaching(world), ...refused[key]?.(hidden) });
  if (key === "kafkaPassword")
    return new kafka.Topic(
      `by ${key}`,
      { name: `by-${key}`, bootstrapServers: [world.kafka.guarded], auth: { tls: false } },
      { provider },
    );
  if (key === "connectPassword")
    return new kafka.Connector(
      `by ${key}`,
      { name: `by-${key}`, config: { "connector.class": "acme.Sink", topics: "orders" } },
      { provider },
    );
  // The local cloud looks at the key's id alone: what is asked of it must fail by itself.
  return /^(access|secret|session)/.test(key)
    ? new sagemaker.Endpoint(`by ${key}`, { name: `by-${key}`, endpointConfigName: "no-such" }, { provider })
    : new snowflake.StorageIntegration(
        `by ${key}`,
        {
          name: `BY_${key.toUpperCase()}`,
          allowedLocations: ["*"],
          roleArn: "arn:aws:iam::123456789012:role/lake",
        },
        { provider },
      );
}
