import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { KafkaConnectClient } from "@aws-sdk/client-kafkaconnect";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { type Bag, text } from "../framework";

/** Clients of one configuration, made on first use and kept: loading one takes a tenth of a second or more. */
const made = new Map<string, Promise<unknown>>();

function once<T>(kind: string, config: Bag, make: () => Promise<T>): Promise<T> {
  const key = kind + JSON.stringify([config.region, config.awsEndpoint, config.accessKey, config.profile]);
  const found = made.get(key) as Promise<T> | undefined;
  if (found !== undefined) return found;
  const client = make();
  made.set(key, client);
  client.catch(() => made.delete(key));
  return client;
}

/** Settings every client shares. What is absent is left to the SDK's own chain of environment, profile and role. */
function settings(config: Bag) {
  const accessKeyId = text(config.accessKey);
  const secretAccessKey = text(config.secretKey);
  const region = regionOf(config);
  return {
    ...(region === undefined ? {} : { region }),
    ...(text(config.awsEndpoint) === undefined ? {} : { endpoint: text(config.awsEndpoint) }),
    ...(text(config.profile) === undefined ? {} : { profile: text(config.profile) }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, sessionToken: text(config.sessionToken) } }),
    // Throttling is ordinary while a stack deploys; the SDK backs off between attempts.
    maxAttempts: 8,
  };
}

export function sagemaker(config: Bag): Promise<SageMakerClient> {
  return once("sagemaker", config, async () => {
    const sdk = await import("@aws-sdk/client-sagemaker");
    return new sdk.SageMakerClient(settings(config));
  });
}

export function logs(config: Bag): Promise<CloudWatchLogsClient> {
  return once("logs", config, async () => {
    const sdk = await import("@aws-sdk/client-cloudwatch-logs");
    return new sdk.CloudWatchLogsClient(settings(config));
  });
}

export function s3(config: Bag): Promise<S3Client> {
  return once("s3", config, async () => {
    const sdk = await import("@aws-sdk/client-s3");
    return new sdk.S3Client({ ...settings(config), ...(isLocal(config) ? { forcePathStyle: true } : {}) });
  });
}

export function stepFunctions(config: Bag): Promise<SFNClient> {
  return once("sfn", config, async () => {
    const sdk = await import("@aws-sdk/client-sfn");
    return new sdk.SFNClient(settings(config));
  });
}

export function eventBridge(config: Bag): Promise<EventBridgeClient> {
  return once("eventbridge", config, async () => {
    const sdk = await import("@aws-sdk/client-eventbridge");
    return new sdk.EventBridgeClient(settings(config));
  });
}

export function kafkaConnect(config: Bag): Promise<KafkaConnectClient> {
  return once("kafkaconnect", config, async () => {
    const sdk = await import("@aws-sdk/client-kafkaconnect");
    return new sdk.KafkaConnectClient(settings(config));
  });
}

/** Where the identity behind every client comes from. */
export async function credentials(config: Bag): Promise<S3Client["config"]["credentials"]> {
  return (await s3(config)).config.credentials;
}

export function regionOf(config: Bag): string | undefined {
  return text(config.region) ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}

/** True when calls go to this machine: then polling costs nothing and may be quick. */
export function isLocal(config: Bag): boolean {
  const endpoint =
    text(config.awsEndpoint) ?? process.env.AWS_ENDPOINT_URL_SAGEMAKER ?? process.env.AWS_ENDPOINT_URL;
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(endpoint).hostname);
}
