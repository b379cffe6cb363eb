import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";
import { type PythonRoutineArgs, routineOutputs } from "./pythonRoutine";

export interface PythonProcedureArgs extends PythonRoutineArgs {
  /**
   * Packages the handler needs, from the artifact repository: `name`, or with a version (`pandas>=2,<3`). Their order
   * does not matter. Must hold `snowflake-snowpark-python`. Default: just that.
   */
  readonly packages?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whose rights it has: its owner's, its caller's, or those of the caller that the owner may use too. Default:
   * `OWNER`, so that callers need no rights on what it touches.
   */
  readonly executeAs?: pulumi.Input<"OWNER" | "CALLER" | "RESTRICTED CALLER">;
  /**
   * Qualified name of the root of a task graph that calls the procedure. Dropping the procedure, also when another
   * takes its place, then waits for the runs of that graph which are under way: they go on with the version of the
   * graph they began with. The custom timeout for deletes bounds the wait. Default: dropped at once.
   */
  readonly dropAfterRunsOf?: pulumi.Input<string>;
}

/**
 * A stored procedure in Python, with packages from PyPI or Anaconda, external access and secrets. Changed in place by
 * CREATE OR ALTER, or by CREATE OR REPLACE with its grants copied.
 *
 * Costs: the caller's warehouse while it runs. Needs: USAGE on database and schema, CREATE PROCEDURE on the schema,
 * READ on the stages it imports from.
 *
 * @see Snowflake documentation, "CREATE PROCEDURE"
 */
export class PythonProcedure extends NativeResource {
  /** `"DB"."SCHEMA"."NAME"`: what a CALL writes. Known at preview. */
  declare readonly qualifiedName: pulumi.Output<string>;
  /** `"DB"."SCHEMA"."NAME"(NUMBER, VARCHAR)`: what GRANT, DESCRIBE and DROP write. Known at preview. */
  declare readonly signature: pulumi.Output<string>;
  /** SHA-256 of the code, hexadecimal; empty when the code is staged. Known at preview. */
  declare readonly codeHash: pulumi.Output<string>;
  /** Every package Snowflake resolved, with those the packages need themselves. */
  declare readonly installedPackages: pulumi.Output<string[]>;
  /** What DESCRIBE and SHOW told after the last change, long texts as their hash. */
  declare readonly described: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PythonProcedureArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:snowflake:PythonProcedure", name, args, routineOutputs, opts);
  }

  /** A procedure that exists, by `DB.SCHEMA.NAME(NUMBER, VARCHAR)`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): PythonProcedure {
    return new PythonProcedure(name, undefined, { ...opts, id });
  }
}
