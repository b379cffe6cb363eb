import { beforeAll, describe, expect, test } from "vitest";
import { Loop, type LoopArgs } from "../../components";
import { loopArgs } from "./fixtures";
import { ofType, registered, run, type Registered } from "./mocks";

const full: LoopArgs = { ...loopArgs, retraining: { schedule: "USING CRON 0 3 * * 0 UTC", rescore: true } };

/** Proof limit: mocks show what is registered with which inputs, not parents, order or what a provider makes of it. */
describe("a loop with retraining", () => {
  beforeAll(async () => {
    await run(() => {
      new Loop("flights", full);
    });
  });

  test("is made of exactly these resources", () => {
    const counts = new Map<string, number>();
    for (const { type } of registered)
      if (!type.startsWith("floe:components:")) counts.set(type, (counts.get(type) ?? 0) + 1);
    expect(Object.fromEntries([...counts].sort())).toEqual({
      "aws:cloudwatch/eventRule:EventRule": 3,
      "aws:cloudwatch/eventTarget:EventTarget": 3,
      "aws:cloudwatch/logGroup:LogGroup": 2,
      "aws:cloudwatch/metricAlarm:MetricAlarm": 2,
      "aws:iam/role:Role": 7,
      "aws:iam/rolePolicy:RolePolicy": 7,
      "aws:kms/alias:Alias": 1,
      "aws:kms/key:Key": 1,
      "aws:s3/bucket:Bucket": 1,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
      "aws:s3/bucketNotification:BucketNotification": 1,
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 1,
      "aws:s3/bucketPolicy:BucketPolicy": 1,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 1,
      "aws:s3/bucketVersioning:BucketVersioning": 1,
      "aws:sagemaker/endpointConfiguration:EndpointConfiguration": 1,
      "aws:sagemaker/model:Model": 1,
      "aws:sfn/stateMachine:StateMachine": 2,
      "aws:sns/topic:Topic": 1,
      "aws:sns/topicPolicy:TopicPolicy": 1,
      "floe:sagemaker:Endpoint": 1,
      "floe:sagemaker:PromotedModels": 1,
      "floe:sagemaker:TrainingJob": 1,
      "floe:snowflake:StorageIntegration": 1,
      "floe:snowflake:TaskGraph": 3,
      "floe:snowflake:TaskGraphRun": 2,
      "snowflake:index/accountRole:AccountRole": 5,
      "snowflake:index/database:Database": 1,
      "snowflake:index/execute:Execute": 1,
      "snowflake:index/grantAccountRole:GrantAccountRole": 5,
      "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole": 38,
      "snowflake:index/pipe:Pipe": 1,
      "snowflake:index/schema:Schema": 3,
      "snowflake:index/stage:Stage": 5,
      "snowflake:index/streamOnTable:StreamOnTable": 2,
      "snowflake:index/table:Table": 3,
      "snowflake:index/view:View": 1,
      "snowflake:index/warehouse:Warehouse": 1,
    });
  });

  test("gives every child a name of its own beneath the loop's", () => {
    const names = registered.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(registered.filter(({ name }) => name !== "flights" && !name.startsWith("flights-"))).toEqual([]);
  });

  test("never grants a wildcard action, nor every resource without a reason", () => {
    const documents = registered
      .flatMap(({ inputs }) => [inputs["policy"], inputs["assumeRolePolicy"]])
      .filter((text) => typeof text === "string");
    expect(documents).toHaveLength(7 + 7 + 1 + 1 + 1);
    const unscoped = new Set(["LogInToRegistry", "PutMetrics", "DeliverLogs", "AccountGovernsKey"]);
    for (const text of documents) {
      const { Statement } = JSON.parse(text) as {
        Statement: { Sid: string; Effect: string; Action: string[]; Resource?: string[] }[];
      };
      for (const { Sid, Effect, Action, Resource } of Statement.filter((one) => one.Effect === "Allow")) {
        expect(Action.join(), `${Sid} ${Effect}`).not.toContain("*");
        if (!unscoped.has(Sid)) expect(Resource ?? [], Sid).not.toContain("*");
      }
    }
  });

  test("runs every task as a role of its own, never as the deployer", () => {
    expect(
      ofType("floe:snowflake:TaskGraph")
        .map(({ inputs }) => inputs["role"])
        .sort(),
    ).toEqual(["FLIGHTS_SCORER", "FLIGHTS_TRAINER", "FLIGHTS_TRANSFORMER"]);
  });

  test("writes no manifest for the set this deployment trains on itself", () => {
    expect(find("flights-training-set-run").inputs["config"]).toEqual({ manifest: "false" });
    expect(find("flights-training-job").inputs["channels"]).toMatchObject({
      train: {
        s3Uri: expect.stringMatching(
          /^s3:\/\/floe-dev-flights-[0-9a-f]{8}\/train\/run-1\/train\/$/,
        ) as string,
      },
    });
  });

  test("owns what the state machine promotes, under its names and tag", () => {
    const { namePrefix, ...owner } = find("flights-endpoint-promoted").inputs;
    expect(owner).toEqual({ endpointName: "floe-dev-flights", trainingJobs: "retain" });
    const machine = find("flights-retraining-machine-machine").inputs["definition"] as string;
    expect(machine.match(/"Tags":\[[^\]]*\]/g)).toEqual(
      Array(3).fill(`"Tags":[{"Key":"floe:retraining","Value":"${String(namePrefix)}"}]`),
    );
    expect(machine).toContain(`${String(namePrefix)}-`);
    expect(find("flights-endpoint-endpoint").inputs).toMatchObject({ promotedElsewhere: true });
  });

  test("opens the border in one pass with a pinned external id", () => {
    const integration = find("flights-exchange-integration").inputs;
    const trust = JSON.parse(find("flights-exchange-role").inputs["assumeRolePolicy"] as string) as {
      Statement: unknown[];
    };
    expect(integration["roleArn"]).toBe("arn:aws:iam::123456789012:role/floe-dev-flights-snowflake");
    expect(trust.Statement).toEqual([
      expect.objectContaining({
        Principal: { AWS: "arn:aws:iam::999999999999:user/abc1-s-xyz" },
        Condition: { StringEquals: { "sts:ExternalId": integration["externalId"] } },
      }),
    ]);
    expect(integration["externalId"]).toMatch(/^floe_[0-9a-f]{32}$/);
    expect(integration["allowedLocations"]).toHaveLength(5);
  });

  test("states the warehouse's generation and the features the provider must enable", () => {
    expect(ofType("snowflake:index/execute:Execute").map(({ inputs }) => inputs["execute"])).toEqual([
      `ALTER WAREHOUSE "FLIGHTS_WH" SET GENERATION = '2'`,
    ]);
  });

  test("lets the state machine name jobs only within SageMaker's limit", () => {
    const text = find("flights-retraining-machine-machine").inputs["definition"] as string;
    const prefix = /TrainingJobName":"\{% \\"([^\\]+)\\" &/.exec(text)?.[1] ?? "";
    expect(prefix).toBe("floe-dev-flights-");
    expect(prefix.length + 36 + 3).toBeLessThanOrEqual(63);
  });
});

