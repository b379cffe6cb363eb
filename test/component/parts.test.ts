import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  Access,
  Endpoint,
  Load,
  RoleGrants,
  snowflakePreviewFeatures,
  StorageExchange,
  TaskGraph,
  Warehouse,
} from "../../components";
import { previewFeatureOf } from "../../blueprints";
import { publicKey } from "./fixtures";
import { mockEngine, ofType, registered, run } from "./mocks";

describe("access", () => {
  test("has the hierarchy asked for and no password anywhere", async () => {
    await run(() => {
      new Access("access", {
        roles: { READ: {}, WRITE: {}, ENGINEER: { includes: ["READ", "WRITE"] } },
        users: {
          KEYED: { roles: ["READ"], login: { keyPair: { publicKey } } },
          CI: {
            roles: ["ENGINEER", "READ"],
            login: {
              workloadIdentity: {
                oidc: {
                  issuer: "https://token.actions.githubusercontent.com",
                  subject: "repo:o/r:environment:prod",
                },
              },
            },
          },
          JOB: {
            roles: ["WRITE"],
            login: { workloadIdentity: { aws: { arn: "arn:aws:iam::123456789012:role/job" } } },
          },
        },
      });
    });
    const grants = ofType("snowflake:index/grantAccountRole:GrantAccountRole").map(
      ({ inputs }) =>
        `${inputs["roleName"] as string} -> ${(inputs["parentRoleName"] ?? inputs["userName"]) as string}`,
    );
    expect(grants.sort()).toEqual([
      "ENGINEER -> CI",
      "ENGINEER -> SYSADMIN",
      "READ -> CI",
      "READ -> ENGINEER",
      "READ -> KEYED",
      "READ -> SYSADMIN",
      "WRITE -> ENGINEER",
      "WRITE -> JOB",
      "WRITE -> SYSADMIN",
    ]);
    expect(JSON.stringify(registered)).not.toMatch(/password/i);
    const [keyed] = ofType("snowflake:index/serviceUser:ServiceUser").filter(
      ({ inputs }) => inputs["name"] === "KEYED",
    );
    expect(keyed?.inputs["rsaPublicKey"]).toMatch(/^MIIBIjAN[^-\s]+$/);
    expect(
      ofType("snowflake:index/execute:Execute")
        .map(({ inputs }) => inputs["execute"])
        .sort(),
    ).toEqual([
      `ALTER USER "CI" SET WORKLOAD_IDENTITY = (TYPE = OIDC ISSUER = 'https://token.actions.githubusercontent.com' SUBJECT = 'repo:o/r:environment:prod')`,
      `ALTER USER "JOB" SET WORKLOAD_IDENTITY = (TYPE = AWS ARN = 'arn:aws:iam::123456789012:role/job')`,
    ]);
  });

  test("roles can be left on their own", async () => {
    await run(() => {
      new Access("access", { roles: { READ: {} }, parentRole: null });
    });
    expect(ofType("snowflake:index/grantAccountRole:GrantAccountRole")).toEqual([]);
  });

  test("a grant names its object fully quoted, once per object", async () => {
    await run(() => {
      new RoleGrants("g", {
        role: "R",
        grants: [
          { on: "account", privileges: ["EXECUTE TASK"] },
          { on: "table", name: ["D", "S", "T"], privileges: ["SELECT", "INSERT"] },
          { on: "procedure", name: ["D", "S", "P"], argumentTypes: ["VARCHAR"], privileges: ["USAGE"] },
        ],
      });
    });
    expect(
      ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole").map(
        ({ inputs }) => inputs,
      ),
    ).toEqual(
      expect.arrayContaining([
        { accountRoleName: "R", onAccount: true, privileges: ["EXECUTE TASK"] },
        {
          accountRoleName: "R",
          onSchemaObject: { objectType: "TABLE", objectName: '"D"."S"."T"' },
          privileges: ["INSERT", "SELECT"],
        },
        {
          accountRoleName: "R",
          onSchemaObject: { objectType: "PROCEDURE", objectName: '"D"."S"."P"(VARCHAR)' },
          privileges: ["USAGE"],
        },
      ]),
    );
  });
});

describe("transforms", () => {
  test("members go over the component's own, shallowly", async () => {
    await run(() => {
      new Warehouse("w", {
        warehouse: { create: { name: "W", monthlyCredits: 5 } },
        transform: { warehouse: { comment: "mine", autoSuspend: 600 } },
      });
    });
    expect(ofType("snowflake:index/warehouse:Warehouse")[0]?.inputs).toMatchObject({
      comment: "mine",
      autoSuspend: 600,
      warehouseSize: "XSMALL",
      resourceMonitor: "W_MONITOR",
    });
  });

  test("a function sees arguments, options and name", async () => {
    const seen: string[] = [];
    await run(() => {
      new Endpoint("e", {
        modelName: "m",
        transform: {
          endpoint: (args, opts, name) => {
            seen.push(name, String(opts.parent !== undefined));
            args.tags = { team: "x" };
          },
        },
      });
    });
    expect(seen).toEqual(["e-endpoint", "true"]);
    expect(ofType("floe:sagemaker:Endpoint")[0]?.inputs).toMatchObject({
      name: "floe-dev-e",
      tags: { team: "x" },
    });
  });
});

