import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  PublishCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalAws } from "../../local/aws/contract";
import { startAws } from "../../local/aws/start";
import { ensurePython } from "../../local/python/environment";
import { eventually, openAccount, type TestAccount } from "./support/movers";

const BUCKET = "floe-movers-bucket";
const ROLE = "arn:aws:iam::000000000000:role/floe-movers";

let aws: LocalAws;
let it: TestAccount;
let s3: S3Client;
let iam: IAMClient;
const folder = mkdtempSync(join(tmpdir(), "floe-movers-aws-"));

const trust = (userArn: string, externalId: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: userArn },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": externalId } },
      },
    ],
  });

const policy = (prefix: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:GetBucketLocation"],
        Resource: `arn:aws:s3:::${BUCKET}`,
      },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: `arn:aws:s3:::${BUCKET}/${prefix}*`,
      },
    ],
  });

const put = (key: string, body: string) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));

async function userArn(): Promise<string> {
  const rows = await it.rows("DESCRIBE INTEGRATION EXCHANGE");
  return String(rows.find(({ property }) => property === "STORAGE_AWS_IAM_USER_ARN")!["property_value"]);
}

beforeAll(async () => {
  const python = (await ensurePython()).executable;
  aws = await startAws({ stateDir: join(folder, "aws"), python, log: () => undefined });
  const access = { endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials };
  s3 = new S3Client({ ...access, credentials: aws.credentials, forcePathStyle: true });
  iam = new IAMClient({ ...access, credentials: aws.credentials });
  it = await openAccount({ aws: access, python });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await it.sql(
    `CREATE STORAGE INTEGRATION EXCHANGE TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_AWS_ROLE_ARN = '${ROLE}' STORAGE_AWS_EXTERNAL_ID = 'ext-1' STORAGE_ALLOWED_LOCATIONS = ('s3://${BUCKET}/')`,
  );
  await it.sql(
    `CREATE STAGE EXT URL = 's3://${BUCKET}/data/' STORAGE_INTEGRATION = EXCHANGE FILE_FORMAT = (TYPE = CSV)`,
  );
}, 180_000);
afterAll(async () => {
  await it.stop();
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("an external stage works only while the role trusts the integration's user and external id", async () => {
  await expect(it.sql("LIST @EXT")).rejects.toThrow(/Error assuming AWS_ROLE/);
  const arn = await userArn();
  await iam.send(
    new CreateRoleCommand({ RoleName: "floe-movers", AssumeRolePolicyDocument: trust(arn, "wrong") }),
  );
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "floe-movers", PolicyName: "s3", PolicyDocument: policy("data/") }),
  );
  await expect(it.sql("LIST @EXT")).rejects.toThrow(
    /Error assuming AWS_ROLE:\n.*is not authorized to perform: sts:AssumeRole on resource: .*role\/floe-movers/s,
  );
  await iam.send(
    new UpdateAssumeRolePolicyCommand({ RoleName: "floe-movers", PolicyDocument: trust(arn, "ext-1") }),
  );
  expect(await it.sql("LIST @EXT")).toEqual([]);
});

test("unload and load go through the role, whose policy limits the keys", async () => {
  await it.sql(
    "CREATE TABLE T AS SELECT SEQ4() AS A, 'v' || SEQ4() AS B FROM TABLE(GENERATOR(ROWCOUNT => 10))",
  );
  await it.sql("COPY INTO @EXT/out/rows FROM T FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)");
  const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "data/out/rows_0_0_0.csv" }));
  expect((await object.Body!.transformToString()).split("\n")[0]).toBe("0,v0");
  expect((await it.rows("LIST @EXT")).map(({ name }) => name)).toEqual([
    `s3://${BUCKET}/data/out/rows_0_0_0.csv`,
  ]);
  await it.sql("CREATE TABLE BACK (A NUMBER, B VARCHAR, F VARCHAR)");
  await it.sql("COPY INTO BACK FROM (SELECT $1, $2, METADATA$FILENAME FROM @EXT/out/)");
  expect(await it.sql("SELECT COUNT(*), MIN(F) FROM BACK")).toEqual([[10, "data/out/rows_0_0_0.csv"]]);
  await it.sql(`CREATE STAGE OUTSIDE URL = 's3://${BUCKET}/other/' STORAGE_INTEGRATION = EXCHANGE`);
  await expect(it.sql("COPY INTO @OUTSIDE/x FROM T")).rejects.toThrow(
    /Failure using stage area\. Cause: \[.*Access ?Denied/is,
  );
  await expect(
    it.sql(`CREATE STAGE ELSEWHERE URL = 's3://another/' STORAGE_INTEGRATION = EXCHANGE`),
  ).rejects.toThrow(/not allowed by integration/);
});

