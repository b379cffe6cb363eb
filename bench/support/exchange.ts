import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import snowflake from "snowflake-sdk";
import type { CloudState } from "../../local/cloud/state";

const BUCKET = "floe-bench";
const ROLE = "floe-bench-stage";

/** A bucket, a role and an external stage `BENCH` on the local cloud, with the official driver connected. */
export interface BenchExchange {
  readonly execute: (sql: string) => Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openExchange(cloud: CloudState): Promise<BenchExchange> {
  snowflake.configure({ logLevel: "ERROR", additionalLogToConsole: false });
  const { host, port, protocol, account, user: username, password } = cloud.snowflake;
  const connection = snowflake.createConnection({
    account,
    username,
    password,
    accessUrl: `${protocol}://${host}:${port}`,
  });
  await connection.connectAsync();
  const execute = (sqlText: string): Promise<Record<string, unknown>[]> =>
    new Promise((resolve, reject) => {
      connection.execute({
        sqlText,
        complete: (error, _statement, rows) =>
          error ? reject(new Error(error.message)) : resolve((rows ?? []) as Record<string, unknown>[]),
      });
    });
  const roleArn = `arn:aws:iam::000000000000:role/${ROLE}`;
  for (const sql of [
    "CREATE DATABASE bench",
    "CREATE WAREHOUSE bench WAREHOUSE_SIZE = XSMALL",
    "USE SCHEMA bench.public",
    `CREATE STORAGE INTEGRATION bench TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = S3 ENABLED = TRUE
       STORAGE_AWS_ROLE_ARN = '${roleArn}' STORAGE_ALLOWED_LOCATIONS = ('s3://${BUCKET}/')`,
  ]) {
    await execute(sql);
  }
  const described = await execute("DESCRIBE INTEGRATION bench");
  const property = (name: string): string =>
    String(described.find((row) => row["property"] === name)?.["property_value"]);
  await createRole(cloud, property("STORAGE_AWS_IAM_USER_ARN"), property("STORAGE_AWS_EXTERNAL_ID"));
  await execute(`CREATE STAGE bench URL = 's3://${BUCKET}/' STORAGE_INTEGRATION = bench`);
  return {
    execute,
    close: () =>
      new Promise((resolve, reject) => {
        connection.destroy((error) => (error ? reject(new Error(error.message)) : resolve()));
      }),
  };
}

async function createRole(cloud: CloudState, userArn: string, externalId: string): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey } = cloud.aws;
  const client = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  await new S3Client({ ...client, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: BUCKET }));
  const iam = new IAMClient(client);
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: userArn },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": externalId } },
      },
    ],
  };
  const access = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:GetBucketLocation"],
        Resource: `arn:aws:s3:::${BUCKET}`,
      },
    ],
  };
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: "stage", PolicyDocument: JSON.stringify(access) }),
  );
}
