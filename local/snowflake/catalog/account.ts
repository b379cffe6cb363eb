import type { Session, Statement } from "../core/cloud";
import { insufficientPrivileges, unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import { interpret, readOptions } from "../ddl/options";
import type { TokenStream } from "../ddl/stream";
import { invalidParameter, parameterOption, parametersOf } from "./parameters/definitions";
import { runDdl, type DdlRun, type DdlServices } from "./services";

/** ALTER ACCOUNT SET | UNSET <parameters>: for ACCOUNTADMIN. */
export function alterAccount(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("ALTER", "ACCOUNT");
  return runDdl(services, statement, session, async (run) => {
    requireAdmin(run);
    const [account] = run.catalog.list("ACCOUNT");
    if (account === undefined) throw unsupported("ALTER ACCOUNT before the account is set up");
    if (stream.take("SET")) {
      const known = parametersOf("account").map((name) => [name, parameterOption(name)] as const);
      const given = interpret(readOptions(stream), Object.fromEntries(known), "ACCOUNT");
      stream.end();
      await run.catalog.update(account.id, { properties: { ...account.properties, ...given } });
    } else if (stream.take("UNSET")) {
      const names = readNames(stream);
      stream.end();
      const kept = Object.entries(account.properties).filter(([name]) => !names.includes(name));
      await run.catalog.update(account.id, { properties: Object.fromEntries(kept) });
    } else throw unsupported(`ALTER ACCOUNT ${stream.rest()}`);
    return status("Statement executed successfully.");
  });
}

function requireAdmin(run: DdlRun): void {
  const admin = run.catalog.find("ROLE", ["ACCOUNTADMIN"]);
  if (admin === undefined || !run.access.roles.active(run.session).has(admin.id))
    throw insufficientPrivileges("account", run.services.accountName);
}

function readNames(stream: TokenStream): string[] {
  const names: string[] = [];
  do {
    const name = stream.word();
    if (!parametersOf("account").includes(name)) throw invalidParameter(name);
    names.push(name);
  } while (stream.takeSymbol(","));
  return names;
}
