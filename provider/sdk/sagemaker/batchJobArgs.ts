import type * as pulumi from "@pulumi/pulumi";
import type { ManagedJobArgs } from "./job";

/** When a job over data runs again, and how it is managed. */
export interface BatchJobArgs extends ManagedJobArgs {
  /**
   * Values that start a new job when they change. Prefer `versions`, whose entries have names. A change reruns.
   */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Named versions of what the job reads but its inputs do not show: `{ data: <ETag of the manifest>, code: <hash
   * of the source>, image: <digest> }`. A change reruns, and the preview names the entry that changed.
   */
  readonly versions?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Period of `rerunEvery` the job belongs to, in UTC: `2026-11-21`, `2026-W47` or `2026-11`. Filled by the
   * provider with `rerunOn: "schedule"`; not meant to be set.
   */
  readonly period?: pulumi.Input<string>;
  /**
   * What starts a new job: `inputs`, any change of an input that defines it (marked so in its description);
   * `schedule`, the first deployment in a new period of `rerunEvery`, other changes wait for it; `never`, the
   * finished job is kept whatever changes. Default: `inputs`. Nothing runs between deployments; for that use the
   * component `Retraining`.
   */
  readonly rerunOn?: pulumi.Input<"inputs" | "schedule" | "never">;
  /** Length of a period with `rerunOn: "schedule"`. Weeks begin on Monday, UTC. */
  readonly rerunEvery?: pulumi.Input<"day" | "week" | "month">;
}

/** Entry of a job over data in SageMaker Experiments. Each name: 1 to 120 letters, digits and hyphens. */
export interface BatchJobExperiment {
  /** An experiment that exists. */
  readonly experimentName?: pulumi.Input<string>;
  /** A trial that exists. Default: a new one. */
  readonly trialName?: pulumi.Input<string>;
  /** Name shown for the job's trial component. Default: the component's own name. */
  readonly displayName?: pulumi.Input<string>;
  /** The experiment run the job belongs to. */
  readonly runName?: pulumi.Input<string>;
}
