import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { ensurePython, kedroPackages } from "../../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../../local/snowflake/server/start";
import { stackIn } from "../support/native";

/** A local Snowflake with a database DB, a schema S and stages CODE and DATA, and a stack on it. */
export interface KedroCloud {
  readonly home: string;
  readonly snowflake: RunningSnowflake;
  readonly stack: Stack;
  /** Interpreter with nothing but Kedro. */
  readonly python: string;
  rows(sql: string): Promise<string[][]>;
  /** Begins a run of a graph; its id once there is one. */
  begin(root: string, config?: object): Promise<string>;
  /** States of a run's tasks by name, once all have ended; and the errors. */
  ended(group: string): Promise<{ states: Record<string, string>; errors: string }>;
  stop(): Promise<void>;
}

export async function startKedroCloud(project: string, program: PulumiFn): Promise<KedroCloud> {
  const home = mkdtempSync(join(tmpdir(), "floe-kedro-"));
  const admin = { user: "FLOE", password: "pass-word-1" };
  const [runner, reader] = await Promise.all([
    ensurePython(),
    ensurePython({ packages: kedroPackages("kedro") }),
  ]);
  const snowflake = await startSnowflake({
    stateDir: join(home, "account"),
    port: 0,
    admin,
    python: runner.executable,
    log: () => undefined,
  });
  const rows = async (sql: string): Promise<string[][]> => {
    const session = await snowflake.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
    try {
      for (const use of ["USE WAREHOUSE WH", "USE SCHEMA DB.S"])
        await snowflake.account.run(use, session).catch(() => undefined);
      return (await snowflake.account.run(sql, session)).rows.map((row) => row.map(String));
    } finally {
      await snowflake.account.closeSession(session);
    }
  };
  for (const sql of [
    "CREATE WAREHOUSE WH",
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    "CREATE STAGE DB.S.CODE",
    "CREATE STAGE DB.S.DATA",
    "CREATE FILE FORMAT DB.S.AS_JSON TYPE = JSON",
    "CREATE TABLE DB.S.OPEN_DOORS (N NUMBER)",
    "CREATE TABLE DB.S.TOLD (WHO VARCHAR, TOKEN VARCHAR, MARK VARCHAR, VERSION VARCHAR)",
  ])
    await rows(sql);
  const stack = await stackIn(home, project, program, {
    SNOWFLAKE_HOST: snowflake.host,
    SNOWFLAKE_PORT: String(snowflake.port),
    SNOWFLAKE_PROTOCOL: "http",
    SNOWFLAKE_ACCOUNT: "FLOE_LOCAL",
    SNOWFLAKE_USER: admin.user,
    SNOWFLAKE_PASSWORD: admin.password,
    SNOWFLAKE_ROLE: "ACCOUNTADMIN",
  });
  const history = "TABLE(DB.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000))";
  const groups = async () =>
    new Set((await rows(`SELECT DISTINCT GRAPH_RUN_GROUP_ID FROM ${history}`)).map(([group]) => group ?? ""));
  return {
    home,
    snowflake,
    stack,
    python: reader.executable,
    rows,
    async begin(root, config) {
      const before = await groups();
      const using = config === undefined ? "" : ` USING CONFIG = $$${JSON.stringify(config)}$$`;
      await rows(`EXECUTE TASK DB.S.${root}${using}`);
      return until(async () => [...(await groups())].find((group) => !before.has(group)), 30);
    },
    async ended(group) {
      await until(async () => {
        const running = await rows(
          `SELECT 1 FROM TABLE(DB.INFORMATION_SCHEMA.CURRENT_TASK_GRAPHS()) WHERE GRAPH_RUN_GROUP_ID = '${group}'`,
        );
        return running.length === 0 ? true : undefined;
      }, 180);
      const found = await rows(
        `SELECT NAME, STATE, ERROR_MESSAGE FROM ${history} WHERE GRAPH_RUN_GROUP_ID = '${group}' ORDER BY ATTEMPT_NUMBER`,
      );
      return {
        states: Object.fromEntries(found.map(([name = "", state = ""]) => [name, state])),
        errors: found.flatMap(([, , error]) => (error === "null" ? [] : [error])).join("\n"),
      };
    },
    async stop() {
      await snowflake.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function until<T>(look: () => Promise<T | undefined>, seconds: number): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`nothing after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What a preview would change: `create x`, `update x`, `replace x` with the paths of what differs. */
export async function changesOf(stack: Stack): Promise<Record<string, string[]>> {
  const changes: Record<string, string[]> = {};
  await stack.preview({
    onEvent: ({ resourcePreEvent }: EngineEvent) => {
      const { metadata } = resourcePreEvent ?? {};
      if (metadata?.type.startsWith("floe:snowflake:") !== true || metadata.op === "same") return;
      changes[`${metadata.op} ${metadata.urn.split("::").at(-1) ?? ""}`] = Object.keys(
        metadata.detailedDiff ?? {},
      );
    },
  });
  return changes;
}
