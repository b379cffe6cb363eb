import type { KedroCompute, KedroOptions, KedroRetry } from "./options";
import type { ServerlessTaskSize } from "../snowflake/serverlessTask";

/** Something wrong with a plan, or worth knowing. Errors keep it from being deployed. */
export interface KedroProblem {
  readonly severity: "error" | "warning" | "info";
  /** Stable name of the rule, such as `cycle-after-grouping`. */
  readonly code: string;
  /** What it is about: a node, dataset, parameter, package, task or option. */
  readonly subject: string;
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** One task of the graph in Snowflake: one node, or a group of nodes that run in one process. */
export interface KedroTask {
  /** `<PREFIX>__<NAME>`. */
  readonly name: string;
  /** What the task stands for: the node's name, or the group's. */
  readonly label: string;
  /** Nodes in the order they run. */
  readonly nodes: readonly string[];
  /** Tags of all its nodes, sorted. */
  readonly tags: readonly string[];
  /** Hash of all its nodes depend on, see `kedroGroupHash`. */
  readonly hash: string;
  /** Names of the tasks it follows, without those that follow from others. Only the root: a source. */
  readonly after: readonly string[];
  readonly compute: KedroTaskCompute;
  /** Undefined: Snowflake's own, one hour. */
  readonly timeoutSeconds?: number;
  readonly comment: string;
}

export type KedroTaskCompute =
  | { readonly kind: "inherited" }
  | { readonly kind: "warehouse"; readonly warehouse: string; readonly snowparkOptimized: boolean }
  | {
      readonly kind: "serverless";
      readonly size?: ServerlessTaskSize;
      readonly min?: ServerlessTaskSize;
      readonly max?: ServerlessTaskSize;
      readonly targetCompletionInterval?: string;
    }
  | ({ readonly kind: "pool" } & Extract<KedroCompute, { pool: string }>);

/** A dependency between tasks. */
export interface KedroLink {
  readonly from: string;
  readonly to: string;
  /** Datasets that go this way. */
  readonly datasets: readonly string[];
  /** False when the reduction dropped it: `to` follows `from` through other tasks anyway. */
  readonly direct: boolean;
}

/** A dataset that one task makes and another needs. */
export interface KedroCrossing {
  readonly dataset: string;
  readonly from: string;
  readonly to: readonly string[];
  /** `memory`: kept by the runtime between tasks. `catalog`: its catalog entry keeps it. */
  readonly kind: "memory" | "catalog";
}

/** What the graph in Snowflake shall be: everything that follows from a Kedro project and the options, as plain data. */
export interface KedroPlan {
  readonly format: 1;
  readonly name: string;
  /** What every object's name begins with: the name in upper case. */
  readonly prefix: string;
  readonly project: string;
  readonly package: string;
  readonly source: string;
  readonly pipeline: string;
  readonly env: string;
  readonly kedro: string;
  /** Name of the task that opens a run. Schedule, condition and config sit on it. */
  readonly root: string;
  /** Name of the task that cleans up. */
  readonly finalizer: string;
  /** Each after the tasks it follows. */
  readonly tasks: readonly KedroTask[];
  readonly links: readonly KedroLink[];
  readonly crossings: readonly KedroCrossing[];
  /** Tasks that the native task graph adds for fan-in or fan-out beyond 100. */
  readonly proxies: readonly { readonly name: string; readonly after: readonly string[] }[];
  /** Datasets (no parameters) the pipeline reads and no node of it makes. */
  readonly inputs: readonly string[];
  /** Datasets the pipeline makes and no node of it reads. */
  readonly outputs: readonly string[];
  /** Nodes of the pipeline that `only` left out. */
  readonly left: readonly string[];
  /** Minor version of Python that runs the nodes. */
  readonly python: string;
  /** PACKAGES of the procedure. */
  readonly packages: readonly string[];
  /** ARTIFACT_REPOSITORY of the procedure; undefined for Anaconda's packages by default. */
  readonly artifactRepository?: string;
  /** Times the runtime tries a node again within its task, for nodes with any. */
  readonly nodeRetries: Readonly<Record<string, number | KedroRetry>>;
  /** Secrets of the procedure: alias in code to qualified name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Warehouses that compute settings ask to be made, Snowpark-optimized. */
  readonly warehouses: readonly KedroWarehouse[];
  /** The options with their defaults. A `groupBy` function shows as "function". */
  readonly options: Omit<KedroOptions, "groupBy"> & { readonly groupBy: string };
  readonly problems: readonly KedroProblem[];
}

export interface KedroWarehouse {
  readonly name: string;
  readonly size: string;
  /** Memory and architecture, such as `MEMORY_16X`. */
  readonly constraint: string;
}
