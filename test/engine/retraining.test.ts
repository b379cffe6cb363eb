import { SageMaker } from "@aws-sdk/client-sagemaker";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StateFolder } from "../../local/cloud/state";
import { Floe } from "../support/floe";
import { writeSmallLoop } from "./support/small-loop";

const floe = new Floe();
const folder = mkdtempSync(join(tmpdir(), "floe-retraining-"));
afterAll(async () => {
  await floe.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A loop on 400 rows whose retraining runs when told to; `rounds` is what a deployment may change of the model. */
function writeProgram(rounds: number): void {
  const outputs = "{ endpoint: loop.endpointName }";
  writeSmallLoop(folder, { project: "retrained", rounds, more: "retraining: {},", outputs });
}

function client(): SageMaker {
  const cloud = new StateFolder(floe.state).running();
  if (!cloud) throw new Error("the local cloud does not run");
  const { endpoint, region, accessKeyId, secretAccessKey } = cloud.aws;
  return new SageMaker({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

async function served(): Promise<{ config: string; status: string }> {
  const { Endpoints = [] } = await client().listEndpoints();
  const seen = await client().describeEndpoint({ EndpointName: Endpoints[0]?.EndpointName ?? "" });
  return { config: seen.EndpointConfigName ?? "", status: seen.EndpointStatus ?? "" };
}

async function trainingJobs(): Promise<number> {
  return (await client().listTrainingJobs({})).TrainingJobSummaries?.length ?? 0;
}

async function objects(): Promise<Record<string, string[]>> {
  const status = await floe.json("local", "status");
  const found = status.objects as { cloud: string; kind: string; names: string[] }[];
  return Object.fromEntries(found.map(({ cloud, kind, names }) => [`${cloud} ${kind}`, names]));
}

describe("a loop that retrains by itself, on the local cloud", () => {
  let deployed: string;
  let promoted: string;

  beforeAll(async () => {
    writeProgram(5);
    await floe.json("up", folder);
    deployed = (await served()).config;
  }, 180_000);

  it("lets a retrained model that passes the gate serve", async () => {
    await floe.sql("EXECUTE TASK SMALL.ML.UNLOAD_TRAINING_SET");
    await expect
      .poll(async () => (await served()).config, { timeout: 90_000, interval: 500 })
      .not.toBe(deployed);
    await expect.poll(served, { timeout: 30_000 }).toMatchObject({ status: "InService" });
    promoted = (await served()).config;
    expect(await trainingJobs()).toBe(2);
  }, 150_000);

  it("does not take the promotion for drift", async () => {
    const refreshed = await floe.json("refresh", folder);
    expect(Object.keys(refreshed.changes as object)).toEqual(["same"]);
    const { changes } = await floe.json("up", folder, "--expect-no-changes");
    expect(Object.keys(changes as object)).toEqual(["same"]);
    expect((await served()).config).toBe(promoted);
  }, 60_000);

  it("moves the endpoint to a model that a deployment trained anew", async () => {
    writeProgram(6);
    await floe.json("up", folder);
    const now = await served();
    expect(now.status).toBe("InService");
    expect([deployed, promoted]).not.toContain(now.config);
    const { EndpointConfigs = [] } = await client().listEndpointConfigs();
    expect(EndpointConfigs.map(({ EndpointConfigName }) => EndpointConfigName).sort()).toEqual(
      [now.config, promoted].sort(),
    );
  }, 120_000);

  it("leaves nothing in either cloud after destroy, nor a training job", async () => {
    const { changes } = await floe.json("destroy", folder);
    expect(Object.keys(changes as object)).toEqual(["delete"]);
    expect(await objects()).toEqual({});
    expect(await trainingJobs()).toBe(0);
  }, 120_000);
});
