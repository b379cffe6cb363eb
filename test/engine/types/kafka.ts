import { asset, secret } from "@pulumi/pulumi";
import { kafka, Provider } from "../../../provider/sdk";
import type { Failing, Stage, TypeCase } from "./case";
import { reaching } from "./configuration";
import { connectorArn } from "./kafka-services";

const bucket = "every-type";
const config = { "connector.class": "acme.Sink", topics: "orders" };
const certificate = (word: string) => `-----BEGIN CERTIFICATE-----\n${word}\n-----END CERTIFICATE-----\n`;

/** MSK Connect is not part of the local AWS. */
function mskConnect(name: string, { world }: Pick<Stage, "world">): Provider {
  return new Provider(name, { ...reaching(world), awsEndpoint: world.kafka.connectUrl });
}

export const kafkaCases: readonly TypeCase[] = [
  {
    token: "floe:kafka:Topic",
    name: "topic",
    imported: "update auth bootstrapServers deletionProtection",
    replaces: true,
    declare: (stage) => {
      const isFirst = stage.variant === "first";
      return new kafka.Topic(
        "topic",
        {
          name: stage.variant === "elsewhere" ? "other-orders" : "orders",
          bootstrapServers: [stage.world.kafka.guarded],
          partitions: isFirst ? 2 : 3,
          configs: { "retention.ms": isFirst ? "60000" : "120000" },
          auth: {
            kind: "plain",
            username: "floe",
            password: secret(stage.world.password),
            tls: false,
            ca: stage.hidden("ca", certificate),
          },
          deletionProtection: false,
        },
        stage.options,
      );
    },
  },
  {
    token: "floe:kafka:Connector",
    name: "connector",
    imported: 'update config["acme.password"] timeoutSeconds triggers',
    replaces: true,
    declare: (stage) =>
      new kafka.Connector(
        "connector",
        {
          name: stage.variant === "elsewhere" ? "other-sink" : "sink",
          config: {
            ...config,
            "tasks.max": stage.variant === "first" ? "1" : "2",
            "acme.password": stage.hidden("password"),
          },
          timeoutSeconds: 60,
          triggers: [stage.hidden("trigger")],
        },
        stage.options,
      ),
  },
  {
    token: "floe:kafka:Plugin",
    name: "plugin",
    imported: "update artifacts repositories",
    replaces: true,
    declare: (stage) =>
      new kafka.Plugin(
        "plugin",
        {
          bucket,
          prefix: stage.variant === "elsewhere" ? "plugins/other" : "plugins/own",
          artifacts: [{ file: new asset.StringAsset("the content of a jar"), name: "own.jar" }],
          repositories: [stage.hidden("repository", (word) => `https://${word.toLowerCase()}.test/maven`)],
          onDelete: stage.variant === "first" ? "delete" : "retain",
        },
        stage.options,
      ),
  },
  {
    token: "floe:kafka:MskConnectorConfiguration",
    name: "in-force",
    imported: 'update config["acme.password"] timeoutSeconds',
    replaces: true,
    declare: (stage) =>
      new kafka.MskConnectorConfiguration(
        "in-force",
        {
          connectorArn: connectorArn(stage.variant === "elsewhere" ? "other" : "sink"),
          config: { ...config, "acme.password": stage.hidden("password") },
          timeoutSeconds: stage.variant === "first" ? 10 : 20,
        },
        { ...stage.options, provider: mskConnect("MSK Connect", stage) },
      ),
  },
];

export const failingKafka: readonly Failing[] = [
  {
    token: "floe:kafka:Topic",
    name: "topic",
    declare: (stage) =>
      new kafka.Topic(
        "topic",
        { name: "refused", configs: { "retention.ms": stage.hidden("retention") } },
        stage.options,
      ),
    says: /\[secret\].*INVALID_CONFIG/,
  },
  {
    token: "floe:kafka:Connector",
    name: "connector",
    declare: (stage) =>
      new kafka.Connector(
        "connector",
        { name: "failing", config: { ...config, fail: stage.hidden("fail") } },
        stage.options,
      ),
    says: /task 0 of connector failing failed: acme\.Failed: cannot work with \[secret\]/,
  },
  {
    token: "floe:kafka:Plugin",
    name: "plugin",
    declare: (stage) =>
      new kafka.Plugin(
        "plugin",
        {
          bucket,
          artifacts: [
            {
              url: stage.hidden(
                "url",
                (word) => `${stage.world.kafka.connectUrl}/v1/connectors/none/${word}.jar`,
              ),
              sha256: "0".repeat(64),
            },
          ],
        },
        stage.options,
      ),
    says: /\[secret\] has the SHA-256 \w+, not 0+ as declared/,
  },
  {
    token: "floe:kafka:MskConnectorConfiguration",
    name: "in-force",
    declare: (stage) =>
      new kafka.MskConnectorConfiguration(
        "in-force",
        { connectorArn: stage.hidden("arn", (word) => connectorArn(`none/${word}`)), config },
        { ...stage.options, provider: mskConnect("no MSK Connect", stage) },
      ),
    says: /there is no connector \[secret\]/,
  },
];
