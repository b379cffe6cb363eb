import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  kedroConfig,
  kedroFinalizerSql,
  kedroGroupHash,
  kedroJobSql,
  type KedroOptions,
  kedroTaskGraph,
  kedroTaskSql,
  parseKedroTaskSql,
  planKedro,
} from "../../../blueprints";
import { graphOf, type Sketch } from "./graphs";

const procedure = '"DB"."S"."FLOE_KEDRO_SHOP_1A2B3C4D"';

test("a task calls the procedure with its nodes, their hash, the run and the config", () => {
  expect(kedroTaskSql({ nodes: ["split", "it's"], hash: "0123456789abcdef" }, procedure)).toBe(
    `CALL ${procedure}('["split","it''s"]', '0123456789abcdef', SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID'), SYSTEM$GET_TASK_GRAPH_CONFIG())`,
  );
  expect(kedroFinalizerSql(procedure)).toMatch(/^CALL .*\('\[\]', 'finish', /);
});

const pool = { kind: "pool", pool: "GPUS", image: "/DB/S/R/i:1" } as const;
const place = { schema: '"DB"."S"', stage: '@"DB"."S"."CODE"/shop/1a2b', archive: "runtime.zip" };
const taskOf = (nodes: readonly string[]) => ({
  name: "SHOP__A",
  label: "a",
  nodes,
  tags: [],
  hash: "0123456789abcdef",
  after: [],
  compute: pool,
  comment: "Kedro: a",
});

test("whatever nodes are called, their tasks are read back from SQL", () => {
  const name = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("'", "\\'", "*/", "$$", '"', "a', 'b", "@run"),
  );
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 4 }),
      fc.constantFrom("0123456789abcdef", "ffffffffffffffff"),
      (nodes, hash) => {
        expect(parseKedroTaskSql(kedroTaskSql({ nodes, hash }, procedure))).toEqual({
          procedure,
          nodes,
          hash,
          finalizer: false,
        });
        expect(parseKedroTaskSql(kedroJobSql({ ...taskOf(nodes), hash }, pool, place))).toEqual({
          nodes,
          hash,
          finalizer: false,
        });
      },
    ),
    { numRuns: 400 },
  );
  expect(parseKedroTaskSql(kedroFinalizerSql(procedure))).toMatchObject({ nodes: [], finalizer: true });
  for (const other of ["SELECT 1", "CALL P()", "CALL P('x', 'y', 1)", ""])
    expect(parseKedroTaskSql(other)).toBeUndefined();
});

test("the hash of a task is that of its nodes in their order", () => {
  const nodes = [
    { name: "a", hash: "1" },
    { name: "é", hash: "2" },
  ];
  // printf 'a\n1\né\n2\n' | sha256sum
  expect(kedroGroupHash(nodes)).toBe("8e634cdd2b4ea614");
  expect(kedroGroupHash([...nodes].reverse())).not.toBe(kedroGroupHash(nodes));
});

describe("a task on a compute pool", () => {
  const sql = kedroJobSql(
    { ...taskOf(["it's $$ here"]), comment: "Kedro: it's" },
    { ...pool, gpu: 1, memory: "16Gi", env: { MODE: "fast" } },
    { ...place, warehouse: "WH", externalAccessIntegrations: ["NET"], secrets: { key: "DB.S.KEY" } },
  );
  const literal = /spec := '(.*)';\n/.exec(sql)?.[1] ?? "";
  const spec = JSON.parse(literal.replaceAll("''", "'").replaceAll("\\\\", "\\")) as {
    spec: { containers: Record<string, unknown>[]; volumes: unknown[] };
  };

  test("runs the same runtime in a container that mounts it", () => {
    expect(spec.spec.volumes).toEqual([
      { name: "floe", source: "stage", stageConfig: { name: place.stage } },
    ]);
    expect(spec.spec.containers[0]).toMatchObject({
      image: "/DB/S/R/i:1",
      command: ["python", "-m", "floe_kedro", "job"],
      env: {
        MODE: "fast",
        PYTHONPATH: "/opt/floe/runtime.zip",
        FLOE_KEDRO_NODES: '["it\'s $$ here"]',
        FLOE_KEDRO_HASH: "0123456789abcdef",
        FLOE_KEDRO_RUN: "@run",
        FLOE_KEDRO_CONFIG: "@config",
      },
      resources: {
        requests: { memory: "16Gi", "nvidia.com/gpu": 1 },
        limits: { memory: "16Gi", "nvidia.com/gpu": 1 },
      },
      secrets: [{ snowflakeSecret: { objectName: "DB.S.KEY" }, directoryPath: "/opt/floe-secrets/key" }],
    });
  });

  test("fills in the run, keeps the specification in its quotes, and fails with the container", () => {
    expect(sql).toContain(`REPLACE(spec, '"@run"', TO_JSON(TO_VARIANT(SYSTEM$TASK_RUNTIME_INFO(`);
    expect(sql).toContain(`REPLACE(spec, '$', '\\\\u0024')`);
    expect(sql).toMatch(
      /'EXECUTE JOB SERVICE IN COMPUTE POOL "GPUS" FROM SPECIFICATION \$\$' \|\| spec \|\| '\$\$ NAME = '/,
    );
    expect(sql).toContain(
      `QUERY_WAREHOUSE = "WH" COMMENT = ''Kedro: it''''s'' EXTERNAL_ACCESS_INTEGRATIONS = ("NET")'`,
    );
    expect(sql).toContain("RAISE failed");
  });
});

