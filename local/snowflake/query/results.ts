import type { Account } from "../core/account";
import type { Session } from "../core/cloud";
import { SnowflakeError, syntaxError } from "../core/errors";
import type { Result } from "../core/result";
import { LocalSession } from "../session/session";
import { EncodedResult } from "./encode";
import type { Expr, Query } from "./parse/ast";

/** Text kept for RESULT_SCAN, together; the oldest results go first. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** A result scanned with more than its rows alone is written back into a query. */
const SCANNED_ROWS = 100_000;

interface Kept {
  readonly user: string;
  readonly result: Result;
  readonly bytes: number;
}

/** Results of recent statements, for RESULT_SCAN and for drivers that fetch them later. */
export class ResultStore {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  put(queryId: string, session: Session, result: Result): void {
    const size =
      result instanceof EncodedResult
        ? result.encoded.reduce((sum, row) => sum + row.length, 100)
        : 200 * (result.rows.length + 1);
    this.kept.set(queryId, { user: session.user, result, bytes: size });
    this.bytes += size;
    for (const [id, old] of this.kept) {
      if (this.bytes <= KEPT_BYTES || id === queryId) break;
      this.kept.delete(id);
      this.bytes -= old.bytes;
    }
  }

  /** Only the user who ran the query may read its result. */
  get(queryId: string, session: Session): Result {
    const found = this.kept.get(queryId);
    if (found?.user !== session.user)
      throw new SnowflakeError("000709", "02000", `Statement ${queryId} not found`);
    return found.result;
  }
}

/** TABLE(RESULT_SCAN(<id>)) inside a larger query. */
export function registerResultScan(account: Account, results: ResultStore): void {
  account.extensions.tableFunctions.set("RESULT_SCAN", ({ positional }, session) => {
    const { columns, rows } = results.get(scannedId(positional[0], session), session);
    if (rows.length > SCANNED_ROWS)
      throw new SnowflakeError(
        "000713",
        "54000",
        `RESULT_SCAN inside a larger query reads at most ${SCANNED_ROWS} rows; this result has ${rows.length}. Use CREATE TABLE .. AS first.`,
      );
    return Promise.resolve({ columns, rows });
  });
}

/** The argument of `SELECT * FROM TABLE(RESULT_SCAN(..))`: such a query answers the kept result itself, whatever its size. */
export function soleResultScan(query: Query): Expr | undefined {
  const { body } = query;
  if (body.k !== "select" || query.order.length > 0 || query.limit !== undefined || query.ctes.length > 0)
    return undefined;
  const [item] = body.items;
  const plain =
    item?.value.k === "star" &&
    item.value.exclude.length === 0 &&
    item.value.rename.size === 0 &&
    item.value.replace.size === 0;
  const clauses = body.where ?? body.group ?? body.having ?? body.qualify;
  if (
    !plain ||
    body.items.length > 1 ||
    clauses !== undefined ||
    body.distinct ||
    body.from?.k !== "function"
  )
    return undefined;
  return body.from.call.name.join(".") === "RESULT_SCAN" ? body.from.call.args[0] : undefined;
}

/** The query id that RESULT_SCAN was given; NULL stands for the last one. */
export function scannedId(id: unknown, session: Session): string {
  if (typeof id === "string") return id;
  const last = session instanceof LocalSession ? session.queryIds.at(-1) : undefined;
  if (id === null && last !== undefined) return last;
  throw syntaxError("RESULT_SCAN needs the id of a query.");
}
