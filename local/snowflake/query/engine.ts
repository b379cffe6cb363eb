import { setTimeout as delay } from "node:timers/promises";
import type { Account } from "../core/account";
import type { Bind, Session } from "../core/cloud";
import type { PreparedQuery, QueryEngine, Work } from "../core/hooks";
import type { Result } from "../core/result";
import { LocalSession } from "../session/session";
import { bindColumns } from "./column-types";
import { asSnowflakeError, isConflict } from "./errors";
import { prepareQuery } from "./prepare";

const RETRIES = 8;
let lastWork = 0n;

function nextWork(): bigint {
  const now = BigInt(Date.now()) * 1000n;
  lastWork = lastWork >= now ? lastWork + 1n : now;
  return lastWork;
}

export function localSession(session: Session): LocalSession {
  if (session instanceof LocalSession) return session;
  throw new Error("this session was not made by the account");
}

type Run = QueryEngine["run"];

/** Transactions and queries of sessions, on DuckDB. */
export class LocalQueryEngine implements QueryEngine {
  constructor(
    private readonly account: Account,
    private readonly dispatch: Run,
  ) {}

  async work<T>(session: Session, body: (work: Work) => Promise<T>): Promise<T> {
    const own = localSession(session);
    if (own.current !== undefined) return body(own.current);
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.transaction(own, body);
      } catch (error) {
        if (!isConflict(error) || attempt >= RETRIES) throw asSnowflakeError(error);
        await delay(5 * 2 ** attempt);
      }
    }
  }

  async prepare(
    sql: string,
    work: Work,
    options: { binds?: Readonly<Record<string, Bind>>; forDml?: boolean } = {},
  ): Promise<PreparedQuery> {
    try {
      const query = await prepareQuery(this.account, sql, work, { ...options, inline: true });
      const columns = await bindColumns(work.connection, query.sql, query.columns);
      return { sql: query.sql, columns, reads: [...query.environment.reads.values()] };
    } catch (error) {
      throw asSnowflakeError(error);
    }
  }

  run(sql: string, session: Session, options: Parameters<Run>[2] = {}): Promise<Result> {
    return this.dispatch(sql, session, options);
  }

  /** BEGIN: what follows is one transaction until COMMIT or ROLLBACK. */
  async begin(session: LocalSession): Promise<Work> {
    if (session.current !== undefined) return session.current;
    session.current = await this.open(session);
    session.explicit = true;
    return session.current;
  }

  async commit(session: LocalSession): Promise<void> {
    const work = session.current;
    if (work === undefined || !session.explicit) return;
    try {
      for (const hook of this.account.extensions.workHooks) await hook.beforeCommit(work);
      await work.connection.run("COMMIT");
    } catch (error) {
      await work.connection.run("ROLLBACK").catch(() => undefined);
      throw asSnowflakeError(error);
    } finally {
      session.current = undefined;
      session.explicit = false;
    }
    for (const hook of this.account.extensions.workHooks) hook.committed(work);
  }

  async rollback(session: LocalSession): Promise<void> {
    const work = session.current;
    if (work === undefined || !session.explicit) return;
    session.current = undefined;
    session.explicit = false;
    await work.connection.run("ROLLBACK").catch(() => undefined);
  }

  private async open(session: LocalSession): Promise<Work> {
    const connection = await session.connection();
    await connection.run("BEGIN TRANSACTION");
    return { id: nextWork(), connection, session, consumed: new Set(), changed: new Set() };
  }

  private async transaction<T>(session: LocalSession, body: (work: Work) => Promise<T>): Promise<T> {
    const work = await this.open(session);
    session.current = work;
    let answer: T;
    try {
      answer = await body(work);
      for (const hook of this.account.extensions.workHooks) await hook.beforeCommit(work);
      await work.connection.run("COMMIT");
    } catch (error) {
      await work.connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      session.current = undefined;
    }
    for (const hook of this.account.extensions.workHooks) hook.committed(work);
    return answer;
  }
}
