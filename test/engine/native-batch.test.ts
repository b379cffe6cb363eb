import { secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { sagemaker } from "../../provider/sdk";
import { FakeBatch } from "../provider/support/batch";
import { previewOf, useStack } from "./support/native";

const CANARY = "canary-batch-7712";

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

const on = useStack(FakeBatch, "floe-batch-test", program());
const preview = (options: Options = {}) => previewOf(on.stack, program(options));

describe("batch jobs on the real engine", () => {
  it("run one after the other, and a preview changes nothing", async () => {
    const text: string[] = [];
    const up = await on.stack.up({ program: program(), onOutput: (line) => text.push(line) });
    expect(up.outputs.uri?.value).toBe("s3://data/predictions");
    expect(text.join("")).toContain(`started transform job ${String(up.outputs.scored?.value)}`);
    const scored = on.cloud.jobs.get(String(up.outputs.scored?.value));
    expect(JSON.stringify(scored?.request.TransformInput)).toContain("s3://data/rows");
    expect((await preview()).summary).toEqual({ same: 3 });
    expect(text.join("")).not.toContain(CANARY);
    expect(on.state()).not.toContain(CANARY);
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
    expect(on.cloud.calls).toEqual([]);
    const before = await on.stack.outputs();
    const up = await on.stack.up({ program: program({ data: "2" }) });
    expect(up.summary.resourceChanges).toEqual({ update: 2, same: 1 });
    expect(up.outputs.scored?.value).not.toBe(before.scored?.value);
    expect([on.cloud.count("CreateProcessingJob"), on.cloud.count("CreateTransformJob")]).toEqual([1, 1]);
  });
  it("refresh without drift, and are forgotten with their records kept", async () => {
    expect((await on.stack.refresh()).summary.resourceChanges).toEqual({ same: 3 });
    const jobs = on.cloud.jobs.size;
    await on.stack.destroy();
    expect(on.cloud.jobs.size).toBe(jobs);
  });
});