describe("endpoint", () => {
  const configuration = async (model: string, instanceCount = 1) => {
    await run(() => {
      new Endpoint("e", { modelName: model, instanceCount });
    });
    return ofType("aws:sagemaker/endpointConfiguration:EndpointConfiguration")[0]?.inputs["name"];
  };
  test("a configuration's name follows its content", async () => {
    expect(await configuration("a")).toBe(await configuration("a"));
    expect(await configuration("a")).not.toBe(await configuration("b"));
    expect(await configuration("a")).not.toBe(await configuration("a", 2));
  });
});

describe("exchange", () => {
  const exchange = {
    database: "D",
    integration: "I_S3",
    stages: { RAW: { schema: "S", prefix: "raw/", access: "read" as const } },
  };
  test("keeps its external id and names from run to run", async () => {
    const ids = [];
    for (let round = 0; round < 2; round++) {
      await run(() => {
        new StorageExchange("x", exchange);
      });
      ids.push(
        registered
          .map(({ inputs }) => JSON.stringify([inputs["externalId"], inputs["bucket"], inputs["name"]]))
          .sort(),
      );
    }
    expect(ids[0]).toEqual(ids[1]);
  });

  test("a reading stage gets no permission to write", async () => {
    await run(() => {
      new StorageExchange("x", exchange);
    });
    const policy = ofType("aws:iam/rolePolicy:RolePolicy")[0]?.inputs["policy"] as string;
    expect(policy).not.toContain("s3:PutObject");
    expect(policy).not.toContain("kms:GenerateDataKey");
  });
});

describe("load", () => {
  test("uploads by content, loads each file once, and changes with the content", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "floe-load-")), "rows.csv");
    const hash = async () => {
      let found = pulumi.output("");
      await run(() => {
        found = new Load("l", {
          bucket: "b",
          stage: ["D", "S", "ST"],
          table: ["D", "S", "T"],
          columns: ["A"],
          files: [file],
        }).contentHash;
      });
      const [object] = ofType("aws:s3/bucketObjectv2:BucketObjectv2");
      const [load] = ofType("snowflake:index/execute:Execute");
      const key = object?.inputs["key"] as string;
      expect(key).toMatch(/^raw\/t\/[0-9a-f]{12}-rows\.csv$/);
      expect(load?.inputs["execute"]).toContain(`FILES = ('${key.slice("raw/".length)}')`);
      return new Promise<string>((resolve) => found.apply(resolve));
    };
    writeFileSync(file, "A\n1\n");
    const first = await hash();
    expect(await hash()).toBe(first);
    writeFileSync(file, "A\n2\n");
    expect(await hash()).not.toBe(first);
  });
});

test("a graph's schedule belongs to its root only", async () => {
  await run(() => {
    new TaskGraph("g", {
      database: "D",
      schema: "S",
      role: "R",
      warehouse: "W",
      schedule: "5 MINUTES",
      tasks: { A: { sql: "SELECT 1" }, B: { sql: "SELECT 2", after: ["A"] } },
    });
  });
  expect(ofType("floe:snowflake:TaskGraph")[0]?.inputs["tasks"]).toEqual({
    A: { sql: "SELECT 1", schedule: "5 MINUTES" },
    B: { sql: "SELECT 2", after: ["A"] },
  });
});

test("policies see sizes and names, never what a user passed to change children", async () => {
  await mockEngine();
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  await run(() => {
    new Warehouse("w", {
      warehouse: { create: { name: "W" } },
      transform: {
        warehouse: (args) => {
          args.comment = Object.keys(circular).join();
        },
      },
    });
  });
  expect(ofType("floe:components:Warehouse")[0]?.inputs).toEqual({ warehouse: { create: { name: "W" } } });
});

test("the preview features of every type the components register are exported", () => {
  const used = [
    "snowflake:index/pipe:Pipe",
    "snowflake:index/procedurePython:ProcedurePython",
    "snowflake:index/stage:Stage",
    "snowflake:index/table:Table",
    "snowflake:index/getSystemGetAwsSnsIamPolicy:getSystemGetAwsSnsIamPolicy",
  ];
  expect(used.map((type) => previewFeatureOf[type]).sort()).toEqual([...snowflakePreviewFeatures].sort());
});
