import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalAccount } from "../../../local/snowflake/account";
import type { AwsAccess } from "../../../local/snowflake/core/account";
import type { Session } from "../../../local/snowflake/core/cloud";
import type { Cell } from "../../../local/snowflake/core/result";

/** An account in a folder of its own, with a database DB, a schema S and a warehouse WH. */
export interface TestAccount {
  readonly account: LocalAccount;
  readonly session: Session;
  readonly folder: string;
  /** Runs a statement and answers its rows. */
  sql(text: string, as?: Session): Promise<readonly (readonly Cell[])[]>;
  /** The rows as objects. */
  rows(text: string, as?: Session): Promise<readonly Readonly<Record<string, Cell>>[]>;
  stop(): Promise<void>;
}

export async function openAccount(
  options: { folder?: string; aws?: AwsAccess; python?: string; clock?: { now(): number } } = {},
): Promise<TestAccount> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "floe-movers-"));
  const logs: string[] = [];
  const account = await LocalAccount.open({
    stateDir: folder,
    admin: { user: "FLOE", password: "secret" },
    ...(options.aws === undefined ? {} : { aws: options.aws }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.python === undefined ? {} : { python: options.python }),
    log: (line) => logs.push(line),
  });
  await account.start();
  const session = await account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  const run = (text: string, as: Session = session) => account.run(text, as);
  for (const text of [
    "CREATE WAREHOUSE IF NOT EXISTS WH",
    "USE WAREHOUSE WH",
    "CREATE DATABASE IF NOT EXISTS DB",
    "CREATE SCHEMA IF NOT EXISTS DB.S",
    "USE SCHEMA DB.S",
  ])
    await run(text);
  return {
    account,
    session,
    folder,
    sql: async (text, as) => (await run(text, as)).rows,
    rows: async (text, as) => {
      const result = await run(text, as);
      return result.rows.map((row) =>
        Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index] ?? null])),
      );
    },
    async stop() {
      await account.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a check answers something. */
export async function eventually<T>(check: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`nothing came within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
