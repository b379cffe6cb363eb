import type { Account, UserTable } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { Work } from "../core/hooks";
import { ident } from "../movement/sql-text";
import type { Stages } from "../stages/open";
import { stagedName, stagedRelation } from "../movement/staged-name";
import { columnType, duckType } from "../tables/types";
import { overloads, requireUsage } from "./calls";
import { routineDefinition, type Routine } from "./definition";
import { PythonFunctions } from "./python-functions";

/** User-defined functions as DuckDB sees them: SQL ones are macros, Python ones call a Python process. */
export class Functions {
  private readonly made = new WeakMap<Work, Set<number>>();
  private readonly python: PythonFunctions;

  constructor(
    private readonly account: Account,
    stages: Stages,
  ) {
    this.python = new PythonFunctions(account, stages);
  }

  stop(): void {
    this.python.stop();
  }

  /** The DuckDB function for a call, or undefined when no function has that name. */
  async resolve(name: readonly string[], count: number, work: Work): Promise<string | undefined> {
    const routine = this.find(name, count, work);
    if (routine === undefined) return undefined;
    const definition = routineDefinition(routine);
    if (definition.columns !== undefined)
      throw new SnowflakeError(
        "002141",
        "42601",
        `SQL compilation error:\nFunction ${name.join(".")} returns a table: use TABLE(${name.join(".")}(..)).`,
      );
    if (definition.language === "PYTHON") return this.python.register(routine, definition, work);
    await this.macro(routine, definition, work);
    return macroName(routine);
  }

  async resolveTable(name: readonly string[], count: number, work: Work): Promise<UserTable | undefined> {
    const routine = this.find(name, count, work);
    if (routine === undefined) return undefined;
    const definition = routineDefinition(routine);
    const { columns } = definition;
    if (columns === undefined)
      throw new SnowflakeError(
        "002141",
        "42601",
        `SQL compilation error:\nFunction ${name.join(".")} returns no table.`,
      );
    const shown = columns.map(({ name: column, type }) => ({
      name: column,
      type: columnType(type),
      nullable: true,
    }));
    if (definition.language === "PYTHON") {
      const table = await this.python.table(routine, definition, work);
      return { duckName: macroName(routine), columns: shown, table };
    }
    await this.macro(routine, definition, work);
    return { duckName: macroName(routine), columns: shown };
  }

  private find(name: readonly string[], count: number, work: Work): CatalogObject | undefined {
    const { session } = work;
    if (
      name.length < 3 &&
      (session.database === undefined || (name.length < 2 && session.schema === undefined))
    )
      return undefined;
    const candidates = overloads(this.account, "FUNCTION", session.resolve(name, 3));
    const routine = candidates.find((each) => {
      const { parameters } = routineDefinition(each);
      return (
        count <= parameters.length &&
        count >= parameters.filter((parameter) => parameter.default === undefined).length
      );
    });
    if (routine !== undefined) requireUsage(this.account, session, routine);
    return routine;
  }

  /** Makes a temporary macro for the work's connection; its body is translated like any query, by its owner's rights. */
  private async macro(routine: CatalogObject, definition: Routine, work: Work): Promise<void> {
    const made = this.made.get(work) ?? new Set();
    if (made.has(routine.id)) return;
    this.made.set(work, made.add(routine.id));
    const { connection, session } = work;
    const args = stagedRelation(stagedName());
    const typed = definition.parameters.map(({ name, type }, index) => ({
      name,
      type,
      placeholder: `p${index}`,
    }));
    const none = typed.map(({ name, type }) => `CAST(NULL AS ${duckType(type)}) AS ${ident(name)}`);
    await connection.run(
      `CREATE TEMP VIEW ${args} AS SELECT ${none.length === 0 ? "1 AS floe" : none.join(", ")}`,
    );
    const { role, database, schema } = session;
    session.role = routine.owner;
    [session.database, session.schema] = routine.path;
    try {
      const given = typed.map(
        ({ name, type, placeholder }) => `CAST(${placeholder} AS ${duckType(type)}) AS ${ident(name)}`,
      );
      const values = `(SELECT ${given.length === 0 ? "1 AS floe" : given.join(", ")})`;
      const body = await this.body(definition, args, work);
      const sql = body.replaceAll(`FROM ${args}`, `FROM ${values}`);
      const parameters = typed.map(({ placeholder }) => placeholder).join(", ");
      const shape =
        definition.columns === undefined
          ? `(CAST((${sql}) AS ${duckType(definition.returns ?? "VARCHAR")}))`
          : `TABLE ${sql}`;
      await connection.run(`CREATE OR REPLACE TEMP MACRO ${macroName(routine)}(${parameters}) AS ${shape}`);
    } finally {
      session.role = role;
      session.database = database;
      session.schema = schema;
      await connection.run(`DROP VIEW IF EXISTS ${args}`);
    }
  }

  private async body(definition: Routine, args: string, work: Work): Promise<string> {
    const { query } = this.account;
    const text = definition.body.replace(/;\s*$/, "");
    if (definition.columns !== undefined) {
      if (definition.parameters.length > 0) {
        // The arguments are columns that every part of the query may name.
        return (await query.prepare(`SELECT q.* FROM ${args} AS a, LATERAL (${text}) AS q`, work)).sql;
      }
      return (await query.prepare(text, work)).sql;
    }
    return (await query.prepare(`SELECT (${text}) FROM ${args}`, work)).sql;
  }
}

const macroName = (routine: CatalogObject): string => ident(`floe_f${routine.id}`);
