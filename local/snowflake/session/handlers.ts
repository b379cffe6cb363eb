import { jsonText } from "../core/json-text";
import type { Account } from "../core/account";
import type { Json, Session, Statement, StatementHandler } from "../core/cloud";
import { notFound, SnowflakeError, syntaxError, unsupported } from "../core/errors";
import { status, text, type Result } from "../core/result";
import { TokenStream } from "../ddl/stream";
import { localSession, type LocalQueryEngine } from "../query/engine";
import { hasEffect, isParameter, parameterNames, parameterDefault } from "./parameters";
import type { LocalSession } from "./session";
import { showTransactions } from "./transactions";

const done = (): Result => status("Statement executed successfully.");
type Execute = (stream: TokenStream, session: LocalSession, statement: Statement) => Promise<Result>;

const handler = (
  name: string,
  matches: (words: readonly string[]) => boolean,
  execute: Execute,
): StatementHandler => ({
  name,
  matches,
  execute: (statement, session) => execute(new TokenStream(statement.sql), localSession(session), statement),
});

/** Who may act as which role, as the access control tells it. */
export interface RoleRules {
  mayUse(user: string, role: string): boolean;
  rolesOf(user: string): readonly string[];
}

/** Statements that change the session itself: USE, ALTER SESSION, SET, transactions. */
export function sessionHandlers(
  account: Account,
  engine: LocalQueryEngine,
  roles: RoleRules,
): StatementHandler[] {
  return [
    handler(
      "use",
      ([first]) => first === "USE",
      (stream, session) => use(account, roles, stream, session),
    ),
    handler("alter session", (words) => words[0] === "ALTER" && words[1] === "SESSION", alterSession),
    handler(
      "set",
      ([first]) => first === "SET",
      (stream, session) => set(account, stream, session),
    ),
    handler("unset", ([first]) => first === "UNSET", unset),
    handler(
      "begin",
      (words) => isBegin(words),
      async (stream, session) => {
        stream.takeOne(["BEGIN", "START"]);
        stream.takeOne(["TRANSACTION", "WORK"]);
        const name = stream.take("NAME") ? stream.identifier() : "";
        stream.end();
        await engine.begin(session, name);
        return done();
      },
    ),
    handler(
      "commit",
      ([first]) => first === "COMMIT",
      async (_stream, session) => {
        await engine.commit(session);
        return done();
      },
    ),
    handler(
      "rollback",
      ([first]) => first === "ROLLBACK",
      async (_stream, session) => {
        await engine.rollback(session);
        return done();
      },
    ),
    handler(
      "show transactions",
      (words) => words[0] === "SHOW" && words[1] === "TRANSACTIONS",
      (stream, session) => Promise.resolve(showTransactions(account, stream, session)),
    ),
    handler(
      "show variables",
      (words) => words[0] === "SHOW" && words[1] === "VARIABLES",
      (_stream, session) => Promise.resolve(showVariables(session)),
    ),
    handler("show session parameters", showsSessionParameters, (stream, session) =>
      Promise.resolve(showParameters(stream, session)),
    ),
  ];
}

const isBegin = (words: readonly string[]): boolean =>
  (words[0] === "BEGIN" &&
    (words.length === 1 || ["TRANSACTION", "WORK", "NAME"].includes(words[1] ?? ""))) ||
  (words[0] === "START" && words[1] === "TRANSACTION");

const showsSessionParameters = (words: readonly string[]): boolean => {
  if (words[0] !== "SHOW" || words[1] !== "PARAMETERS") return false;
  const scope = words.indexOf("IN") < 0 ? words.indexOf("FOR") : words.indexOf("IN");
  return scope < 0 ? !words.includes("IN") : words[scope + 1] === "SESSION";
};

