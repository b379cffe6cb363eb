import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalAws } from "../../local/aws/contract";
import { startAws } from "../../local/aws/start";
import { built } from "../../local/paths";
import { resources } from "../../local/providers/aws/resources";
import { ensurePython } from "../../local/python/environment";
import { flowCases } from "./round-trip/flow-cases";
import { storageCases } from "./round-trip/storage-cases";
import { Engine } from "./round-trip/harness";
import { life } from "./round-trip/life";
import { watchCases } from "./round-trip/watch-cases";
import { modelBucket, modelKey, servingCases } from "./round-trip/serving-cases";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { S3 } from "@aws-sdk/client-s3";

const cases = [...storageCases, ...flowCases, ...watchCases, ...servingCases];
/** A model of four rows: enough for a container that answers /ping. */
const training = (file: string): string => `
import numpy, tarfile, xgboost
data = xgboost.DMatrix(numpy.array([[0.0], [1.0], [2.0], [3.0]]), label=[0, 0, 1, 1])
xgboost.train({"objective": "binary:logistic"}, data, 2).save_model("${file}.model")
with tarfile.open("${file}", "w:gz") as archive:
    archive.add("${file}.model", "xgboost-model")
`;

const folder = mkdtempSync(join(tmpdir(), "floe-aws-"));
let cloud: LocalAws;
let engine: Engine;

beforeAll(async () => {
  const log = () => undefined;
  const { executable } = await ensurePython({ log });
  cloud = await startAws({ stateDir: folder, python: executable, log });
  const env = {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
  };
  Object.assign(process.env, env);
  const archive = join(folder, modelKey);
  execFileSync(executable, ["-c", training(archive)]);
  const s3 = new S3({ forcePathStyle: true });
  await s3.createBucket({ Bucket: modelBucket });
  await s3.putObject({ Bucket: modelBucket, Key: modelKey, Body: readFileSync(archive) });
  engine = new Engine({ aws: dirname(built("local", "providers", "aws", "pulumi-resource-aws")) }, env);
});
afterAll(async () => {
  engine.close();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the table of aws cases", () => {
  it("has every type of the stand-in", () => {
    expect(cases.map(({ token }) => token).sort()).toEqual(resources.map(({ token }) => token).sort());
  });
});

life("aws stand-ins on the real engine and the local AWS", cases, () => engine);
