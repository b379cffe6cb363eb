import type { Account } from "../core/account";
import type { CatalogObject, Session, Statement, StatementHandler } from "../core/cloud";
import { insufficientPrivileges, SnowflakeError } from "../core/errors";
import { status, type Result } from "../core/result";
import { formatPath } from "../ddl/names";
import { TokenStream } from "../ddl/stream";
import { taskDefinition } from "./definition";
import { requireExecuteTask } from "./permission";
import { checkConfig, findTask } from "./parse";
import type { TaskScheduler } from "./scheduler";

/** EXECUTE TASK <name> [USING CONFIG => '<json>' | RETRY LAST]. */
export class ExecuteTaskHandler implements StatementHandler {
  readonly name = "execute-task";

  constructor(
    private readonly account: Account,
    private readonly scheduler: TaskScheduler,
  ) {}

  matches(words: readonly string[]): boolean {
    return words[0] === "EXECUTE" && words[1] === "TASK";
  }

  async execute(statement: Statement, session: Session): Promise<Result> {
    const stream = new TokenStream(statement.sql);
    stream.expect("EXECUTE", "TASK");
    const root = findTask(this.account.catalog, session.resolve(stream.name(), 3));
    this.requireOperate(root, session);
    const definition = taskDefinition(root);
    const name = formatPath(root.path);
    if (definition.predecessors.length > 0 || definition.finalizes !== undefined)
      throw new SnowflakeError(
        "091087",
        "0A000",
        `Cannot execute task ${name}: only a root task or a standalone task can be executed.`,
      );
    await requireExecuteTask(this.account, root);
    if (stream.take("RETRY LAST")) {
      stream.end();
      await this.scheduler.retryLast(root);
      return status(`Task ${root.path.at(-1) ?? ""} is scheduled to run immediately.`);
    }
    let config = definition.config;
    if (stream.take("USING CONFIG")) {
      if (!stream.takeSymbol("=>")) stream.expectSymbol("=");
      const given = stream.string();
      checkConfig(given);
      config = JSON.stringify({ ...parsed(config), ...parsed(given) });
    }
    stream.end();
    if (!this.scheduler.mayBegin(root)) {
      // Snowflake queues the run behind the one that is under way.
      void this.afterCurrent(root, config);
    } else this.begin(root, config);
    return status(`Task ${root.path.at(-1) ?? ""} is scheduled to run immediately.`);
  }

  private begin(root: CatalogObject, config: string | undefined): void {
    this.scheduler.begin(root, {
      scheduledTime: this.scheduler.clock.now(),
      scheduledFrom: "EXECUTE TASK",
      config,
    });
  }

  private async afterCurrent(root: CatalogObject, config: string | undefined): Promise<void> {
    await this.scheduler.free(root);
    const now = this.account.catalog.byId(root.id);
    if (now !== undefined) this.begin(now, config);
  }

  private requireOperate(task: CatalogObject, session: Session): void {
    const { access } = this.account;
    for (const privilege of ["OPERATE", "OWNERSHIP"])
      if (access.allows(session, privilege, "TASK", task.path)) return;
    throw insufficientPrivileges("task", task.path.at(-1) ?? "");
  }
}

const parsed = (text: string | undefined): Record<string, unknown> =>
  text === undefined ? {} : (JSON.parse(text) as Record<string, unknown>);
