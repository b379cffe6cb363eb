import type { ResourceType } from "../../framework";

/** What the caller needs; the model's own role reads the input and writes the output. */
export const permissions: NonNullable<ResourceType["permissions"]> = {
  aws: [
    { action: "sagemaker:CreateTransformJob", when: "create, and update when an input reruns the job" },
    { action: "sagemaker:AddTags", when: "create, changed tags, and when a job is let go" },
    { action: "sagemaker:DeleteTags", when: "update that removes tags" },
    { action: "sagemaker:DescribeTransformJob", when: "create, update, refresh, import, delete" },
    { action: "sagemaker:ListTransformJobs", when: "create and rerun, to take up the job of a cut-off run" },
    { action: "sagemaker:ListTags", when: "create, rerun, refresh, import" },
    {
      action: "sagemaker:StopTransformJob",
      when: 'cancel and timeout unless `onCancel` is `leave`; `maxRuntimeSeconds` passed; delete with `onDelete: "stop"`',
    },
    { action: "logs:FilterLogEvents", when: "create and rerun, to show the log; optional" },
    {
      action: "s3:ListBucket",
      when: "create and rerun, on the output's bucket, for `outputObjects` and `outputManifest`; optional",
    },
  ],
};
