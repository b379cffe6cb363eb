import * as pulumi from "@pulumi/pulumi";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Resources a program registered with the mocked engine, in order. */
export const registered: Registered[] = [];

/** Data sources a program asked, in order: the token, and the provider that was asked. */
export const asked: {
  readonly token: string;
  readonly provider: string | undefined;
  readonly args: Record<string, unknown>;
}[] = [];

const account = "123456789012";

type Inputs = Record<string, unknown>;

/** Further values services would make up, by type; and answers of data sources, by token. */
export const madeUp = new Map<string, (inputs: Inputs, name: string) => Inputs>();

/** Values the services would make up. */
function computed(args: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  const inputs = args.inputs as Record<string, unknown>;
  const further = madeUp.get(args.type);
  if (further !== undefined) return further(inputs, args.name);
  const named = [inputs["name"], inputs["bucket"], args.name].find((name) => typeof name === "string") ?? "";
  switch (args.type) {
    case "aws:iam/role:Role":
      return { arn: `arn:aws:iam::${account}:role/${named}` };
    case "aws:s3/bucket:Bucket":
      return { arn: `arn:aws:s3:::${named}` };
    case "aws:kms/key:Key":
      return {
        arn: `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
        keyId: "1234abcd",
      };
    case "aws:sns/topic:Topic":
      return { arn: `arn:aws:sns:us-east-1:${account}:${named}` };
    case "aws:sfn/stateMachine:StateMachine":
      return { arn: `arn:aws:states:us-east-1:${account}:stateMachine:${named}` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { arn: `arn:aws:logs:us-east-1:${account}:log-group:${named}` };
    case "floe:snowflake:StorageIntegration":
      return { iamUserArn: `arn:aws:iam::999999999999:user/abc1-s-xyz`, hiddenId: "7" };
    case "floe:snowflake:TaskGraph":
      return { rootTask: `"${String(inputs["database"])}"."${String(inputs["schema"])}"."ROOT"` };
    case "floe:snowflake:TaskGraphRun":
      return { runId: "run-1", state: "SUCCEEDED", returnValues: {}, durationMs: 1 };
    case "floe:snowflake:StageFile":
      return {
        path: `@${String(inputs["database"])}.${String(inputs["schema"])}.${String(inputs["stage"])}/c.zip`,
        hash: "0123456789abcdef",
      };
    case "floe:snowflake:PythonProcedure":
    case "floe:snowflake:PythonFunction": {
      const name = [inputs["database"], inputs["schema"], inputs["name"]]
        .map((part) => `"${String(part)}"`)
        .join(".");
      return { qualifiedName: name, signature: `${name}()` };
    }
    case "floe:sagemaker:Endpoint":
      return { configName: inputs["endpointConfigName"] ?? `${named}-made` };
    case "floe:sagemaker:TrainingJob":
      return {
        jobName: "job-1",
        artifactUri: "s3://b/models/job-1/output/model.tar.gz",
        metrics: { "validation:auc": 0.8 },
        gatePassed: true,
      };
    default:
      return {};
  }
}

/** Starts a mocked engine with nothing registered. In a preview services have made up nothing yet. */
export async function mockEngine(preview = false): Promise<void> {
  registered.length = 0;
  asked.length = 0;
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        registered.push({ type: args.type, name: args.name, inputs: args.inputs as Record<string, unknown> });
        const made = preview ? {} : computed(args);
        return { id: `${args.name}-id`, state: { ...(args.inputs as object), ...made } };
      },
      call(args) {
        const inputs = args.inputs as Record<string, unknown>;
        asked.push({ token: args.token, provider: args.provider, args: inputs });
        const further = madeUp.get(args.token);
        if (further !== undefined) return further(inputs, "");
        switch (args.token) {
          case "aws:index/getCallerIdentity:getCallerIdentity":
            return { accountId: account, arn: `arn:aws:iam::${account}:root`, id: account, userId: account };
          case "aws:index/getRegion:getRegion":
            return { region: "us-east-1", name: "us-east-1", id: "us-east-1", description: "", endpoint: "" };
          case "aws:ecr/getImage:getImage":
            return { imageDigest: `sha256:${"a".repeat(64)}` };
          case "aws:s3/getObject:getObject":
            return { versionId: inputs["bucket"] === "versioned" ? "v7" : "null", etag: '"5eb63bbb"' };
          case "aws:index/getPartition:getPartition":
            return {
              partition: "aws",
              dnsSuffix: "amazonaws.com",
              reverseDnsPrefix: "com.amazonaws",
              id: "aws",
            };
          case "snowflake:index/getSystemGetAwsSnsIamPolicy:getSystemGetAwsSnsIamPolicy":
            return {
              awsSnsTopicArn: "",
              id: "x",
              awsSnsTopicPolicyJson: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                  {
                    Sid: "1",
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::999999999999:user/abc1-s-xyz" },
                    Action: ["sns:Subscribe"],
                    Resource: ["*"],
                  },
                ],
              }),
            };
          default:
            throw new Error(`No mock of ${args.token}`);
        }
      },
    },
    "floe",
    "dev",
    preview,
  );
}

/** Waits until everything a program registers has been registered. */
export async function settle(): Promise<void> {
  await pulumi.runtime.disconnect();
}

/** Runs a program and answers what it registered. */
export async function run(program: () => void, preview = false): Promise<readonly Registered[]> {
  await mockEngine(preview);
  program();
  await settle();
  return [...registered];
}

export function ofType(type: string): readonly Registered[] {
  return registered.filter((resource) => resource.type === type);
}
