import type { Account } from "../core/account";
import type { Bind, Session } from "../core/cloud";
import type { PreparedQuery, QueryEngine, Work } from "../core/hooks";
import type { Result } from "../core/result";
import { LocalSession } from "../session/session";
import { bindColumns } from "./column-types";
import { CommitClock } from "./commit-clock";
import { asSnowflakeError, isConflict } from "./errors";
import { LockWait } from "./lock-wait";
import { Mutex } from "./mutex";
import { prepareQuery } from "./prepare";
import { TransactionLog } from "./transaction-log";

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
  private readonly clock = new CommitClock();
  private readonly commits = new Mutex();

  constructor(
    private readonly account: Account,
    private readonly dispatch: Run,
  ) {}

  async work<T>(session: Session, body: (work: Work) => Promise<T>): Promise<T> {
    const own = localSession(session);
    const lock = new LockWait(own, this.account);
    for (;;) {
      try {
        if (own.current !== undefined) return await this.within(own, own.current, body);
        return own.autocommit ? await this.transaction(own, body) : await this.implicit(own, body);
      } catch (error) {
        if (!isConflict(error) || own.log?.failure !== undefined) throw asSnowflakeError(error);
        await lock.pause(error);
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
  async begin(session: LocalSession, name = ""): Promise<Work> {
    if (session.log?.failure !== undefined) throw session.log.failure;
    if (session.current !== undefined) return session.current;
    const work = await this.open(session);
    const log = new TransactionLog(work.connection, this.clock, this.account.catalog);
    session.current = { ...work, connection: log.connection };
    session.log = log;
    session.explicit = true;
    session.transactionName = name;
    return session.current;
  }

  private within<T>(session: LocalSession, work: Work, body: (work: Work) => Promise<T>): Promise<T> {
    return session.log === undefined ? body(work) : session.log.statement(work, body);
  }

  /** AUTOCOMMIT = FALSE: a statement that changes something leaves a transaction open. */
  private async implicit<T>(session: LocalSession, body: (work: Work) => Promise<T>): Promise<T> {
    const work = await this.begin(session);
    try {
      return await this.within(session, work, body);
    } finally {
      if (work.changed.size === 0 && work.consumed.size === 0) await this.rollback(session);
    }
  }

  async commit(session: LocalSession): Promise<void> {
    const work = session.current;
    if (work === undefined || !session.explicit) return;
    try {
      if (session.log?.failure !== undefined) throw session.log.failure;
      await this.save(work);
    } catch (error) {
      await work.connection.run("ROLLBACK").catch(() => undefined);
      throw asSnowflakeError(error);
    } finally {
      await session.ended();
    }
    for (const hook of this.account.extensions.workHooks) hook.committed(work);
  }

  async rollback(session: LocalSession): Promise<void> {
    const work = session.current;
    if (work === undefined || !session.explicit) return;
    await session.ended();
    await work.connection.run("ROLLBACK").catch(() => undefined);
  }

  /** One commit after the other, so that the times they note are in the order others see them. */
  private async save(work: Work): Promise<void> {
    if (work.changed.size + work.consumed.size > 0) return this.commits.run(() => this.write(work));
    for (const hook of this.account.extensions.workHooks) await hook.beforeCommit(work);
    await work.connection.run("COMMIT");
  }

  private async write(work: Work): Promise<void> {
    for (const hook of this.account.extensions.workHooks) await hook.beforeCommit(work);
    this.clock.note(work.changed);
    await this.account.database.commit(work.connection);
    this.clock.note([...work.changed, ...work.consumed]);
  }

  private async open(session: LocalSession): Promise<Work> {
    const connection = await session.connection();
    await connection.run("BEGIN TRANSACTION");
    return {
      id: nextWork(),
      connection,
      session,
      consumed: new Set(),
      changed: new Set(),
      read: new Set(),
    };
  }

  private async transaction<T>(session: LocalSession, body: (work: Work) => Promise<T>): Promise<T> {
    const work = await this.open(session);
    session.current = work;
    let answer: T;
    try {
      answer = await body(work);
      await this.save(work);
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