async function use(
  account: Account,
  roles: RoleRules,
  stream: TokenStream,
  session: LocalSession,
): Promise<Result> {
  stream.expect("USE");
  if (stream.take("SECONDARY", "ROLES")) {
    const which = stream.takeOne(["ALL", "NONE"]);
    session.secondaryRoles = which === "ALL" ? "ALL" : which === "NONE" ? [] : readNames(stream);
    stream.end();
    return done();
  }
  const kind = stream.takeOne(["ROLE", "WAREHOUSE", "DATABASE", "SCHEMA"]) ?? "NAME";
  const name = stream.name();
  stream.end();
  const [first = ""] = name;
  if (kind === "ROLE") useRole(account, roles, session, first);
  else if (kind === "WAREHOUSE") {
    requireAny(account, session, "WAREHOUSE", [first], ["USAGE", "OPERATE", "MONITOR", "MODIFY"]);
    session.warehouse = first;
  } else if (kind === "SCHEMA" || (kind === "NAME" && name.length === 2)) useSchema(account, session, name);
  else useDatabase(account, session, first);
  return Promise.resolve(done());
}

function readNames(stream: TokenStream): string[] {
  const names: string[] = [];
  do names.push(stream.identifier());
  while (stream.takeSymbol(","));
  return names;
}

function useRole(account: Account, roles: RoleRules, session: LocalSession, role: string): void {
  if (account.catalog.find("ROLE", [role]) === undefined)
    throw new SnowflakeError(
      "002043",
      "02000",
      `SQL compilation error:\nObject does not exist, or operation cannot be performed.`,
    );
  if (!roles.mayUse(session.user, role))
    throw new SnowflakeError(
      "003013",
      "42501",
      `SQL access control error:\nRequested role '${role}' is not assigned to the executing user. Specify another role to activate.`,
    );
  session.role = role;
}

function requireAny(
  account: Account,
  session: LocalSession,
  kind: string,
  path: readonly string[],
  privileges: readonly string[],
): void {
  const exists = account.catalog.find(kind, path) !== undefined;
  if (!exists || !privileges.some((privilege) => account.access.allows(session, privilege, kind, path)))
    throw new SnowflakeError(
      "002043",
      "02000",
      "SQL compilation error:\nObject does not exist, or operation cannot be performed.",
    );
}

const CONTAINER = ["USAGE", "OWNERSHIP", "MONITOR", "MODIFY", "CREATE SCHEMA", "IMPORTED PRIVILEGES"];

function useDatabase(account: Account, session: LocalSession, name: string): void {
  requireAny(account, session, "DATABASE", [name], CONTAINER);
  session.database = name;
  const publicSchema = account.catalog.find("SCHEMA", [name, "PUBLIC"]);
  session.schema =
    publicSchema !== undefined && account.access.allows(session, "USAGE", "SCHEMA", publicSchema.path)
      ? "PUBLIC"
      : undefined;
}

function useSchema(account: Account, session: LocalSession, name: readonly string[]): void {
  const path = session.resolve(name, 2);
  if (path[1] !== "INFORMATION_SCHEMA")
    requireAny(account, session, "SCHEMA", path, ["USAGE", "OWNERSHIP", "MONITOR", "MODIFY", "CREATE TABLE"]);
  [session.database, session.schema] = path;
}

async function alterSession(stream: TokenStream, session: LocalSession): Promise<Result> {
  stream.expect("ALTER", "SESSION");
  if (stream.take("UNSET")) {
    do {
      const name = stream.word();
      if (!isParameter(name)) throw invalidParameter(name);
      session.parameters.delete(name);
      const usual = parameterDefault(name);
      if (usual !== undefined && name === "TIMEZONE") await session.setParameter(name, usual);
    } while (stream.takeSymbol(","));
  } else {
    stream.expect("SET");
    while (!stream.done) {
      const name = stream.word();
      stream.expectSymbol("=");
      const value = readValue(stream);
      stream.takeSymbol(",");
      await setParameter(session, name, value);
    }
  }
  stream.end();
  return done();
}

