import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake, type RunningSnowflake } from "../../local/snowflake/server/start";

const ADMIN = { user: "FLOE", password: "a-long-test-password" };
const stateDir = mkdtempSync(join(tmpdir(), "floe-protocol-"));
let server: RunningSnowflake;
let tokens: { token: string; masterToken: string };

interface Answer {
  readonly code: string | null;
  readonly success: boolean;
  readonly message: string | null;
  readonly data: {
    readonly token?: string;
    readonly masterToken?: string;
    readonly sessionToken?: string;
    readonly rowset?: readonly (readonly (string | null)[])[];
    readonly getResultUrl?: string;
    readonly queryId?: string;
    readonly finalRoleName?: string;
  };
}

async function call(path: string, body: unknown, token?: string, zipped = false): Promise<Answer> {
  const text = JSON.stringify(body);
  const response = await fetch(`${server.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "content-type": "application/json",
      ...(zipped && { "content-encoding": "gzip" }),
      ...(token !== undefined && { authorization: `Snowflake Token="${token}"` }),
    },
    ...(body !== undefined && { body: zipped ? gzipSync(text) : text }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

async function login(zipped = false): Promise<{ token: string; masterToken: string }> {
  const { data } = await call(
    "/session/v1/login-request?roleName=ACCOUNTADMIN&warehouse=COMPUTE_WH",
    { data: { ACCOUNT_NAME: "FLOE_LOCAL", LOGIN_NAME: ADMIN.user, PASSWORD: ADMIN.password } },
    undefined,
    zipped,
  );
  return { token: data.token ?? "", masterToken: data.masterToken ?? "" };
}

const query = (sqlText: string, requestId: string = randomUUID(), zipped = false, asyncExec = false) =>
  call(`/queries/v1/query-request?requestId=${requestId}`, { sqlText, asyncExec }, tokens.token, zipped);

/** Follows 333333 and 333334 answers; says how often it had to ask again. */
async function follow(first: Answer): Promise<{ answer: Answer; asked: number }> {
  let [answer, asked] = [first, 0];
  while (answer.code === "333333" || answer.code === "333334") {
    answer = await call(answer.data.getResultUrl ?? "", undefined, tokens.token);
    asked++;
  }
  return { answer, asked };
}

const ENDLESS = "SELECT SUM(HASH(A.N, B.N)) FROM ROWS_ A, ROWS_ B, ROWS_ C";

beforeAll(async () => {
  server = await startSnowflake({ stateDir, port: 0, admin: ADMIN, patienceMs: 150, log: () => undefined });
  tokens = await login();
  for (const sql of [
    "CREATE DATABASE P",
    "CREATE TABLE ROWS_ AS SELECT SEQ4() N FROM TABLE(GENERATOR(ROWCOUNT => 20000))",
  ])
    expect((await follow(await query(sql))).answer).toMatchObject({ success: true });
});
afterAll(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("compressed request bodies are read", async () => {
  const zipped = await login(true);
  expect(zipped.token).toMatch(/^floe-/);
  expect((await query("SELECT 'é'", undefined, true)).data.rowset).toEqual([["é"]]);
});

test("a master token renews the session; others do not", async () => {
  const renewed = await call(
    "/session/token-request",
    { oldSessionToken: tokens.token, requestType: "RENEW" },
    tokens.masterToken,
  );
  const fresh = renewed.data.sessionToken ?? "";
  expect(fresh).not.toBe(tokens.token);
  const answer = await call(
    "/queries/v1/query-request?requestId=r",
    { sqlText: "SELECT CURRENT_DATABASE()" },
    fresh,
  );
  expect(answer.data.rowset).toEqual([["P"]]);
  expect(await call("/session/token-request", {}, tokens.token)).toMatchObject({
    code: "390114",
    success: false,
  });
  expect(await call("/queries/v1/query-request", { sqlText: "SELECT 1" }, "nonsense")).toMatchObject({
    code: "390111",
    success: false,
  });
});

test("a long statement is asked for again until it is done, and repeated requests do not run it twice", async () => {
  await follow(await query("CREATE TABLE ONCE (N NUMBER)"));
  const block = "BEGIN INSERT INTO ONCE VALUES (1); CALL SYSTEM$WAIT(1); RETURN 'done'; END";
  const id = randomUUID();
  const first = await query(block, id);
  expect(first.code).toBe("333333");
  const again = await query(block, id);
  expect(again.data.queryId).toBe(first.data.queryId);
  const { answer, asked } = await follow(first);
  expect(answer.data.rowset).toEqual([["done"]]);
  expect(asked).toBeGreaterThan(1);
  expect((await follow(await query("SELECT COUNT(*) FROM ONCE"))).answer.data.rowset).toEqual([["1"]]);
});

test("a running statement is aborted by its request", async () => {
  const id = randomUUID();
  const began = Date.now();
  const first = await query(ENDLESS, id);
  expect(first.code).toBe("333333");
  await call("/queries/v1/abort-request", { requestId: id }, tokens.token);
  expect((await follow(first)).answer).toMatchObject({ success: false, code: "000604" });
  expect(Date.now() - began).toBeLessThan(5000);
  expect((await follow(await query("SELECT 7"))).answer.data.rowset).toEqual([["7"]]);
});

test("a procedure with its owner's rights lends them to nobody else", async () => {
  for (const sql of [
    "CREATE ROLE OWNER_ROLE",
    "GRANT ROLE OWNER_ROLE TO USER FLOE",
    "CREATE PROCEDURE SLOW() RETURNS VARCHAR LANGUAGE SQL EXECUTE AS OWNER AS 'BEGIN CALL SYSTEM$WAIT(1); RETURN CURRENT_ROLE(); END'",
    "GRANT USAGE ON DATABASE P TO ROLE OWNER_ROLE",
    "GRANT USAGE ON SCHEMA P.PUBLIC TO ROLE OWNER_ROLE",
    "GRANT OWNERSHIP ON PROCEDURE SLOW() TO ROLE OWNER_ROLE",
  ])
    expect((await follow(await query(sql))).answer).toMatchObject({ success: true });
  const running = query("CALL SLOW()");
  await new Promise((resolve) => setTimeout(resolve, 300));
  const beside = await follow(await query("SELECT CURRENT_ROLE()", undefined, false, true));
  expect(beside.answer.data.rowset).toEqual([["ACCOUNTADMIN"]]);
  const { answer } = await follow(await running);
  expect(answer.data).toMatchObject({ rowset: [["OWNER_ROLE"]], finalRoleName: "ACCOUNTADMIN" });
});
