import type { LocalAccount } from "../account";
import type { Session, Statement, StatementHandler } from "../core/cloud";
import { insufficientPrivileges } from "../core/errors";
import { status, type Result } from "../core/result";
import { TokenStream } from "../ddl/stream";
import { KIND } from "./definition";
import type { DynamicTables } from "./refresher";

/** ALTER DYNAMIC TABLE <name> REFRESH: not DDL, as it changes rows alone. Other forms are the catalog's. */
export class RefreshHandler implements StatementHandler {
  readonly name = "refresh dynamic table";

  constructor(
    private readonly account: LocalAccount,
    private readonly tables: DynamicTables,
  ) {}

  matches(words: readonly string[]): boolean {
    return words[0] === "ALTER" && words[1] === "DYNAMIC" && words[2] === "TABLE";
  }

  async execute(statement: Statement, session: Session): Promise<Result> {
    const { account } = this;
    const stream = new TokenStream(statement.sql);
    stream.expect("ALTER", "DYNAMIC", "TABLE");
    const ifExists = stream.take("IF EXISTS");
    const path = session.resolve(stream.name(), 3);
    if (!stream.take("REFRESH")) return account.next(this.name, statement, session);
    stream.take("COPY SESSION");
    stream.end();
    await account.commitOpen(session);
    if (ifExists && account.catalog.find(KIND, path) === undefined)
      return status("Statement executed successfully.");
    const table = account.catalog.get(KIND, path);
    if (!["OPERATE", "OWNERSHIP"].some((privilege) => account.access.allows(session, privilege, KIND, path)))
      throw insufficientPrivileges("dynamic table", path.at(-1) ?? "");
    await this.tables.refresh(table, "MANUAL");
    return status("Statement executed successfully.");
  }
}
