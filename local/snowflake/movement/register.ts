import { join } from "node:path";
import type { Account, BackgroundService } from "../core/account";
import type { StatementHandler } from "../core/cloud";
import type { ObjectKind } from "../kinds/kind";
import { inferSchema } from "./infer-schema";
import { copyHistory, pipeSystemFunctions } from "../pipes/functions";
import { PipeIngest } from "../pipes/ingest";
import { pipeKind } from "../pipes/kind";
import { PipeQueue } from "../pipes/queue";
import { registerProcedures, type Procedures } from "../procedures/register";
import { routineKinds } from "../procedures/kind";
import type { Credentials } from "../stages/assume-role";
import { createIdentity } from "../stages/identity";
import { Stages } from "../stages/open";
import { StageFilesHandler, TransferHandler } from "../stages/transfer";
import { registerStreams, type Streams } from "../streams/register";
import { streamKind } from "../streams/kind";
import { ExecuteTaskHandler } from "../tasks/execute";
import { taskSystemFunctions } from "../tasks/functions";
import { taskTableFunctions } from "../tasks/table-functions";
import { TaskHistory } from "../tasks/history";
import { taskKind } from "../tasks/kind";
import { TaskScheduler, type Clock } from "../tasks/scheduler";
import { CopyHandler } from "./handler";
import { LoadHistory } from "./history";
import { StagedQueries } from "./staged";

/** Everything of one account that moves data or runs by itself. */
interface Movers {
  readonly stages: Stages;
  readonly history: LoadHistory;
  readonly streams: Streams;
  readonly tasks: TaskScheduler;
  readonly pipes: PipeIngest;
  readonly queue: PipeQueue;
  readonly procedures: Procedures;
}

const movers = new WeakMap<Account, Movers>();

function of(account: Account): Movers {
  const found = movers.get(account);
  if (found === undefined) throw new Error("registerMovers was not called for this account");
  return found;
}

/** The kinds of objects of the movers. `account` is only called when a statement runs. */
export const moversKinds = (account: () => Account): ObjectKind[] => [
  streamKind(
    account,
    () => of(account()).streams.staleness,
    () => of(account()).streams.history,
  ),
  taskKind(account),
  pipeKind({ account, queue: () => of(account()).queue, ingest: () => of(account()).pipes }),
  ...routineKinds(account),
];

/** Plugs the movers into an account. Answers what runs by itself, to be started in order. */
export function registerMovers(account: Account, clock?: Clock): BackgroundService[] {
  const { extensions, options } = account;
  const aws = async () => options.aws;
  let key: Promise<Credentials> | undefined;
  const identity = (): Promise<Credentials> => {
    key ??= aws().then((access) => {
      if (access === undefined) throw new Error("there is no local AWS");
      return createIdentity(access);
    });
    key.catch(() => (key = undefined));
    return key;
  };
  const stages = new Stages({
    catalog: account.catalog,
    access: account.access,
    folder: join(options.stateDir, "snowflake", "stages"),
    aws,
    identity,
  });
  const history = new LoadHistory(account.database);
  const taskHistory = new TaskHistory(account.database);
  const streams = registerStreams(account, () => tasks.wake(), clock);
  const tasks = new TaskScheduler(
    () => account,
    taskHistory,
    (path) => streams.hasData(path),
    clock,
  );
  const queue = new PipeQueue(aws);
  const pipes = new PipeIngest(account, queue, { account, stages, history });
  const staged = new StagedQueries(account, stages);
  const procedures = registerProcedures(account, stages);
  extensions.rewriteStaged = (sql, work) => staged.rewrite(sql, work);
  extensions.workHooks.push(staged);
  extensions.captures.push(history);
  for (const [name, answer] of [
    ...taskSystemFunctions(account, tasks, taskHistory),
    ...pipeSystemFunctions(account, pipes),
  ])
    extensions.systemFunctions.set(name, answer);
  for (const [name, table] of taskTableFunctions(account, tasks)) extensions.tableFunctions.set(name, table);
  extensions.tableFunctions.set("COPY_HISTORY", copyHistory(account));
  extensions.tableFunctions.set("INFER_SCHEMA", inferSchema(account, stages));
  movers.set(account, { stages, history, streams, tasks, pipes, queue, procedures });
  const tables: BackgroundService = {
    name: "movers' tables",
    async start() {
      await history.open();
      await taskHistory.open();
      await streams.open();
      // The IAM user has to exist before the first role that trusts it.
      if (options.aws !== undefined)
        identity().catch((error: unknown) => options.log(`IAM user of the account: ${String(error)}`));
    },
    stop: () => Promise.resolve(),
  };
  return [tables, procedures, tasks, pipes];
}

/** The statements of the movers. Call after `registerMovers`. */
export function moversHandlers(account: Account): StatementHandler[] {
  const { stages, history, tasks, procedures } = of(account);
  return [
    new CopyHandler({ account, stages, history }),
    new TransferHandler(stages),
    new StageFilesHandler(stages),
    new ExecuteTaskHandler(account, tasks),
    ...procedures.handlers,
  ];
}
