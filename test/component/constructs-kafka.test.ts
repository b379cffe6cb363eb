process.env["CDK_VALIDATION"] = "false";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { KafkaSinkSpec, KafkaSourceSpec } from "../../blueprints";
import { KafkaConnector, type KafkaConnectorProps } from "../../constructs/index";
import { connect, secret, sinkSpec, sourceSpec } from "./kafka-runtime";
import { clusterArn, inputsOf, mockKafka } from "./kafka-support";

const env = { account: "123456789012", region: "us-east-1" };
const placeholder = "${secretsmanager:floe/payments:privateKey}";
const login = {
  host: "org-account.snowflakecomputing.com",
  user: "CONNECT",
  role: "CONNECT",
  login: { kind: "keyPair", privateKey: placeholder },
} as const;
const sink: KafkaSinkSpec = {
  ...login,
  name: "payments-sink",
  version: "2.5.0",
  database: "D",
  schema: "S",
  topics: { payments: "PAYMENTS" },
  errors: { to: "deadLetterTopic", topic: "payments.dlq" },
};
const source: KafkaSourceSpec = {
  ...login,
  name: "payments-source",
  warehouse: "W",
  feed: {
    mode: "stream",
    table: ["D", "S", "T"],
    stream: ["D", "S", "T_STREAM"],
    stage: ["D", "S", "T_STAGE"],
  },
  topic: "payments",
  keyColumns: ["ID"],
};
const props: KafkaConnectorProps = {
  connector: { sink },
  namePrefix: "floe-dev-connect",
  bootstrapServers: "b-1:9098,b-2:9098",
  clusterArn,
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupIds: ["sg-workers"],
  plugin: { customPluginArn: "arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/p/1", revision: 1 },
  secretArns: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:floe/payments-AbCdEf"],
  keyArns: ["arn:aws:kms:us-east-1:123456789012:key/secrets"],
};

type Json = Record<string, unknown>;
function made(change: Partial<KafkaConnectorProps> = {}): (type: string) => Json {
  const stack = new Stack(new App({ analyticsReporting: false }), "Test", { env });
  new KafkaConnector(stack, "Connector", { ...props, ...change });
  const template = Template.fromStack(stack);
  return (type) => {
    const [found] = Object.values(template.findResources(`AWS::${type}`)) as { Properties: Json }[];
    return found?.Properties ?? {};
  };
}
/** What CloudFormation would put for its own words. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('{"Ref":"AWS::Partition"}', '"aws"'));

beforeEach(mockKafka);

describe.each([
  ["sink", { sink }, sinkSpec],
  ["source", { source }, sourceSpec],
] as const)("a %s on MSK Connect, in CDK and in Pulumi", (kind, connector, spec) => {
  let of: (type: string) => Json;
  beforeAll(async () => {
    mockKafka();
    await connect({
      aws: { sources: "mskConnect" },
      spec: (runtime) => spec(runtime.placeholder(kind, "SNOWFLAKE_PRIVATE_KEY", secret)),
    });
    of = made({ connector });
  });

  test("has the same configuration under the same name", () => {
    const pulumi = inputsOf(`${kind}-connector`);
    const cdk = of("KafkaConnect::Connector");
    expect(cdk["ConnectorName"]).toBe(pulumi["name"]);
    expect(cdk["ConnectorConfiguration"]).toEqual(pulumi["connectorConfiguration"]);
    expect(cdk["KafkaConnectVersion"]).toBe(pulumi["kafkaconnectVersion"]);
  });

  test("has workers with the same settings, named after them", () => {
    const pulumi = inputsOf(`${kind}-worker-configuration`);
    const cdk = of("KafkaConnect::WorkerConfiguration");
    expect(cdk["PropertiesFileContent"]).toEqual({ "Fn::Base64": pulumi["propertiesFileContent"] });
    expect(cdk["Name"]).toBe(pulumi["name"]);
  });

  test("trusts and allows the same", () => {
    const role = of("IAM::Role");
    const [policy] = role["Policies"] as [{ PolicyDocument: unknown }];
    expect(role["RoleName"]).toBe(inputsOf(`${kind}-role`)["name"]);
    expect(plain(role["AssumeRolePolicyDocument"])).toEqual(
      JSON.parse(String(inputsOf(`${kind}-role`)["assumeRolePolicy"])),
    );
    expect(plain(policy.PolicyDocument)).toEqual(
      JSON.parse(String(inputsOf(`${kind}-role-policy`)["policy"])),
    );
  });
});

test.each([
  [{ clusterArn: "${Token[X.1]}" }, /clusterArn/],
  [{ mcus: 3 }, /mcus/],
  [{ workers: { min: 3, max: 2 } }, /workers.max/],
  [{ connector: { sink: { ...sink, version: "9.0.0" } } }, /no version of the Snowflake sink/],
])("refuses %j", (change, message) => {
  expect(() => made(change)).toThrow(message);
});

test("a source's workers keep positions in the topic it may write", () => {
  const of = made({ connector: { source: { ...source, offsetsTopic: "positions" } } });
  const settings = JSON.stringify(of("KafkaConnect::WorkerConfiguration"));
  expect(settings).toContain("offset.storage.topic=positions");
  expect(JSON.stringify(of("IAM::Role"))).toContain("/positions");
});
