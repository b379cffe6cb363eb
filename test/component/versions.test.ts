import * as pulumi from "@pulumi/pulumi";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { imageDigest, objectVersion, sourceHash, Training, type TrainingArgs } from "../../components";
import { asked, mockEngine, ofType, run } from "./mocks";

let folder = "";
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "floe-source-"));
  write("train.py", "print(1)");
  write("lib/model.py", "x = 1");
});

describe("the hash of a source", () => {
  test("is that of paths and contents, whatever else differs", () => {
    expect(sourceHash(folder)).toBe("f44fb85c243045f0");
    const before = sourceHash(folder);
    for (const path of [
      "__pycache__/train.pyc",
      ".git/HEAD",
      "lib/old.pyc",
      "floe.egg-info/PKG-INFO",
      ".venv/a.py",
    ])
      write(path, "x");
    utimesSync(join(folder, "train.py"), 1, 1);
    chmodSync(join(folder, "train.py"), 0o755);
    expect(sourceHash(folder)).toBe(before);
  });

  const train = () => join(folder, "train.py");
  test.each<[string, () => void]>([
    ["content", () => write("train.py", "print(2)")],
    ["name", () => renameSync(train(), join(folder, "main.py"))],
    ["a new file", () => write("lib/more.py", "")],
    ["a border between files", () => write("lib/model.py", "x = 1train.py")],
  ])("changes with %s", (_what, change) => {
    const before = sourceHash(folder);
    change();
    expect(sourceHash(folder)).not.toBe(before);
  });

  test("of one file is its content's", () => {
    expect(sourceHash(join(folder, "train.py"))).toMatch(/^[0-9a-f]{16}$/);
    write("other.py", "print(1)");
    expect(sourceHash(join(folder, "other.py"))).toBe(sourceHash(join(folder, "train.py")));
  });

  test("follows links, but not in circles, and needs a file", () => {
    symlinkSync(join(folder, "lib"), join(folder, "linked"));
    expect(sourceHash(folder)).toMatch(/^[0-9a-f]{16}$/);
    symlinkSync(folder, join(folder, "lib", "round"));
    expect(() => sourceHash(folder)).toThrow(/leads back to a folder that holds it/);
    expect(() => sourceHash(mkdtempSync(join(tmpdir(), "floe-empty-")))).toThrow(/has no file that counts/);
  });
});

const value = async (make: () => pulumi.Output<string>): Promise<string> => {
  await mockEngine();
  return new Promise((resolve, reject) => {
    pulumi.output(make()).apply(resolve);
    setTimeout(() => reject(new Error("no value")), 2000);
  });
};
const registry = (account: string) => `${account}.dkr.ecr.us-east-1.amazonaws.com`;
const digest = `sha256:${"a".repeat(64)}`;

describe("looked up versions", () => {
  test("an image's digest is asked for in its own registry and region", async () => {
    expect(await value(() => imageDigest(`${registry("123456789012")}/team/trainer:latest`))).toBe(digest);
    expect(asked.map(({ token, args }) => [token, args])).toEqual([
      [
        "aws:ecr/getImage:getImage",
        {
          registryId: "123456789012",
          repositoryName: "team/trainer",
          imageTag: "latest",
          region: "us-east-1",
        },
      ],
    ]);
  });

  test("an image of AWS's is known by its version, a pinned one by its digest", async () => {
    expect(await value(() => imageDigest(`${registry("683313688378")}/sagemaker-xgboost:3.2-0`))).toBe(
      "3.2-0",
    );
    expect(await value(() => imageDigest(pulumi.output(`${registry("123456789012")}/a@${digest}`)))).toBe(
      digest,
    );
    expect(asked).toEqual([]);
  });

  test("an object's is its version, or its ETag where the bucket keeps none", async () => {
    expect(await value(() => objectVersion({ bucket: "versioned", key: "a/manifest.json" }))).toBe("v7");
    expect(asked[0]?.args).toEqual({ bucket: "versioned", key: "a/manifest.json", downloadBody: "false" });
    expect(await value(() => objectVersion({ bucket: "plain", key: "a" }))).toBe("5eb63bbb");
  });
});

const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const training = async (args: Partial<TrainingArgs>) => {
  await run(() => {
    new Training("t", {
      bucket: "flights",
      bucketArn: "arn:aws:s3:::flights",
      keyArn,
      channels: { train: "s3://flights/train/1/train/" },
      hyperparameters: { objective: "binary:logistic", num_round: 1 },
      ...args,
    });
  });
  return ofType("floe:sagemaker:TrainingJob")[0]?.inputs ?? {};
};

describe("a training", () => {
  test("has none of it when nothing is asked for", async () => {
    const inputs = await training({});
    for (const key of ["versions", "spot", "checkpoint", "retrainOn", "maxCostUsd", "keepAliveSeconds"])
      expect(inputs).not.toHaveProperty(key);
    expect(JSON.stringify(ofType("aws:iam/rolePolicy:RolePolicy"))).not.toContain("checkpoints/");
  });

  test("has its code's hash among its versions", async () => {
    const inputs = await training({ source: folder, versions: { data: pulumi.output("v7") } });
    expect(inputs["versions"]).toEqual({ code: sourceHash(folder), data: "v7" });
  });

  test("is managed as it is asked for", async () => {
    expect(
      await training({ retrainOn: "schedule", retrainEvery: "week", maxCostUsd: 5, keepAliveSeconds: 600 }),
    ).toMatchObject({ retrainOn: "schedule", retrainEvery: "week", maxCostUsd: 5, keepAliveSeconds: 600 });
  });

  test("on spare capacity goes on from its own checkpoints, which its role may write", async () => {
    const one = await training({ spot: {}, maxRuntimeSeconds: 600 });
    expect(one).toMatchObject({ spot: true, maxWaitSeconds: 1200 });
    const place = (inputs: Record<string, unknown>) => (inputs["checkpoint"] as { s3Uri: string }).s3Uri;
    expect(place(one)).toMatch(/^s3:\/\/flights\/checkpoints\/[0-9a-f]{12}\/$/);
    const [policy] = ofType("aws:iam/rolePolicy:RolePolicy");
    expect(policy?.inputs["policy"]).toContain("arn:aws:s3:::flights/checkpoints/*");
    expect(place(await training({ spot: {}, maxRuntimeSeconds: 900 }))).toBe(place(one));
    expect(place(await training({ spot: {}, source: folder }))).not.toBe(place(one));
  });

  test.each<[string, Partial<TrainingArgs>, RegExp]>([
    ["no source", { source: "nowhere" }, /source: "nowhere" is not a file or folder here/],
    [
      "two versions of the code",
      { source: ".", versions: { code: "1" } },
      /versions\.code: is the hash of source/,
    ],
    ["a schedule without a period", { retrainOn: "schedule" }, /retrainEvery: goes with retrainOn/],
    ["a period without a schedule", { retrainEvery: "day" }, /retrainEvery: goes with retrainOn/],
    [
      "warm spare capacity",
      { spot: {}, keepAliveSeconds: 60 },
      /keepAliveSeconds: is not for spare capacity/,
    ],
    ["a wait that is too short", { spot: { maxWaitSeconds: 60 } }, /spot\.maxWaitSeconds: .*from 3600 to/],
    ["a budget of nothing", { maxCostUsd: 0 }, /maxCostUsd: must be more than 0/],
  ])("refuses %s", async (_what, args, message) => {
    await expect(training(args)).rejects.toThrow(message);
  });
});
