import { shortHash } from "../names";
import { quoteIdentifier, quoteString } from "../snowflake";
import type { KedroTask, KedroTaskCompute } from "./planned";
import { runConfigSql, runIdSql } from "./sql";

/** What a task in a container needs beside its compute. */
export interface KedroJobPlace {
  /** `"DB"."SCHEMA"` in which jobs are made. */
  readonly schema: string;
  /** Folder with the runtime's archive, `@"DB"."SCHEMA"."STAGE"/path`; it is mounted. */
  readonly stage: string;
  /** The archive's name in that folder. */
  readonly archive: string;
  readonly externalAccessIntegrations?: readonly string[];
  /** Secrets by their name in code: qualified names. Each is mounted as files. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Warehouse of SQL that nodes send, where the compute names none. */
  readonly warehouse?: string;
}

type Pool = Extract<KedroTaskCompute, { kind: "pool" }>;

/** Stand for what only the run knows. */
const later = { run: "@run", config: "@config" } as const;

const mount = "/opt/floe";
const secretsFolder = "/opt/floe-secrets";

/**
 * What a task on a compute pool runs: a job service that runs the same nodes with the same runtime in a container,
 * and fails the task when the container fails (doc page "EXECUTE JOB SERVICE"). The job's name is new each time,
 * because Snowflake keeps ended jobs for days.
 */
export function kedroJobSql(task: KedroTask, pool: Pool, place: KedroJobPlace): string {
  const spec = JSON.stringify(specOf(task, pool, place));
  const integrations = place.externalAccessIntegrations ?? [];
  const warehouse = pool.queryWarehouse ?? place.warehouse;
  const clauses = [
    ...(warehouse === undefined ? [] : [`QUERY_WAREHOUSE = ${quoteIdentifier(warehouse)}`]),
    `COMMENT = ${quoteString(task.comment.slice(0, 200))}`,
    ...(integrations.length === 0
      ? []
      : [`EXTERNAL_ACCESS_INTEGRATIONS = (${integrations.map(quoteIdentifier).join(", ")})`]),
  ].join(" ");
  const head = `EXECUTE JOB SERVICE IN COMPUTE POOL ${quoteIdentifier(pool.pool)} FROM SPECIFICATION $$`;
  const name = `${place.schema}."KEDRO_${shortHash(task.name).toUpperCase()}_`;
  return [
    "DECLARE",
    "  spec VARCHAR;",
    "  job VARCHAR;",
    "  status VARCHAR;",
    `  failed EXCEPTION (-20001, 'The container failed: SYSTEM$GET_SERVICE_LOGS and the event table tell why');`,
    "BEGIN",
    `  /* floe kedro ${marked(task)} */`,
    `  spec := ${quoteString(spec)};`,
    `  spec := REPLACE(spec, ${quoteString(JSON.stringify(later.run))}, TO_JSON(TO_VARIANT(${runIdSql})));`,
    `  spec := REPLACE(spec, ${quoteString(JSON.stringify(later.config))}, TO_JSON(TO_VARIANT(COALESCE(${runConfigSql}, '{}'))));`,
    // A $$ in the text would end it.
    `  spec := REPLACE(spec, '$', ${quoteString("\\u0024")});`,
    `  job := ${quoteString(name)} || UPPER(REPLACE(UUID_STRING(), '-', '')) || '"';`,
    `  EXECUTE IMMEDIATE ${quoteString(head)} || spec || '$$ NAME = ' || job || ${quoteString(` ${clauses}`)};`,
    "  EXECUTE IMMEDIATE 'DESCRIBE SERVICE ' || job;",
    `  SELECT "status" INTO :status FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));`,
    "  IF (status <> 'DONE') THEN",
    "    RAISE failed;",
    "  END IF;",
    "  RETURN job;",
    "END",
  ].join("\n");
}

/** Nodes and hash for reading back; a comment must not end early. */
const marked = ({ nodes, hash }: KedroTask): string =>
  JSON.stringify({ nodes, hash }).replaceAll("*/", "*\\/");

/** Doc page "Service specification reference". JSON is YAML, so no text needs another escape. */
function specOf(task: KedroTask, pool: Pool, place: KedroJobPlace): object {
  const amounts = {
    ...(pool.cpu === undefined ? {} : { cpu: pool.cpu }),
    ...(pool.memory === undefined ? {} : { memory: pool.memory }),
    ...(pool.gpu === undefined ? {} : { "nvidia.com/gpu": pool.gpu }),
  };
  const secrets = Object.entries(place.secrets ?? {}).map(([alias, objectName]) => ({
    snowflakeSecret: { objectName },
    directoryPath: `${secretsFolder}/${alias}`,
  }));
  return {
    spec: {
      containers: [
        {
          name: "main",
          image: pool.image,
          command: ["python", "-m", "floe_kedro", "job"],
          env: {
            ...pool.env,
            PYTHONPATH: `${mount}/${place.archive}`,
            FLOE_KEDRO_NODES: JSON.stringify(task.nodes),
            FLOE_KEDRO_HASH: task.hash,
            FLOE_KEDRO_RUN: later.run,
            FLOE_KEDRO_CONFIG: later.config,
            FLOE_KEDRO_SECRETS: secretsFolder,
          },
          volumeMounts: [{ name: "floe", mountPath: mount }],
          ...(Object.keys(amounts).length === 0 ? {} : { resources: { requests: amounts, limits: amounts } }),
          ...(secrets.length === 0 ? {} : { secrets }),
        },
      ],
      volumes: [{ name: "floe", source: "stage", stageConfig: { name: place.stage } }],
    },
  };
}
