import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBScalarFunction, VARCHAR, type DuckDBDataChunk, type DuckDBVector } from "@duckdb/node-api";
import type { Account, RowTable } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { Work } from "../core/hooks";
import { ident } from "../movement/sql-text";
import type { Stages } from "../stages/open";
import { duckType } from "../tables/types";
import { handlerAccess } from "./access";
import { routineName, type Routine } from "./definition";
import { fetchImports } from "./imports";
import { pythonOf, resolvePackages } from "./packages";
import { Pipe } from "./python-pipe";

type Mode = "scalar" | "aggregate" | "table";

/** Python functions, registered with DuckDB when first used. */
export class PythonFunctions {
  private readonly registered = new Map<string, string>();
  /** Processes by the folder of their packages. */
  private readonly pipes = new Map<string, Pipe>();

  constructor(
    private readonly account: Account,
    private readonly stages: Stages,
  ) {}

  /** Registers the function if need be and answers the DuckDB function (a macro around it) to call. */
  async register(routine: CatalogObject, definition: Routine, work: Work): Promise<string> {
    const raw = await this.raw(routine, definition, work, definition.aggregate ? "aggregate" : "scalar");
    const macro = `floe_f${routine.id}`;
    const parameters = definition.parameters.map((_, index) => `p${index}`);
    const given = definition.parameters.map(({ type }, index) => asText(`p${index}`, type));
    const input = definition.aggregate ? jsonText(`list([${given.join(", ")}])`) : given.join(", ");
    await work.connection.run(
      `CREATE OR REPLACE TEMP MACRO ${macro}(${parameters.join(", ")}) AS (CAST(${raw}(${input}) AS ${duckType(definition.returns ?? "VARCHAR")}))`,
    );
    return ident(macro);
  }

  /** A table function over rows of arguments: one partition at a time. */
  async table(routine: CatalogObject, definition: Routine, work: Work): Promise<RowTable> {
    const raw = await this.raw(routine, definition, work, "table");
    const columns = (definition.columns ?? []).map(
      ({ name, type }, index) =>
        `CAST(json_extract_string(floe_r, '$[${index}]') AS ${duckType(type)}) AS ${ident(name)}`,
    );
    return {
      row: (args) =>
        `[${definition.parameters.map(({ type }, index) => asText(args[index] ?? "NULL", type)).join(", ")}]`,
      query: (rows) =>
        `SELECT ${columns.join(", ")} FROM (SELECT unnest(from_json(${raw}(${jsonText(rows)}), '["JSON"]')) AS floe_r) AS floe_u`,
    };
  }

  /** The name of the DuckDB function that asks Python. */
  private async raw(routine: CatalogObject, definition: Routine, work: Work, mode: Mode): Promise<string> {
    const access = handlerAccess(this.account.catalog, definition);
    // Integrations, rules and secrets may change under a function that stays as it is.
    const key = `${routine.id}:${JSON.stringify([routine.properties, access])}`;
    const known = this.registered.get(key);
    if (known !== undefined) return known;
    const name = `floe_python_${routine.id}_${this.registered.size}`;
    const pipe = await this.pipe(definition);
    const folder = mkdtempSync(join(tmpdir(), "floe-imports-"));
    const imports = await fetchImports(this.stages, definition, work.session, folder);
    const request = {
      source: definition.body,
      handler: definition.handler,
      imports,
      ...access,
      mode,
      types: definition.parameters.map(({ type }) => type),
      names: definition.parameters.map((parameter) => parameter.name),
      returns: definition.returns,
      columns: (definition.columns ?? []).map(({ type }) => type),
    };
    const main = (
      call: { setError(error: string): void },
      input: DuckDBDataChunk,
      output: DuckDBVector,
    ): void => {
      try {
        evaluate({ pipe, routine, definition, request }, input, output);
      } catch (error) {
        call.setError(error instanceof Error ? error.message : String(error));
      }
    };
    work.connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        mainFunction: main,
        returnType: VARCHAR,
        parameterTypes: mode === "scalar" ? definition.parameters.map(() => VARCHAR) : [VARCHAR],
        specialHandling: true,
        volatile: definition.volatility !== "IMMUTABLE",
      }),
    );
    this.registered.set(key, name);
    return name;
  }

  private async pipe(definition: Routine): Promise<Pipe> {
    const { path } = await resolvePackages(this.account, definition);
    const found = this.pipes.get(path ?? "");
    if (found !== undefined) return found;
    const pipe = new Pipe(await pythonOf(this.account), path);
    this.pipes.set(path ?? "", pipe);
    return pipe;
  }

  stop(): void {
    for (const pipe of this.pipes.values()) pipe.stop();
    this.pipes.clear();
  }
}

const asText = (sql: string, type: string): string => `CAST(CAST(${sql} AS ${duckType(type)}) AS VARCHAR)`;

/** Rows as JSON text; none at all are an empty list. */
const jsonText = (rows: string): string => `coalesce(CAST(to_json(${rows}) AS VARCHAR), '[]')`;

interface Asked {
  readonly pipe: Pipe;
  readonly routine: CatalogObject;
  readonly definition: Routine;
  readonly request: { readonly mode: Mode };
}

type Row = readonly (string | null)[];

function evaluate(
  { pipe, routine, definition, request }: Asked,
  input: DuckDBDataChunk,
  output: DuckDBVector,
): void {
  const columns = Array.from({ length: input.columnCount }, (_, index) => input.getColumnVector(index));
  const rows = Array.from({ length: input.rowCount }, (_, row): Row =>
    columns.map((column) => column.getItem(row) as string | null),
  );
  const isScalar = request.mode === "scalar";
  // A NULL argument of a strict function is answered without a call.
  const skipped = (row: Row): boolean => isScalar && definition.strict && row.includes(null);
  const called = rows.filter((row) => !skipped(row));
  const values = ask(pipe, routine, definition, {
    ...request,
    rows: isScalar ? called : called.map(([json]) => JSON.parse(json ?? "[]") as unknown),
  });
  let next = 0;
  rows.forEach((row, index) => output.setItem(index, skipped(row) ? null : cellText(values[next++])));
  output.flush();
}

const cellText = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

function ask(pipe: Pipe, routine: CatalogObject, definition: Routine, request: unknown): readonly unknown[] {
  const answer = pipe.ask(request);
  const name = routineName(routine);
  if (!answer.ok)
    throw new SnowflakeError(
      "100357",
      "P0000",
      `Python Interpreter Error:\n${answer.traceback ?? ""} in function ${name} with handler ${definition.handler ?? ""}`,
    );
  const values = answer.value as readonly unknown[];
  if (definition.notNull && values.includes(null))
    throw new SnowflakeError("100072", "22000", `NULL result in a non-nullable function: ${name}`);
  return values;
}
