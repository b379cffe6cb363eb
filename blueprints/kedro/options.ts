import type { ServerlessTaskSize } from "../snowflake/serverlessTask";
import type { KedroNode } from "./graph";

/** Levels of messages, quietest last (doc page "LOG_LEVEL"). */
export const kedroLogLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"] as const;
export type KedroLogLevel = (typeof kedroLogLevels)[number];

/** When runs may overlap (doc page "CREATE TASK", OVERLAP_POLICY). */
export const kedroOverlapPolicies = ["NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP"] as const;
export type KedroOverlapPolicy = (typeof kedroOverlapPolicies)[number];

export const kedroGroupings = ["node", "tag", "namespace", "memory", "pipeline"] as const;

/** Names the group of a node; undefined leaves the node alone. */
export type KedroGroupFunction = (node: KedroNode) => string | undefined;

/** Where tasks run: on a warehouse, serverless, or in a container of a compute pool. */
export type KedroCompute =
  | {
      /** Warehouse, in upper case. */
      readonly warehouse: string;
      /**
       * Makes this warehouse, as a Snowpark-optimized one: for nodes that need much memory, at half as much again per
       * hour. Default: the warehouse exists already, of whatever kind.
       */
      readonly snowparkOptimized?:
        | boolean
        | {
            /** Default: MEDIUM, the smallest that 16 times the memory comes in. */
            readonly size?: string;
            /** Memory and architecture. Default: MEMORY_16X, Snowflake's own: 256 GB. */
            readonly constraint?: string;
          };
    }
  | {
      /** Snowflake's own machines, paid by the second. */
      readonly serverless:
        | true
        | {
            /** Size of the first runs; Snowflake adapts it later. Default: XSMALL, or what the others leave open. */
            readonly size?: ServerlessTaskSize;
            /** Smallest size. Default: XSMALL. */
            readonly min?: ServerlessTaskSize;
            /** Largest size, a bound on what a run costs per second. Default: XXLARGE. */
            readonly max?: ServerlessTaskSize;
            /** Time within which runs should end, such as `15 MINUTES`. Default: none. */
            readonly targetCompletionInterval?: string;
          };
    }
  | {
      /** Compute pool: the nodes run in a container of `image`. It costs while any of its machines run. */
      readonly pool: string;
      /**
       * Path of the image in an image repository: `/DB/SCHEMA/REPOSITORY/image:tag`. It needs Python, Kedro, Snowpark
       * and the project's packages.
       */
      readonly image: string;
      /** Cores the container asks for and may use, such as `2` or `500m`. Default: the pool's machine decides. */
      readonly cpu?: string;
      /** Memory the container asks for and may use, such as `16Gi`. Default: the pool's machine decides. */
      readonly memory?: string;
      /** Graphics processors. Default: none. */
      readonly gpu?: number;
      /** Warehouse for SQL that the nodes send. Default: the graph's. */
      readonly queryWarehouse?: string;
      /** Environment variables of the container. Default: none. */
      readonly env?: Readonly<Record<string, string>>;
    };

/** A number for all, or by node, by tag and `__default__`. */
export type KedroPerNode = number | Readonly<Record<string, number>>;

/** How a failing node is tried again within its task. */
export interface KedroRetry {
  /** Times, 0 to 20. */
  readonly retries: number;
  /** Seconds before the first of them, 0 to 3600. Default: 1. */
  readonly delaySeconds?: number;
  /** What each further wait is multiplied with, 1 to 10. Default: 2. */
  readonly factor?: number;
  /** Names of the exceptions that may pass by themselves, such as `ConnectionError`. Default: all. */
  readonly on?: readonly string[];
}

