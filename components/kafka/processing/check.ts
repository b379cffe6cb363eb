import { existsSync } from "node:fs";
import {
  checkArn,
  checkIdentifier,
  checkInteger,
  checkName,
  checkOneOf,
  isPlain,
  Problems,
  windowedTableQuery,
} from "../../../blueprints";
import type { ManagedFlink, StreamProcessorArgs, WindowTable } from "./args";
import { runnerJar } from "./code";
import { programOf } from "./plan";

/** @throws InvalidArguments with all problems. */
export function checkProcessor(name: string, job: string, args: StreamProcessorArgs): void {
  const problems = new Problems();
  const engines = Object.keys(args.engine);
  const one = problems.require(
    engines.length === 1 && ["managedFlink", "dynamicTable"].includes(engines[0] ?? ""),
    "engine",
    "must be exactly one of managedFlink and dynamicTable",
    "give one of the two",
  );
  checkArn(problems, "alarmTopicArn", args.alarmTopicArn, "topic");
  problems.require(
    (args.windows === undefined) !== (args.sql === undefined),
    args.windows === undefined ? "windows" : "sql",
    args.windows === undefined ? "is required, or sql" : "does not go with windows",
    "declare windows, or write sql",
  );
  if (one && "managedFlink" in args.engine)
    checkFlink(problems.at("engine.managedFlink"), args, args.engine.managedFlink);
  else if (one && "dynamicTable" in args.engine)
    checkTable(problems.at("engine.dynamicTable"), args, args.engine.dynamicTable);
  problems.raise(`StreamProcessor "${name}"`);
  if ("managedFlink" in args.engine) planned(job, args, args.engine.managedFlink);
  else if (args.windows !== undefined)
    windowedTableQuery({ ...args.windows, ...args.engine.dynamicTable, name });
}

/** The SQL as far as it is known now: what the blueprint refuses is refused before anything is made. */
function planned(job: string, args: StreamProcessorArgs, flink: ManagedFlink): void {
  const sql = (args.sql ?? []).map((statement) => (typeof statement === "string" ? statement : "later"));
  programOf(job, args, flink, "later:9098", sql);
}

function checkFlink(problems: Problems, args: StreamProcessorArgs, flink: ManagedFlink): void {
  const { cluster, network, capacity, state, code, uses } = flink;
  problems.require(
    ["iam", "tls", "plaintext"].includes(cluster.auth),
    "cluster",
    `signs clients in by ${cluster.auth}: the password would be readable in the application's properties`,
    "let the cluster allow iam, too, and give it as the way connectors sign in",
  );
  problems.require(
    cluster.exactlyOnce,
    "cluster",
    "does not keep Kafka's transactions: results would be written twice after a failure",
    "use provisioned brokers",
  );
  for (const part of ["source", "sink"] as const)
    problems.require(
      (args.windows === undefined) === (flink[part] === undefined),
      part,
      args.windows === undefined
        ? "does not go with sql, which names its topics itself"
        : "is required by windows",
      args.windows === undefined ? "leave it out" : `name the topic in ${part}`,
    );
  problems.require(
    args.sql === undefined || uses !== undefined,
    "uses",
    "is required by sql: the application gets rights on these topics alone",
    "name the topics it reads and writes",
  );
  problems.require(
    args.windows === undefined || uses === undefined,
    "uses",
    "does not go with windows, whose topics are known",
    "leave it out",
  );
  for (const part of ["subnetIds", "securityGroupIds"] as const)
    problems.require(
      network[part].length > 0,
      `network.${part}`,
      "is empty: brokers are reached from inside their VPC only",
      "name at least one",
    );
  const at = problems.at("capacity");
  checkInteger(at, "parallelism", capacity?.parallelism, { min: 1, max: 256 });
  checkInteger(at, "tasksPerKpu", capacity?.tasksPerKpu, { min: 1, max: 8 });
  const { parallelism = 1, tasksPerKpu = 1 } = capacity ?? {};
  at.require(
    parallelism / tasksPerKpu <= 64,
    "parallelism",
    `needs ${Math.ceil(parallelism / tasksPerKpu)} KPUs: an application has at most 64`,
    "use less, or more tasksPerKpu",
  );
  checkOneOf(problems, "state.onUpdate", state?.onUpdate, ["keep", "discard"]);
  problems.require(
    state?.snapshots !== false || state.onUpdate === "discard",
    "state.snapshots",
    "is false, so there is no state to keep",
    "set state.onUpdate to discard, or leave snapshots on",
  );
  checkOneOf(problems, "logLevel", flink.logLevel, ["ERROR", "WARN", "INFO", "DEBUG"]);
  checkOneOf(problems, "metrics", flink.metrics, ["APPLICATION", "OPERATOR", "TASK", "PARALLELISM"]);
  checkInteger(problems, "logRetentionDays", flink.logRetentionDays, { min: 1, max: 3653, unit: "days" });
  checkArn(problems, "code.keyArn", code?.keyArn, "key");
  checkName(problems, "code.bucket", code?.bucket, "bucket");
  const jar = code?.jar ?? runnerJar();
  problems.require(
    jar !== undefined && existsSync(jar),
    "code.jar",
    jar === undefined ? "is not there: this copy of Floe has no runner built" : `"${jar}" is not there`,
    code?.jar === undefined
      ? "run npm run build:connectors, or give the path of a jar"
      : "give the path of a jar",
  );
}

function checkTable(problems: Problems, args: StreamProcessorArgs, table: WindowTable): void {
  problems.require(
    args.sql === undefined,
    "sql",
    "is Flink's, which a dynamic table does not run",
    "declare windows, or use managedFlink",
  );
  problems.require(
    args.alarmTopicArn === undefined,
    "alarmTopicArn",
    "has no alarm to tell: a dynamic table has none",
    "leave it out, and look at DYNAMIC_TABLE_REFRESH_HISTORY",
  );
  for (const index of [0, 1, 2]) {
    checkIdentifier(problems, `source[${index}]`, table.source[index]);
    checkIdentifier(problems, `table[${index}]`, table.table[index]);
  }
  problems.require(
    table.source.join(".") !== table.table.join("."),
    "table",
    "is the table that is read",
    "name another",
  );
  const lag = table.targetLag ?? "1 minute";
  problems.require(
    lag === "downstream" || (isPlain(lag) && lagSeconds(lag) >= 60),
    "targetLag",
    `"${lag}" is no lag of at least 60 seconds`,
    "write it like 1 minute, or downstream; for less, use managedFlink",
  );
  checkOneOf(problems, "refreshMode", table.refreshMode, ["AUTO", "FULL", "INCREMENTAL"]);
}

const units: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

function lagSeconds(text: string): number {
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/i.exec(text) ?? [];
  return Number(count ?? 0) * (units[(unit ?? "").toLowerCase()] ?? 0);
}
