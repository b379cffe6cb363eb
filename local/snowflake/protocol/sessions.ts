import { randomBytes } from "node:crypto";
import type { Json } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { LocalAccount } from "../account";
import { parameterNames } from "../session/parameters";
import type { LocalSession } from "../session/session";
import { authenticate } from "./authenticate";
import { VERSION } from "../query/context";

const SESSION_SECONDS = 3600;
const MASTER_SECONDS = 14_400;

export interface LoginRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Unquoted names are upper-cased, as in SQL. */
const identifier = (value: string | null): string | undefined =>
  value === null || value === ""
    ? undefined
    : /^".*"$/.test(value)
      ? value.slice(1, -1).replaceAll('""', '"')
      : value.toUpperCase();

/** Login, renewal and end of driver sessions. */
export class SessionGate {
  private readonly masters = new Map<string, string>();

  constructor(private readonly account: LocalAccount) {}

  async login(request: LoginRequest): Promise<Record<string, unknown>> {
    const data = (request.body["data"] ?? {}) as Readonly<Record<string, unknown>>;
    this.checkAccount(text(data["ACCOUNT_NAME"]));
    const password = text(data["PASSWORD"]);
    const authenticator = text(data["AUTHENTICATOR"]);
    const token = text(data["TOKEN"]);
    const user = authenticate(this.account, {
      login: text(data["LOGIN_NAME"]) ?? "",
      ...(password !== undefined && { password }),
      ...(authenticator !== undefined && { authenticator }),
      ...(token !== undefined && { token }),
    });
    const session = await this.open(user.path[0] ?? "", user.properties, request.query);
    const parameters = (data["SESSION_PARAMETERS"] ?? {}) as Readonly<Record<string, Json>>;
    for (const [name, value] of Object.entries(parameters))
      await session.setParameter(name.toUpperCase(), value);
    return this.loginAnswer(session);
  }

  renew(masterToken: string | undefined): Record<string, unknown> {
    const session = this.bySession(this.masters.get(masterToken ?? ""));
    if (session === undefined)
      throw new SnowflakeError(
        "390114",
        "08001",
        "Authentication token has expired.  The user must authenticate again.",
      );
    return {
      sessionToken: this.account.issueToken(session, false),
      validityInSecondsST: SESSION_SECONDS,
      masterToken,
      validityInSecondsMT: MASTER_SECONDS,
      sessionId: Number(session.number),
    };
  }

  async logout(token: string | undefined): Promise<void> {
    const session = this.account.sessionOf(token ?? "");
    if (session === undefined) return;
    for (const [master, id] of this.masters) if (id === session.id) this.masters.delete(master);
    await this.account.closeSession(session);
  }

  session(token: string | undefined): LocalSession {
    const session = this.account.sessionOf(token ?? "");
    if (session === undefined)
      throw new SnowflakeError(
        "390111",
        "08001",
        "Session no longer exists.  New login required to access the service.",
      );
    return session;
  }

  /** A client that is told an address only takes its first part for the account: 127 of 127.0.0.1. */
  private checkAccount(name: string | undefined): void {
    const first = name?.split(".")[0]?.toUpperCase().replaceAll("-", "_");
    if (first !== undefined && !["FLOE_LOCAL", "LOCAL", "FLOE", "127", "LOCALHOST"].includes(first))
      throw new SnowflakeError(
        "390100",
        "08001",
        `The local account is FLOE_LOCAL; the client asked for '${name ?? ""}'.`,
      );
  }

  private async open(
    user: string,
    properties: Readonly<Record<string, Json>>,
    query: URLSearchParams,
  ): Promise<LocalSession> {
    const [database, schema] = (text(properties["DEFAULT_NAMESPACE"]) ?? "").split(".");
    const role = identifier(query.get("roleName")) ?? undefined;
    const warehouse = identifier(query.get("warehouse")) ?? text(properties["DEFAULT_WAREHOUSE"]);
    if (role !== undefined) this.checkRole(user, role);
    const wantedDatabase = identifier(query.get("databaseName")) ?? text(database);
    const wantedSchema = identifier(query.get("schemaName")) ?? text(schema);
    const session = await this.account.createSession({ user, ...(role !== undefined && { role }) });
    this.enter(session, wantedDatabase, wantedSchema, warehouse);
    return session;
  }

  private checkRole(user: string, role: string): void {
    const object = this.account.catalog.find("ROLE", [role]);
    if (object === undefined || !this.account.access.roles.mayUse(user, object))
      throw new SnowflakeError(
        "390189",
        "08001",
        `Role '${role}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
      );
  }

  /** As on Snowflake, a login may name objects that do not exist: they are then not current. */
  private enter(
    session: LocalSession,
    database: string | undefined,
    schema: string | undefined,
    warehouse: string | undefined,
  ): void {
    const { catalog, access } = this.account;
    const visible = (kind: string, path: readonly string[]): boolean => {
      const object = catalog.find(kind, path);
      return object !== undefined && access.visible(session, object);
    };
    if (warehouse !== undefined && visible("WAREHOUSE", [warehouse])) session.warehouse = warehouse;
    if (database === undefined || !visible("DATABASE", [database])) return;
    session.database = database;
    const wanted = schema ?? "PUBLIC";
    if (visible("SCHEMA", [database, wanted])) session.schema = wanted;
  }

  private loginAnswer(session: LocalSession): Record<string, unknown> {
    const masterToken = `floe-master-${randomBytes(32).toString("base64url")}`;
    this.masters.set(masterToken, session.id);
    return {
      masterToken,
      token: this.account.issueToken(session, false),
      validityInSeconds: SESSION_SECONDS,
      masterValidityInSeconds: MASTER_SECONDS,
      displayUserName: session.user,
      serverVersion: VERSION,
      firstLogin: false,
      remMeToken: null,
      remMeValidityInSeconds: 0,
      healthCheckInterval: 45,
      newClientForUpgrade: null,
      sessionId: Number(session.number),
      parameters: parameterList(session),
      sessionInfo: {
        databaseName: session.database ?? null,
        schemaName: session.schema ?? null,
        warehouseName: session.warehouse ?? null,
        roleName: session.role ?? null,
      },
      idToken: null,
      idTokenValidityInSeconds: 0,
      responseData: null,
      mfaToken: null,
      mfaTokenValidityInSeconds: 0,
    };
  }

  private bySession(id: string | undefined): LocalSession | undefined {
    return this.account.sessions().find((session) => session.id === id);
  }
}

/** The session parameters that drivers read. */
export function parameterList(session: LocalSession): { name: string; value: Json }[] {
  return parameterNames().map((name) => ({ name, value: session.parameter(name) }));
}