describe("the task graph", () => {
  const sketches: Sketch[] = [
    { name: "a", outputs: ["x"] },
    { name: "b", inputs: ["x"], outputs: ["y"] },
    { name: "c", inputs: ["y"] },
  ];
  const inputs = (options: KedroOptions) =>
    kedroTaskGraph(planKedro(graphOf(sketches), options), { procedure, jobs: place });

  test("keeps what concerns the whole on a root that never changes", () => {
    const graph = inputs({
      warehouse: "WH",
      schedule: "USING CRON 0 6 * * * UTC",
      retries: 2,
      timeoutSeconds: 7200,
      overlapPolicy: "ALLOW_CHILD_OVERLAP",
      suspendAfterFailures: 3,
      notifications: { error: "OPS" },
      logLevel: "INFO",
    });
    expect(graph.tasks.SHOP__START).toEqual({
      sql: "SELECT 1",
      schedule: "USING CRON 0 6 * * * UTC",
      timeoutMs: 7_200_000,
      comment: "Kedro: pipeline __default__ of shop",
    });
    expect(graph).toMatchObject({
      warehouse: "WH",
      proxies: true,
      retries: 2,
      overlapPolicy: "ALLOW_CHILD_OVERLAP",
      suspendAfterFailures: 3,
      errorIntegration: "OPS",
      logLevel: "INFO",
      started: true,
      finalizer: { name: "SHOP__FINISH", sql: kedroFinalizerSql(procedure) },
    });
    expect("successIntegration" in graph).toBe(false);
  });

  test("is not started without a schedule or a stream", () => {
    expect(inputs({}).started).toBe(false);
    expect(inputs({ when: "SYSTEM$STREAM_HAS_DATA('S')" }).started).toBe(true);
    expect(inputs({ schedule: "5 MINUTES", started: false }).started).toBe(false);
  });

  test("says where each task runs", () => {
    const { tasks } = inputs({
      warehouse: "WH",
      compute: {
        a: { warehouse: "BIG" },
        b: { serverless: true },
        c: { pool: "GPUS", image: "/DB/S/R/i:1" },
      },
      nodeTimeoutSeconds: 60,
    });
    expect(tasks.SHOP__A).toMatchObject({ warehouse: "BIG", timeoutMs: 60_000, after: ["SHOP__START"] });
    expect(tasks.SHOP__B).toMatchObject({ serverlessSize: "XSMALL", after: ["SHOP__A"] });
    expect(tasks.SHOP__C).toMatchObject({
      serverlessSize: "XSMALL",
      sql: expect.stringContaining("EXECUTE JOB") as string,
    });
    expect(inputs({}).tasks.SHOP__START).toMatchObject({ serverlessSize: "XSMALL" });
  });
});

test("the config tells the runtime all it needs, with nothing left to guess", () => {
  const options: KedroOptions = {
    params: { seed: 1 },
    nodeRetries: 1,
    secrets: { key: "DB.S.KEY" },
    credentials: { dev: { secret: "key" } },
    mlflow: { trackingUri: "https://mlflow" },
  };
  const places = {
    project: '@"DB"."S"."CODE"/shop/1a/project.zip',
    versions: '@"DB"."S"."CODE"/shop',
    intermediates: { stage: '@"DB"."S"."DATA"/shop/runs', schema: '"DB"."S"' },
    data: { stage: '@"DB"."S"."DATA"/shop/data', uploads: { "data/01_raw": "@x" } },
  };
  expect(kedroConfig(planKedro(graphOf([{ name: "a" }]), options), places)).toEqual({
    kedro: {
      format: 1,
      project: places.project,
      versions: places.versions,
      pipeline: "__default__",
      env: "base",
      params: { seed: 1 },
      intermediates: { ...places.intermediates, ttlDays: 14, pandas: "parquet", keep: false },
      data: places.data,
      credentials: { dev: { secret: "key", type: "generic" } },
      nodeRetries: { a: 1 },
      mlflow: { trackingUri: "https://mlflow", experiment: "shop" },
    },
  });
});
