import { type OpenSession, type Row, StatementFailed } from "../../../provider/snowflake/session";
import { type Asked, FakeAws, FakeBucket } from "./aws";
import { type Answer, failure } from "./service";

type Stored = Record<string, string>;

/** Places where the loop can be broken. `begun` is a time after which a leg never moves on. */
export type Fault =
  | "features-fail"
  | "features-stall"
  | "unload-stall"
  | "no-event"
  | "execution-fails"
  | "transform-fails"
  | "transform-stalls"
  | "pipe-fails"
  | "pipe-stalls"
  | "null-prediction";

const missing = () => new StatementFailed("does not exist or not authorized", "002003", "02000");
const unquote = (text: string) => text.replaceAll('"', "");

/** A whole loop in memory: Snowflake's statements and AWS's calls of one check, and rows that really move. */
export class FakeLoop {
  readonly bucket = new FakeBucket();
  readonly tables = new Map<string, Stored[]>();
  readonly statements: string[] = [];
  readonly roles = new Set<string | undefined>();
  readonly grants = new Map<string, [string, string, string][]>();
  readonly streams = new Map<string, { stale: string; data: Stored[] }>();
  readonly tasks = new Map<string, { started: boolean; schedule?: string }>();
  readonly jobs = new Map<string, string>();
  faults = new Set<Fault>();
  integration: Stored = {};
  pipe = "RUNNING";
  rule = "ENABLED";
  machine: string | undefined = "ACTIVE";
  endpointStatus: { EndpointStatus: string; EndpointConfigName: string; FailureReason?: string } | undefined;
  warehouse: Stored = {};
  listing: StatementFailed | undefined;
  /** Others' rows that are unloaded together with the next marked one. */
  company: Stored[] = [];
  /** Called before each statement, with its text; may throw. */
  before: (sql: string) => void = () => undefined;
  /** Called after each statement, before its answer is given; may throw. */
  after: (sql: string) => void = () => undefined;
  /** Credentials that AWS no longer takes. */
  expired = false;
  /** Called before each AWS call, with its name. What it answers stands for the service's answer. */
  beforeAws: (operation: string) => Answer | undefined = () => undefined;
  private readonly loaded = new Set<string>();
  private runs: { task: string; state: string; group: string; error: string }[] = [];
  private pending: { run: string; lines: string[] }[] = [];
  private count = 0;
  aws!: FakeAws;

  static async start(): Promise<FakeLoop> {
    const loop = new FakeLoop();
    loop.aws = await FakeAws.start((asked) => loop.answer(asked));
    loop.reset();
    return loop;
  }

