import type * as snowflake from "@pulumi/snowflake";
import type * as pulumi from "@pulumi/pulumi";
import type { KedroOptions } from "../../blueprints/kedro";
import type * as floe from "../../provider/sdk";
import type { Transform } from "../component";

export interface KedroPipelineArgs {
  /** Folder of the Kedro project: the one with `pyproject.toml`. */
  project: string;
  /**
   * The project's graph, as `floe kedro graph --export` wrote it: a file or its content. Then neither Python nor Kedro
   * is needed. Default: the project is read by Python when the program runs.
   */
  graph?: string | object;
  /**
   * Interpreter with Kedro that reads the project; libraries of the project may be missing there. Default:
   * `$FLOE_KEDRO_PYTHON`, the project's `.venv`, `$VIRTUAL_ENV`, else `python3`.
   */
  python?: string;
  /** Database of everything the deployment makes. Default: `database` of the project's settings. */
  database?: pulumi.Input<string>;
  /** Schema of everything the deployment makes. Default: `schema` of the project's settings. */
  schema?: pulumi.Input<string>;
  /**
   * Role that owns procedure and tasks and whose privileges runs have. It needs EXECUTE TASK on the account, USAGE on
   * the database and its warehouses, USAGE, CREATE TASK, CREATE PROCEDURE and CREATE TABLE on the schema (where nodes
   * write pandas frames as tables, CREATE STAGE and CREATE FILE FORMAT, too), and whatever the catalog reads and
   * writes; on the deployment's own stages it is granted what it needs. Default: `role` of the
   * project's settings, else the connection's role.
   */
  role?: pulumi.Input<string>;
  /** Warehouse of every task that `compute` says nothing about. Default: `warehouse` of the project's settings. */
  warehouse?: pulumi.Input<string>;
  /** What else the deployment is told, over `conf/<env>/floe.yml` of the project. */
  options?: KedroOptions;
  /**
   * Longest wait of a change, seconds, for runs under way that still call the procedure it takes away. Default: 3600,
   * the longest that a graph runs unless told otherwise.
   */
  drainSeconds?: number;
  transform?: {
    stage?: Transform<snowflake.StageArgs>;
    grant?: Transform<snowflake.GrantPrivilegesToAccountRoleArgs>;
    warehouse?: Transform<snowflake.WarehouseArgs>;
    file?: Transform<floe.snowflake.StageFileArgs>;
    procedure?: Transform<floe.snowflake.PythonProcedureArgs>;
    graph?: Transform<floe.snowflake.TaskGraphArgs>;
  };
}
