import type { KedroOptions } from "../../../blueprints/kedro/options";

/** One option as the settings file shows it. */
export interface OptionText {
  /** Key in the file. */
  readonly key: string;
  /** Meaning, default and why, cost where it costs. One line each. */
  readonly about: readonly string[];
  /** What stands in the file, commented out: the default, or an example where there is none. */
  readonly shown: unknown;
}

export interface Section {
  readonly title: string;
  readonly options: readonly OptionText[];
}

/** Every option once: the type makes a missing or a misspelt one an error. */
const texts: Readonly<Record<Exclude<keyof KedroOptions, "env">, OptionText>> = {
  pipeline: {
    key: "pipeline",
    about: ["Registered pipeline to deploy."],
    shown: "__default__",
  },
  pipelineNames: {
    key: "pipeline_names",
    about: ["What pipelines are called in names of Snowflake objects. Default: as they are registered."],
    shown: { __default__: "main" },
  },
  name: {
    key: "name",
    about: [
      "What the names of all objects begin with, in upper case. Default: the project's package, with",
      "_<pipeline> when it is not __default__. A change of it makes a new graph and removes the old one.",
    ],
    shown: "spaceflights",
  },
  database: { key: "database", about: ["Database of the tasks, the procedure and the stages."], shown: "ML" },
  schema: { key: "schema", about: ["Schema of them, in that database."], shown: "PIPELINES" },
  role: {
    key: "role",
    about: [
      "Role that owns and runs the graph. Default: the connection's. It needs EXECUTE TASK on the account,",
      "with serverless tasks EXECUTE MANAGED TASK too.",
    ],
    shown: "PIPELINE_RUNNER",
  },
  warehouse: {
    key: "warehouse",
    about: [
      "Warehouse of tasks that `compute` does not place. Without one they are serverless: nothing runs between",
      "runs, and Snowflake picks the size from earlier runs.",
    ],
    shown: "COMPUTE",
  },
  groupBy: {
    key: "group_by",
    about: [
      "What becomes one task: node (one each), tag (nodes with the same `group_prefix` tag), namespace,",
      "memory (nodes that hand over data the catalog does not keep: nothing is stored between tasks), or",
      "pipeline (all in one). A task starts Python and Kedro anew, some seconds: group small nodes.",
    ],
    shown: "node",
  },
  groupPrefix: {
    key: "group_prefix",
    about: ["Beginning of the tags that group with `group_by: tag`; the rest is the task's name."],
    shown: "group.",
  },
  only: {
    key: "only",
    about: ["Deploys a part of the pipeline: nodes, nodes with these tags, or in these namespaces."],
    shown: { nodes: [], tags: [], namespaces: [] },
  },
  compute: {
    key: "compute",
    about: [
      "Where tasks run, by node name, tag, or __default__ for all others. One of",
      "  {warehouse: NAME}                                  a warehouse that exists",
      "  {warehouse: NAME, snowpark_optimized: true}        one made here with 16 times the memory: 1.5 times",
      "                                                     the credits, MEDIUM at least",
      "  {serverless: {size: SMALL, min: XSMALL, max: LARGE, target_completion_interval: 10 MINUTES}}",
      "  {pool: POOL, image: /db/schema/repository/image:tag, cpu: '2', memory: 8Gi, gpu: 1}",
      "                                                     a container in a compute pool",
    ],
    shown: { __default__: { warehouse: "COMPUTE" }, training: { serverless: { size: "LARGE" } } },
  },
  schedule: {
    key: "schedule",
    about: [
      "When the graph runs by itself: '60 MINUTES' (10 s to 8 days) or 'USING CRON 0 6 * * * Europe/Berlin'.",
      "Default: only when started by hand or by `floe kedro run`.",
    ],
    shown: "USING CRON 0 6 * * * UTC",
  },
  when: {
    key: "when",
    about: ["Runs the graph when this is true, such as rows in a stream. Needs no schedule."],
    shown: "SYSTEM$STREAM_HAS_DATA('RAW.ORDERS_STREAM')",
  },
  started: {
    key: "started",
    about: ["Whether schedule and `when` are in force. false keeps them without starting anything."],
    shown: true,
  },
  retries: {
    key: "retries",
    about: [
      "How often Snowflake repeats the failed tasks of a run by itself, 0 to 30. What succeeded is not",
      "repeated: intermediates of the run are kept until it succeeds or they expire.",
    ],
    shown: 0,
  },
  nodeRetries: {
    key: "node_retries",
    about: [
      "How often a failed node is tried again inside its task, for all or by node, tag and __default__.",
      "Only for nodes that may run twice.",
    ],
    shown: { __default__: 0 },
  },
  overlapPolicy: {
    key: "overlap_policy",
    about: [
      "NO_OVERLAP (a run that is due while one is under way is left out), ALLOW_CHILD_OVERLAP or",
      "ALLOW_ALL_OVERLAP. Intermediates of runs never mix; what the catalog writes may.",
    ],
    shown: "NO_OVERLAP",
  },
  timeoutSeconds: {
    key: "timeout_seconds",
    about: ["Longest time of a whole run, up to 604800 (7 days). Default: Snowflake's, one hour."],
    shown: 3600,
  },
  nodeTimeoutSeconds: {
    key: "node_timeout_seconds",
    about: [
      "Longest time of a task, for all or by node, tag and __default__. Default: Snowflake's, one hour.",
    ],
    shown: { __default__: 3600 },
  },
  suspendAfterFailures: {
    key: "suspend_after_failures",
    about: [
      "Failed runs in a row after which the schedule stops. 0 never stops it. Default: Snowflake's, 10.",
    ],
    shown: 10,
  },
  logLevel: {
    key: "log_level",
    about: ["Least level of log lines that reach the event table, which bills them. Default: the account's."],
    shown: "INFO",
  },
  python: {
    key: "python",
    about: ["Python of the procedure. Default: that of the machine that read the project."],
    shown: { version: "3.11" },
  },
  dependencies: {
    key: "dependencies",
    about: [
      "Where packages come from and which. repository: pypi (wheels, through Snowflake's repository),",
      "anaconda, vendored (from the folder `wheels`, uploaded), or the name of an artifact repository.",
      "packages replaces the project's requirements.",
    ],
    shown: { repository: "pypi", packages: ["pandas>=2"], wheels: "wheels" },
  },
  externalAccessIntegrations: {
    key: "external_access_integrations",
    about: ["Integrations through which nodes reach hosts outside Snowflake (MLflow, APIs, buckets)."],
    shown: ["MLFLOW_ACCESS"],
  },
  secrets: {
    key: "secrets",
    about: ["Secrets that nodes may read, alias to qualified name. Values never leave Snowflake."],
    shown: { api_key: "ML.PIPELINES.API_KEY" },
  },
  credentials: {
    key: "credentials",
    about: [
      "Which secret fills a key of the catalog's credentials. conf/local and credentials files are never",
      "uploaded. type: generic (the secret is the value, or JSON of several) or password (username, password).",
    ],
    shown: { dev_s3: { secret: "ML.PIPELINES.S3_KEY", type: "generic" } },
  },
  notifications: {
    key: "notifications",
    about: ["Notification integrations that hear of failed and of succeeded runs."],
    shown: { error: "PIPELINE_ERRORS", success: "PIPELINE_SUCCESSES" },
  },
  params: {
    key: "params",
    about: ["Parameters of the deployment over those in conf. One run's own: `floe kedro run --params`."],
    shown: { model_options: { random_state: 8 } },
  },
  intermediates: {
    key: "intermediates",
    about: [
      "Data between tasks that the catalog does not keep. ttl_days: when leftovers of failed runs go, at",
      "least as long as you want to retry. pandas: parquet (files) or table (transient tables). keep: true",
      "leaves them after success too, and the storage they cost.",
    ],
    shown: { ttl_days: 14, pandas: "parquet", keep: false },
  },
  data: {
    key: "data",
    about: ["Local files and folders to upload, so that catalog entries with local paths find them."],
    shown: { upload: ["data/01_raw"] },
  },
  mlflow: {
    key: "mlflow",
    about: [
      "Tracking server for nodes and kedro-mlflow. Needs an external access integration for its host;",
      "secret: a secret with its token.",
    ],
    shown: {
      tracking_uri: "https://mlflow.example.com",
      experiment: "spaceflights",
      secret: "ML.PIPELINES.MLFLOW_TOKEN",
    },
  },
  stages: {
    key: "stages",
    about: ["Names of the stages for code and for data. Default: made from the name."],
    shown: { code: "SPACEFLIGHTS_CODE", data: "SPACEFLIGHTS_DATA" },
  },
  include: {
    key: "include",
    about: ["Files to upload besides the package, conf and pyproject.toml, as patterns."],
    shown: ["models/*.json"],
  },
  exclude: { key: "exclude", about: ["Files not to upload."], shown: ["src/**/experiments/**"] },
  ignore: {
    key: "ignore",
    about: ["Codes of findings that shall not stop a deployment, as `floe kedro graph` prints them."],
    shown: [],
  },
};

const section = (title: string, ...keys: readonly (keyof typeof texts)[]): Section => ({
  title,
  options: keys.map((key) => texts[key]),
});

/** The options in the order of the file. */
export const sections: readonly Section[] = [
  section("What is deployed", "pipeline", "pipelineNames", "name", "only", "params"),
  section("Where", "database", "schema", "role", "warehouse", "compute", "groupBy", "groupPrefix"),
  section("When", "schedule", "when", "started", "overlapPolicy"),
  section(
    "When something fails",
    "retries",
    "nodeRetries",
    "timeoutSeconds",
    "nodeTimeoutSeconds",
    "suspendAfterFailures",
    "notifications",
    "logLevel",
  ),
  section(
    "Python",
    "python",
    "dependencies",
    "externalAccessIntegrations",
    "secrets",
    "credentials",
    "mlflow",
  ),
  section("Data and files", "intermediates", "data", "stages", "include", "exclude", "ignore"),
];

export const optionTexts: readonly OptionText[] = Object.values(texts);