  get endpoint(): string {
    return this.aws.endpoint;
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  reset(): void {
    this.bucket.objects.clear();
    this.bucket.locked = [];
    this.statements.length = 0;
    this.aws.calls.length = 0;
    this.roles.clear();
    this.faults = new Set();
    this.company = [];
    this.jobs.clear();
    this.runs = [];
    this.pending = [];
    this.before = () => undefined;
    this.after = () => undefined;
    this.beforeAws = () => undefined;
    this.expired = false;
    this.loaded.clear();
    this.count = 0;
    this.pipe = "RUNNING";
    this.rule = "ENABLED";
    this.machine = "ACTIVE";
    this.listing = undefined;
    this.endpointStatus = { EndpointStatus: "InService", EndpointConfigName: "config-1" };
    this.warehouse = { name: "WH", state: "SUSPENDED", auto_resume: "true" };
    this.integration = {
      ENABLED: "true",
      STORAGE_AWS_ROLE_ARN: "role",
      STORAGE_AWS_EXTERNAL_ID: "ext",
      STORAGE_AWS_IAM_USER_ARN: "user",
    };
    for (const table of ["SOURCE", "FEATURES", "PREDICTIONS"]) this.tables.set(table, [{ ID: "1" }]);
    for (const stream of ["SOURCE_STREAM", "FEATURES_STREAM"])
      this.streams.set(stream, { stale: "false", data: [] });
    for (const task of ["BUILD", "UNLOAD"]) this.tasks.set(task, { started: true });
    this.grants.clear();
    this.grants.set("LOADER", [
      ["INSERT", "TABLE", "DB.S.SOURCE"],
      ["USAGE", "ROLE", "BASE"],
    ]);
    this.grants.set("BASE", [
      ["USAGE", "PROCEDURE", 'DB.S."REFRESH(A NUMBER):VARCHAR"'],
      ["OWNERSHIP", "SCHEMA", "DB.S"],
      ["EXECUTE TASK", "ACCOUNT", "FLOE"],
    ]);
  }

  /** Rows and objects that a check has put anywhere; empty when every trace is gone. */
  traces(): string[] {
    const rows = [...this.tables].flatMap(([table, all]) =>
      all.filter(({ ID }) => ID !== "1" && !this.company.some((one) => one.ID === ID)).map(() => table),
    );
    return [...rows, ...this.bucket.keys()];
  }

  readonly open: OpenSession = (call, role) => {
    this.roles.add(role);
    return Promise.resolve({
      run: async (sql) => {
        if (call.signal.aborted) throw call.signal.reason as Error;
        await Promise.resolve();
        this.statements.push(sql);
        this.before(sql);
        const rows = this.run(sql);
        this.after(sql);
        return rows;
      },
    });
  };

  private run(sql: string): Row[] {
    const name = unquote(/LIKE '([^']*)'/.exec(sql)?.[1]?.replaceAll("\\\\", "") ?? "");
    if (sql.startsWith("USE")) return [];
    if (sql.startsWith("SHOW GRANTS")) return this.shownGrants(/ROLE "(\w+)"/.exec(sql)?.[1] ?? "");
    if (sql.startsWith("DESCRIBE INTEGRATION"))
      return Object.entries(this.integration).map(([property, property_value]) => ({
        property,
        property_value,
      }));
    if (sql.startsWith("LIST")) {
      if (this.listing !== undefined) throw this.listing;
      return [];
    }
    if (sql.startsWith("SHOW STREAMS")) {
      const stream = this.streams.get(name);
      return stream === undefined
        ? []
        : [{ name, stale: stream.stale, stale_after: new Date(Date.now() + 1e9), invalid_reason: "N/A" }];
    }
    if (sql.startsWith("SHOW STAGES"))
      return [
        { name, url: `s3://bucket/${{ SCORES: "score/", MANIFESTS: "manifests/" }[name] ?? "predictions/"}` },
      ];
    if (sql.startsWith("SHOW TASKS"))
      return [...this.tasks].map(([task, { started, schedule }]) => shownTask(task, started, schedule));
    if (sql.startsWith("SHOW WAREHOUSES")) return [this.warehouse];
    if (sql.includes("SYSTEM$PIPE_STATUS"))
      return [{ STATUS: JSON.stringify({ executionState: this.pipe }) }];
    if (sql.includes("STREAM_HAS_DATA")) {
      this.build();
      this.unload();
      return [Object.fromEntries([...this.streams].map(([one, { data }]) => [one, data.length > 0]))];
    }
    if (sql.includes("TASK_HISTORY")) return this.history();
    if (sql.includes("COPY_HISTORY")) return this.copies();
    if (sql.startsWith("EXECUTE TASK")) return [];
    if (sql.includes("FROM @")) return this.stageCount(sql);
    return this.table(sql);
  }

  private shownGrants(role: string): Row[] {
    const all = this.grants.get(role);
    if (all === undefined) throw missing();
    return all.map(([privilege, granted_on, on]) => ({ privilege, granted_on, name: on }));
  }

