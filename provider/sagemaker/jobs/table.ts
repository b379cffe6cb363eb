import type { Property } from "../../framework";
import { type Extra, real, type Table, text, textMap, texts } from "../../framework/properties";
import { periods } from "./period";

export * from "../../framework/properties";

/** How a kind of job speaks of itself in the docs of the inputs all kinds share. */
export interface Wording {
  /** `training job` */
  readonly noun: string;
  /** Names of the inputs that rule when a new job starts: `retrainOn`, `retrainEvery`. */
  readonly prefix: "retrain" | "rerun";
  /** Whether the service can remove the record of a job. */
  readonly deletes: boolean;
}

/** Inputs of every job that define it: a change starts a new job in the same resource. */
export function definingInputs({ prefix }: Wording): Table {
  return {
    triggers: texts(
      `Values that start a new job when they change. Prefer \`versions\`, whose entries have names. A change ${prefix}s.`,
    ),
    versions: textMap(
      "Named versions of what the job reads but its inputs do not show: `{ data: <ETag of the manifest>, code: <hash of the source>, image: <digest> }`. " +
        `A change ${prefix}s, and the preview names the entry that changed.`,
    ),
    period: text(
      `Period of \`${prefix}Every\` the job belongs to, in UTC: \`2026-11-21\`, \`2026-W47\` or \`2026-11\`. Filled by the provider with \`${prefix}On: "schedule"\`; not meant to be set.`,
    ),
  };
}

/** Inputs of every job about the resource rather than the job's result: changed in place. */
export function managingInputs({ noun, prefix, deletes }: Wording): Table {
  const deletion = deletes
    ? "`retain` leaves the job, even a running one; `stop` stops a running one; `delete` also removes its record"
    : "`retain` leaves the job, even a running one; `stop` stops a running one. SageMaker keeps the record for ever";
  return {
    namePrefix: text(
      "Start of the job's name; `-<hash of the inputs>-<attempt>` is added, so that a later job never collides with an earlier one. Default: the resource's name.",
    ),
    tags: textMap(
      "Tags of the job, at most 48 with keys of up to 128 characters; keys must not begin with `aws:` or `floe:`. Changed in place.",
    ),
    [`${prefix}On`]: text(
      `What starts a new job: \`inputs\`, any change of an input that defines it (marked so in its description); \`schedule\`, the first deployment in a new period of \`${prefix}Every\`, other changes wait for it; \`never\`, the finished job is kept whatever changes. Default: \`inputs\`. ` +
        "Nothing runs between deployments; for that use the component `Retraining`.",
      { default: "inputs", allowed: ["inputs", "schedule", "never"] },
    ),
    [`${prefix}Every`]: text(
      `Length of a period with \`${prefix}On: "schedule"\`. Weeks begin on Monday, UTC.`,
      {
        allowed: periods,
      },
    ),
    onDelete: text(
      `What deleting the resource does to the ${noun}: ${deletion}. Data in S3 is never touched. Default: \`retain\`, because the record is evidence of what was done.`,
      { default: "retain", allowed: deletes ? ["retain", "stop", "delete"] : ["retain", "stop"] },
    ),
    onCancel: text(
      "What cancelling the deployment, or its custom timeout, does to a running job: `stop`, or `leave` it running for the next deployment to take up. Default: `stop`.",
      { default: "stop", allowed: ["stop", "leave"] },
    ),
    wait: text(
      "How far a deployment waits: `completion`; `started`, until the work itself has begun; `none`. Default: `completion`.",
      { default: "completion", allowed: ["completion", "started", "none"] },
    ),
    maxCostUsd: real(
      "Most one job may cost, US dollars: all its instances for its longest run time at list price. Refused at preview when more, or when a price is not known. Default: no limit.",
    ),
    prices: {
      type: "map",
      items: real("US dollars per instance hour."),
      description:
        "US dollars per instance hour by instance type, over the built-in table (on demand, us-east-1, dated in `pricesAsOf`).",
    },
  };
}

/** Of an output: an update may change it. */
export const output = (type: Property["type"], description: string, extra: Extra = {}): Property => ({
  type,
  description,
  volatile: true,
  ...extra,
});

/** Outputs of every job. */
export function commonOutputs({ noun, prefix }: Wording): Table {
  return {
    jobName: output("string", `Name of the ${noun} whose result the resource holds.`),
    arn: output("string", "ARN of that job."),
    status: output("string", "Status of that job: `Completed`, or where it was when `wait` was satisfied."),
    startReason: output(
      "string",
      `Why that job was started: \`first run\`, or the inputs that changed. What \`${prefix}s\` is shown by a preview.`,
    ),
    pendingJobName: output(
      "string",
      "A newer job that a cancelled or cut-off update left behind: taken up by the next deployment, or stopped when it is no longer wanted.",
    ),
    estimatedCostUsd: output(
      "number",
      "What the job cost, US dollars: billed time at list price. Absent when the price is not known. Discounts and data transfer are not in it.",
    ),
    estimatedMaxCostUsd: output("number", "Most the job can cost, US dollars; known at preview."),
    pricesAsOf: output("string", "Date of the prices used, or `caller's table`."),
    logGroup: output("string", "CloudWatch log group of the job."),
    logStreamPrefix: output("string", "Start of the names of the job's log streams."),
    consoleUrl: output("string", "The job in the AWS console."),
    failureReason: output("string", "Why the job failed or stopped, as SageMaker says it."),
    token: output(
      "string",
      "Hash of the resource and of everything that defines the job; also its tag `floe:token`.",
    ),
    definition: output("string", "Hash of the inputs that define the job."),
  };
}
