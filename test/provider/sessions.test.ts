import { beforeEach, expect, it, vi } from "vitest";
import { driverSessions } from "../../provider/snowflake/connect";

interface Statement {
  readonly sqlText: string;
  readonly complete: (error: Error | undefined, statement: unknown, rows: unknown[]) => void;
}

const cloud = vi.hoisted(() => ({
  logins: 0,
  statements: [] as string[],
  /** Answers a statement of the connection with this number, or refuses it. */
  answer: (_sql: string, _login: number): Error | undefined => undefined,
}));

vi.mock("snowflake-sdk", () => ({
  default: {
    configure: () => undefined,
    createConnection() {
      const login = ++cloud.logins;
      return {
        connect: (done: () => void) => done(),
        isUp: () => true,
        destroy: (done: () => void) => done(),
        execute({ sqlText, complete }: Statement) {
          cloud.statements.push(`${login} ${sqlText}`);
          queueMicrotask(() => complete(cloud.answer(sqlText, login), undefined, []));
          return { getRequestId: () => "id", cancel: () => undefined };
        },
      };
    },
  },
}));

const gone = Object.assign(new Error("Session no longer exists."), { code: 390111 });
const refused = Object.assign(new Error("Object does not exist, or is not authorized."), { code: 2043 });
const config = {
  account: "FLOE_LOCAL",
  user: "FLOE",
  password: "pass-word-1",
  host: "127.0.0.1",
  protocol: "http",
};
const session = () => driverSessions().open({ config, signal: new AbortController().signal }, undefined);

beforeEach(() => {
  cloud.logins = 0;
  cloud.statements.length = 0;
});

it("tells a session that takes the place of an ended one which warehouse to use", async () => {
  cloud.answer = (sql, login) => (sql === "SELECT 1" && login === 1 ? gone : undefined);
  const own = await session();
  await own.run('USE WAREHOUSE "WH"');
  await own.run("SELECT 1");
  expect(cloud.statements).toEqual([
    '1 USE WAREHOUSE "WH"',
    "1 SELECT 1",
    '2 USE WAREHOUSE "WH"',
    "2 SELECT 1",
  ]);
});

it("does not ask again for a warehouse it was refused", async () => {
  cloud.answer = (sql, login) =>
    sql.startsWith("USE") ? refused : sql === "SELECT 1" && login === 1 ? gone : undefined;
  const own = await session();
  await expect(own.run('USE WAREHOUSE "WH"')).rejects.toThrow("not authorized");
  await own.run("SELECT 1");
  expect(cloud.statements.slice(1)).toEqual(["1 SELECT 1", "2 SELECT 1"]);
});
