import type {
  BucketChoice,
  Columns,
  CsvFormat,
  EncryptionChoice,
  Gate,
  TableSpec,
  TaskSpec,
} from "../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type { ScoringSpec, ServingSpec, TrainingSpec } from "../sagemaker";
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

export interface LoopTrainingSpec extends TrainingSpec {
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

export interface LoopRetrainingSpec {
  /** When to retrain: `USING CRON 0 3 * * 0 UTC`. Default: never by itself; a manifest still starts it. */
  readonly schedule?: string;
  /** True scores every row again when a challenger becomes champion. Default: false. */
  readonly rescore?: boolean;
  /** The bar of retrained models. Default: the training's gate. One of the two is required. */
  readonly gate?: Gate;
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
  /** Endpoint of the champion. It runs, and costs, day and night. */
  serving?: ServingSpec;
  scoring?: ScoringSpec & {
    /** Least seconds between two scoring runs, 10 to 604,800. Default: 30. */
    readonly minimumTriggerIntervalSeconds?: number;
  };
  /** Default: no retraining; the model changes with deployments only. */
  retraining?: LoopRetrainingSpec;
  /** Service users by name; `roles` names any of LOADER, TRANSFORMER, TRAINER, SCORER, ANALYST. Default: none. */
  users?: Readonly<Record<string, ServiceUserSpec>>;
  /** Topic told when scoring or retraining fails. Default: none. */
  alarmTopicArn?: pulumi.Input<string>;
  /** Begin of AWS names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
}