test("a replaced integration breaks its stages until they are associated again", async () => {
  await it.sql(`CREATE STAGE LINKED URL = 's3://${BUCKET}/data/' STORAGE_INTEGRATION = EXCHANGE`);
  await it.sql(
    `CREATE OR REPLACE STORAGE INTEGRATION EXCHANGE TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_AWS_ROLE_ARN = '${ROLE}' STORAGE_AWS_EXTERNAL_ID = 'ext-1' STORAGE_ALLOWED_LOCATIONS = ('s3://${BUCKET}/')`,
  );
  await expect(it.sql("LIST @LINKED")).rejects.toMatchObject({ code: "003139" });
  await it.sql("ALTER STAGE LINKED SET STORAGE_INTEGRATION = EXCHANGE");
  expect(await it.sql("LIST @LINKED")).toHaveLength(1);
  await it.sql("ALTER STAGE EXT SET STORAGE_INTEGRATION = EXCHANGE");
});

test("a pipe loads files that the bucket tells of, once, and says what it did", async () => {
  await it.sql("CREATE TABLE PIPED (A NUMBER, B VARCHAR)");
  await it.sql("CREATE PIPE P AUTO_INGEST = TRUE AS COPY INTO PIPED FROM @EXT/in/");
  const [shown] = await it.rows("SHOW PIPES LIKE 'P'");
  expect(shown!["notification_channel"]).toMatch(/^arn:aws:sqs:us-east-1:000000000000:sf-snowpipe-/);
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        QueueConfigurations: [
          { QueueArn: String(shown!["notification_channel"]), Events: ["s3:ObjectCreated:*"] },
        ],
      },
    }),
  );
  await put("data/in/a 1.csv", "1,x\n2,y\n");
  await put("data/elsewhere.csv", "9,z\n");
  const counted = () =>
    eventually(async () =>
      Number((await it.sql("SELECT COUNT(*) FROM PIPED"))[0]![0]) === 2 ? true : undefined,
    );
  await counted();
  await put("data/in/a 1.csv", "1,x\n2,y\n");
  await put("data/in/bad.csv", "oops,y\n");
  const history = await eventually(async () => {
    const rows = await it.rows("SELECT * FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'PIPED'))");
    return rows.length >= 2 ? rows : undefined;
  });
  expect(history.map(({ FILE_NAME, STATUS, PIPE_NAME }) => [FILE_NAME, STATUS, PIPE_NAME])).toEqual([
    ["data/in/a 1.csv", "Loaded", "P"],
    ["data/in/bad.csv", "Load failed", "P"],
  ]);
  await counted();
  const status = JSON.parse(String((await it.sql("SELECT SYSTEM$PIPE_STATUS('P')"))[0]![0])) as Record<
    string,
    unknown
  >;
  expect(status).toMatchObject({ executionState: "RUNNING", pendingFileCount: 0 });
});

test("a paused pipe waits, REFRESH finds what is there", async () => {
  await it.sql("CREATE TABLE PAUSED (A NUMBER, B VARCHAR)");
  await it.sql("CREATE PIPE PP AUTO_INGEST = TRUE AS COPY INTO PAUSED FROM @EXT/in/");
  await it.sql("ALTER PIPE PP SET PIPE_EXECUTION_PAUSED = TRUE");
  expect(await it.rows("ALTER PIPE PP REFRESH PREFIX = 'a'")).toEqual([
    { File: "in/a 1.csv", Status: "SENT" },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await it.sql("SELECT COUNT(*) FROM PAUSED")).toEqual([[0]]);
  await it.sql("ALTER PIPE PP SET PIPE_EXECUTION_PAUSED = FALSE");
  await eventually(async () =>
    Number((await it.sql("SELECT COUNT(*) FROM PAUSED"))[0]![0]) === 2 ? true : undefined,
  );
});

test("a pipe on a topic subscribes its queue if the topic lets it, and understands EventBridge's event", async () => {
  const sns = new SNSClient({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
  const topic = (await sns.send(new CreateTopicCommand({ Name: "floe-new-files" }))).TopicArn!;
  await it.sql("CREATE TABLE TOPICAL (A NUMBER, B VARCHAR)");
  const create = `CREATE PIPE PT AUTO_INGEST = TRUE AWS_SNS_TOPIC = '${topic}' AS COPY INTO TOPICAL FROM @EXT/topical/`;
  await sns.send(
    new SetTopicAttributesCommand({
      TopicArn: topic,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
    }),
  );
  await expect(it.sql(create)).rejects.toThrow(/not authorized to perform: SNS:Subscribe/);
  const text = String((await it.sql(`SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY('${topic}')`))[0]![0]);
  await sns.send(
    new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: "Policy", AttributeValue: text }),
  );
  await it.sql(create);
  await put("data/topical/t.csv", "5,five\n");
  const event = {
    version: "0",
    id: randomUUID(),
    "detail-type": "Object Created",
    source: "aws.s3",
    detail: { bucket: { name: BUCKET }, object: { key: "data/topical/t.csv" } },
  };
  await sns.send(new PublishCommand({ TopicArn: topic, Message: JSON.stringify(event) }));
  await eventually(async () => ((await it.sql("SELECT A FROM TOPICAL")).length === 1 ? true : undefined));
  sns.destroy();
});
