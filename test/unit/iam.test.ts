import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bucketPolicy,
  eventRolePolicy,
  executionRolePolicy,
  executionRoleTrust,
  keyPolicy,
  objectStatements,
  roleArn,
  stageRolePolicy,
  stageRoleTrust,
  stateMachinePolicy,
  topicPolicy,
  type PolicyDocument,
} from "../../blueprints";

const place = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const bucketArn = "arn:aws:s3:::b";
const keyArn = "arn:aws:kms:eu-west-1:123456789012:key/k";

/** Statements that AWS gives no resource for. */
const unscoped = new Set(["LogInToRegistry", "PutMetrics", "DeliverLogs", "AccountGovernsKey"]);

/** Widest thing a document may say: no action by wildcard, no bare resource but the listed ones. */
function expectLeast(document: PolicyDocument): void {
  for (const statement of document.Statement) {
    if (statement.Effect === "Deny") continue;
    for (const action of statement.Action) expect(action, statement.Sid).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
    if (!unscoped.has(statement.Sid)) expect(statement.Resource ?? [], statement.Sid).not.toContain("*");
    expect(statement.Principal, statement.Sid).not.toBe("*");
  }
}

describe("every document grants the least", () => {
  const objects = { bucketArn, keyArn, read: ["raw/"], write: ["train/"] };
  const machine = {
    place,
    namePrefix: "p",
    endpointName: "e",
    passRoleArns: ["arn:aws:iam::123456789012:role/r"],
    trains: true,
    transforms: true,
  };
  test.each([
    ["stage role", stageRolePolicy(objects)],
    [
      "execution role",
      executionRolePolicy({
        place,
        objects,
        repositoryArn: "arn:aws:ecr:eu-west-1:1:repository/x",
        kinds: ["training", "model", "transform"],
      }),
    ],
    ["state machine", stateMachinePolicy(machine)],
    ["scoring machine", stateMachinePolicy({ ...machine, passRoleArns: [], trains: false })],
    ["event role", eventRolePolicy("arn:aws:states:eu-west-1:123456789012:stateMachine:m")],
    ["key", keyPolicy(place)],
    [
      "topic",
      topicPolicy({
        topicArn: "arn:aws:sns:eu-west-1:123456789012:t",
        ruleArns: ["arn:aws:events:eu-west-1:123456789012:rule/r"],
      }),
    ],
  ])("%s", (_name, document) => expectLeast(document));
});

test("objects outside the prefixes are out of reach, whatever the prefixes are", () => {
  const prefix = fc.stringMatching(/^[a-z]{1,8}\/$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(prefix, { maxLength: 4 }),
      fc.uniqueArray(prefix, { maxLength: 4 }),
      prefix,
      (read, write, other) => {
        const statements = objectStatements({ bucketArn, read, write });
        const reach = (action: string) =>
          statements
            .filter((statement) => statement.Action.includes(action))
            .flatMap((statement) => statement.Resource ?? []);
        expect(reach("s3:GetObject").includes(`${bucketArn}/${other}*`)).toBe(
          read.includes(other) || write.includes(other),
        );
        expect(reach("s3:PutObject").includes(`${bucketArn}/${other}*`)).toBe(write.includes(other));
        const listed =
          statements.find(({ Sid }) => Sid === "ListThesePrefixes")?.Condition?.["StringLike"]?.[
            "s3:prefix"
          ] ?? [];
        expect(listed.includes(`${other}*`)).toBe(read.includes(other) || write.includes(other));
      },
    ),
  );
});

test("a reader of encrypted objects cannot write with the key", () => {
  const use = (write: string[]) =>
    objectStatements({ bucketArn, keyArn, read: ["raw/"], write }).find(({ Sid }) => Sid === "UseKey")
      ?.Action;
  expect(use([])).toEqual(["kms:Decrypt"]);
  expect(use(["train/"])).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
});

test("the stage role trusts exactly the integration's user with exactly its external id", () => {
  expect(stageRoleTrust({ iamUserArn: "arn:aws:iam::999999999999:user/u", externalId: "floe_1" })).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "SnowflakeStorageIntegration",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::999999999999:user/u" },
        Action: ["sts:AssumeRole"],
        Condition: { StringEquals: { "sts:ExternalId": "floe_1" } },
      },
    ],
  });
});

test("services may act for this account only", () => {
  expect(executionRoleTrust("123456789012").Statement[0]?.Condition).toEqual({
    StringEquals: { "aws:SourceAccount": "123456789012" },
  });
});

test("no one uses the bucket without TLS", () => {
  const [deny] = bucketPolicy(bucketArn).Statement;
  expect(deny).toMatchObject({
    Effect: "Deny",
    Principal: "*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
});

test("a machine that only scores can neither train, deploy nor pass a role", () => {
  const actions = stateMachinePolicy({
    place,
    namePrefix: "p",
    endpointName: "e",
    passRoleArns: [],
    trains: false,
    transforms: true,
  }).Statement.flatMap(({ Action }) => Action);
  expect(actions).not.toContain("sagemaker:CreateTrainingJob");
  expect(actions).not.toContain("sagemaker:UpdateEndpoint");
  expect(actions).not.toContain("iam:PassRole");
});

test("Snowflake's answer can widen nothing but who subscribes", () => {
  const snowflakePolicy = JSON.stringify({
    Statement: [
      { Effect: "Allow", Principal: { AWS: ["arn:aws:iam::9:user/u"] }, Action: ["sns:*"], Resource: ["*"] },
    ],
  });
  const document = topicPolicy({ topicArn: "arn:t", ruleArns: ["arn:r"], snowflakePolicy });
  expect(document.Statement[1]).toEqual({
    Sid: "SnowflakeSubscribes",
    Effect: "Allow",
    Principal: { AWS: ["arn:aws:iam::9:user/u"] },
    Action: ["sns:Subscribe"],
    Resource: ["arn:t"],
  });
  expect(() => topicPolicy({ topicArn: "arn:t", ruleArns: [], snowflakePolicy: "{}" })).toThrow(
    /named no AWS principal/,
  );
});

test("a role's ARN is known before the role exists", () => {
  expect(roleArn({ partition: "aws-us-gov", accountId: "123456789012" }, "r")).toBe(
    "arn:aws-us-gov:iam::123456789012:role/r",
  );
});
