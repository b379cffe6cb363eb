import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import type { AwsCredentials, LocalAws } from "../../../local/aws/contract";
import { startAws } from "../../../local/aws/start";
import { ensurePython } from "../../../local/python/environment";

export const xgboostImage = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0";

/** One running local AWS in a folder of its own. */
export interface TestAws {
  aws: LocalAws;
  stateDir: string;
  /** Ends it and starts it again on the same state. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export async function startTestAws(): Promise<TestAws> {
  const stateDir = mkdtempSync(join(tmpdir(), "floe-aws-"));
  const { executable } = await ensurePython({ log: (line) => console.log(line) });
  const start = () => startAws({ stateDir, python: executable, log: () => undefined });
  const test: TestAws = {
    aws: await start(),
    stateDir,
    restart: async () => {
      await test.aws.stop();
      test.aws = await start();
    },
    end: async () => {
      await test.aws.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return test;
}

/** How an ordinary SDK client is pointed at the local AWS. */
export function options(aws: LocalAws, credentials: AwsCredentials = aws.credentials) {
  return { endpoint: aws.endpoint, region: aws.region, credentials, maxAttempts: 1 };
}

export const s3 = (aws: LocalAws, as?: AwsCredentials) =>
  new S3Client({ ...options(aws, as), forcePathStyle: true });
export const sagemaker = (aws: LocalAws, as?: AwsCredentials) => new SageMakerClient(options(aws, as));
export const invoker = (aws: LocalAws, as?: AwsCredentials) => new SageMakerRuntimeClient(options(aws, as));

export interface Statement {
  Effect?: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, unknown>;
}

/** What a job needs of the bucket with its data. */
export const dataIn = (bucket: string): Statement[] => [
  { Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${bucket}/*` },
  { Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}` },
];

/** What a job needs to write its log. */
export const logging: Statement = {
  Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "*",
};

/** Makes a role that a service may assume, with one inline policy. */
export async function makeRole(
  aws: LocalAws,
  name: string,
  service: string,
  statements: Statement[],
): Promise<string> {
  const iam = new IAMClient(options(aws));
  const trust = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  await setPolicy(aws, name, statements);
  return role.Role?.Arn ?? "";
}

export async function setPolicy(aws: LocalAws, name: string, statements: Statement[]): Promise<void> {
  const Statement = statements.map((each) => ({ Effect: "Allow", ...each }));
  await new IAMClient(options(aws)).send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: "inline",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
}

/** Asks until the answer is wanted; the last answer is in the error. */
export async function until<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

/** The error a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("the call was not refused");
}
