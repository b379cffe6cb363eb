import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promotionStates } from "../../blueprints";
import {
  makeRole,
  options,
  s3,
  sagemaker,
  startTestAws,
  until,
  xgboostImage,
  type TestAws,
} from "./support/aws";

const bucket = "promotion-data";
const artifact = `s3://${bucket}/model.tar.gz`;
const environment = { SAGEMAKER_PROGRAM: "inference.py" };
let test: TestAws;
let role: string;
let machineRole: string;

/** A model that starts at once and answers anything. */
function archive(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "floe-pack-"));
  try {
    writeFileSync(
      join(folder, "inference.py"),
      "def model_fn(folder):\n    return None\ndef predict_fn(data, model):\n    return [1]\n",
    );
    execFileSync("tar", ["-czf", "m.tar.gz", "--transform", "s,^,code/,", "inference.py"], { cwd: folder });
    return readFileSync(join(folder, "m.tar.gz"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "server", "sagemaker.amazonaws.com", [
    { Action: ["s3:GetObject"], Resource: `arn:aws:s3:::${bucket}/*` },
    { Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
  ]);
  machineRole = await makeRole(test.aws, "machine", "states.amazonaws.com", [
    { Action: "sagemaker:*", Resource: "*" },
    { Action: "iam:PassRole", Resource: role },
  ]);
  await s3(test.aws).send(new CreateBucketCommand({ Bucket: bucket }));
  await s3(test.aws).send(new PutObjectCommand({ Bucket: bucket, Key: "model.tar.gz", Body: archive() }));
  await prepared("first");
  await prepared("second");
  const client = sagemaker(test.aws);
  await client.send(new CreateEndpointCommand({ EndpointName: "live", EndpointConfigName: "first" }));
  await until(live, ({ EndpointStatus }) => EndpointStatus === "InService");
}, 120_000);
afterAll(() => test.end());

const live = () => sagemaker(test.aws).send(new DescribeEndpointCommand({ EndpointName: "live" }));

async function prepared(name: string): Promise<void> {
  const client = sagemaker(test.aws);
  const PrimaryContainer = { Image: xgboostImage, ModelDataUrl: artifact, Environment: environment };
  await client.send(new CreateModelCommand({ ModelName: name, ExecutionRoleArn: role, PrimaryContainer }));
  const variant = { VariantName: "champion", ModelName: name, InstanceType: "ml.m5.large" as const };
  await client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [{ ...variant, InitialInstanceCount: 1 }],
    }),
  );
}

/** Runs the promotion's states from one of them on; their waits take a second. */
async function promote(job: string, StartAt: string) {
  const sfn = new SFNClient(options(test.aws));
  const spec = {
    partition: "aws",
    endpointName: "live",
    image: xgboostImage,
    modelRoleArn: role,
    instanceType: "ml.m5.large",
    instanceCount: 1,
    variantName: "champion",
    environment,
  };
  const States = { ...promotionStates(spec, "p", "Done"), Done: { Type: "Succeed" } };
  const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt, States }).replaceAll(
    '"Seconds":15',
    '"Seconds":1',
  );
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: job, definition, roleArn: machineRole }),
  );
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ job, artifact }) }),
  );
  const execution = await until(
    () => sfn.send(new DescribeExecutionCommand({ executionArn })),
    ({ status }) => status !== "RUNNING",
  );
  const history = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  const path = (history.events ?? []).flatMap(
    ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [],
  );
  return { ...execution, path };
}

/** Somebody else's update, which takes a few seconds. */
const moveSlowly = (EndpointConfigName: string) =>
  sagemaker(test.aws).send(
    new UpdateEndpointCommand({
      EndpointName: "live",
      EndpointConfigName,
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 2 },
        },
      },
    }),
  );

describe("a promotion by a state machine", () => {
  it("waits for an update of somebody else, then makes its own", async () => {
    await moveSlowly("second");
    const { status, path } = await promote("p-run-1", "CreateModel");
    expect(status).toBe("SUCCEEDED");
    expect(path).toContain("WaitForRest");
    expect((await live()).EndpointConfigName).toBe("p-run-1");
  });

  it("waits, too, when the update began in between and SageMaker refuses its own", async () => {
    await prepared("p-run-2");
    await moveSlowly("first");
    const { status, path } = await promote("p-run-2", "UpdateEndpoint");
    expect(status).toBe("SUCCEEDED");
    expect(path.slice(0, 3)).toEqual(["UpdateEndpoint", "UpdateRefused", "WaitForRest"]);
    expect((await live()).EndpointConfigName).toBe("p-run-2");
  });

  it("ends with SageMaker's words when the update is refused for good", async () => {
    const { status, error, cause } = await promote("p-run-3", "UpdateEndpoint");
    expect({ status, error }).toEqual({ status: "FAILED", error: "Floe.UpdateRefused" });
    expect(cause).toMatch(
      /^SageMaker refused to move the endpoint: .*Could not find endpoint configuration/s,
    );
  });
});