describe("variants", () => {
  test("without retraining there is no second machine and no schedule", async () => {
    await run(() => {
      new Loop("flights", loopArgs);
    });
    expect(ofType("aws:sfn/stateMachine:StateMachine").map(({ name }) => name)).toEqual([
      "flights-scoring-machine-machine",
    ]);
    expect(JSON.stringify(ofType("floe:snowflake:TaskGraph"))).not.toContain("schedule");
    expect(ofType("floe:sagemaker:PromotedModels")).toEqual([]);
    expect(find("flights-endpoint-endpoint").inputs).toMatchObject({ promotedElsewhere: false });
  });

  test("what exists is used and not made", async () => {
    await run(() => {
      new Loop("flights", {
        ...loopArgs,
        database: { existing: "ANALYTICS" },
        warehouse: { existing: "SHARED_WH" },
        bucket: { existing: "data-lake-1" },
        encryption: "s3",
      });
    });
    const made = new Set(registered.map(({ type }) => type));
    for (const type of [
      "snowflake:index/database:Database",
      "snowflake:index/warehouse:Warehouse",
      "snowflake:index/execute:Execute",
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketNotification:BucketNotification",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:kms/key:Key",
    ]) {
      expect(made, type).not.toContain(type);
    }
    expect(JSON.stringify(registered)).not.toContain("kms:Decrypt");
    expect(find("flights-exchange-stage-RAW_FILES-stage").inputs).toMatchObject({
      database: "ANALYTICS",
      url: "s3://data-lake-1/raw/",
    });
  });

  test("tasks of one's own keep their order and the root waits for the stream", async () => {
    await run(() => {
      new Loop("flights", {
        ...loopArgs,
        features: {
          ...loopArgs.features,
          procedures: { BUILD: { source: "def build(session):\n    return 'ok'\n", handler: "build" } },
          build: {
            tasks: ({ procedures }) => ({
              FIRST: { sql: `CALL ${procedures["BUILD"] ?? ""}()` },
              SECOND: { sql: "SELECT 1", after: ["FIRST"], timeoutSeconds: 60 },
            }),
          },
        },
      });
    });
    expect(find("flights-features-graph").inputs["tasks"]).toEqual({
      FIRST: {
        sql: 'CALL "FLIGHTS"."FEATURES"."BUILD"()',
        when: `SYSTEM$STREAM_HAS_DATA('"FLIGHTS"."RAW"."FLIGHTS_STREAM"')`,
      },
      SECOND: { sql: "SELECT 1", after: ["FIRST"], timeoutMs: 60000 },
    });
    expect(find("flights-procedure-BUILD").inputs).toMatchObject({ executeAs: "CALLER", handler: "build" });
    expect(
      ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole").filter(
        ({ inputs }) => JSON.stringify(inputs).includes("PROCEDURE"),
      ),
    ).toHaveLength(1);
  });

  test("two loops of one stack share no physical name", async () => {
    await run(() => {
      new Loop("a", loopArgs);
      new Loop("b", { ...loopArgs, database: { create: { name: "OTHER" } } });
    });
    const names = registered.flatMap(({ type, inputs }) =>
      /role:Role|Bucket$|StateMachine$|EventRule|Topic$|endpoint:Endpoint|LogGroup/.test(type)
        ? [`${type} ${(inputs["name"] ?? inputs["bucket"]) as string}`]
        : [],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

function find(name: string): Registered {
  const found = registered.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`nothing is registered as ${name}`);
  return found;
}
