import type { Bag, State } from "../../framework";
import type { Job, Jobs } from "./jobs";
import type { JobKind, JobView } from "./kind";
import type { Table } from "./table";
import type { Verdict } from "./verdict";

/** When a job is stopped by us. */
export interface JobLimit {
  readonly until: Date;
  /** `it ran longer than maxRuntimeSeconds (600)` */
  readonly rule: string;
}

/** What a resource type adds to its kind of job. */
export interface JobSpec<Description> {
  readonly kind: JobKind<Description>;
  /** Start of the names of the inputs that rule when a new job starts: `retrainOn`, `rerunOn`. */
  readonly prefix: "retrain" | "rerun";
  /** Inputs that define the job: a change of one starts a new job in the same resource. */
  readonly defining: Table;
  /** All outputs. */
  readonly outputs: Table;
  /** Outputs that follow from a description. The common ones (name, ARN, status, logs, console) are added. */
  outputsOf(description: Description, inputs: Bag): Bag;
  /** Inputs that would make this job, for import: nothing AWS adds by itself is in them. Tags are added. */
  inputsOf(description: Description): Bag;
  /** Outputs known before the job exists, such as the most it can cost. */
  derive?(inputs: Bag, unknown?: ReadonlySet<string>): Bag;
  /** Whether an ended job is a success. Default: when it completed. */
  accepts?(view: JobView, inputs: Bag): boolean;
  /** For kinds whose service has no time limit: when the job must have ended, and the rule that says so. */
  limit?(description: Description, inputs: Bag): JobLimit | undefined;
  /** Outputs of an ended job that need more calls, such as the version of its artifact. */
  finish?(jobs: Jobs<Description>, job: Job<Description>, inputs: Bag): Promise<Bag>;
  /**
   * Judges a finished job by its outputs (those of `finish` included). `champion` holds the outputs of the job the
   * resource has, if any. Types that judge have outputs `gatePassed`, `gateMessage` and `challengerJobName`.
   */
  judge?(inputs: Bag, outputs: Bag, champion: Bag | undefined): Verdict;
  /** Changes in place what else can be changed of a job; answers outputs that changed with it. Tags are done. */
  retouch?(jobs: Jobs<Description>, name: string, olds: State, news: Bag): Promise<Bag>;
}
