import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateEndpointConfigCommand, CreateModelCommand } from "@aws-sdk/client-sagemaker";
import type { LocalAws } from "../../../local/aws/contract";
import { startAws } from "../../../local/aws/start";
import { ensurePython } from "../../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../../local/snowflake/server/start";
import { dataIn, logging, makeRole, s3, sagemaker, xgboostImage } from "../../local/support/aws";
import { table } from "../../local/support/data";
import { packed } from "../../local/support/pack";
import { KafkaServices } from "./kafka-services";

const bucket = "every-type";
export const at = (key: string): string => `s3://${bucket}/${key}`;
export const home = { database: "DB", schema: "S" };
export const image = xgboostImage;

/** Answers any record; a container told to fail says its note while it does. */
const inference = `import os
def model_fn(folder):
    if os.environ.get("FAIL") == "start":
        raise RuntimeError("cannot load with " + os.environ["NOTE"])
    return None
def input_fn(body, content_type):
    return body.decode() if isinstance(body, bytes) else body
def predict_fn(data, model):
    if os.environ.get("FAIL"):
        raise RuntimeError("cannot predict with " + os.environ["NOTE"])
    return ["1"] * len(data.splitlines())
def output_fn(lines, accept):
    return "\\n".join(lines) + "\\n"
`;

/** Says everything it was given, as a careless program does. */
const careless = `import os, pathlib, sys
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
print("told", os.environ.get("NOTE"), *sys.argv[1:], flush=True)
(base / "output/message").write_text("done with " + str(os.environ.get("NOTE")))
if os.environ.get("FAIL"):
    raise SystemExit("cannot work with " + os.environ["NOTE"])
(base / "processing/output/report/report.txt").write_text("x")
`;

const training = `import os, pathlib, sys
print("told", os.environ.get("NOTE"), *sys.argv[1:], flush=True)
if os.environ.get("FAIL"):
    raise SystemExit("cannot train with " + os.environ["NOTE"])
print("score=0.5", flush=True)
(pathlib.Path(os.environ["SM_MODEL_DIR"]) / "model.txt").write_text("x")
`;

const statements = [
  "CREATE WAREHOUSE WH",
  "CREATE DATABASE DB",
  "CREATE SCHEMA DB.S",
  "CREATE SCHEMA DB.OTHER",
  "CREATE STAGE DB.S.CODE",
  "CREATE STAGE DB.S.OTHER_CODE",
  "CREATE TABLE DB.S.LOG (WHO VARCHAR, N NUMBER)",
  "CREATE STREAM DB.S.NEW_ROWS ON TABLE DB.S.LOG APPEND_ONLY = TRUE",
  "CREATE ROLE READER",
  "GRANT USAGE ON SCHEMA DB.S TO ROLE READER",
  "CREATE USER RUNNER TYPE = SERVICE",
  "GRANT ROLE ACCOUNTADMIN TO USER RUNNER",
  "GRANT IMPERSONATE ON USER RUNNER TO ROLE ACCOUNTADMIN",
  "CREATE NOTIFICATION INTEGRATION TELL ENABLED = TRUE TYPE = QUEUE DIRECTION = OUTBOUND NOTIFICATION_PROVIDER = AWS_SNS AWS_SNS_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:told' AWS_SNS_ROLE_ARN = 'arn:aws:iam::000000000000:role/told'",
  "CREATE TASK DB.S.BAD WAREHOUSE = WH AS SELECT TO_NUMBER(SYSTEM$GET_TASK_GRAPH_CONFIG('note'))",
  "CREATE TASK DB.S.WATCHED WAREHOUSE = WH WHEN SYSTEM$STREAM_HAS_DATA('DB.S.NEW_ROWS') AS SELECT 1",
  "ALTER TASK DB.S.WATCHED RESUME",
];

/** Both local clouds in this process, with what the cases need there. */
export class World {
  private constructor(
    private readonly folder: string,
    /** What the clouds say while they run. */
    private readonly lines: readonly string[],
    readonly aws: LocalAws,
    readonly snowflake: RunningSnowflake,
    readonly password: string,
    /** Role that every job and model runs as. */
    readonly role: string,
    readonly kafka: KafkaServices,
  ) {}

  static async start(): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), "floe-types-"));
    const stateDir = join(folder, "cloud");
    mkdirSync(join(stateDir, "logs"), { recursive: true });
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const python = (await ensurePython({ log })).executable;
    const password = `pass-${randomBytes(12).toString("hex")}`;
    const admin = { user: "FLOE", password };
    const kafka = await KafkaServices.start(join(folder, "kafka"), password);
    const aws = await startAws({ stateDir, python, log });
    const snowflake = await startSnowflake({
      stateDir: join(stateDir, "snowflake"),
      port: 0,
      aws: Promise.resolve(aws),
      python: Promise.resolve(python),
      admin,
      log,
    });
    const world = new World(folder, lines, aws, snowflake, password, await prepareAws(aws), kafka);
    for (const sql of statements) await world.sql(sql);
    return world;
  }

  /** A folder for a stack, below the world's. */
  place(name: string): string {
    const place = join(this.folder, name);
    mkdirSync(place, { recursive: true });
    return place;
  }

  async sql(text: string): Promise<unknown[][]> {
    const session = await this.snowflake.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
    try {
      const { rows } = await this.snowflake.account.run(text, session);
      return rows.map((row) => [...row]);
    } finally {
      await this.snowflake.account.closeSession(session);
    }
  }

  /** Everything the clouds wrote to their logs. */
  logs(): string {
    const logs = join(this.folder, "cloud", "logs");
    const files = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8"));
    return [...this.lines, ...files].join("\n");
  }

  async stop(): Promise<void> {
    await this.kafka.stop();
    await this.snowflake.stop();
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The bucket with data and programs, a model and two configurations made elsewhere; answers the jobs' role. */
async function prepareAws(aws: LocalAws): Promise<string> {
  const role = await makeRole(aws, "types", "sagemaker.amazonaws.com", [...dataIn(bucket), logging]);
  const client = s3(aws);
  const put = (Key: string, Body: string | Buffer) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const rows = table(200, 9);
  await Promise.all([
    put("train/a.csv", rows.slice(0, 150).join("\n")),
    put("validation/a.csv", rows.slice(150).join("\n")),
    put("score/a.csv", "1,2\n3,4\n"),
    put("code/careless.py", careless),
    put("code/train.tar.gz", packed("train.py", training)),
    put("code/inference.tar.gz", packed("inference.py", inference)),
    put("model/model.tar.gz", packed("nothing.txt", "nothing")),
  ]);
  const maker = sagemaker(aws);
  await maker.send(
    new CreateModelCommand({
      ModelName: "echo",
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: image, ModelDataUrl: at("model/model.tar.gz"), Environment: program },
    }),
  );
  for (const EndpointConfigName of ["config-1", "config-2"])
    await maker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName,
        ProductionVariants: [
          { VariantName: "main", ModelName: "echo", InstanceType: "ml.m5.large", InitialInstanceCount: 1 },
        ],
      }),
    );
  return role;
}

/** Environment by which a serving container finds its program. */
export const program = {
  SAGEMAKER_PROGRAM: "inference.py",
  SAGEMAKER_SUBMIT_DIRECTORY: at("code/inference.tar.gz"),
};
