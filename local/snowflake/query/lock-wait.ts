import { setTimeout as delay } from "node:timers/promises";
import type { Account } from "../core/account";
import { jsonText } from "../core/json-text";
import { SnowflakeError } from "../core/errors";
import { LocalSession } from "../session/session";
import { asSnowflakeError } from "./errors";

/** Conflicts that no open transaction explains pass at once, or never: also those of one that has just committed. */
const RETRIES = 8;
/** A transaction that blocks others is given up after so long without a statement, as on Snowflake. */
const ABANDONED_MS = 5 * 60_000;
/** Two transactions that wait while they hold something may wait for each other. */
const DEADLOCK_MS = 2_000;

/** One statement's wait for rows that another transaction has changed. */
export class LockWait {
  private readonly began = Date.now();
  private attempt = 0;
  private unexplained = 0;

  constructor(
    private readonly own: LocalSession,
    private readonly account: Account,
  ) {}

  /** Waits a little; throws when it has been long enough. */
  async pause(conflict: unknown): Promise<void> {
    const holders = this.holders();
    for (const holder of holders)
      if (holder.idleSince !== undefined && Date.now() - holder.idleSince > ABANDONED_MS)
        await holder.abort("it was idle for 5 minutes while another statement waited for what it had locked");
    this.unexplained = holders.length === 0 ? this.unexplained + 1 : 0;
    if (this.unexplained > RETRIES) throw asSnowflakeError(conflict);
    if (this.own.interrupted) throw new SnowflakeError("000604", "57014", "SQL execution canceled");
    const waited = Date.now() - this.began;
    if (waited > this.limit(holders)) throw timedOut(holders, waited);
    this.own.waiting = true;
    try {
      const pause = this.unexplained > 0 ? this.unexplained : ++this.attempt;
      await delay(Math.min(100, 5 * 2 ** (pause - 1)));
    } finally {
      this.own.waiting = false;
    }
  }

  private holders(): LocalSession[] {
    return this.account
      .sessions()
      .filter((each) => each instanceof LocalSession)
      .filter((each) => each !== this.own && each.explicit && (each.current?.changed.size ?? 0) > 0);
  }

  private limit(holders: readonly LocalSession[]): number {
    const holds = this.own.explicit && (this.own.current?.changed.size ?? 0) > 0;
    if (holds && holders.some((each) => each.waiting)) return DEADLOCK_MS;
    return Number(jsonText(this.own.parameter("LOCK_TIMEOUT"))) * 1000;
  }
}

const timedOut = (holders: readonly LocalSession[], waited: number): SnowflakeError =>
  new SnowflakeError(
    "000625",
    "57014",
    `The statement was given up after it waited ${Math.round(waited / 1000)} s for a lock that transaction ${holders.map(({ current }) => String(current?.id)).join(" or ")} holds.`,
  );
