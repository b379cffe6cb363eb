import { type OpenSession, type Row, StatementFailed } from "../../../provider/snowflake/session";

export interface FakeTask {
  name: string;
  sql: string;
  after: string[];
  options: Record<string, string>;
  when?: string;
  finalizes?: string;
  started: boolean;
  /** Kept by CREATE OR ALTER, new by CREATE. */
  id: number;
  createdOn?: Date;
}

export interface FakeRun {
  task: string;
  state: string;
  group: string;
  error?: string;
  value?: string;
  from?: string;
  config?: string;
}

/** The statements the provider sends, in memory, with the rules of real task graphs that an update must respect. */
export class FakeSnowflake {
  tasks = new Map<string, FakeTask>();
  integrations = new Map<string, Record<string, string>>();
  /** Stages and the integration each is associated with. */
  stages = new Map<string, string | null>();
  /** Who owns the integrations. */
  owner = "OLD";
  runs: FakeRun[] = [];
  readonly statements: string[] = [];
  readonly roles = new Set<string | undefined>();
  /** Fails the statement with this number (from 1) of those that change something. */
  failAt = 0;
  /** How it fails: Snowflake says no, or the connection breaks before or after the statement took effect. */
  fault: "refused" | "request lost" | "answer lost" = "refused";
  /** The connection stays broken after `failAt`, for everybody. */
  down = false;
  private changes = 0;
  private ids = 0;
  onExecute: (sql: string) => void = () => undefined;
  onHistory: () => void = () => undefined;

  readonly open: OpenSession = (call, role) => {
    this.roles.add(role);
    return Promise.resolve({
      run: (sql) => {
        if (call.signal.aborted) return Promise.reject(call.signal.reason as Error);
        this.statements.push(sql);
        return Promise.resolve().then(() => this.run(sql));
      },
    });
  };

  reset(): void {
    this.tasks.clear();
    this.integrations.clear();
    this.stages.clear();
    this.owner = "OLD";
    this.runs = [];
    this.statements.length = 0;
    this.roles.clear();
    this.failAt = 0;
    this.fault = "refused";
    this.down = false;
    this.changes = 0;
    this.onExecute = () => undefined;
    this.onHistory = () => undefined;
  }

  /** Statements that change something, since `from`. */
  changing(from = 0): string[] {
    return this.statements.slice(from).filter((sql) => !/^(SHOW|DESCRIBE|SELECT|USE)/.test(sql));
  }

