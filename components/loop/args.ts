import type {
  BucketChoice,
  CaptureShare,
  Columns,
  CsvFormat,
  EncryptionChoice,
  Gate,
  TableSpec,
  TaskSpec,
} from "../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type {
  DeployedTrainingSpec,
  EndpointDeployment,
  EndpointSettings,
  ScoringSpec,
  ServingSpec,
  TrainingSpec,
} from "../sagemaker";
import type { DatabaseChoice, ServiceUserSpec, WarehouseChoice } from "../snowflake";

/** Fully qualified, quoted names that SQL of a loop may use. */
export interface FeatureNames {
  /** Stream over the source table: rows that arrived since features were last computed. */
  readonly stream: string;
  /** RAW tables by name. */
  readonly raw: Readonly<Record<string, string>>;
  /** The features table. */
  readonly features: string;
  /** Procedures by name, ready for CALL. */
  readonly procedures: Readonly<Record<string, string>>;
}

/** A procedure in Python that computes features inside Snowflake, with Snowpark. */
export interface PythonProcedureSpec {
  /** Source text. */
  readonly source: string;
  /** Function the call enters; its first argument is the session. */
  readonly handler: string;
  /** Default: 3.11. */
  readonly pythonVersion?: "3.9" | "3.10" | "3.11" | "3.12" | "3.13";
  /** Packages beside snowflake-snowpark-python. Default: none. */
  readonly packages?: readonly string[];
  /** Default: VARCHAR. */
  readonly returns?: string;
}

export interface RawSpec {
  /** Default: RAW. */
  readonly schema?: string;
  readonly tables: Readonly<Record<string, TableSpec>>;
  /** CSV files of this machine to load into tables, by table. Default: none, data comes by itself. */
  readonly load?: Readonly<
    Record<
      string,
      {
        readonly files: readonly string[];
        /** Columns in the order of the files' fields. Default: the table's, in its order. */
        readonly columns?: readonly string[];
        readonly format?: CsvFormat;
      }
    >
  >;
}

export interface FeaturesSpec {
  /** Default: FEATURES. */
  readonly schema?: string;
  readonly table: string;
  readonly columns: Columns;
  /** Columns that name one row; they stay with the row through scoring. Types: NUMBER, DATE or VARCHAR without commas. */
  readonly key: readonly string[];
  /** RAW table whose new rows start everything. */
  readonly source: string;
  /**
   * How features are made of new rows: a SELECT that yields the table's columns (Floe merges them by key), or tasks
   * of your own, the first of which reads the stream.
   */
  readonly build:
    | { readonly query: (names: FeatureNames) => string }
    | { readonly tasks: (names: FeatureNames) => Readonly<Record<string, TaskSpec>> };
  /** Procedures the tasks call. Default: none. */
  readonly procedures?: Readonly<Record<string, PythonProcedureSpec>>;
  /** Least seconds between two runs started by arriving rows, 10 to 604,800. Default: 30. */
  readonly minimumTriggerIntervalSeconds?: number;
}

export interface LoopTrainingSpec extends TrainingSpec, DeployedTrainingSpec {
  /** Column of the features table the model learns. NULL where it is not known yet. */
  readonly label: string;
  /** Columns the model may see, in the order it sees them: only what is known when a prediction is due. */
  readonly columns: readonly string[];
  /** SQL condition of the rows held out for the gate. By time rather than by chance, where rows follow each other. */
  readonly validationRows: string;
  /** SQL condition of all rows used. Default: the label is not NULL. */
  readonly usableRows?: string;
  /** Default: `keepPrevious`, so that a bad model never stops a deployment that has a good one. */
  readonly onGateFailure?: "fail" | "keepPrevious";
  /**
   * What deleting the loop does to training jobs, those of retraining too: `retain` them, `stop` running ones, or
   * `delete` them. Default: `retain`.
   */
  readonly onDelete?: "retain" | "stop" | "delete";
}

