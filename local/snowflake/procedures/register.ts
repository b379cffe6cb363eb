import type { Account, BackgroundService } from "../core/account";
import type { StatementHandler } from "../core/cloud";
import type { Stages } from "../stages/open";
import { Functions } from "./functions";
import { CallHandler, ScriptHandler } from "./handlers";
import { checkImports } from "./imports";
import { Procedures as Runner } from "./procedure";
import { PythonWorkers } from "./python-worker";

/** Procedures, functions and scripts of an account; as a service it only ends its Python processes. */
export interface Procedures extends BackgroundService {
  readonly handlers: readonly StatementHandler[];
}

export function registerProcedures(account: Account, stages: Stages): Procedures {
  const workers = new PythonWorkers((line) => account.options.log(line));
  const runner = new Runner({ account, stages, workers });
  const functions = new Functions(account, stages);
  account.extensions.resolveFunction = (name, count, work) => functions.resolve(name, count, work);
  account.extensions.resolveTableFunction = (name, count, work) => functions.resolveTable(name, count, work);
  account.extensions.checkImports = (references, session) => checkImports(stages, references, session);
  return {
    name: "procedures",
    handlers: [new CallHandler(account, runner), new ScriptHandler(account)],
    start: () => Promise.resolve(),
    stop() {
      workers.stop();
      functions.stop();
      return Promise.resolve();
    },
  };
}
