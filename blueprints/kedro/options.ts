import type { KedroNode } from "./graph";

/** Sizes of serverless tasks, smallest first (doc page "CREATE TASK"). */
export const kedroServerlessSizes = ["XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE"] as const;
export type KedroServerlessSize = (typeof kedroServerlessSizes)[number];

/** Levels of messages, quietest last (doc page "LOG_LEVEL"). */
export const kedroLogLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"] as const;
export type KedroLogLevel = (typeof kedroLogLevels)[number];

/** When runs may overlap (doc page "CREATE TASK", OVERLAP_POLICY). */
export const kedroOverlapPolicies = ["NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP"] as const;
export type KedroOverlapPolicy = (typeof kedroOverlapPolicies)[number];

export const kedroGroupings = ["node", "tag", "namespace", "memory", "pipeline"] as const;

/** Names the group of a node; undefined leaves the node alone. */
export type KedroGroupFunction = (node: KedroNode) => string | undefined;

/** Where tasks run: one of four kinds. */
export type KedroCompute =
  | {
      /** Warehouse, taken literally. */
      readonly warehouse: string;
      /** Makes this warehouse, as a Snowpark-optimized one. Default: the warehouse exists already. */
      readonly snowparkOptimized?:
        | boolean
        | {
            /** Default: MEDIUM, the smallest that 16 times the memory comes in. */
            readonly size?: string;
            /** Default: MEMORY_16X, 256 GB. */
            readonly constraint?: string;
          };
    }
  | {
      readonly serverless:
        | true
        | {
            readonly size?: KedroServerlessSize;
            readonly min?: KedroServerlessSize;
            readonly max?: KedroServerlessSize;
            readonly targetCompletionInterval?: string;
          };
    }
  | {
      /** Compute pool: the nodes run in a container of `image`. */
      readonly pool: string;
      /** Path of the image in an image repository: `/db/schema/repository/image:tag`. It needs Python, Kedro and the project's packages. */
      readonly image: string;
      readonly cpu?: string;
      readonly memory?: string;
      readonly gpu?: number;
      /** Warehouse for SQL that the nodes send. */
      readonly queryWarehouse?: string;
      readonly env?: Readonly<Record<string, string>>;
    };

/** A number for all, or by node, by tag and `__default__`. */
export type KedroPerNode = number | Readonly<Record<string, number>>;

/** Options of a deployment: the component's arguments, and in snake case the content of `conf/<env>/floe.yml`. */
export interface KedroOptions {
  readonly pipeline?: string;
  readonly pipelineNames?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly env?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly groupBy?: (typeof kedroGroupings)[number] | KedroGroupFunction;
  readonly groupPrefix?: string;
  readonly only?: {
    readonly nodes?: readonly string[];
    readonly tags?: readonly string[];
    readonly namespaces?: readonly string[];
  };
  readonly compute?: Readonly<Record<string, KedroCompute>>;
  readonly schedule?: string;
  readonly when?: string;
  readonly started?: boolean;
  readonly retries?: number;
  readonly nodeRetries?: KedroPerNode;
  readonly overlapPolicy?: KedroOverlapPolicy;
  readonly timeoutSeconds?: number;
  readonly nodeTimeoutSeconds?: KedroPerNode;
  readonly suspendAfterFailures?: number;
  readonly logLevel?: KedroLogLevel;
  readonly python?: { readonly version?: string };
  readonly dependencies?: {
    readonly repository?: string;
    readonly packages?: readonly string[];
    readonly wheels?: string;
  };
  readonly externalAccessIntegrations?: readonly string[];
  readonly secrets?: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<
    Record<string, { readonly secret: string; readonly type?: "generic" | "password" }>
  >;
  readonly notifications?: { readonly error?: string; readonly success?: string };
  readonly intermediates?: {
    readonly ttlDays?: number;
    readonly pandas?: "parquet" | "table";
    readonly keep?: boolean;
  };
  readonly data?: { readonly upload?: readonly string[] };
  readonly mlflow?: {
    readonly trackingUri?: string;
    readonly registryUri?: string;
    readonly experiment?: string;
    readonly secret?: string;
  };
  readonly stages?: { readonly code?: string; readonly data?: string };
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly ignore?: readonly string[];
  readonly database?: string;
  readonly schema?: string;
  readonly role?: string;
  readonly warehouse?: string;
}