  private table(sql: string): Row[] {
    const name = unquote(/(?:INTO|FROM) "DB"\."S"\."(\w+)"/.exec(sql)?.[1] ?? "");
    const rows = this.tables.get(name);
    if (rows === undefined) throw missing();
    if (sql.startsWith("INSERT")) {
      const [, columns = "", values = ""] = /\(([^)]*)\) VALUES \((.*)\)$/.exec(sql) ?? [];
      const cells = values.split(", ").map((value) => value.replaceAll("'", ""));
      const row = Object.fromEntries(
        columns.split(", ").map((column, index) => [unquote(column), cells[index] ?? ""]),
      );
      rows.push(row);
      if (name === "SOURCE") this.streams.get("SOURCE_STREAM")?.data.push(row);
      return [];
    }
    const fits = (row: Stored) =>
      [...(sql.split(" WHERE ")[1] ?? "").matchAll(/"(\w+)" = '([^']*)'/g)].every(
        ([, column = "", value]) => row[column] === value,
      );
    if (sql.startsWith("DELETE")) {
      this.tables.set(
        name,
        rows.filter((row) => !fits(row)),
      );
      return [];
    }
    if (name === "FEATURES") this.build();
    if (name === "PREDICTIONS") this.ingest();
    const found = (this.tables.get(name) ?? []).filter(fits);
    return sql.includes("COUNT(*)")
      ? [{ N: found.length }]
      : found.map((row) => ({ VALUE: row.PREDICTION ?? null }));
  }

  /** Rows of the source become features, and a run of the first graph. */
  private build(): void {
    const stream = this.streams.get("SOURCE_STREAM");
    if (stream === undefined || stream.data.length === 0 || this.faults.has("features-stall")) return;
    const group = `build-${++this.count}`;
    if (this.faults.has("features-fail")) {
      if (!this.runs.some(({ state }) => state === "FAILED"))
        this.runs.push({ task: "BUILD", state: "FAILED", group, error: "division by zero" });
      return;
    }
    const rows = stream.data.splice(0).map(({ ID = "" }) => ({ ID }));
    this.runs.push({ task: "BUILD", state: "SUCCEEDED", group, error: "" });
    this.tables.get("FEATURES")?.push(...rows);
    this.streams.get("FEATURES_STREAM")?.data.push(...rows);
  }

  private history(): Row[] {
    this.unload();
    return this.runs.map(({ task, state, group, error }) => ({
      NAME: task,
      SCHEMA_NAME: "S",
      STATE: state,
      ERROR_MESSAGE: error,
      RETURN_VALUE: null,
      GRAPH_RUN_GROUP_ID: group,
      RUN_ID: group,
      SCHEDULED_TIME: new Date(1000),
      COMPLETED_TIME: new Date(2000),
      ATTEMPT_NUMBER: 1,
      SCHEDULED_FROM: "TRIGGER",
    }));
  }

  /** Features become a file, a manifest and, by an event, a transform job. */
  private unload(): void {
    const stream = this.streams.get("FEATURES_STREAM");
    if (stream === undefined || stream.data.length === 0 || this.faults.has("unload-stall")) return;
    const run = `run-${++this.count}`;
    const lines = [...stream.data.splice(0), ...this.company].map(({ ID = "" }) => `${ID},5`);
    this.bucket.put(`score/${run}/data_0.csv`, lines.join("\n"));
    this.bucket.put(`manifests/score/${run}/manifest.json`, "{}");
    this.runs.push({ task: "UNLOAD", state: "SUCCEEDED", group: run, error: "" });
    if (!this.faults.has("no-event") && !this.faults.has("execution-fails")) {
      this.jobs.set(`job-${run}`, "InProgress");
      this.pending.push({ run, lines });
    }
  }

  /** The job ends, and the pipe loads what it wrote. */
  private score(run: string): void {
    const found = this.pending.find((one) => one.run === run);
    if (found === undefined || this.faults.has("transform-stalls")) return;
    this.pending = this.pending.filter((one) => one !== found);
    this.jobs.set(`job-${run}`, this.faults.has("transform-fails") ? "Failed" : "Completed");
    if (this.faults.has("transform-fails")) return;
    this.bucket.put(
      `predictions/model-1/${run}/data_0.csv.out`,
      found.lines.map((line) => `${line.split(",")[0]},0.7`).join("\n"),
    );
  }

  private ingest(): void {
    if (this.faults.has("pipe-fails") || this.faults.has("pipe-stalls")) return;
    const rows = this.tables.get("PREDICTIONS") ?? [];
    for (const key of this.bucket.keys("predictions/")) {
      if (this.loaded.has(key)) continue;
      this.loaded.add(key);
      for (const line of this.bucket.objects.get(key)?.[0]?.text.split("\n") ?? []) {
        const [ID = "", PREDICTION = ""] = line.split(",");
        rows.push({ ID, ...(this.faults.has("null-prediction") ? {} : { PREDICTION }) });
      }
    }
  }

  private copies(): Row[] {
    if (!this.faults.has("pipe-fails")) return [];
    return this.bucket.keys("predictions/").map((FILE_NAME) => ({
      FILE_NAME,
      STATUS: "Load failed",
      FIRST_ERROR_MESSAGE: "Numeric value 'x' is not recognized",
    }));
  }

  private stageCount(sql: string): Row[] {
    const run = /\/([\w-]+)\/ *$/.exec(sql)?.[1] ?? "";
    const value = /\$1 = '([^']*)'/.exec(sql)?.[1];
    const lines = this.bucket
      .keys(`score/${run}/`)
      .flatMap((key) => this.bucket.objects.get(key)?.[0]?.text.split("\n") ?? []);
    return [{ N: lines.length, MARKED: lines.filter((line) => line.split(",")[0] === value).length }];
  }

  private answer(asked: Asked): Answer {
    const { operation, input } = asked;
    const instead = this.beforeAws(operation);
    if (instead !== undefined) return instead;
    if (this.expired) {
      return operation.includes(" ")
        ? { status: 403, body: "<Error><Code>ExpiredToken</Code><Message>expired</Message></Error>" }
        : failure(403, "ExpiredTokenException", "expired");
    }
    switch (operation.split(".").at(-1)) {
      case "DescribeEndpoint":
        return this.endpointStatus === undefined
          ? failure(400, "ValidationException", 'Could not find endpoint "e".')
          : { body: this.endpointStatus };
      case "DescribeTransformJob": {
        const name = String(input.TransformJobName);
        if (this.jobs.get(name) === undefined)
          return failure(400, "ValidationException", "Could not find job.");
        if (this.jobs.get(name) === "InProgress") this.score(name.slice(4));
        return {
          body: {
            TransformJobStatus: this.jobs.get(name),
            FailureReason: this.jobs.get(name) === "Failed" ? "AlgorithmError: bad line" : undefined,
          },
        };
      }
      case "StopTransformJob":
        this.jobs.set(String(input.TransformJobName), "Stopped");
        this.pending = [];
        return { body: {} };
      case "DescribeStateMachine":
        return this.machine === undefined
          ? failure(400, "StateMachineDoesNotExist", "no such machine")
          : { body: { status: this.machine } };
      case "ListExecutions":
        return {
          body: {
            executions:
              this.faults.has("execution-fails") && input.statusFilter === "FAILED"
                ? [{ executionArn: "arn:execution" }]
                : [],
          },
        };
      case "DescribeExecution": {
        const key = this.bucket.keys("manifests/").at(-1) ?? "";
        return {
          body: {
            input: JSON.stringify({ key }),
            error: "SageMaker.AccessDenied",
            cause: "not authorized to DescribeEndpoint",
          },
        };
      }
      case "DescribeRule":
        return this.rule === ""
          ? failure(400, "ResourceNotFoundException", "Rule r does not exist")
          : { body: { State: this.rule } };
      case "ListTargetsByRule":
        return { body: { Targets: this.rule === "EMPTY" ? [] : [{ Id: "t", Arn: "a" }] } };
      default:
        return this.bucket.answer(asked);
    }
  }
}

function shownTask(name: string, started: boolean, schedule: string | undefined): Row {
  return {
    name,
    definition: "SELECT 1",
    predecessors: "[]",
    condition: "SYSTEM$STREAM_HAS_DATA('S')",
    schedule: schedule ?? null,
    warehouse: "WH",
    state: started ? "started" : "suspended",
    owner: "R",
    task_relations: "{}",
  };
}
