import type { NameKind } from "../../../blueprints/names";
import type { Bag } from "../../framework";
import type { SageMaker } from "../tags";

/** A job of any kind, as the shared machinery sees it. */
export interface JobView {
  readonly name: string;
  readonly arn: string;
  readonly status:
    "InProgress" | "Stopping" | "Completed" | "Stopped" | "Failed" | "Deleting" | "DeleteFailed";
  /** Finer status, for kinds that have one: `Downloading`, `Training`, `MaxRuntimeExceeded`. */
  readonly phase?: string;
  /** True once the work itself has begun: what `wait: "started"` waits for. */
  readonly started: boolean;
  /** What happened to the job so far, oldest first; grows as it runs. Each is shown once. */
  readonly steps: readonly string[];
  readonly createdAt?: Date;
  /** Why it failed or stopped, as the service says it. */
  readonly reason?: string;
}

export interface JobPage {
  readonly names: readonly string[];
  readonly nextToken: string | undefined;
}

/**
 * One kind of SageMaker job that runs to completion. Everything that differs between kinds is here; polling, logs,
 * adoption, cancelling and waiting are shared. Calls let the service's errors through: `Jobs` knows them.
 */
export interface JobKind<Description> {
  /** How messages name it: `training job`. */
  readonly noun: string;
  /** How messages say that it starts anew: `trains again`. */
  readonly again: string;
  readonly nameKind: NameKind;
  readonly logGroup: string;
  /** Start of the names of the job's log streams: `<job>/`. */
  logPrefix(name: string): string;
  /** The job's page in the SageMaker console: `/jobs/<job>`. */
  consolePath(name: string): string;
  view(description: Description): JobView;
  describe(on: SageMaker, name: string): Promise<Description>;
  /** Jobs whose name contains `stem`, one page. */
  list(on: SageMaker, stem: string, nextToken: string | undefined): Promise<JobPage>;
  /** Starts a job. `tags` are to be on it from its first moment: they are how a crashed run's job is found. */
  start(on: SageMaker, name: string, tags: { Key: string; Value: string }[], inputs: Bag): Promise<unknown>;
  stop(on: SageMaker, name: string): Promise<unknown>;
  /** Absent for kinds whose records the service keeps for ever. The job has ended when this is called. */
  delete?(on: SageMaker, name: string): Promise<unknown>;
  /** Words for a stop the service gives no reason for, such as a time limit that passed. */
  stopReason?(description: Description): string | undefined;
}

const over: readonly JobView["status"][] = ["Completed", "Failed", "Stopped", "DeleteFailed"];

export function hasEnded({ status }: JobView): boolean {
  return over.includes(status);
}

/** A status of the service as the machinery's own; one it does not know counts as running. */
export function statusOf(status: string | undefined): JobView["status"] {
  const known: readonly JobView["status"][] = [...over, "Stopping", "Deleting"];
  return known.find((one) => one === status) ?? "InProgress";
}

export function consoleUrl(
  kind: Pick<JobKind<never>, "consolePath">,
  view: Pick<JobView, "name" | "arn">,
): string {
  const [, partition = "aws", , region = "us-east-1"] = view.arn.split(":");
  const host =
    { "aws-cn": "amazonaws.cn", "aws-us-gov": "amazonaws-us-gov.com" }[partition] ?? "aws.amazon.com";
  return `https://${region}.console.${host}/sagemaker/home?region=${region}#${kind.consolePath(view.name)}`;
}
