process.env["CDK_VALIDATION"] = "false";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, test } from "vitest";
import { Retraining as RetrainingComponent, StorageExchange as ExchangeComponent } from "../../components";
import {
  Retraining,
  StorageExchange,
  type RetrainingProps,
  type StorageExchangeProps,
} from "../../constructs/index";
import { ofType, run } from "./mocks";

const env = { account: "123456789012", region: "us-east-1" };
const stages = {
  RAW_FILES: { schema: "RAW", prefix: "raw/", access: "read" },
  SETS: { schema: "ML", prefix: "train/", access: "write" },
} as const;
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

type Json = Record<string, unknown>;
const stackOf = (fill: (stack: Stack) => void): Template => {
  const stack = new Stack(new App({ analyticsReporting: false }), "Test", { env });
  fill(stack);
  return Template.fromStack(stack);
};
/** A template's value with the functions CloudFormation would evaluate put in, so that both sides can be compared. */
const evaluated = (value: unknown, names: Readonly<Record<string, string>>): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (inner === null || typeof inner !== "object") return inner;
      const { Ref, ...get } = inner as {
        Ref?: string;
        "Fn::GetAtt"?: [string, string];
        "Fn::Join"?: [string, unknown[]];
      };
      if (Ref === "AWS::Partition") return "aws";
      if (Ref !== undefined) return names[Ref] ?? inner;
      if (get["Fn::GetAtt"] !== undefined) return names[get["Fn::GetAtt"].join(".")] ?? inner;
      if (get["Fn::Join"] !== undefined)
        return (evaluated(get["Fn::Join"][1], names) as string[]).join(get["Fn::Join"][0]);
      return inner;
    }),
  ) as unknown;
const only = (
  template: Template,
  type: string,
  where: (properties: Json) => boolean = () => true,
): [string, Json] => {
  const found = Object.entries(template.findResources(type)).filter(([, { Properties }]) =>
    where(Properties as Json),
  );
  expect(found).toHaveLength(1);
  const [id, resource] = found[0] as [string, { Properties: Json }];
  return [id, resource.Properties];
};
const parsed = (text: unknown): unknown => JSON.parse(text as string);

describe("an exchange in CDK and in Pulumi", () => {
  let template: Template;
  let names: Record<string, string>;
  beforeAll(async () => {
    await run(() => {
      new ExchangeComponent("exchange", {
        database: "D",
        integration: "I_S3",
        namePrefix: "flights-prod",
        stages,
      });
    });
    const integration = ofType("floe:snowflake:StorageIntegration")[0]?.inputs ?? {};
    template = stackOf((stack) => {
      new StorageExchange(stack, "Exchange", {
        namePrefix: "flights-prod",
        integration: "I_S3",
        snowflakeIamUserArn: "arn:aws:iam::999999999999:user/abc1-s-xyz",
        externalId: integration["externalId"] as string,
        stages,
      });
    });
    const [bucket, properties] = only(template, "AWS::S3::Bucket");
    const [key] = only(template, "AWS::KMS::Key");
    names = {
      [bucket]: properties["BucketName"] as string,
      [`${key}.Arn`]: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    };
  });

  test("has the same names", () => {
    expect(only(template, "AWS::S3::Bucket")[1]["BucketName"]).toBe(
      ofType("aws:s3/bucket:Bucket")[0]?.inputs["bucket"],
    );
    expect(only(template, "AWS::IAM::Role")[1]["RoleName"]).toBe(
      ofType("aws:iam/role:Role")[0]?.inputs["name"],
    );
    expect(only(template, "AWS::KMS::Alias")[1]["AliasName"]).toBe(
      ofType("aws:kms/alias:Alias")[0]?.inputs["name"],
    );
  });

  test("trusts the same user with the same id", () => {
    const [, role] = only(template, "AWS::IAM::Role");
    expect(evaluated(role["AssumeRolePolicyDocument"], names)).toEqual(
      parsed(ofType("aws:iam/role:Role")[0]?.inputs["assumeRolePolicy"]),
    );
  });

  test("allows the same, statement by statement", () => {
    const [, role] = only(template, "AWS::IAM::Role");
    const [policy] = role["Policies"] as [{ PolicyDocument: unknown }];
    expect(evaluated(policy.PolicyDocument, names)).toEqual(
      parsed(ofType("aws:iam/rolePolicy:RolePolicy")[0]?.inputs["policy"]),
    );
  });

  test("guards bucket and key with the same policies", () => {
    expect(evaluated(only(template, "AWS::S3::BucketPolicy")[1]["PolicyDocument"], names)).toEqual(
      parsed(ofType("aws:s3/bucketPolicy:BucketPolicy")[0]?.inputs["policy"]),
    );
    expect(evaluated(only(template, "AWS::KMS::Key")[1]["KeyPolicy"], names)).toEqual(
      parsed(ofType("aws:kms/key:Key")[0]?.inputs["policy"]),
    );
  });

  test("keeps bucket and key when the stack goes", () => {
    for (const type of ["AWS::S3::Bucket", "AWS::KMS::Key"]) {
      expect(
        Object.values(template.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy as string),
      ).toEqual(["Retain"]);
    }
  });
});

