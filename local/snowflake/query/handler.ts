import type { Account } from "../core/account";
import { jsonText } from "../core/json-text";
import type { Bind, Session, Statement, StatementHandler } from "../core/cloud";
import { SnowflakeError, syntaxError } from "../core/errors";
import type { Work } from "../core/hooks";
import { fixed, status, type Result } from "../core/result";
import { countBinds } from "../session/inline-binds";
import { arrayBinds, type BindRows } from "./array-binds";
import { bindColumns } from "./column-types";
import { planDml, targetTable } from "./dml";
import { localSession } from "./engine";
import { EncodedResult, runEncoded } from "./encode";
import type { Dml, Expr, Query } from "./parse/ast";
import { StatementParser } from "./parse/dml";
import { prepareEnvironment, withStages } from "./prepare";
import { registerResultScan, scannedId, soleResultScan, type ResultStore } from "./results";
import { translate } from "./translate/expressions";
import { topScope, translateQuery } from "./translate/query";
import type { Environment } from "./translate/scope";

const STARTS = new Set(["SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE"]);

export interface WarehouseUse {
  use(session: Session): Promise<() => void>;
}

/** A statement that only asks for the columns it would answer with. */
export interface DescribeOnly extends Statement {
  readonly describeOnly?: boolean;
}

/** SELECT and DML. */
export class QueryHandler implements StatementHandler {
  readonly name = "query";

  constructor(
    private readonly account: Account,
    private readonly warehouses: WarehouseUse,
    private readonly results: ResultStore,
  ) {
    registerResultScan(account, results);
  }

  matches(words: readonly string[]): boolean {
    return words.length === 0 || STARTS.has(words[0] ?? "");
  }

  execute(statement: DescribeOnly, session: Session): Promise<Result> {
    return this.account.query.work(session, (work) => this.interruptible(statement, work));
  }

  private async interruptible(statement: DescribeOnly, work: Work): Promise<Result> {
    const interrupt = (): void => work.connection.interrupt();
    if (statement.signal.aborted) throw new SnowflakeError("000604", "57014", "SQL execution canceled");
    statement.signal.addEventListener("abort", interrupt, { once: true });
    try {
      return await this.inWork(statement, work);
    } finally {
      statement.signal.removeEventListener("abort", interrupt);
    }
  }

  private async inWork(statement: DescribeOnly, work: Work): Promise<Result> {
    const text = await withStages(this.account, statement.sql, work);
    const tree = new StatementParser(text).statement();
    const binds = statement.describeOnly === true ? unknownBinds(statement) : (statement.binds ?? {});
    const dml = tree.k !== "query";
    const rows = arrayBinds(binds);
    const scanned = tree.k === "query" ? soleResultScan(tree) : undefined;
    if (scanned !== undefined) return this.kept(scanned, binds, work);
    const environment = await prepareEnvironment(this.account, tree, work, { binds, forDml: dml });
    if (tree.k === "query") return this.select(tree, environment, statement, work);
    if (statement.describeOnly === true) return counts(tree, 0, []);
    const release = await this.warehouses.use(work.session);
    try {
      return await this.change(tree, environment, work, rows);
    } finally {
      release();
    }
  }

  private async kept(argument: Expr, binds: Readonly<Record<string, Bind>>, work: Work): Promise<Result> {
    const environment = await prepareEnvironment(this.account, argument, work, { binds, inline: true });
    const id = translate(argument, topScope(environment)).literal;
    return this.results.get(scannedId(id, work.session), work.session);
  }

  private async select(
    query: Query,
    environment: Environment,
    statement: DescribeOnly,
    work: Work,
  ): Promise<Result> {
    const { sql, columns: known } = translateQuery(query, topScope(environment));
    const columns = await bindColumns(work.connection, sql, known);
    if (columns.length === 0) throw syntaxError("SELECT with no columns");
    if (statement.describeOnly === true) return new EncodedResult(columns, []);
    const release = environment.reads.size > 0 ? await this.warehouses.use(work.session) : undefined;
    try {
      return await runEncoded(work.connection, sql, columns, environment.parameters ?? []);
    } finally {
      release?.();
    }
  }