/** How the champion is served, at deployments and, but for what only they do, at retrainings alike. */
export interface LoopServingSpec
  extends ServingSpec, Pick<EndpointSettings, "keepScaling" | "retainPrevious" | "retryTrigger"> {
  /**
   * How the endpoint moves to a new model, whoever promotes it, and the alarms that take the move back. Default: all
   * traffic at once. While a move is watched the old and the new instances both cost.
   */
  readonly deployment?: EndpointDeployment;
  /**
   * Keeps requests and answers in the loop's bucket under `captured/`. Costs their storage; nothing removes them. Not
   * with `serverless`. Default: nothing is kept.
   */
  readonly capture?: CaptureShare;
}

export interface LoopRetrainingSpec {
  /** When to retrain: `USING CRON 0 3 * * 0 UTC`. Default: never by itself; a manifest still starts it. */
  readonly schedule?: string;
  /** True scores every row again when a challenger becomes champion. Default: false. */
  readonly rescore?: boolean;
  /** The bar of retrained models. Default: the training's gate. One of the two is required. */
  readonly gate?: Gate;
}

/** A value of a marked row; `{number}` and `{marker}` in a text are unique to each run of the check. */
type MarkedValue = string | number | boolean;
type MarkedValues = Readonly<Record<string, MarkedValue>>;

/** How a deployment proves that the loop works. */
export interface LoopCheckSpec {
  /**
   * Marked rows by RAW table, the source among them: what a row from outside looks like. A column left out is NULL. `{number:n}` in a text becomes
   * n digits (6 to 18; without `:n` 9), `{marker:n}` n characters of A-Z and 0-9 (6 to 32; without `:n` 12), unique to
   * the run and the same wherever they are written. Leave the label's source empty, so that no training learns from
   * them. Default: none: every leg is looked at, but nothing is sent.
   */
  readonly rows?: Readonly<Record<string, MarkedValues | readonly MarkedValues[]>>;
  /** Key of the feature row that the marked rows become. Required with `rows`. */
  readonly key?: MarkedValues;
  /** Longest wait for the prediction, seconds, 1 to 86,400. Default: 1,800; a transform job takes minutes to start. */
  readonly timeoutSeconds?: number;
  /** Longest wait, seconds, 0 to 3,600, for rows under way to pass before marked ones are sent. Default: 120. */
  readonly quietSeconds?: number;
  /** The check runs again when one changes, beside what Floe itself watches. Default: none. */
  readonly triggers?: readonly pulumi.Input<string>[];
}

export interface LoopArgs {
  database: DatabaseChoice;
  /** Default: create `<DATABASE>_WH`, XSMALL, generation 2. */
  warehouse?: WarehouseChoice;
  /** Bucket that data passes through. Default: create one. */
  bucket?: BucketChoice;
  /** Default: create a key, about 1 USD a month. */
  encryption?: EncryptionChoice;
  raw: RawSpec;
  features: FeaturesSpec;
  training: LoopTrainingSpec;
  /** Endpoint of the champion. On instances it runs, and costs, day and night; `serverless` costs by request. */
  serving?: LoopServingSpec;
  scoring?: ScoringSpec & {
    /** Least seconds between two scoring runs, 10 to 604,800. Default: 30. */
    readonly minimumTriggerIntervalSeconds?: number;
  };
  /** Default: no retraining; the model changes with deployments only. */
  retraining?: LoopRetrainingSpec;
  /**
   * Checks the loop from end to end after a deployment that changed it, and fails the deployment when a leg is broken.
   * With marked rows it costs one small run of the loop. Default: no check.
   */
  check?: LoopCheckSpec;
  /** Service users by name; `roles` names any of LOADER, TRANSFORMER, TRAINER, SCORER, ANALYST. Default: none. */
  users?: Readonly<Record<string, ServiceUserSpec>>;
  /** Topic told when scoring or retraining fails. Default: none. */
  alarmTopicArn?: pulumi.Input<string>;
  /** Begin of AWS names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
}
