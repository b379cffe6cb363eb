import type { Catalog, Json, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { LocalSession } from "./session";

const NAME = "STATEMENT_TIMEOUT_IN_SECONDS";
/** The longest time Node's timers can wait. */
const LONGEST_SECONDS = 2_147_483;

const seconds = (value: Json | undefined): number =>
  value === undefined || value === null ? 0 : Number(value) || 0;

/**
 * STATEMENT_TIMEOUT_IN_SECONDS: the smaller of the session's (or its user's or account's) and the warehouse's value; 0
 * sets none. (Snowflake docs: "Parameters".)
 */
export class StatementLimit {
  /** Snowflake's 000630, once the time is up. */
  error: SnowflakeError | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(catalog: Catalog, session: Session, stop: () => void) {
    const own = session instanceof LocalSession ? session.parameter(NAME) : session.parameters.get(NAME);
    const warehouse =
      session.warehouse === undefined ? undefined : catalog.find("WAREHOUSE", [session.warehouse]);
    const limits = [seconds(own), seconds(warehouse?.properties[NAME])].filter((limit) => limit > 0);
    if (limits.length === 0) return;
    const limit = Math.min(...limits, LONGEST_SECONDS);
    this.timer = setTimeout(() => {
      this.error = new SnowflakeError(
        "000630",
        "57014",
        `Statement reached its statement or warehouse timeout of ${limit} second(s) and was canceled.`,
      );
      stop();
    }, limit * 1000);
    this.timer.unref();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
