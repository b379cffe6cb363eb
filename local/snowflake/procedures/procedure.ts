import type { Account } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { text, type Cell, type Result, type ResultColumn } from "../core/result";
import { withFolder } from "../movement/workspace";
import { localSession } from "../query/engine";
import type { Stages } from "../stages/open";
import { columnType } from "../tables/types";
import type { Argument } from "./calls";
import { routineDefinition, routineName, type Routine } from "./definition";
import { handlerAccess } from "./access";
import { fetchImports } from "./imports";
import { pythonOf, resolvePackages } from "./packages";
import type { PythonWorkers } from "./python-worker";
import { Interpreter } from "./scripting/interpreter";
import { outcomeResult } from "./scripting/outcome";
import { NULL, toSql, type Scalar } from "./scripting/values";

export interface ProcedureServices {
  readonly account: Account;
  readonly stages: Stages;
  readonly workers: PythonWorkers;
}

/** Runs procedures, with the rights of their owner or of their caller. */
export class Procedures {
  constructor(private readonly services: ProcedureServices) {}

  async call(
    routine: CatalogObject,
    args: readonly Argument[],
    session: Session,
    signal: AbortSignal,
  ): Promise<Result> {
    const definition = routineDefinition(routine);
    const values = await this.bind(definition, args, session);
    const name = routineName(routine);
    if (definition.strict && values.some(({ value }) => value === null))
      return outcomeResult({ ...NULL, type: columnType(definition.returns ?? "VARCHAR") }, name);
    const run = (): Promise<Result> =>
      definition.language === "PYTHON"
        ? this.python(routine, definition, values, session, signal)
        : this.script(routine, definition, values, session, signal);
    return definition.asCaller ? run() : this.asOwner(routine, session, run);
  }

  /** The parameters' values: conversions as on assignment, defaults for what is not given. */
  private async bind(
    definition: Routine,
    args: readonly Argument[],
    session: Session,
  ): Promise<readonly Scalar[]> {
    const { query } = this.services.account;
    const values: Scalar[] = [];
    for (const [index, parameter] of definition.parameters.entries()) {
      const argument =
        args.find(({ name }) => name === parameter.name) ??
        (args[index]?.name === undefined ? args[index] : undefined);
      const type = columnType(parameter.type);
      if (argument !== undefined && argument.value.type.kind === type.kind) {
        values.push({ ...argument.value, type });
        continue;
      }
      const source = argument === undefined ? (parameter.default ?? "NULL") : toSql(argument.value);
      const semi = ["variant", "object", "array"].includes(type.kind);
      const result = await query.run(
        semi ? `SELECT TO_VARIANT(${source})` : `SELECT CAST(${source} AS ${parameter.type})`,
        session,
      );
      values.push({ k: "scalar", value: result.rows[0]?.[0] ?? null, type });
    }
    return values;
  }

  /** With owner's rights a procedure runs as its owner role, in the database and schema it lives in. */
  private asOwner<T>(routine: CatalogObject, session: Session, body: () => Promise<T>): Promise<T> {
    const [database, schema] = routine.path;
    return localSession(session).actingAs(
      { role: routine.owner, database, schema, secondaryRoles: [] },
      body,
    );
  }

  private async script(
    routine: CatalogObject,
    definition: Routine,
    values: readonly Scalar[],
    session: Session,
    signal: AbortSignal,
  ): Promise<Result> {
    const { query } = this.services.account;
    const interpreter = new Interpreter((sql) => query.run(sql, session, { signal }), signal);
    const variables = new Map(definition.parameters.map(({ name }, index) => [name, values[index] ?? NULL]));
    const body = /^\s*(?:DECLARE|BEGIN)\b/i.test(definition.body)
      ? definition.body
      : `BEGIN ${definition.body.replace(/;\s*$/, "")}; END`;
    const outcome = await interpreter.execute(body, variables);
    const name = routineName(routine);
    if (definition.columns !== undefined) {
      if (outcome?.k !== "rows")
        throw new SnowflakeError("002144", "42601", `Procedure ${name} RETURNS TABLE but returned no table.`);
      return { kind: "call", columns: outcome.result.columns, rows: outcome.result.rows };
    }
    if (outcome?.k === "rows")
      throw new SnowflakeError(
        "002144",
        "42601",
        `Procedure ${name} returned a table but its declared type is ${definition.returns ?? ""}.`,
      );
    if (outcome === undefined || outcome.value === null)
      return outcomeResult({ ...NULL, type: columnType(definition.returns ?? "VARCHAR") }, name);
    const cast = await query.run(
      `SELECT CAST(${toSql(outcome)} AS ${definition.returns ?? "VARCHAR"})`,
      session,
    );
    return outcomeResult(
      { k: "scalar", value: cast.rows[0]?.[0] ?? null, type: columnType(definition.returns ?? "VARCHAR") },
      name,
    );
  }

  private async python(
    routine: CatalogObject,
    definition: Routine,
    values: readonly Scalar[],
    session: Session,
    signal: AbortSignal,
  ): Promise<Result> {
    const { account, workers } = this.services;
    const { address } = account;
    if (address === undefined)
      throw new SnowflakeError(
        "391531",
        "0A000",
        "Python procedures need the local Snowflake's server, which does not listen.",
      );
    const python = await pythonOf(account);
    const { path } = await resolvePackages(account, definition);
    const name = routineName(routine);
    const token = account.issueToken(session);
    return withFolder(async (folder) => {
      const request = {
        source: definition.body,
        handler: definition.handler,
        imports: await fetchImports(this.services.stages, definition, session, folder),
        ...handlerAccess(account.catalog, definition),
        arguments: values.map(({ value }) => plainCell(value)),
        types: definition.parameters.map(({ type }) => type),
        returns: definition.columns === undefined ? definition.returns : { table: true },
        connection: {
          host: address.host,
          port: address.port,
          account: "FLOE-LOCAL",
          user: session.user,
          token,
        },
      };
      const value = await workers.run({ python, packages: path }, request, {
        handler: definition.handler ?? "",
        name,
        session: localSession(session).origin,
        signal,
      });
      if (value === null && definition.notNull)
        throw new SnowflakeError("100072", "22000", `NULL result in a non-nullable procedure: ${name}`);
      if (definition.columns === undefined)
        return outcomeResult(
          { k: "scalar", value: cell(value), type: columnType(definition.returns ?? "VARCHAR") },
          name,
        );
      return tableResult(value, definition);
    });
  }
}

export const plainCell = (value: Cell): unknown =>
  typeof value === "bigint" ? value.toString() : value instanceof Date ? value.toISOString() : value;

const cell = (value: unknown): Cell => {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value);
};

function tableResult(value: unknown, definition: Routine): Result {
  const { columns, rows } = value as {
    columns: readonly { name: string }[];
    rows: readonly (readonly unknown[])[];
  };
  const declared = definition.columns ?? [];
  const shown: ResultColumn[] =
    declared.length > 0
      ? declared.map(({ name, type }) => ({ name, type: columnType(type), nullable: true }))
      : columns.map(({ name }) => text(name));
  return { kind: "call", columns: shown, rows: rows.map((row) => row.map(cell)) };
}
