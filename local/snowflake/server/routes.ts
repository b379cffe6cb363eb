import { jsonText } from "../core/json-text";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bind, Json } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { LocalAccount } from "../account";
import { Queries, failureAnswer, type QueryRequest } from "../protocol/queries";
import { SessionGate } from "../protocol/sessions";
import { asSnowflakeError } from "../query/errors";
import { StreamingRoutes } from "../streaming/routes";
import { readBody, send, success, tokenOf, type Body } from "./http";

interface Call {
  readonly body: Body;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly id: string;
}

const STREAMING = "/v1/streaming/";

type Route = readonly [method: string, path: RegExp, handle: (call: Call) => Promise<string> | string];

/** The drivers' protocol over HTTP. A failed statement is an answer with HTTP 200: drivers retry on 5xx. */
export class Routes {
  private readonly gate: SessionGate;
  private readonly queries: Queries;
  private readonly streaming: StreamingRoutes;
  private readonly routes: readonly Route[];

  constructor(
    private readonly account: LocalAccount,
    patienceMs?: number,
  ) {
    this.gate = new SessionGate(account);
    this.queries = new Queries(account, patienceMs);
    this.streaming = new StreamingRoutes(account);
    this.routes = [
      [
        "POST",
        /^\/session\/v1\/login-request$/,
        async ({ body, query }) => success(await this.gate.login({ body, query })),
      ],
      ["POST", /^\/session\/token-request$/, ({ token }) => success(this.gate.renew(token))],
      ["POST", /^\/session\/heartbeat$/, (call) => this.heartbeat(call)],
      ["POST", /^\/session$/, async ({ token, query }) => this.end(token, query)],
      ["DELETE", /^\/session$/, async ({ token, query }) => this.end(token, query)],
      ["POST", /^\/queries\/v1\/query-request$/, (call) => this.submit(call)],
      ["POST", /^\/queries\/v1\/abort-request$/, (call) => this.abort(call)],
      [
        "GET",
        /^\/queries\/([^/]+)\/result$/,
        ({ id, token }) => this.queries.result(id, this.gate.session(token)),
      ],
      ["POST", /^\/queries\/([^/]+)\/abort-request$/, ({ id, token }) => this.abortId(id, token)],
      [
        "GET",
        /^\/monitoring\/queries\/([^/]+)$/,
        ({ id, token }) => success(this.queries.status(id, this.gate.session(token))),
      ],
      ["POST", /^\/telemetry\/send(?:\/sessionless)?$/, () => success("Log Received")],
      ["GET", /^\/(?:health)?$/, () => success("Floe local Snowflake")],
    ];
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? "/", "http://localhost");
      // Python driver 5 asks for /monitoring/queries//<id>.
      const path = url.pathname.replace(/\/{2,}/g, "/");
      const body = await readBody(request);
      for (const [method, pattern, run] of this.routes) {
        const found = pattern.exec(path);
        if (found === null || method !== request.method) continue;
        await send(
          response,
          await run({ body, query: url.searchParams, token: tokenOf(request), id: found[1] ?? "" }),
        );
        return;
      }
      const piece = /^\/results\/([^/]+)\/(\d+)$/.exec(path);
      if (request.method === "GET" && piece !== null) {
        const rows = this.queries.piece(piece[1] ?? "", Number(piece[2]), url.searchParams.get("key"));
        // Rows without brackets around them are no JSON document.
        await send(response, rows ?? "", rows === undefined ? 404 : 200, "application/octet-stream");
        return;
      }
      if (request.method === "POST" && path.startsWith(STREAMING)) {
        const answer = await this.streaming.handle(
          path.slice(STREAMING.length),
          body,
          request.headers.authorization,
        );
        if (answer !== undefined) {
          await send(response, answer.body, answer.status);
          return;
        }
      }
      this.account.options.log(`unknown request ${request.method ?? ""} ${url.pathname}`);
      await send(
        response,
        failureAnswer(
          new SnowflakeError(
            "390404",
            "08001",
            `The local Snowflake has no ${request.method ?? ""} ${url.pathname}.`,
          ),
        ),
        404,
      );
    } catch (error) {
      await send(response, failureAnswer(asSnowflakeError(error)));
    }
  }

  private heartbeat({ token }: Call): string {
    this.gate.session(token);
    return success(null);
  }

  private async end(token: string | undefined, query: URLSearchParams): Promise<string> {
    if (query.get("delete") === "true") await this.gate.logout(token);
    return success(null);
  }

  private submit({ body, query, token }: Call): Promise<string> {
    const session = this.gate.session(token);
    const bindings = body["bindings"] as Readonly<Record<string, Bind>> | undefined | null;
    const parameters = body["parameters"] as Readonly<Record<string, Json>> | undefined | null;
    const request: QueryRequest = {
      sqlText: jsonText(body["sqlText"] ?? ""),
      requestId: query.get("requestId") ?? "",
      ...(token !== undefined && this.account.isNested(token) && { nested: true }),
      ...(bindings && { bindings }),
      ...(parameters && { parameters }),
      ...(body["asyncExec"] === true && { asyncExec: true }),
      ...(body["describeOnly"] === true && { describeOnly: true }),
    };
    return this.queries.submit(session, request);
  }

  private abort({ body, token }: Call): string {
    this.queries.abort(jsonText(body["requestId"] ?? ""), this.gate.session(token));
    return success(null);
  }

  private abortId(id: string, token: string | undefined): string {
    this.queries.abort(id, this.gate.session(token));
    return success(null);
  }
}