const retraining: RetrainingProps = {
  namePrefix: "flights-prod",
  bucketName: "data-lake-1",
  endpointName: "flights",
  trainingRoleArn: roleArn("training"),
  modelRoleArn: roleArn("model"),
  hyperparameters: { objective: "binary:logistic", num_round: 100, eval_metric: "auc" },
  gate: { metric: "validation:auc", threshold: 0.7 },
};

describe("retraining in CDK and in Pulumi", () => {
  let template: Template;
  beforeAll(async () => {
    const { hyperparameters, gate, bucketName, ...shared } = retraining;
    await run(() => {
      new RetrainingComponent("retraining", {
        ...shared,
        bucket: bucketName,
        training: { hyperparameters, gate },
      });
    });
    template = stackOf((stack) => {
      new Retraining(stack, "Retraining", retraining);
    });
  });

  test("is the same state machine", () => {
    const [, machine] = only(template, "AWS::StepFunctions::StateMachine");
    const pulumi = ofType("aws:sfn/stateMachine:StateMachine")[0]?.inputs ?? {};
    expect(parsed(evaluated(machine["DefinitionString"], {}))).toEqual(parsed(pulumi["definition"]));
    expect(machine["StateMachineName"]).toBe(pulumi["name"]);
  });

  test.each([
    ["Step Functions retraining", "machine"],
    ["EventBridge starts retraining", "start"],
  ])("has the same role: %s", (description, policyName) => {
    const [, role] = only(
      template,
      "AWS::IAM::Role",
      (properties) => properties["Description"] === description,
    );
    const pulumi =
      ofType("aws:iam/role:Role").find(({ inputs }) => inputs["description"] === description)?.inputs ?? {};
    const policy =
      ofType("aws:iam/rolePolicy:RolePolicy").find(({ inputs }) => inputs["name"] === policyName)?.inputs ??
      {};
    expect(role["RoleName"]).toBe(pulumi["name"]);
    expect(evaluated(role["AssumeRolePolicyDocument"], {})).toEqual(parsed(pulumi["assumeRolePolicy"]));
    expect(evaluated((role["Policies"] as [{ PolicyDocument: unknown }])[0].PolicyDocument, {})).toEqual(
      parsed(policy["policy"]),
    );
  });

  test("is started by the same events with the same input", () => {
    const [, rule] = only(template, "AWS::Events::Rule");
    const [target] = rule["Targets"] as [
      { InputTransformer: { InputPathsMap: unknown; InputTemplate: unknown } },
    ];
    const transformer = ofType("aws:cloudwatch/eventTarget:EventTarget")[0]?.inputs["inputTransformer"];
    expect(rule["EventPattern"]).toEqual(
      parsed(ofType("aws:cloudwatch/eventRule:EventRule")[0]?.inputs["eventPattern"]),
    );
    expect({
      inputPaths: target.InputTransformer.InputPathsMap,
      inputTemplate: target.InputTransformer.InputTemplate,
    }).toEqual(transformer);
  });
});

describe("validators of the constructs", () => {
  const exchange: StorageExchangeProps = {
    namePrefix: "p",
    integration: "I",
    snowflakeIamUserArn: "arn:aws:iam::999999999999:user/u",
    externalId: "floe_1",
    stages,
  };
  test.each<[string, (stack: Stack) => void, RegExp]>([
    [
      "an external id with spaces",
      (stack) => new StorageExchange(stack, "X", { ...exchange, externalId: "a b" }),
      /externalId: must be 2 to 1,224/,
    ],
    [
      "a user that is none",
      (stack) => new StorageExchange(stack, "X", { ...exchange, snowflakeIamUserArn: "me" }),
      /snowflakeIamUserArn: must be the ARN/,
    ],
    [
      "no stage",
      (stack) => new StorageExchange(stack, "X", { ...exchange, stages: {} }),
      /StorageExchange "Test\/X" has 1 problem.*\n.*stages: an exchange without stages/,
    ],
    [
      "a role by name",
      (stack) => new Retraining(stack, "R", { ...retraining, modelRoleArn: "model" }),
      /modelRoleArn: must be the ARN of a role/,
    ],
    [
      "a gate on nothing",
      (stack) => new Retraining(stack, "R", { ...retraining, gate: { metric: "auc", threshold: 1 } }),
      /gate.metric: the job does not report "auc"/,
    ],
  ])("%s", (_name, make, message) => {
    expect(() => stackOf(make)).toThrow(message);
  });

  test("a stack without region cannot say which image trains", () => {
    const stack = new Stack(new App({ analyticsReporting: false }), "Anywhere");
    expect(() => new Retraining(stack, "R", retraining)).toThrow(
      /env.region: the stack has no region of its own/,
    );
  });

  test("an exchange that exists is used by its attributes", () => {
    const template = stackOf((stack) => {
      const exchangeThere = StorageExchange.fromStorageExchangeAttributes(stack, "X", {
        bucketName: "data-lake-1",
        roleArn: roleArn("r"),
      });
      expect(exchangeThere.bucketArn).toContain("data-lake-1");
    });
    template.templateMatches({});
  });
});
