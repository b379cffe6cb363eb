import * as pulumi from "@pulumi/pulumi";
import { InvalidArguments } from "../../components";
import { madeUp, registered, run } from "./mocks";

/** Value of an output, once it is known. */
export function known<Value>(output: pulumi.Output<Value> | undefined): Promise<Value | undefined> {
  if (output === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    pulumi.output(output).apply((value) => {
      resolve(value as Value);
      return value;
    });
  });
}

/** Message of what a program throws, once all it had registered before has settled. */
export async function refusal(program: () => void): Promise<string> {
  let message = "nothing was refused";
  await run(() => {
    try {
      program();
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
  });
  return message;
}

/** The arguments a program was refused for; fails when it was not. */
export async function refused(program: () => void): Promise<InvalidArguments> {
  let thrown: unknown;
  await run(() => {
    try {
      program();
    } catch (error) {
      thrown = error;
    }
  });
  if (!(thrown instanceof InvalidArguments)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown;
}

/** What was said of one argument. */
export const saidOf = ({ problems }: InvalidArguments, argument: string): string =>
  problems
    .filter((problem) => problem.argument === argument)
    .map(({ rule, fix }) => `${rule}. ${fix}`)
    .join("\n");

const native = /^floe:kafka:(Topic|Connector|Plugin|MskConnectorConfiguration)$/;

/** `name type` of everything registered but components, by name. */
export function children(prefix = ""): readonly string[] {
  return registered
    .filter(({ type, name }) => (!type.startsWith("floe:") || native.test(type)) && name.startsWith(prefix))
    .map(({ type, name }) => `${name} ${type.replace(/^(\w+):(\w+)\/\w+:/, "$1:$2:")}`)
    .sort();
}

/** Inputs of the one resource with that logical name. */
export function inputsOf(name: string): Record<string, unknown> {
  const found = registered.filter((resource) => resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources are named ${name}`);
  return found[0]?.inputs ?? {};
}

/** The statements of a policy, by their names. */
export function statements(
  policy: unknown,
): Readonly<Record<string, { Action: string[]; Resource: string[] }>> {
  const document = JSON.parse(String(policy)) as {
    readonly Statement: readonly { Sid: string; Action: string[]; Resource: string[] }[];
  };
  return Object.fromEntries(document.Statement.map((statement) => [statement.Sid, statement]));
}

const account = "123456789012";
export const clusterArn = `arn:aws:kafka:us-east-1:${account}:cluster/floe-dev-kafka/1234abcd-12ab-34cd-56ef-1234567890ab-1`;

/** What AWS answers for the resources of Kafka. */
export function mockKafka(): void {
  const servers = (port: number) => [1, 2, 3].map((broker) => `b-${broker}.kafka:${port}`).join(",");
  const arn = (service: string, kind: string) => (inputs: Record<string, unknown>, name: string) => ({
    arn: `arn:aws:${service}:us-east-1:${account}:${kind}${((inputs["name"] ?? inputs["registryName"]) as string | undefined) ?? name}`,
  });
  madeUp.set("aws:msk/cluster:Cluster", () => ({
    arn: clusterArn,
    bootstrapBrokersSaslIam: servers(9098),
    bootstrapBrokersSaslScram: servers(9096),
    bootstrapBrokersTls: servers(9094),
  }));
  madeUp.set("aws:msk/serverlessCluster:ServerlessCluster", () => ({
    arn: clusterArn,
    bootstrapBrokersSaslIam: "boot.kafka-serverless:9098",
  }));
  madeUp.set("aws:msk/configuration:Configuration", (inputs) => ({
    arn: `arn:aws:kafka:us-east-1:${account}:configuration/${String(inputs["name"])}/1`,
    latestRevision: 1,
  }));
  for (const [type, kind] of [
    ["connector:Connector", "connector"],
    ["customPlugin:CustomPlugin", "custom-plugin"],
    ["workerConfiguration:WorkerConfiguration", "worker-configuration"],
  ] as const)
    madeUp.set(`aws:mskconnect/${type}`, (inputs, name) => ({
      ...arn("kafkaconnect", `${kind}/`)(inputs, name),
      latestRevision: 1,
    }));
  madeUp.set("aws:secretsmanager/secret:Secret", arn("secretsmanager", "secret:"));
  madeUp.set("aws:glue/registry:Registry", arn("glue", "registry/"));
  madeUp.set("aws:ecs/cluster:Cluster", arn("ecs", "cluster/"));
  madeUp.set("aws:ecs/taskDefinition:TaskDefinition", (inputs) => ({
    arn: `arn:aws:ecs:us-east-1:${account}:task-definition/${String(inputs["family"])}:7`,
  }));
  madeUp.set("aws:ecs/getService:getService", (inputs) => ({
    taskDefinition: `arn:aws:ecs:us-east-1:${account}:task-definition/${String(inputs["serviceName"])}:7`,
  }));
  madeUp.set("floe:kafka:Plugin", (inputs) => ({
    key: `${String(inputs["prefix"])}/${"a".repeat(64)}.zip`,
    sha256: "b".repeat(64),
    objectVersion: "v1",
  }));
  madeUp.set("floe:kafka:MskConnectorConfiguration", () => ({ state: "RUNNING" }));
  madeUp.set("aws:ec2/vpcEndpoint:VpcEndpoint", (_inputs, name) => ({
    prefixListId: "pl-1",
    dnsEntries: [{ dnsName: `${name}.vpce.example`, hostedZoneId: "Z" }],
  }));
  madeUp.set("aws:route53/zone:Zone", () => ({ zoneId: "Z1" }));
}

/** A record without some of its keys. */
export function without(
  record: Readonly<Record<string, unknown>>,
  ...keys: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
