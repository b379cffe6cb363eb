import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { beforeEach, describe, expect, it } from "vitest";
import { sagemaker } from "../../provider/sdk";
import { FakeSageMaker } from "../provider/support/sagemaker";
import { previewOf, useStack } from "./support/native";

const CANARY = "canary-engine-3391";

type Args = Partial<sagemaker.TrainingJobArgs>;

/** One training job and an output that follows from its artifact. */
const program =
  (args: Args = {}): PulumiFn =>
  () => {
    const job = new sagemaker.TrainingJob("model", {
      image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
      roleArn: "arn:aws:iam::123456789012:role/train",
      instanceType: "ml.m5.xlarge",
      maxRuntimeSeconds: 600,
      hyperparameters: { num_round: "5", eval_metric: "auc" },
      channels: { train: { s3Uri: "s3://data/train/" }, validation: { s3Uri: "s3://data/v/" } },
      outputPath: "s3://data/models",
      environment: { NOTE: secret(CANARY) },
      ...args,
    });
    return Promise.resolve({ artifact: job.artifactUri, job: job.jobName });
  };

const on = useStack(FakeSageMaker, "floe-provider-test", program());
beforeEach(() => {
  on.cloud.faults = [];
  on.cloud.outcome = { status: "Completed", looks: 1, metrics: { "validation:auc": 0.8 } };
});

const preview = (args: Args = {}) => previewOf(on.stack, program(args));

describe("the real engine", () => {
  it("creates, shows progress, and previews no change", async () => {
    const text: string[] = [];
    const up = await on.stack.up({ program: program(), onOutput: (line) => text.push(line) });
    expect(up.outputs.artifact?.value).toBe(
      `s3://data/models/${String(up.outputs.job?.value)}/output/model.tar.gz`,
    );
    expect(text.join("")).toContain(`started training job ${String(up.outputs.job?.value)}`);
    expect(text.join("")).not.toContain(CANARY);
    expect((await preview()).summary).toEqual({ same: 2 });
    const checkpoint = on.state();
    expect(checkpoint).toContain("artifactUri");
    expect(checkpoint).not.toContain(CANARY);
  });
  it("previews why it trains anew and that nothing is replaced", async () => {
    const { details, summary } = await preview({ triggers: ["data-2"] });
    expect(details).toEqual({ "update TrainingJob": ["triggers"] });
    expect(summary).toEqual({ update: 1, same: 1 });
    expect(on.cloud.count("CreateTrainingJob")).toBe(0);
    const before = (await on.stack.outputs()).artifact?.value as string;
    const up = await on.stack.up({ program: program({ triggers: ["data-2"] }) });
    expect(up.outputs.artifact?.value).not.toBe(before);
    expect(on.cloud.count("CreateTrainingJob")).toBe(1);
  });
  it("refreshes without drift", async () => {
    const result = await on.stack.refresh();
    expect(result.summary.resourceChanges).toEqual({ same: 2 });
  });
  it("reports every wrong input with its name, and prints no secret", async () => {
    const args = {
      triggers: ["data-2"],
      instanceType: "m5.xlarge",
      environment: { NOTE: CANARY, BAD: 3 as unknown as string },
    };
    const error = await preview(args).then(
      () => new Error("accepted"),
      (reason: unknown) => reason as Error,
    );
    expect(error.message).toContain("write ml.m5.xlarge");
    expect(error.message).toContain("environment.BAD: must be a string, not a number");
  });
  it("keeps a cancelled job in state and takes it up or starts anew in the next run", async () => {
    on.cloud.outcome = { status: "Completed", looks: 100_000, metrics: { "validation:auc": 0.8 } };
    const jobs = on.cloud.jobs.size;
    const pending = on.stack.up({ program: program({ triggers: ["data-3"] }) }).then(
      () => "succeeded",
      () => "cancelled",
    );
    while (on.cloud.jobs.size === jobs || on.cloud.count("FilterLogEvents") < 2)
      await new Promise((resolve) => setTimeout(resolve, 50));
    interrupt();
    expect(await pending).toBe("cancelled");
    const [last] = [...on.cloud.jobs.values()].reverse();
    expect(last?.status).toBe("Stopped");
    on.cloud.outcome = { status: "Completed", looks: 0, metrics: { "validation:auc": 0.8 } };
    const up = await on.stack.up({ program: program({ triggers: ["data-3"] }) });
    expect(up.outputs.job?.value).toMatch(/-2$/);
  });
  it("pays once when engine and provider are killed while the job runs", async () => {
    on.cloud.outcome = { status: "Completed", looks: 100_000, metrics: { "validation:auc": 0.8 } };
    const jobs = on.cloud.jobs.size;
    const pending = on.stack.up({ program: program({ triggers: ["data-4"] }) }).catch(() => undefined);
    while (on.cloud.jobs.size === jobs) await new Promise((resolve) => setTimeout(resolve, 50));
    kill();
    await pending;
    [...on.cloud.jobs.values()].at(-1)!.looks = 0;
    await on.stack.cancel().catch(() => undefined);
    const up = await on.stack.up({ program: program({ triggers: ["data-4"] }) });
    expect(on.cloud.jobs.size).toBe(jobs + 1);
    expect(up.outputs.job?.value).toMatch(/-1$/);
  });
  it("imports a job by its name alone", async () => {
    const [name] = [...on.cloud.jobs.keys()].reverse();
    const result = await on.stack.up({
      program: async () => {
        await program({ triggers: ["data-4"] })();
        const found = sagemaker.TrainingJob.get("found", name!);
        return { type: found.status };
      },
    });
    expect(result.outputs.type?.value).toBe("Completed");
  });
  it("destroys and forgets", async () => {
    await on.stack.destroy();
    const exported = await on.stack.exportStack();
    expect((exported.deployment as { resources?: unknown[] }).resources ?? []).toEqual([]);
  });
});

/** Process ids of this stack's engine, found by its folder: never another's. */
function engines(): number[] {
  return readdirSync("/proc").flatMap((entry) => {
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, "utf8");
      return /pulumi\0/.test(command) &&
        command.includes("up") &&
        readlinkSync(`/proc/${entry}/cwd`) === on.home
        ? [Number(entry)]
        : [];
    } catch {
      return [];
    }
  });
}

function interrupt(): void {
  for (const pid of engines()) process.kill(pid, "SIGINT");
}

function kill(): void {
  for (const pid of engines()) process.kill(pid, "SIGKILL");
}
