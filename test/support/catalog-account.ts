import { randomUUID } from "node:crypto";
import { catalogHandlers } from "../../local/snowflake/catalog/handlers";
import { openCatalog, type OpenCatalog } from "../../local/snowflake/catalog/open";
import type { Path, Session } from "../../local/snowflake/core/cloud";
import type { Cell, Result } from "../../local/snowflake/core/result";
import { leadingWords } from "../../local/snowflake/ddl/split";
import { catalogKinds } from "../../local/snowflake/kinds";
import { DuckDatabase } from "../../local/snowflake/query/database";

export type Row = Readonly<Record<string, Cell>>;

/** A session without a driver: what the catalog needs of one. */
export class TestSession implements Session {
  readonly id = randomUUID();
  warehouse: string | undefined;
  database: string | undefined;
  schema: string | undefined;
  secondaryRoles: "ALL" | readonly string[] = [];
  readonly parameters = new Map();
  readonly variables = new Map();

  constructor(
    readonly user: string,
    public role: string | undefined,
  ) {}

  resolve(name: readonly string[], depth: 1 | 2 | 3): Path {
    const context = [this.database ?? "", this.schema ?? ""].slice(0, depth - 1);
    return [...context.slice(0, depth - name.length), ...name];
  }
}

/** The catalog with its DDL, on a database of its own, without the query engine. */
export class CatalogAccount {
  readonly admin = new TestSession("FLOE", "ACCOUNTADMIN");

  private constructor(
    readonly database: DuckDatabase,
    readonly open: OpenCatalog,
  ) {}

  static async start(file = ":memory:"): Promise<CatalogAccount> {
    const database = await DuckDatabase.open(file);
    const open = await openCatalog(database, {
      accountName: "FLOE_LOCAL",
      admin: { user: "FLOE", password: "secret" },
      kinds: catalogKinds,
      beforeDdl: () => Promise.resolve(),
    });
    return new CatalogAccount(database, open);
  }

  async run(sql: string, session: Session = this.admin): Promise<Result> {
    const words = leadingWords(sql);
    const handler = catalogHandlers(this.open).find((each) => each.matches(words));
    if (handler === undefined) throw new Error(`no handler for ${sql}`);
    return handler.execute({ sql, queryId: randomUUID(), signal: new AbortController().signal }, session);
  }

  /** The status message of a DDL statement. */
  async say(sql: string, session?: Session): Promise<Cell> {
    return (await this.run(sql, session)).rows[0]?.[0] ?? null;
  }

  async rows(sql: string, session?: Session): Promise<Row[]> {
    const { columns, rows } = await this.run(sql, session);
    return rows.map((row) =>
      Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])),
    );
  }

  /** Runs several statements as one session. */
  async all(session: Session, ...statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.run(sql, session);
  }

  as(role: string, user = "FLOE"): TestSession {
    return new TestSession(user, role);
  }

  close(): void {
    this.database.close();
  }
}
