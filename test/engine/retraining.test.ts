import { SageMaker } from "@aws-sdk/client-sagemaker";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StateFolder } from "../../local/cloud/state";
import { distDir } from "../../local/paths";
import { Floe } from "../support/floe";

const floe = new Floe();
const folder = mkdtempSync(join(tmpdir(), "floe-retraining-"));
afterAll(async () => {
  await floe.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A loop on 400 rows whose retraining runs when told to; `rounds` is what a deployment may change of the model. */
function writeProgram(rounds: number): void {
  const rows = Array.from({ length: 400 }, (_, id) => {
    const [a, b] = [(id * 37) % 101, (id * 53) % 89];
    return `${id},${a},${b},${a + b / 4 > 60 ? 1 : 0}`;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "rows.csv"), `ID,A,B,LABEL\n${rows.join("\n")}\n`);
  writeFileSync(join(folder, "Pulumi.yaml"), "name: retrained\nruntime: nodejs\nmain: index.js\n");
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
  writeFileSync(
    join(folder, "index.js"),
    `const { Loop } = require(${JSON.stringify(join(distDir(), "components"))});
const columns = { ID: "NUMBER(10,0)", A: "FLOAT", B: "FLOAT", LABEL: "NUMBER(1,0)" };
module.exports = async () => {
  const loop = new Loop("small", {
    database: { create: { name: "SMALL" } },
    bucket: { create: { deleteObjectsOnDestroy: true } },
    encryption: "s3",
    raw: {
      tables: { EVENTS: { columns } },
      load: { EVENTS: { files: [${JSON.stringify(join(folder, "rows.csv"))}] } },
    },
    features: {
      table: "ROWS", columns, key: ["ID"], source: "EVENTS",
      build: { query: ({ stream }) => "SELECT ID, A, B, LABEL FROM " + stream },
      minimumTriggerIntervalSeconds: 10,
    },
    training: {
      label: "LABEL", columns: ["A", "B"], validationRows: "MOD(ID, 4) = 0", onDelete: "delete",
      hyperparameters: { objective: "binary:logistic", eval_metric: "auc", num_round: ${rounds} },
      gate: { metric: "validation:auc", threshold: 0.6 },
    },
    scoring: { minimumTriggerIntervalSeconds: 10 },
    retraining: {},
  });
  return { endpoint: loop.endpointName };
};
`,
  );
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