/** Options of a deployment: the component's arguments, and in snake case the content of `conf/<env>/floe.yml`. */
export interface KedroOptions {
  /** Registered pipeline that is deployed. Default: `__default__`. */
  readonly pipeline?: string;
  /** Names of pipelines in Snowflake, where they shall differ from those in Kedro. */
  readonly pipelineNames?: Readonly<Record<string, string>>;
  /**
   * Name of the graph; in upper case it begins the name of every object. Two graphs in one schema need two
   * names. Default: the project's package, followed by the pipeline's name unless that is `__default__`.
   */
  readonly name?: string;
  /**
   * Configuration environment that the nodes run with. `conf/local` is never deployed, whatever is chosen.
   * Default: `base`.
   */
  readonly env?: string;
  /**
   * Values laid over the project's parameters, for this deployment. A single run may lay its own over
   * these.
   */
  readonly params?: Readonly<Record<string, unknown>>;
  /**
   * What becomes one task. `node`: every node. `tag`: nodes that share a tag such as `group.training`.
   * `namespace`: nodes of one top-level namespace. `memory`: nodes that hand each other datasets without a
   * catalog entry, so that nothing is kept between tasks. `pipeline`: nodes of one registered pipeline. In
   * TypeScript also a function of the node. Fewer tasks start faster; more tasks run side by side and retry
   * alone. Default: `node`.
   */
  readonly groupBy?: (typeof kedroGroupings)[number] | KedroGroupFunction;
  /** What tags that name a group begin with, for `groupBy: tag`. Default: `group.`. */
  readonly groupPrefix?: string;
  /** Nodes to deploy: those that fit every filter. Default: all of the pipeline. */
  readonly only?: {
    /** Names of nodes. */
    readonly nodes?: readonly string[];
    /** Tags, one of which a node must have. */
    readonly tags?: readonly string[];
    /** Namespaces, in one of which (or beneath it) a node must be. */
    readonly namespaces?: readonly string[];
  };
  /**
   * Where tasks run, by node or group, by tag, or `__default__`; the first that fits counts. Each is a
   * `warehouse`, `serverless`, or a `pool` of containers with an `image`. A warehouse with
   * `snowparkOptimized` is made, with much memory, at half as much again per hour. Default: `warehouse`,
   * else serverless.
   */
  readonly compute?: Readonly<Record<string, KedroCompute>>;
  /**
   * When the graph runs: `60 MINUTES` or `USING CRON 0 6 * * * UTC`. Default: none, it runs when `when`
   * holds or when told to. Each run costs the time of its tasks.
   */
  readonly schedule?: string;
  /**
   * Condition of a run. Without `schedule` the stream in it starts the graph. A false condition costs no
   * warehouse time.
   */
  readonly when?: string;
  /**
   * Whether schedule or stream start runs. Default: true with one of them. A suspended graph still runs
   * when told to.
   */
  readonly started?: boolean;
  /**
   * Times a failed run is tried again from its failed tasks, 0 to 30. What the run's tasks made before is
   * found again. Default: `0`.
   */
  readonly retries?: number;
  /**
   * Times the runtime tries a failing node again at once, 0 to 20: for all nodes or by node, by tag and
   * `__default__`. Only for nodes that may run twice. Instead of a number: `retries`, with `delaySeconds`,
   * `factor` and `on` (names of exceptions). Default: `0`.
   */
  readonly nodeRetries?: number | Readonly<Record<string, number | KedroRetry>>;
  /**
   * Whether a run may start beside one under way. Runs never mix what they keep between tasks. Default:
   * `NO_OVERLAP`.
   */
  readonly overlapPolicy?: KedroOverlapPolicy;
  /** Longest time of a whole run, seconds, 1 to 604800 (7 days). Default: 3600, Snowflake's own. */
  readonly timeoutSeconds?: number;
  /**
   * Longest time of a node, seconds, 1 to 604800 (7 days): for all or by node, by tag and `__default__`. A
   * task has the time of its nodes together. Default: 3600, Snowflake's own.
   */
  readonly nodeTimeoutSeconds?: KedroPerNode;
  /** Failed runs in a row after which the schedule stops, 0 (never) to 1000. Default: 10, Snowflake's own. */
  readonly suspendAfterFailures?: number;
  /** Least severe messages that go to the event table. Default: the schema's. */
  readonly logLevel?: KedroLogLevel;
  /** Python the nodes run with. */
  readonly python?: {
    /**
     * Version. Quote it: 3.10 without quotes is 3.1. Default: the one the project was read with, so that
     * what it pickles elsewhere fits.
     */
    readonly version?: string;
  };
  /** Where the nodes' packages come from. */
  readonly dependencies?: {
    /**
     * `pypi`: Snowflake's repository of PyPI, wheels only. `anaconda`: Snowflake's channel. `vendored`:
     * wheels of your own, for everything the channel lacks. Else the qualified name of your own artifact
     * repository. Default: `pypi`.
     */
    readonly repository?: string;
    /** More packages, or other versions than the project's requirements say. */
    readonly packages?: readonly string[];
    /** Folder with wheels, relative to the project, for `vendored`. */
    readonly wheels?: string;
  };
  /** Integrations whose network rules say which hosts nodes may reach. Default: none, no network. */
  readonly externalAccessIntegrations?: readonly string[];
  /** Secrets of Snowflake the nodes may read: name in code to qualified name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Kedro credentials that catalog entries name, each from one of `secrets`. `generic`: a text, JSON
   * becomes a mapping. `password`: username and password. `fields` renames for the dataset: its name to the
   * secret's.
   */
  readonly credentials?: Readonly<
    Record<
      string,
      {
        /** Which of `secrets`. */
        readonly secret: string;
        /** Default: `generic`. */
        readonly type?: "generic" | "password";
        /** Such as `{ key: "username", secret: "password" }` for S3. Default: the secret's own names. */
        readonly fields?: Readonly<Record<string, string>>;
      }
    >
  >;
  /** Notification integrations that are told how runs end. Default: nobody is told. */
  readonly notifications?: {
    /** Told of failed runs. */
    readonly error?: string;
    /** Told of runs that succeeded. */
    readonly success?: string;
  };
  /** What tasks hand each other. */
  readonly intermediates?: {
    /**
     * Days until what a run kept is removed, 0 to 365. 0: at once when all its tasks have succeeded; what
     * failed runs kept stays 14 days, as long as Snowflake can retry them. It costs storage. Default: `14`.
     */
    readonly ttlDays?: number;
    /**
     * How pandas data frames are kept: as files on a stage, or as transient tables one can query. Default:
     * `parquet`.
     */
    readonly pandas?: "parquet" | "table";
    /**
     * Keeps what does not leave its task, too: to look at it, or to begin a run from any node, for the
     * price of its storage. Default: `false`.
     */
    readonly keep?: boolean;
  };
  /** Files of the project that nodes read. */
  readonly data?: {
    /** Files and folders to upload with the code. */
    readonly upload?: readonly string[];
  };
  /** MLflow the nodes report to, with the plug-in kedro-mlflow in the project. Default: none. */
  readonly mlflow?: {
    /** Address of the server. */
    readonly trackingUri?: string;
    /** Address of the registry. Default: the server's. */
    readonly registryUri?: string;
    /** Experiment. Default: the graph's name. */
    readonly experiment?: string;
    /** Name of a run. Default: `kedro` and the run's id. */
    readonly runName?: string;
    /** Which of `secrets` holds the server's token. */
    readonly secret?: string;
  };
  /** Stages, where the graph shall not make its own. */
  readonly stages?: {
    /** For code. */
    readonly code?: string;
    /** For data and intermediates. */
    readonly data?: string;
  };
  /** More files of the project to upload, as patterns. */
  readonly include?: readonly string[];
  /** Files not to upload, as patterns. */
  readonly exclude?: readonly string[];
  /** Rules of the check before deployment to pass over. */
  readonly ignore?: readonly string[];
  /** Database of all objects. */
  readonly database?: string;
  /** Schema of all objects. */
  readonly schema?: string;
  /** Role that owns the graph and runs it. Default: the connection's. */
  readonly role?: string;
  /**
   * Warehouse of tasks without another `compute`: it runs, and costs, while they do. Default: none, they
   * are serverless.
   */
  readonly warehouse?: string;
}