  private async change(
    tree: Dml,
    environment: Environment,
    work: Work,
    rows: BindRows | undefined,
  ): Promise<Result> {
    if (tree.k === "truncate" && tree.ifExists && this.missing(tree, work))
      return status("Statement executed successfully.");
    const plan = planDml(this.account, tree, work, environment);
    const finishes: (() => Promise<void>)[] = [];
    for (const capture of this.account.extensions.captures) {
      const finish = await capture.begin(work, plan.table, plan.change);
      if (finish !== undefined) finishes.push(finish);
    }
    if (plan.ambiguity !== undefined) await this.rejectAmbiguous(plan.ambiguity, environment, work);
    const parameters = [...(environment.parameters ?? [])];
    if (plan.before !== undefined) await work.connection.run(plan.before);
    const sql = rows === undefined ? plan.sql : rows.wrap(plan.sql, parameters);
    const result = await work.connection.run(sql, parameters);
    work.changed.add(plan.table.id);
    for (const finish of finishes) await finish();
    const actions = plan.change === "merge" ? (await result.getColumns())[0]?.map(String) : undefined;
    return counts(tree, result.rowsChanged, actions ?? []);
  }

  private missing(tree: Extract<Dml, { k: "truncate" }>, work: Work): boolean {
    try {
      targetTable(this.account, work.session, tree.target, []);
      return false;
    } catch {
      return true;
    }
  }

  private async rejectAmbiguous(sql: string, environment: Environment, work: Work): Promise<void> {
    const strict = localSession(work.session).parameter("ERROR_ON_NONDETERMINISTIC_MERGE");
    if (jsonText(strict).toLowerCase() === "false") return;
    const used = [...sql.matchAll(/\$(\d+)/g)].map((found) => Number(found[1]));
    const parameters = (environment.parameters ?? []).slice(0, Math.max(0, ...used));
    const found = await work.connection.runAndReadAll(sql, parameters);
    if (found.currentRowCount > 0)
      throw new SnowflakeError("100090", "42P18", "Duplicate row detected during DML action");
  }
}

/** What is described has no values yet: the columns do not depend on them. */
function unknownBinds({ sql, binds }: Statement): Readonly<Record<string, Bind>> {
  const unset = Array.from({ length: countBinds(sql) }, (_, at) => [
    String(at + 1),
    { type: "TEXT", value: null },
  ]);
  return { ...(Object.fromEntries(unset) as Record<string, Bind>), ...binds };
}

function counts(tree: Dml, changed: number, actions: readonly string[]): Result {
  const of = (action: string): number => actions.filter((each) => each === action).length;
  switch (tree.k) {
    case "insert":
      return { kind: "insert", columns: [fixed("number of rows inserted", 19)], rows: [[changed]] };
    case "update":
      return {
        kind: "update",
        columns: [fixed("number of rows updated", 19), fixed("number of multi-joined rows updated", 19)],
        rows: [[changed, 0]],
      };
    case "delete":
      return { kind: "delete", columns: [fixed("number of rows deleted", 19)], rows: [[changed]] };
    case "truncate":
      return status("Statement executed successfully.");
    case "merge": {
      const wanted = new Set(tree.clauses.map((each) => each.action));
      const all = [
        ["insert", "inserted", of("INSERT")],
        ["update", "updated", of("UPDATE")],
        ["delete", "deleted", of("DELETE")],
      ] as const;
      const shown = all.filter(([action]) => wanted.has(action));
      return {
        kind: "merge",
        columns: shown.map(([, word]) => fixed(`number of rows ${word}`, 19)),
        rows: [shown.map(([, , count]) => count)],
      };
    }
  }
}
