import { CreateModelCommand, DescribeTransformJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "../provider/support/harness";
import {
  dataIn,
  logging,
  makeRole,
  sagemaker,
  startTestAws,
  until,
  xgboostImage,
  type TestAws,
} from "./support/aws";
import { TestBucket } from "./support/bucket";
import { packed } from "./support/pack";
import { providerOnAws } from "./support/native";

const PROCESSING = "floe:sagemaker:ProcessingJob";
const TRANSFORM = "floe:sagemaker:TransformJob";
const bucket = "batch-data";
let data: TestBucket;
let test: TestAws;
let provider: Harness;
let role: string;

beforeAll(async () => {
  test = await startTestAws();
  const { aws } = test;
  role = await makeRole(aws, "batch", "sagemaker.amazonaws.com", [...dataIn(bucket), logging]);
  data = await TestBucket.make(test, bucket);
  provider = await providerOnAws(test.aws);
});
afterAll(async () => {
  await provider.stop();
  await test.end();
});

const checked = (type: string, inputs: Bag) => provider.checked(type, inputs);

describe("a processing job", () => {
  const program = (name: string, source: string) => data.put(`code/${name}.py`, source);
  const job = (name: string, extra: Bag = {}): Bag => ({
    image: xgboostImage,
    roleArn: role,
    instanceType: "ml.m5.large",
    maxRuntimeSeconds: 60,
    entryPoint: ["python3", `/opt/ml/processing/input/code/${name}.py`],
    inputs: { code: { s3Uri: data.at(`code/${name}.py`) }, rows: { s3Uri: data.at("rows/") } },
    outputs: { report: { s3Uri: data.at(`report/${name}`) } },
    ...extra,
  });

  it("runs, shows its log, leaves message and outputs, and is imported without a difference", async () => {
    for (const part of [0, 1, 2]) await data.put(`rows/part-${part}.csv`, "1,2\n3,4\n");
    await program(
      "report",
      `import os, pathlib
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
rows = sum(len(p.read_text().splitlines()) for p in (base / "processing/input/rows").iterdir())
print("counted", rows)
(base / "processing/output/report/rows.txt").write_text(str(rows))
(base / "processing/output/report/deep").mkdir()
(base / "processing/output/report/deep/more.txt").write_text("x")
(base / "output/message").write_text("%d rows" % rows)
`,
    );
    const inputs = await checked(PROCESSING, job("report"));
    const before = provider.logs.length;
    const { id, properties } = await provider.create(PROCESSING, inputs, { name: "report" });
    expect(properties).toMatchObject({
      status: "Completed",
      exitMessage: "6 rows",
      outputUris: { report: data.at("report/report") },
      outputObjects: { report: 2 },
      usedInstanceType: "ml.m5.large",
    });
    expect(await data.text("report/report/rows.txt")).toBe("6");
    expect(provider.logs.slice(before).map(({ message }) => message)).toContain("counted 6");
    const imported = await provider.read(PROCESSING, id);
    expect((await provider.diff(PROCESSING, imported.inputs, inputs, imported.properties)).details).toEqual(
      {},
    );
    expect(imported.properties).toMatchObject({ exitMessage: "6 rows", outputObjects: { report: 2 } });
    await provider.delete(PROCESSING, id, properties, { ...inputs, onDelete: "delete" });
    expect((await provider.read(PROCESSING, id)).id).toBe("");
  });

  it("shares objects out between its instances, which it chooses by preference", async () => {
    await program(
      "shared",
      `import json, os, pathlib
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
hosts = json.loads((base / "config/resourceconfig.json").read_text())
index = hosts["hosts"].index(hosts["current_host"])
names = sorted(p.name for p in (base / "processing/input/rows").iterdir())
(base / ("processing/output/report/%d-of-%d.txt" % (index, len(hosts["hosts"])))).write_text(" ".join(names))
`,
    );
    const inputs = await checked(
      PROCESSING,
      job("shared", {
        instanceType: null,
        instancePreferences: [
          { instanceType: "ml.m5.xlarge", instanceCount: 2 },
          { instanceType: "ml.m5.2xlarge", instanceCount: 1 },
        ],
        inputs: {
          code: { s3Uri: data.at("code/shared.py") },
          rows: { s3Uri: data.at("rows/"), distribution: "ShardedByS3Key" },
        },
      }),
    );
    const { properties } = await provider.create(PROCESSING, inputs);
    expect(properties).toMatchObject({
      usedInstanceType: "ml.m5.xlarge",
      usedInstanceCount: 2,
      outputObjects: { report: 2 },
    });
    expect(await data.text("report/shared/0-of-2.txt")).toBe("part-0.csv part-2.csv");
    expect(await data.text("report/shared/1-of-2.txt")).toBe("part-1.csv");
  });

  it("uploads continuous outputs while it runs, and is stopped when it runs too long", async () => {
    await program(
      "endless",
      `import os, pathlib, time
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
(base / "processing/output/report/early.txt").write_text("early")
time.sleep(100)
`,
    );
    const inputs = await checked(
      PROCESSING,
      job("endless", {
        maxRuntimeSeconds: 4,
        outputs: { report: { s3Uri: data.at("report/endless"), uploadMode: "Continuous" } },
      }),
    );
    const failed = failureOf(provider.create(PROCESSING, inputs));
    await until(
      () => data.keys("report/endless"),
      (found) => found.length === 1,
    );
    expect((await failed).message).toContain("stopped: it ran longer than maxRuntimeSeconds (4)");
  });

  it("fails with the program's last lines, and stops when the deployment is cancelled", async () => {
    await program("broken", 'raise SystemExit("no rows for you")');
    const error = await failureOf(provider.create(PROCESSING, await checked(PROCESSING, job("broken"))));
    expect(error.message).toContain("exit code: 1");
    expect(error.message).toContain("no rows for you");
    await program("slow", "import time; time.sleep(100)");
    const pending = failureOf(
      provider.create(PROCESSING, await checked(PROCESSING, job("slow")), { timeout: 1 }),
    );
    const failure = initFailure(await pending)!;
    expect(failure.reasons[0]).toContain("it was asked to stop");
    const read = () => provider.read(PROCESSING, failure.id);
    expect((await until(read, ({ properties }) => properties.status === "Stopped")).properties.status).toBe(
      "Stopped",
    );
  });
});

describe("a transform job", () => {
  const model = "echo";
  beforeAll(async () => {
    // Answers the sum of each record's cells; what is slow it answers after longer than any test waits.
    const source = `import json, time
def model_fn(folder):
    return None
def input_fn(body, content_type):
    return body.decode() if isinstance(body, bytes) else body
def predict_fn(data, model):
    if "slow" in data:
        time.sleep(30)
    if "{" in data:
        return [json.dumps({"n": len(json.loads(line))}) for line in data.splitlines() if line]
    return [str(sum(float(c) for c in line.split(","))) for line in data.splitlines() if line]
def output_fn(lines, accept):
    return "\\n".join(lines) + "\\n"
`;
    await data.put("code/model.tar.gz", packed("inference.py", source));
    await data.put("model/model.tar.gz", packed("nothing.txt", "nothing"));
    await sagemaker(test.aws).send(
      new CreateModelCommand({
        ModelName: model,
        ExecutionRoleArn: role,
        PrimaryContainer: {
          Image: xgboostImage,
          ModelDataUrl: data.at("model/model.tar.gz"),
          Environment: {
            SAGEMAKER_PROGRAM: "inference.py",
            SAGEMAKER_SUBMIT_DIRECTORY: data.at("code/model.tar.gz"),
          },
        },
      }),
    );
  });
  const job = (name: string, extra: Bag = {}, output: Bag = {}): Bag => ({
    modelName: model,
    instanceType: "ml.m5.large",
    maxRuntimeSeconds: 60,
    input: { s3Uri: data.at(`score/${name}/`), contentType: "text/csv", splitType: "Line" },
    output: { s3Uri: data.at(`out/${name}`), accept: "text/csv", assembleWith: "Line", ...output },
    ...extra,
  });

  it("scores, joins by position lists and ranges, and answers a manifest of what it wrote", async () => {
    await data.put("score/joined/a.csv", "k1,1,2,3\nk2,4,5,6\n");
    await data.put("score/joined/deep/b.csv", "k3,1,1,1\n");
    const inputs = await checked(
      TRANSFORM,
      job("joined", {
        dataProcessing: { inputFilter: "$[1:]", joinSource: "Input", outputFilter: "$[0,3:]" },
      }),
    );
    const { id, properties } = await provider.create(TRANSFORM, inputs, { name: "score" });
    expect(properties).toMatchObject({
      status: "Completed",
      outputObjects: 2,
      outputManifest: [{ prefix: data.at("out/joined/") }, "a.csv.out", "deep/b.csv.out"],
    });
    expect(await data.text("out/joined/a.csv.out")).toBe("k1,3,6.0\nk2,6,15.0\n");
    const imported = await provider.read(TRANSFORM, id);
    const { details } = await provider.diff(TRANSFORM, imported.inputs, inputs, imported.properties);
    expect(details).toEqual({ maxRuntimeSeconds: "add" });
  });

  it("captures what went in and came out, with an id behind each record", async () => {
    await data.put("score/captured/a.csv", "1,2\n3,4\n");
    const dataCapture = { s3Uri: data.at("captured"), generateInferenceId: true };
    await provider.create(TRANSFORM, await checked(TRANSFORM, job("captured", { dataCapture })));
    const lines = (await data.text("out/captured/a.csv.out")).trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^3\.0,[0-9a-f-]{36},\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const hour = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const [input = ""] = await data.keys(`captured/input/${hour}/`);
    const [output = ""] = await data.keys(`captured/output/${hour}/`);
    expect(JSON.parse(await data.text(input))).toEqual([{ prefix: data.at("score/captured/") }, "a.csv"]);
    expect(JSON.parse(await data.text(output))).toEqual([{ prefix: data.at("out/captured/") }, "a.csv.out"]);
  });

  it("gives up a request after its time and retries, and names what failed", async () => {
    await data.put("score/slow/a.jsonl", '{"slow": 1}\n');
    const inputs = await checked(
      TRANSFORM,
      job("slow", {
        input: { s3Uri: data.at("score/slow/"), contentType: "application/jsonlines", splitType: "Line" },
        invocationTimeoutSeconds: 1,
        invocationMaxRetries: 1,
      }),
    );
    const error = await failureOf(provider.create(TRANSFORM, inputs));
    expect(error.message).toContain("did not answer within 1 seconds");
    expect(error.message).toContain(data.at("score/slow/a.jsonl"));
  });

  it("is stopped when it runs longer than allowed", async () => {
    await data.put("score/long/a.jsonl", '{"slow": 1}\n');
    const input = { s3Uri: data.at("score/long/"), contentType: "application/jsonlines", splitType: "Line" };
    const inputs = await checked(TRANSFORM, job("long", { input, maxRuntimeSeconds: 3 }));
    const error = await failureOf(provider.create(TRANSFORM, inputs, { name: "long" }));
    expect(error.message).toContain("it ran longer than maxRuntimeSeconds (3)");
    const name = /transform job (\S+)/.exec(error.message)?.[1];
    const job_ = await sagemaker(test.aws).send(new DescribeTransformJobCommand({ TransformJobName: name }));
    expect(job_.TransformJobStatus).toBe("Stopped");
  });
});