/** Sets a parameter; another value than the default is refused where it would have no effect. */
async function setParameter(session: LocalSession, name: string, value: Json): Promise<void> {
  if (!isParameter(name)) throw invalidParameter(name);
  const usual = parameterDefault(name);
  if (!hasEffect(name) && jsonText(usual).toUpperCase() !== jsonText(value).toUpperCase())
    throw unsupported(`ALTER SESSION SET ${name} = ${jsonText(value)}`);
  await session.setParameter(name, value);
}

const invalidParameter = (name: string): SnowflakeError =>
  new SnowflakeError("001008", "22023", `SQL compilation error:\ninvalid parameter '${name}'`);

function readValue(stream: TokenStream): Json {
  if (stream.atString()) return stream.string();
  if (stream.take("TRUE")) return true;
  if (stream.take("FALSE")) return false;
  if (stream.peek()?.kind === "number" || stream.atSymbol("-")) return stream.integer();
  return stream.identifier();
}

async function set(account: Account, stream: TokenStream, session: LocalSession): Promise<Result> {
  stream.expect("SET");
  const many = stream.atSymbol("(");
  const names = many ? stream.list(() => stream.identifier()) : [stream.identifier()];
  stream.expectSymbol("=");
  const written = stream.rest();
  const expression =
    many && /^\(\s*SELECT\b/i.test(written)
      ? written.replace(/^\(|\)\s*$/g, "")
      : `SELECT ${many ? written.trim().replace(/^\(|\)$/g, "") : written}`;
  const result = await account.query.run(expression, session);
  const [row] = result.rows;
  if (row?.length !== names.length)
    throw syntaxError(`SET assigns ${row?.length ?? 0} values to ${names.length} variables.`);
  names.forEach((name, index) => {
    const cell = row[index] ?? null;
    if (typeof cell === "string" && cell.length > 256)
      throw new SnowflakeError(
        "001326",
        "22023",
        `Assignment to '${name}' not done because value exceeds size limit for variables. Its size is ${cell.length}; the limit is 256 (internal storage size in bytes).`,
      );
    const numeric =
      result.columns[index]?.type.kind === "fixed" && typeof cell === "string" ? Number(cell) : cell;
    session.variables.set(
      name,
      typeof numeric === "bigint"
        ? Number(numeric)
        : numeric instanceof Date
          ? numeric.toISOString()
          : numeric,
    );
  });
  return done();
}

function unset(stream: TokenStream, session: LocalSession): Promise<Result> {
  stream.expect("UNSET");
  const names = stream.atSymbol("(") ? stream.list(() => stream.identifier()) : [stream.identifier()];
  stream.end();
  for (const name of names)
    if (!session.variables.delete(name)) throw notFound("Session variable", `$${name}`);
  return Promise.resolve(done());
}

function showVariables(session: LocalSession): Result {
  const columns = ["session_id", "created_on", "updated_on", "name", "value", "type", "comment"].map(text);
  const rows = [...session.variables].map(([name, value]) => [
    String(session.number),
    null,
    null,
    name,
    jsonText(value),
    typeof value === "number" ? "fixed" : typeof value === "boolean" ? "boolean" : "text",
    null,
  ]);
  return { kind: "show", columns, rows };
}

function showParameters(stream: TokenStream, session: LocalSession): Result {
  stream.expect("SHOW", "PARAMETERS");
  const like = stream.take("LIKE") ? stream.string() : undefined;
  const pattern =
    like === undefined ? /^/ : new RegExp(`^${like.replaceAll("%", ".*").replaceAll("_", ".")}$`, "i");
  const names = [...new Set([...parameterNames(), ...session.parameters.keys()])]
    .filter((name) => pattern.test(name))
    .sort();
  const rows = names.map((name) => {
    const usual = parameterDefault(name) ?? "";
    const type = typeof usual === "boolean" ? "BOOLEAN" : typeof usual === "number" ? "NUMBER" : "STRING";
    return [
      name,
      jsonText(session.parameter(name)),
      jsonText(usual),
      session.parameters.has(name) ? "SESSION" : "",
      "",
      type,
    ];
  });
  return {
    kind: "show",
    columns: ["key", "value", "default", "level", "description", "type"].map(text),
    rows,
  };
}

export type { Session };
