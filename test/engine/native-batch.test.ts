import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secret } from "@pulumi/pulumi";
import { type EngineEvent, LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sagemaker } from "../../provider/sdk";
import { FakeBatch } from "../provider/support/batch";
import { engineFolder } from "../provider/support/engine";

const root = process.cwd();
const PROJECT = "floe-batch-test";
const CANARY = "canary-batch-7712";
let cloud: FakeBatch;
let stack: Stack;
let home: string;

interface Options {
  readonly tags?: Record<string, string>;
  readonly data?: string;
}

/** A program that makes scores' input, and a model that scores what it made. */
const program =
  ({ tags = {}, data = "1" }: Options = {}): PulumiFn =>
  () => {
    const prepared = new sagemaker.ProcessingJob("prepare", {
      image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
      roleArn: "arn:aws:iam::123456789012:role/processing",
      instanceType: "ml.m5.xlarge",
      maxRuntimeSeconds: 600,
      entryPoint: ["python3", "/opt/ml/processing/input/code/prepare.py"],
      inputs: { code: { s3Uri: "s3://data/code/prepare.py" } },
      outputs: { rows: { s3Uri: "s3://data/rows" } },
      environment: { NOTE: secret(CANARY) },
      versions: { data },
      tags,
    });
    const scored = new sagemaker.TransformJob("score", {
      modelName: "champion",
      instanceType: "ml.m5.xlarge",
      maxRuntimeSeconds: 600,
      input: { s3Uri: prepared.outputUris.apply((uris) => uris.rows ?? ""), contentType: "text/csv" },
      output: { s3Uri: "s3://data/predictions" },
      versions: { rows: prepared.jobName },
    });
    return Promise.resolve({ prepared: prepared.jobName, scored: scored.jobName, uri: scored.outputUri });
  };

beforeAll(async () => {
  const plugin = join(root, "node_modules/.cache/floe-test/plugin");
  const script = `import(${JSON.stringify(join(root, "scripts/plugin.mjs"))}).then((m) => m.writePlugin(${JSON.stringify(
    { name: "floe", entry: join(root, "provider/main.ts"), folder: plugin },
  )}))`;
  execFileSync(process.execPath, ["-e", script]);
  process.env.PATH = `${engineFolder()}:${process.env.PATH ?? ""}`;
  cloud = await FakeBatch.start();
  home = mkdtempSync(join(tmpdir(), "floe-engine-"));
  const projectSettings = {
    name: PROJECT,
    runtime: "nodejs" as const,
    backend: { url: `file://${home}` },
    plugins: { providers: [{ name: "floe", path: plugin }] },
  };
  stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "dev", projectName: PROJECT, program: program() },
    {
      workDir: home,
      pulumiHome: join(home, "home"),
      projectSettings,
      envVars: {
        PULUMI_CONFIG_PASSPHRASE: "x",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: cloud.endpoint,
        AWS_ACCESS_KEY_ID: "AKIATEST",
        AWS_SECRET_ACCESS_KEY: "secret-test",
      },
    },
  );
}, 120_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  cloud.calls.length = 0;
});

async function preview(options: Options = {}) {
  const details: Record<string, string[]> = {};
  const result = await stack.preview({
    program: program(options),
    onEvent: (event: EngineEvent) => {
      const metadata = event.resourcePreEvent?.metadata;
      if (metadata?.type.startsWith("floe:") === true && metadata.op !== "same")
        details[`${metadata.op} ${metadata.type.split(":")[2] ?? ""}`] = Object.keys(
          metadata.detailedDiff ?? {},
        );
    },
  });
  return { details, summary: result.changeSummary };
}

describe("batch jobs on the real engine", () => {
  it("run one after the other, and a preview changes nothing", async () => {
    const text: string[] = [];
    const up = await stack.up({ program: program(), onOutput: (line) => text.push(line) });
    expect(up.outputs.uri?.value).toBe("s3://data/predictions");
    expect(text.join("")).toContain(`started transform job ${String(up.outputs.scored?.value)}`);
    const scored = cloud.jobs.get(String(up.outputs.scored?.value));
    expect(JSON.stringify(scored?.request.TransformInput)).toContain("s3://data/rows");
    expect((await preview()).summary).toEqual({ same: 3 });
    expect(text.join("")).not.toContain(CANARY);
    const file = join(home, ".pulumi/stacks", PROJECT, "dev.json");
    expect(readFileSync(file, "utf8")).not.toContain(CANARY);
  });
  it("change tags in place, and rerun what follows from new data, never replaced", async () => {
    expect(await preview({ tags: { team: "x" } })).toEqual({
      details: { "update ProcessingJob": ["tags.team"] },
      summary: { update: 1, same: 2 },
    });
    expect(await preview({ data: "2" })).toEqual({
      details: { "update ProcessingJob": ["versions.data"], "update TransformJob": ["versions.rows"] },
      summary: { update: 2, same: 1 },
    });
    expect(cloud.calls).toEqual([]);
    const before = await stack.outputs();
    const up = await stack.up({ program: program({ data: "2" }) });
    expect(up.summary.resourceChanges).toEqual({ update: 2, same: 1 });
    expect(up.outputs.scored?.value).not.toBe(before.scored?.value);
    expect([cloud.count("CreateProcessingJob"), cloud.count("CreateTransformJob")]).toEqual([1, 1]);
  });
  it("refresh without drift, and are forgotten with their records kept", async () => {
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 3 });
    const jobs = cloud.jobs.size;
    await stack.destroy();
    expect(cloud.jobs.size).toBe(jobs);
  });
});
