import { secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { sagemaker } from "../../provider/sdk";
import { FakeTuning } from "../provider/support/tuning";
import { previewOf, useStack } from "./support/native";

const CANARY = "canary-tuning-4471";

interface Options {
  readonly tags?: Record<string, string>;
  readonly deepest?: number;
}

/** A program that searches and trains the final model with what was found. */
const program =
  ({ tags = {}, deepest = 8 }: Options = {}): PulumiFn =>
  () => {
    const search = new sagemaker.TuningJob("flights", {
      image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
      roleArn: "arn:aws:iam::123456789012:role/train",
      instanceType: "ml.m5.xlarge",
      maxRuntimeSeconds: 600,
      hyperparameters: { num_round: "5", objective: "binary:logistic" },
      objective: { metric: "validation:auc", goal: "Maximize" },
      ranges: {
        max_depth: { type: "integer", min: 2, max: deepest },
        eta: { type: "continuous", min: 0.01, max: 0.5, scaling: "Logarithmic" },
      },
      channels: { train: { s3Uri: "s3://data/train/" }, validation: { s3Uri: "s3://data/validation/" } },
      outputPath: "s3://data/tuned",
      environment: { NOTE: secret(CANARY) },
      maxJobs: 3,
      gate: { metric: "validation:auc", threshold: 0.5 },
      tags,
    });
    return Promise.resolve({
      search: search.jobName,
      best: search.bestObjective,
      rate: search.hyperparameters.apply((all) => all.eta ?? ""),
      first: search.trials.apply((trials) => trials[0]?.jobName ?? ""),
    });
  };

const on = useStack(FakeTuning, "floe-tuning-test", program());
const preview = (options: Options = {}) => previewOf(on.stack, program(options));

describe("a tuning job on the real engine", () => {
  it("searches, hands on what it found, and a preview changes nothing", async () => {
    const text: string[] = [];
    const up = await on.stack.up({ program: program(), onOutput: (line) => text.push(line) });
    expect([up.outputs.best?.value, up.outputs.rate?.value]).toEqual([0.9, "0.1"]);
    expect(up.outputs.first?.value).toBe(`${String(up.outputs.search?.value)}-1`);
    expect(text.join("")).toContain("3 of 3 trials ended; best validation:auc 0.9");
    expect((await preview()).summary).toEqual({ same: 2 });
    expect(text.join("")).not.toContain(CANARY);
    expect(on.state()).not.toContain(CANARY);
  });
  it("changes tags in place, and searches anew for another range, never replaced", async () => {
    expect(await preview({ tags: { team: "x" } })).toEqual({
      details: { "update TuningJob": ["tags.team"] },
      summary: { update: 1, same: 1 },
    });
    expect(await preview({ deepest: 9 })).toEqual({
      details: { "update TuningJob": ["ranges.max_depth.max"] },
      summary: { update: 1, same: 1 },
    });
    expect(on.cloud.calls).toEqual([]);
    const before = await on.stack.outputs();
    const up = await on.stack.up({ program: program({ deepest: 9 }) });
    expect(up.summary.resourceChanges).toEqual({ update: 1, same: 1 });
    expect(up.outputs.search?.value).not.toBe(before.search?.value);
    expect(on.cloud.count("CreateHyperParameterTuningJob")).toBe(1);
  });
  it("refreshes without drift, and is forgotten with its records kept", async () => {
    expect((await on.stack.refresh()).summary.resourceChanges).toEqual({ same: 2 });
    const searches = on.cloud.searches.size;
    await on.stack.destroy();
    expect(on.cloud.searches.size).toBe(searches);
  });
});