  /** The graph as one text, ids left out: equal texts are equal graphs. */
  picture(): string {
    const tasks = [...this.tasks.values()].map(({ id: _id, ...task }) => task);
    return JSON.stringify(tasks.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }

  private run(sql: string): Row[] {
    if (/^SHOW TASKS/.test(sql)) return [...this.tasks.values()].map(row);
    if (/^SHOW PARAMETERS IN TASK/.test(sql)) return this.parameters(nameIn(sql));
    if (/^SHOW STORAGE/.test(sql) || /^DESCRIBE INTEGRATION/.test(sql)) return this.describe(sql);
    if (/^SHOW STAGES/.test(sql)) return this.shownStages(sql);
    if (/^SHOW GRANTS/.test(sql)) return [{ privilege: "OWNERSHIP", grantee_name: this.owner }];
    if (/^USE/.test(sql)) return [];
    if (/^SELECT(?! SYSTEM\$TASK_DEPENDENTS)/.test(sql)) return this.history();
    this.changes += 1;
    const fails = this.changes === this.failAt || (this.down && this.changes > this.failAt);
    if (fails && this.fault === "refused") throw new StatementFailed("injected failure", "000603", "XX000");
    if (fails && this.fault === "request lost") throw new Error("socket hang up");
    this.change(sql);
    if (fails) throw new Error("read ECONNRESET");
    return [];
  }

  private shownStages(sql: string): Row[] {
    const name = /LIKE '([^']*)'/.exec(sql)?.[1]?.replaceAll("\\", "") ?? "";
    const integration = this.stages.get(name);
    return integration === undefined ? [] : [{ name, storage_integration: integration }];
  }

  private change(sql: string): void {
    const associated = /^ALTER STAGE .*"([^"]+)" SET STORAGE_INTEGRATION = "([^"]+)"$/.exec(sql);
    if (associated !== null) return void this.stages.set(associated[1] ?? "", associated[2] ?? "");
    const receiver = /^GRANT OWNERSHIP .* TO ROLE "([^"]+)"/.exec(sql)?.[1];
    if (receiver !== undefined) return void (this.owner = receiver);
    const name = nameIn(sql);
    const [verb = ""] = sql.split(/ TASK | INTEGRATION /);
    const old = this.tasks.get(name);
    if (/^EXECUTE/.test(verb)) this.onExecute(sql);
    else if (/TASK_DEPENDENTS_ENABLE/.test(sql)) this.enable();
    else if (/^\w+ (STORAGE )?INTEGRATION /.test(sql)) this.integration(sql, name);
    else if (verb.startsWith("CREATE")) this.create(sql, name, old, verb === "CREATE OR ALTER");
    else this.alter(sql, name, verb, old);
  }

  private enable(): void {
    for (const task of this.tasks.values()) task.started = true;
  }

  private alter(sql: string, name: string, verb: string, old: FakeTask | undefined): void {
    if (verb === "DROP") {
      if (old !== undefined) this.editable(old);
      this.tasks.delete(name);
      for (const task of this.tasks.values()) task.after = task.after.filter((other) => other !== name);
      return;
    }
    if (old === undefined) throw new StatementFailed(`Task ${name} does not exist`, "002003", "02000");
    const isRoot = old.after.length === 0 && old.finalizes === undefined;
    if (!isRoot || / UNSET /.test(sql)) this.editable(old);
    const unset = / UNSET (.*)$/.exec(sql)?.[1];
    if (unset === undefined) old.started = sql.endsWith("RESUME");
    else for (const key of unset.split(", ")) Reflect.deleteProperty(old.options, key);
  }

  private create(sql: string, name: string, old: FakeTask | undefined, alter: boolean): void {
    if (old !== undefined && !alter)
      throw new StatementFailed(`Object ${name} already exists`, "002002", "42710");
    if (old !== undefined) this.editable(old);
    const task = parse(sql, name);
    for (const other of task.after) {
      const before = this.tasks.get(other);
      if (before === undefined) throw new StatementFailed(`Task ${other} does not exist`, "002003", "02000");
      if (this.descends(before, name)) throw new StatementFailed(`cycle through ${name}`, "091430", "23001");
      this.editable(before);
    }
    if (task.finalizes !== undefined) {
      const other = [...this.tasks.values()].find(
        (one) => one.finalizes === task.finalizes && one.name !== name,
      );
      if (other !== undefined)
        throw new StatementFailed(`the root has a finalizer: ${other.name}`, "091442", "23001");
    }
    if (old !== undefined && (old.finalizes === undefined) !== (task.finalizes === undefined)) {
      throw new StatementFailed("a task cannot become a finalizer", "091443", "23001");
    }
    this.tasks.set(name, { ...task, started: old?.started ?? false, id: old?.id ?? ++this.ids });
  }

  /** No part of a graph may change while its root is resumed. */
  private editable(task: FakeTask): void {
    const root = this.rootOf(task, new Set());
    if (root?.started === true) {
      throw new StatementFailed(
        `Unable to update graph with root task ${root.name} since that root task is not suspended.`,
        "091438",
        "23001",
      );
    }
  }

  private rootOf(task: FakeTask, seen: Set<string>): FakeTask | undefined {
    if (seen.has(task.name)) return undefined;
    seen.add(task.name);
    const up = task.finalizes ?? task.after[0];
    const parent = up === undefined ? undefined : this.tasks.get(up);
    return parent === undefined ? task : this.rootOf(parent, seen);
  }

  private descends(task: FakeTask, name: string): boolean {
    if (task.name === name) return true;
    return task.after.some((other) => {
      const before = this.tasks.get(other);
      return before !== undefined && this.descends(before, name);
    });
  }

  private parameters(name: string): Row[] {
    const options = this.tasks.get(name)?.options ?? {};
    const known = [
      "WAREHOUSE",
      "SCHEDULE",
      "CONFIG",
      "COMMENT",
      "FINALIZE",
      "ALLOW_OVERLAPPING_EXECUTION",
      "ERROR_INTEGRATION",
      "SUCCESS_INTEGRATION",
      "TARGET_COMPLETION_INTERVAL",
      "OVERLAP_POLICY",
      "EXECUTE AS USER",
    ];
    return Object.entries(options)
      .filter(([key]) => !known.includes(key))
      .map(([key, value]) => ({
        key,
        value: unquoted(value),
        level: "TASK",
        type: /^\d+$/.test(value) ? "NUMBER" : "STRING",
      }));
  }

  private history(): Row[] {
    this.onHistory();
    return this.runs.map((run) => ({
      NAME: run.task,
      SCHEMA_NAME: "S",
      STATE: run.state,
      ERROR_MESSAGE: run.error ?? null,
      RETURN_VALUE: run.value ?? null,
      GRAPH_RUN_GROUP_ID: run.group,
      RUN_ID: run.group,
      SCHEDULED_TIME: new Date(1000),
      COMPLETED_TIME: run.state === "SUCCEEDED" ? new Date(4000) : null,
      ATTEMPT_NUMBER: 1,
      SCHEDULED_FROM: run.from ?? "EXECUTE TASK",
      CONFIG: run.config ?? null,
    }));
  }

  private integration(sql: string, name: string): void {
    if (/^CREATE/.test(sql)) {
      if (this.integrations.has(name)) throw new StatementFailed("already exists", "002002", "42710");
      this.integrations.set(name, {
        created: String(++this.ids),
        STORAGE_AWS_IAM_USER_ARN: "arn:aws:iam::1:user/u",
      });
    }
    if (/^DROP/.test(sql)) return void this.integrations.delete(name);
    const found = this.integrations.get(name);
    if (found === undefined) throw new StatementFailed("does not exist", "002003", "02000");
    for (const [, key = "", value = ""] of sql.matchAll(/(\w+) = (\([^)]*\)|'(?:[^'\\]|\\.|'')*'|\w+)/g)) {
      found[key] = value.startsWith("(")
        ? value.slice(1, -1).split(", ").map(unquoted).join(",")
        : unquoted(value);
    }
    const unset = / UNSET (\w+)$/.exec(sql)?.[1];
    if (unset !== undefined) Reflect.deleteProperty(found, unset);
  }

  private describe(sql: string): Row[] {
    if (/^SHOW/.test(sql)) {
      return [...this.integrations].map(([name, values]) => ({
        name,
        created_on: values.created,
        comment: values.COMMENT ?? "",
      }));
    }
    const values = this.integrations.get(nameIn(sql)) ?? {};
    return Object.entries(values).map(([property, property_value]) => ({ property, property_value }));
  }
}

