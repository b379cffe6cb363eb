import { randomUUID } from "node:crypto";
import type { Bind, Json } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { text, type Result, type StatementKind } from "../core/result";
import type { LocalAccount } from "../account";
import { splitStatements } from "../ddl/split";
import { asSnowflakeError } from "../query/errors";
import { Mutex } from "../query/mutex";
import type { LocalSession } from "../session/session";
import { countBinds } from "../session/inline-binds";
import { limited, MULTI_STATEMENT, rowCount, rowSet, rowType, statementTypeId } from "./encode";
import { Pieces } from "./pieces";
import { parameterList } from "./sessions";

/** How long a request waits for its statement before the driver is told to ask again. */
const PATIENCE_MS = 30_000;
/** Finished queries whose answers drivers may still fetch. */
const REMEMBERED = 500;
const REMEMBERED_BYTES = 64 * 1024 * 1024;

export interface QueryRequest {
  readonly sqlText: string;
  readonly bindings?: Readonly<Record<string, Bind>>;
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly asyncExec?: boolean;
  readonly describeOnly?: boolean;
  readonly requestId: string;
  /** Sent by a procedure of the session, whose CALL still holds the session's turn. */
  readonly nested?: boolean;
}

interface Running {
  readonly id: string;
  readonly user: string;
  readonly requestId: string;
  readonly sql: string;
  readonly abort: AbortController;
  readonly started: number;
  readonly session: LocalSession;
  answer: Promise<string>;
  state: "RUNNING" | "SUCCESS" | "FAILED_WITH_ERROR" | "ABORTED";
  error?: SnowflakeError;
  /** Length of the answer, once there is one. */
  size: number;
  pieces?: Pieces;
}

/** Runs the statements drivers send and remembers their answers. */
export class Queries {
  private readonly all = new Map<string, Running>();
  private readonly turns = new WeakMap<LocalSession, Mutex>();

