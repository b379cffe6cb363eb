/**
 * Statements that a change of one task in a graph of 1000 sends, reads included, against the statements of making the
 * graph anew: replacing its schema, creating every task and resuming all of them with one call. That is the least
 * that recreation can take: whoever may not replace the schema drops every task first. Both run on the local Snowflake.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalAccount } from "../local/snowflake/account";
import { startSnowflake } from "../local/snowflake/server/start";
import type { Bag, Call, ResourceType } from "../provider/framework";
import type { OpenSession, Row } from "../provider/snowflake/session";
import { taskGraph } from "../provider/snowflake/task-graph";
import { graphOf } from "../provider/snowflake/task-graph/model";
import { createTask, resumeAll } from "../provider/snowflake/task-graph/sql";
import { report, seconds } from "./support/report";

const LIMIT = 0.05;
const TASKS = 1000;
const CHANGED = "T777";

/** 1000 tasks in three levels, the widest Snowflake allows. */
function graph(changed: string): Bag {
  const tasks = Object.fromEntries(
    Array.from({ length: TASKS }, (_, index) => {
      const name = `T${index}`;
      const sql = name === CHANGED ? changed : `SELECT ${index}`;
      return [name, index === 0 ? { sql } : { sql, after: [`T${Math.floor((index - 1) / 50)}`] }];
    }),
  );
  return { database: "DB", schema: "S", warehouse: "WH", tasks };
}

/** Sessions in the account itself, which count what is sent. */
class Counter {
  sent = 0;
  constructor(private readonly account: LocalAccount) {}

  readonly open: OpenSession = async () => {
    const session = await this.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
    return {
      run: async (sql) => {
        this.sent += 1;
        const { columns, rows } = await this.account.run(sql, session);
        return rows.map(
          (row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])) as unknown as Row,
        );
      },
    };
  };

  async counted(work: () => Promise<unknown>): Promise<{ statements: number; seconds: number }> {
    const before = this.sent;
    const took = await seconds(work);
    return { statements: this.sent - before, seconds: took };
  }
}

const call: Call = {
  urn: "urn:pulumi:bench::bench::floe:snowflake:TaskGraph::graph",
  name: "graph",
  signal: new AbortController().signal,
  config: {},
  log: () => undefined,
  status: () => undefined,
};

async function change(type: ResourceType, counter: Counter) {
  const olds = await type.create(graph("SELECT 777"), call);
  const first = await counter.counted(() => update(type, olds, "SELECT 778"));
  const verified = await type.read(olds.id, { ...olds, inputs: graph("SELECT 778") }, call);
  if (JSON.stringify(verified?.inputs.tasks) === JSON.stringify(olds.inputs.tasks))
    throw new Error("the change did not arrive");
  return first;
}

function update(type: ResourceType, olds: Awaited<ReturnType<ResourceType["create"]>>, sql: string) {
  if (type.update === undefined) throw new Error("task graphs cannot be updated");
  return type.update(olds.id, olds, graph(sql), call);
}

async function recreate(counter: Counter) {
  const session = await counter.open({ config: {}, signal: call.signal }, undefined);
  const whole = graphOf(graph("SELECT 779"));
  return counter.counted(async () => {
    await session.run("CREATE OR REPLACE SCHEMA DB.S");
    for (const task of whole.tasks) await session.run(createTask(whole, task, "CREATE"));
    await session.run(resumeAll(whole, whole.root));
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const admin = { user: "FLOE", password: "bench-1" };
  const cloud = await startSnowflake({ stateDir: folder, port: 0, admin, log: () => undefined });
  const counter = new Counter(cloud.account);
  try {
    const session = await counter.open({ config: {}, signal: call.signal }, undefined);
    for (const sql of ["CREATE WAREHOUSE WH", "CREATE DATABASE DB", "CREATE SCHEMA DB.S"])
      await session.run(sql);
    const changed = await change(taskGraph(counter.open), counter);
    const anew = await recreate(counter);
    const line = (what: string, { statements, seconds: took }: typeof changed) =>
      console.log(`${what}: ${statements} statements sent, ${took.toFixed(2)} s`);
    line(`one of ${TASKS} tasks changed`, changed);
    line(`the graph of ${TASKS} tasks recreated`, anew);
    report("graph-change", changed.statements / anew.statements, LIMIT);
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
