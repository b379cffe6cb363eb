import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalAccount } from "../../local/snowflake/account";
import { startSnowflake } from "../../local/snowflake/server/start";
import type { Bag, Call, ResourceType } from "../../provider/framework";
import type { OpenSession, Row } from "../../provider/snowflake/session";
import { graphOf } from "../../provider/snowflake/task-graph/model";
import { createTask, resumeAll } from "../../provider/snowflake/task-graph/sql";
import { seconds } from "./report";

/** What some work sent to Snowflake, reads included, and how long it took. */
export interface Sent {
  readonly statements: number;
  readonly seconds: number;
}

/** Sessions in the account itself, which count what is sent. */
export class Counter {
  private sent = 0;
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

  async counted(work: () => Promise<unknown>): Promise<Sent> {
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

/** A local Snowflake with an empty schema `DB.S` and a warehouse `WH`, for as long as the work takes. */
export async function withCounter(work: (counter: Counter) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const admin = { user: "FLOE", password: "bench-1" };
  const cloud = await startSnowflake({ stateDir: folder, port: 0, admin, log: () => undefined });
  try {
    const counter = new Counter(cloud.account);
    const session = await counter.open({ config: {}, signal: call.signal }, undefined);
    for (const sql of ["CREATE WAREHOUSE WH", "CREATE DATABASE DB", "CREATE SCHEMA DB.S"])
      await session.run(sql);
    await work(counter);
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a graph, then changes it; what the change sent. Throws when the change did not arrive. */
export async function change(type: ResourceType, counter: Counter, before: Bag, after: Bag): Promise<Sent> {
  const olds = await type.create(before, call);
  const sent = await counter.counted(() => {
    if (type.update === undefined) throw new Error("task graphs cannot be updated");
    return type.update(olds.id, olds, after, call);
  });
  const verified = await type.read(olds.id, { ...olds, inputs: after }, call);
  if (JSON.stringify(verified?.inputs.tasks) === JSON.stringify(olds.inputs.tasks))
    throw new Error("the change did not arrive");
  return sent;
}

/**
 * The least that making a graph anew can take: replacing its schema, creating every task and resuming all of them with
 * one call. Whoever may not replace the schema drops every task first.
 */
export async function recreate(counter: Counter, inputs: Bag): Promise<Sent> {
  const session = await counter.open({ config: {}, signal: call.signal }, undefined);
  const whole = graphOf(inputs);
  return counter.counted(async () => {
    await session.run("CREATE OR REPLACE SCHEMA DB.S");
    for (const task of whole.tasks) await session.run(createTask(whole, task, "CREATE"));
    await session.run(resumeAll(whole, whole.root));
  });
}

export function tell(what: string, { statements, seconds: took }: Sent): void {
  console.log(`${what}: ${statements} statements sent, ${took.toFixed(2)} s`);
}