  constructor(
    private readonly account: LocalAccount,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** Starts a statement; answers its result, or, when it takes long or is asynchronous, where to ask for it. */
  async submit(session: LocalSession, request: QueryRequest): Promise<string> {
    const again = [...this.all.values()].find(
      (each) => each.requestId === request.requestId && request.requestId !== "",
    );
    const running = again ?? this.start(session, request);
    if (request.asyncExec === true) return this.pending(running, "333334");
    return this.within(running, "333333");
  }

  async result(id: string, session: LocalSession): Promise<string> {
    return this.within(this.find(id, session), "333334");
  }

  /** Later rows of a large result; undefined when there are none under this address. */
  piece(id: string, from: number, key: string | null): string | undefined {
    return this.all.get(id)?.pieces?.piece(from, key);
  }

  status(id: string, session: LocalSession): Record<string, unknown> {
    const query = this.find(id, session);
    const { error } = query;
    return {
      queries: [
        {
          id,
          status: query.state === "ABORTED" ? "FAILED_WITH_ERROR" : query.state,
          state: query.state,
          startTime: query.started,
          sqlText: query.sql,
          userName: query.user,
          ...(error && { errorCode: error.code, errorMessage: error.message }),
        },
      ],
    };
  }

  abort(requestId: string, session: LocalSession): void {
    const query = [...this.all.values()].find(
      (each) => each.requestId === requestId || each.id === requestId,
    );
    if (query?.user === session.user) query.abort.abort();
  }

  private find(id: string, session: LocalSession): Running {
    const query = this.all.get(id);
    if (query?.user !== session.user)
      throw new SnowflakeError("000709", "02000", `Statement ${id} not found`);
    return query;
  }

  private start(session: LocalSession, request: QueryRequest): Running {
    const acting = request.asyncExec === true ? session.fork(request.nested === true) : session;
    const running = this.track(acting, request.sqlText, request.requestId);
    const execute = (): Promise<string> => this.execute(running, request);
    running.answer = request.nested === true ? execute() : this.turn(acting).run(execute);
    if (acting !== session) {
      session.queryIds.push(running.id);
      void running.answer.finally(() => acting.close()).catch(() => undefined);
    }
    return running;
  }

  private track(session: LocalSession, sql: string, requestId: string): Running {
    const running: Running = {
      id: randomUUID(),
      user: session.user,
      requestId,
      sql,
      abort: new AbortController(),
      started: Date.now(),
      session,
      answer: Promise.resolve(""),
      state: "RUNNING",
      size: 0,
    };
    this.all.set(running.id, running);
    this.forget(running.id);
    return running;
  }

  /** Drops the oldest answers when there are too many or they are too large. */
  private forget(keep: string): void {
    let bytes = [...this.all.values()].reduce((sum, each) => sum + each.size, 0);
    for (const [id, old] of this.all) {
      if (this.all.size <= REMEMBERED && bytes <= REMEMBERED_BYTES) break;
      if (old.state === "RUNNING" || id === keep) continue;
      this.all.delete(id);
      bytes -= old.size;
    }
  }

  private turn(session: LocalSession): Mutex {
    const mutex = this.turns.get(session) ?? new Mutex();
    this.turns.set(session, mutex);
    return mutex;
  }

  private async execute(running: Running, request: QueryRequest): Promise<string> {
    try {
      const answer = await this.statements(running, request);
      running.state = "SUCCESS";
      running.size = answer.length + (running.pieces?.size ?? 0);
      this.forget(running.id);
      return answer;
    } catch (error) {
      const failure = asSnowflakeError(error);
      running.state = failure.code === "000604" ? "ABORTED" : "FAILED_WITH_ERROR";
      running.error = failure;
      return failureAnswer(failure, running.id);
    }
  }

  private async statements(running: Running, request: QueryRequest): Promise<string> {
    const { session } = running;
    const pieces = splitStatements(request.sqlText);
    const wanted = Number(
      request.parameters?.["MULTI_STATEMENT_COUNT"] ?? session.parameter("MULTI_STATEMENT_COUNT"),
    );
    if (pieces.length === 0)
      throw new SnowflakeError("000900", "42601", "SQL compilation error:\nEmpty SQL statement.");
    if (wanted !== 0 && pieces.length !== wanted)
      throw new SnowflakeError(
        "000008",
        "0A000",
        `Actual statement count ${pieces.length} did not match the desired statement count ${wanted}.`,
      );
    const tag = request.parameters?.["QUERY_TAG"];
    if (tag !== undefined) await session.setParameter("QUERY_TAG", tag);
    if (pieces.length === 1 && wanted !== 0) return this.single(running, pieces[0] ?? "", request);
    return pieces.length === 1
      ? this.single(running, pieces[0] ?? "", request)
      : this.multiple(running, pieces, request);
  }

  private async single(running: Running, sql: string, request: QueryRequest): Promise<string> {
    const result = await this.account.run(sql, running.session, {
      queryId: running.id,
      signal: running.abort.signal,
      ...(request.bindings && { binds: request.bindings }),
      ...(request.describeOnly === true && { describeOnly: true }),
    });
    const shown = limited(result, rowLimit(request, running.session));
    const pieces = Pieces.of(shown);
    const { address } = this.account;
    if (pieces !== undefined) running.pieces = pieces;
    return successAnswer(
      shown,
      running.session,
      running.id,
      {
        numberOfBinds: countBinds(sql),
        ...pieces?.head(`http://${address?.host ?? ""}:${address?.port ?? 0}`, running.id),
      },
      pieces?.first(),
    );
  }

  /** Each statement gets an id of its own, under which drivers fetch its result. */
  private async multiple(
    running: Running,
    pieces: readonly string[],
    request: QueryRequest,
  ): Promise<string> {
    const ids: string[] = [];
    const kinds: StatementKind[] = [];
    for (const sql of pieces) {
      const child = this.track(running.session, sql, "");
      const result = await this.account.run(sql, running.session, {
        queryId: child.id,
        signal: running.abort.signal,
        ...(request.bindings && { binds: request.bindings }),
        ...(request.describeOnly === true && { describeOnly: true }),
      });
      const answer = successAnswer(
        limited(result, rowLimit(request, running.session)),
        running.session,
        child.id,
      );
      child.answer = Promise.resolve(answer);
      child.size = answer.length;
      child.state = "SUCCESS";
      ids.push(child.id);
      kinds.push(result.kind);
    }
    const summary: Result = {
      kind: "select",
      columns: [text("multiple statement execution")],
      rows: [["Multiple statements executed successfully."]],
    };
    return successAnswer(summary, running.session, running.id, {
      resultIds: ids.join(","),
      resultTypes: kinds.map(statementTypeId).join(","),
      statementTypeId: MULTI_STATEMENT,
    });
  }

  private async within(running: Running, code: string): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.patienceMs);
    });
    const answer = await Promise.race([running.answer, late]);
    clearTimeout(timer);
    return answer ?? this.pending(running, code);
  }

  private pending(running: Running, code: string): string {
    return JSON.stringify({
      data: {
        queryId: running.id,
        getResultUrl: `/queries/${running.id}/result`,
        queryAbortsAfterSecs: 300,
        progressDesc: null,
      },
      code,
      message: "Query execution in progress. ",
      success: true,
    });
  }
}

/** How many rows at most a statement may answer with, by its own parameter or the session's; 0 means all. */
function rowLimit(request: QueryRequest, session: LocalSession): number {
  const own = Object.entries(request.parameters ?? {}).find(
    ([name]) => name.toUpperCase() === "ROWS_PER_RESULTSET",
  );
  return Number(own?.[1] ?? session.parameter("ROWS_PER_RESULTSET"));
}

function successAnswer(
  result: Result,
  session: LocalSession,
  queryId: string,
  extra: Readonly<Record<string, unknown>> = {},
  rows: string = rowSet(result),
): string {
  const count = rowCount(result);
  const data = {
    parameters: parameterList(session),
    rowtype: result.columns.map(rowType),
    total: count,
    returned: count,
    queryId,
    databaseProvider: null,
    finalDatabaseName: session.database ?? null,
    finalSchemaName: session.schema ?? null,
    finalWarehouseName: session.warehouse ?? null,
    finalRoleName: session.role ?? null,
    numberOfBinds: 0,
    arrayBindSupported: result.kind === "insert",
    statementTypeId: statementTypeId(result.kind),
    version: 1,
    sendResultTime: Date.now(),
    queryResultFormat: "json",
    queryContext: { entries: [] },
    ...result.transfer,
    ...extra,
  };
  const head = JSON.stringify(data);
  return `{"data":${head.slice(0, -1)},"rowset":${rows}},"code":null,"message":null,"success":true}`;
}

export function failureAnswer(error: SnowflakeError, queryId: string | null = null): string {
  return JSON.stringify({
    data: {
      internalError: false,
      errorCode: error.code,
      age: 0,
      sqlState: error.sqlState,
      queryId,
      line: -1,
      pos: -1,
      type: "COMPILATION",
    },
    code: error.code,
    message: error.message,
    success: false,
    headers: null,
  });
}
