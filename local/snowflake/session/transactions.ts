import type { Account } from "../core/account";
import { jsonText } from "../core/json-text";
import { fixed, instant, text, type Result } from "../core/result";
import { SnowflakeError } from "../core/errors";
import type { TokenStream } from "../ddl/stream";
import { LocalSession } from "./session";

const open = (account: Account): LocalSession[] =>
  account
    .sessions()
    .filter((each) => each instanceof LocalSession)
    .filter((each) => each.explicit && each.log?.failure === undefined);

const administers = (session: LocalSession): boolean => session.role === "ACCOUNTADMIN";

/** SHOW TRANSACTIONS [IN ACCOUNT]: what the user, or anybody, has begun and not ended. */
export function showTransactions(account: Account, stream: TokenStream, session: LocalSession): Result {
  stream.expect("SHOW", "TRANSACTIONS");
  const everybody = stream.take("IN ACCOUNT");
  stream.end();
  if (everybody && !administers(session))
    throw new SnowflakeError("003001", "42501", "SHOW TRANSACTIONS IN ACCOUNT needs the role ACCOUNTADMIN");
  const rows = open(account)
    .filter((each) => everybody || each.user === session.user)
    .map((each) => {
      const id = each.current?.id ?? 0n;
      const name = each.transactionName === "" ? String(id) : each.transactionName;
      return [Number(id), each.user, Number(each.number), name, new Date(Number(id / 1000n)), "running", 0];
    });
  const columns = [
    fixed("id", 38),
    text("user"),
    fixed("session", 38),
    text("name"),
    instant("started_on"),
    text("state"),
    fixed("scope", 38),
  ];
  return { kind: "show", columns, rows };
}

/** SYSTEM$ABORT_TRANSACTION: of the user's own, or by an administrator. */
export function registerTransactions(account: Account): void {
  account.extensions.systemFunctions.set("SYSTEM$ABORT_TRANSACTION", async ([id], asking) => {
    const number = jsonText(id);
    const found = open(account).find((each) => String(each.current?.id) === number);
    const own = found?.user === asking.user || (asking instanceof LocalSession && administers(asking));
    if (found === undefined || !own) return `Transaction ${number} is not running, or not yours.`;
    await found.abort("SYSTEM$ABORT_TRANSACTION was called");
    return `Transaction ${number} aborted.`;
  });
}