function nameIn(sql: string): string {
  const qualified = /(?:TASK|INTEGRATION)(?: IF EXISTS)? ((?:"[^"]*"\.?)+)/.exec(sql)?.[1] ?? "";
  return qualified.slice(1, -1).split('"."').at(-1) ?? "";
}

function unquoted(value: string): string {
  return value
    .replace(/^['"]|['"]$/g, "")
    .replaceAll("''", "'")
    .replaceAll("\\\\", "\\");
}

const lastName = (qualified: string) => unquoted(qualified).split('"."').at(-1) ?? "";

function parse(sql: string, name: string): Omit<FakeTask, "started" | "id"> {
  const lines = sql.split("\n").slice(1);
  const end = lines.indexOf("AS");
  const options: Record<string, string> = {};
  let after: string[] = [];
  let when: string | undefined;
  for (const line of lines.slice(0, end)) {
    if (line.startsWith("AFTER ")) after = line.slice(6).split(", ").map(lastName);
    else if (line.startsWith("WHEN ")) when = line.slice(5);
    else if (line.startsWith("EXECUTE AS USER ")) options["EXECUTE AS USER"] = line.slice(16);
    else options[line.slice(0, line.indexOf(" = "))] = line.slice(line.indexOf(" = ") + 3);
  }
  const finalizes = options.FINALIZE === undefined ? undefined : lastName(options.FINALIZE);
  return { name, sql: lines.slice(end + 1).join("\n"), after, options, when, finalizes };
}

function row(task: FakeTask): Row {
  const qualified = (name: string) => `"DB"."S"."${name}"`;
  const option = (key: string) => (task.options[key] === undefined ? null : unquoted(task.options[key]));
  return {
    name: task.name,
    definition: task.sql,
    predecessors: JSON.stringify(task.after.map(qualified)),
    condition: task.when ?? null,
    schedule: option("SCHEDULE"),
    warehouse: option("WAREHOUSE"),
    comment: option("COMMENT") ?? "",
    config: option("CONFIG"),
    state: task.started ? "started" : "suspended",
    owner: "ENGINEER",
    created_on: task.createdOn ?? new Date(0),
    allow_overlapping_execution: String(task.options.ALLOW_OVERLAPPING_EXECUTION === "TRUE"),
    error_integration: option("ERROR_INTEGRATION") ?? "null",
    success_integration: option("SUCCESS_INTEGRATION") ?? "null",
    target_completion_interval: option("TARGET_COMPLETION_INTERVAL"),
    execute_as_user: option("EXECUTE AS USER"),
    ...(task.options.OVERLAP_POLICY === undefined ? {} : { overlap_policy: task.options.OVERLAP_POLICY }),
    task_relations: JSON.stringify({
      Predecessors: task.after.map(qualified),
      ...(task.finalizes === undefined ? {} : { FinalizedRootTask: qualified(task.finalizes) }),
    }),
  };
}
