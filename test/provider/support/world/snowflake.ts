import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePython } from "../../../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../../../local/snowflake/server/start";
import { openSession } from "../../../../provider/snowflake/connect";
import { type OpenSession, StatementFailed } from "../../../../provider/snowflake/session";
import type { Bag } from "../harness";
import type { Fault, Line } from "./line";

const admin = { user: "FLOE", password: "pass-word-1" };

/** A Snowflake as the suites use it. */
export interface SnowflakeCloud {
  /** Settings of a provider that deploys here. */
  readonly config: Bag;
  /** What is there, without what differs between worlds that are the same; one line for each object. */
  picture(): string;
  /** How many graph runs have begun in this world, once none is under way. */
  begun?(): number | Promise<number>;
  /** Sessions through a line that may break. */
  open(line: Line): OpenSession;
  /** The process at the end of the line is over. */
  leave?(line: Line): Promise<void>;
}

/** The local Snowflake, reached through the official driver: statements are parsed, checked and run. */
export class SnowflakeWorld implements SnowflakeCloud {
  private prepared: { readonly statements: readonly string[]; readonly picture: string } | undefined;

  private constructor(
    private readonly server: RunningSnowflake,
    private readonly folder: string,
  ) {}

  static async start(): Promise<SnowflakeWorld> {
    // Memory for a disk where there is one: an account of these suites lives for seconds.
    const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "floe-world-"));
    const python = (await ensurePython()).executable;
    const server = await startSnowflake({ stateDir: folder, port: 0, admin, python, log: () => undefined });
    return new SnowflakeWorld(server, folder);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Settings of a provider that deploys here. */
  get config(): Bag {
    const { host, port } = this.server;
    return { account: "FLOE_LOCAL", ...admin, host, port, protocol: "http", role: "ACCOUNTADMIN" };
  }

  get address(): { readonly host: string; readonly port: number } {
    return this.server;
  }

  /** Lets the administrator log in with a key of its own; answers it. */
  async keyPair(): Promise<string> {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const open = publicKey.export({ type: "spki", format: "pem" }).toString();
    const body = open.replace(/-----[^-]+-----|\s/g, "");
    await this.run(`ALTER USER ${admin.user} SET RSA_PUBLIC_KEY = '${body}'`);
    return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  }

  /** How many runs of task graphs this account has seen, and how many of their tasks are under way. */
  async graphRuns(): Promise<{ readonly begun: number; readonly pending: number }> {
    const connection = await this.server.account.database.connect();
    try {
      const rows = await connection.runAndReadAll(
        "SELECT count(DISTINCT group_id), count(*) FILTER (state IN ('SCHEDULED', 'EXECUTING')) FROM floe.task_history",
      );
      const [[begun, pending] = []] = rows.getRows();
      return { begun: Number(begun), pending: Number(pending) };
    } finally {
      connection.closeSync();
    }
  }

  /** Makes what a scenario needs, unless just that is there already. */
  async prepare(statements: readonly string[]): Promise<void> {
    const { prepared } = this;
    if (prepared?.statements === statements && prepared.picture === this.picture()) return;
    for (const { kind, path } of this.server.account.catalog.listAll()) {
      if (path.length === 1 && ["DATABASE", "WAREHOUSE", "INTEGRATION"].some((word) => kind.includes(word)))
        await this.run(
          `DROP ${kind.includes("INTEGRATION") ? "INTEGRATION" : kind} IF EXISTS "${path[0] ?? ""}"`,
        );
    }
    for (const sql of statements) await this.run(sql);
    this.prepared = { statements, picture: this.picture() };
  }

  private async run(sql: string): Promise<void> {
    const session = await this.server.account.createSession({ user: admin.user, role: "ACCOUNTADMIN" });
    await this.server.account.run(sql, session);
    await this.server.account.closeSession(session);
  }

  /** Every object with what defines it, without ids and times. */
  picture(): string {
    const { catalog } = this.server.account;
    const nameOf = (id: number) => catalog.byId(id)?.path.join(".") ?? "gone";
    const lines = catalog.listAll().map(({ kind, path, owner, comment, properties }) =>
      // A warehouse suspends itself after a while.
      JSON.stringify([
        kind,
        path.join("."),
        owner,
        comment,
        steady(kind === "WAREHOUSE" ? { ...properties, STATE: "" } : properties, nameOf),
      ]),
    );
    return lines.sort().join("\n");
  }

  open(line: Line): OpenSession {
    return lined(openSession, line);
  }
}

/** Sessions whose statements, and whose opening, go through a line. */
export function lined(open: OpenSession, line: Line): OpenSession {
  return async (call, role) => {
    const at = { cloud: "snowflake" as const, signal: call.signal, fail: failed };
    const session = await line.through({ ...at, operation: "log in", perform: () => open(call, role) });
    return new Proxy(session, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== "function" || typeof key !== "string") return member;
        return (...args: readonly unknown[]) => {
          const perform = () => Promise.resolve(Reflect.apply(member, target, args) as unknown);
          return line.through({ ...at, operation: operationOf(key, args[0]), perform });
        };
      },
    });
  };
}

/** The words a statement begins with: `CREATE OR ALTER TASK`. */
export function operationOf(method: string, argument: unknown): string {
  if (method !== "run" || typeof argument !== "string") return method;
  return (/^(?:\s*[A-Z]+\b)+/.exec(argument)?.[0] ?? argument).trim().split(/\s+/).slice(0, 4).join(" ");
}

/** The value without what differs between worlds that are the same: moments, random ids, ids of other objects. */
function steady(value: unknown, nameOf: (id: number) => string): unknown {
  if (typeof value === "number") return value > 1e9 ? "moment" : value;
  if (typeof value === "string") return steadyText(value);
  if (Array.isArray(value)) return value.map((item) => steady(item, nameOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/version$|^last/i.test(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]: [string, unknown]) => [
        key,
        /ids?$/i.test(key)
          ? [item].flat().map((id) => (typeof id === "number" ? nameOf(id) : "id"))
          : steady(item, nameOf),
      ]),
  );
}

function steadyText(text: string): string {
  if (/^\d{4}-\d\d-\d\dT|^[0-9a-f-]{36}$/.test(text)) return "moment";
  return text.replace(/#\w+(?="?$)/, "");
}

/** A fault as the driver tells it once its own retries are over. */
function failed({ name, moment }: Fault): Promise<never> {
  const error = (message: string, code: string, state: string) =>
    Promise.reject(new StatementFailed(message, code, state));
  switch (name) {
    case "500":
      return error("SQL execution internal error: Processing aborted by error 300010", "000603", "XX000");
    case "timed out":
      return moment === "before"
        ? error("Statement reached its statement or warehouse timeout and was canceled.", "000630", "57014")
        : error("Request to Snowflake failed: timeout of 60000ms exceeded", "401002", "08006");
    case "expired":
      return error("Authentication token has expired. The user must authenticate again.", "390114", "08001");
    case "throttled":
      return error("Request to Snowflake failed with status 429", "401002", "08006");
    case "503":
      return error("Request to Snowflake failed with status 503", "401002", "08006");
    default:
      return error("Network error. Could not reach Snowflake: read ECONNRESET", "401001", "08001");
  }
}
