import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Floe } from "../support/floe";

/** A program of a user that fails outside its own flow, followed by resources that wait for what never comes. */
const program = (broken: string): string => `"use strict";
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
module.exports = () => {
  const bucket = new aws.s3.Bucket("bucket", { bucket: "floe-failing-program" });
  const key = ${broken};
  const next = new aws.s3.BucketObjectv2("next", { bucket: bucket.bucket, key, content: "x" });
  new aws.s3.BucketObjectv2("last", { bucket: bucket.bucket, key: next.key, content: "x" });
};
`;

const cases = [
  {
    name: "an apply that throws",
    broken: `bucket.arn.apply(() => { throw new Error("no key today"); })`,
    says: "no key today",
  },
  {
    name: "a resource the engine does not register",
    broken: `new aws.s3.BucketObjectv2("file", { bucket: bucket.bucket, key: "k", source: new pulumi.asset.FileAsset("/no/such/file.csv") }).key`,
    says: "failed to open asset file '/no/such/file.csv'",
  },
];

describe("a program that fails outside its own flow ends its run, with the reason", () => {
  const floe = new Floe();
  const folder = join(floe.state, "program");

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), "name: failing\nruntime: nodejs\n");
    symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"), "junction");
    await floe.json("local", "up");
  });

  afterAll(() => floe.dispose());

  test.each(cases)("$name", { timeout: 240_000 }, async ({ broken, says }) => {
    writeFileSync(join(folder, "index.js"), program(broken));
    for (const operation of ["preview", "up"]) {
      const { code, stderr, stdout } = await floe.run([operation, folder]);
      expect(code, stdout + stderr).toBe(1);
      expect(stderr + stdout).toContain(says);
    }
    // What was made is in the state, so that it can be taken away again.
    const gone = await floe.run(["destroy", folder]);
    expect(gone.code, gone.stdout + gone.stderr).toBe(0);
    expect(gone.stdout + gone.stderr).toContain("aws:s3/bucket:Bucket");
  });
});
