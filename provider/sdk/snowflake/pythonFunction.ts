import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";
import { type PythonRoutineArgs, routineOutputs } from "./pythonRoutine";

export interface VectorizedHandler {
  /** Most rows in one frame. Default: Snowflake chooses. Lower it when a call nears the limit of 180 s. */
  readonly maxBatchSize?: pulumi.Input<number>;
  /** Of a table function: the method that gets frames. */
  readonly method?: pulumi.Input<"process" | "end_partition">;
}

export interface PythonFunctionArgs extends PythonRoutineArgs {
  /**
   * Packages the handler needs, from the artifact repository: `name`, or with a version (`pandas>=2,<3`). Their order
   * does not matter. Default: none beyond Python's own library.
   */
  readonly packages?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * An aggregate function: `handler` is a class with `aggregate_state`, `accumulate`, `merge` and `finish`.
   * Default: false.
   */
  readonly aggregate?: pulumi.Input<boolean>;
  /** `IMMUTABLE` lets Snowflake reuse the answer for equal arguments. Default: `VOLATILE`, called for every row. */
  readonly volatility?: pulumi.Input<"VOLATILE" | "IMMUTABLE">;
  /**
   * Calls the handler with batches of rows as a pandas DataFrame instead of row by row: Floe marks the handler at the
   * end of `code`. In a staged file mark it yourself, with `@vectorized` of `_snowflake`. Needs the package pandas.
   * Default: row by row.
   */
  readonly vectorized?: pulumi.Input<VectorizedHandler>;
}

/**
 * A Python function for queries: scalar, table (`returnsTable`) or aggregate, row by row or vectorized over pandas
 * frames. Changed in place by CREATE OR ALTER, or by CREATE OR REPLACE with its grants copied.
 *
 * Costs: the warehouse of the queries that call it. Needs: USAGE on database and schema, CREATE FUNCTION on the
 * schema, READ on the stages it imports from.
 *
 * @see Snowflake documentation, "CREATE FUNCTION"
 */
export class PythonFunction extends NativeResource {
  /** `"DB"."SCHEMA"."NAME"`: what a query writes. Known at preview. */
  declare readonly qualifiedName: pulumi.Output<string>;
  /** `"DB"."SCHEMA"."NAME"(NUMBER, VARCHAR)`: what GRANT, DESCRIBE and DROP write. Known at preview. */
  declare readonly signature: pulumi.Output<string>;
  /** SHA-256 of the code, hexadecimal; empty when the code is staged. Known at preview. */
  declare readonly codeHash: pulumi.Output<string>;
  /** Every package Snowflake resolved, with those the packages need themselves. */
  declare readonly installedPackages: pulumi.Output<string[]>;
  /** What DESCRIBE and SHOW told after the last change, long texts as their hash. */
  declare readonly described: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PythonFunctionArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:snowflake:PythonFunction", name, args, routineOutputs, opts);
  }

  /** A function that exists, by `DB.SCHEMA.NAME(NUMBER, VARCHAR)`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): PythonFunction {
    return new PythonFunction(name, undefined, { ...opts, id });
  }
}
