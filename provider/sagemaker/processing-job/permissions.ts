import type { ResourceType } from "../../framework";

/** What the caller needs; the job's own role needs what its program does. */
export const permissions: NonNullable<ResourceType["permissions"]> = {
  aws: [
    { action: "sagemaker:CreateProcessingJob", when: "create, and update when an input reruns the job" },
    { action: "sagemaker:AddTags", when: "create, changed tags, and when a job is let go" },
    { action: "sagemaker:DeleteTags", when: "update that removes tags" },
    { action: "sagemaker:DescribeProcessingJob", when: "create, update, refresh, import, delete" },
    { action: "sagemaker:ListProcessingJobs", when: "create and rerun, to take up the job of a cut-off run" },
    { action: "sagemaker:ListTags", when: "create, rerun, refresh, import" },
    {
      action: "sagemaker:StopProcessingJob",
      when: "cancel and timeout unless `onCancel` is `leave`; delete with `onDelete` `stop` or `delete`",
    },
    { action: "sagemaker:DeleteProcessingJob", when: 'delete with `onDelete: "delete"`' },
    { action: "iam:PassRole", when: "create and rerun, on `roleArn`" },
    { action: "logs:FilterLogEvents", when: "create and rerun, to show the log; optional" },
    {
      action: "s3:ListBucket",
      when: "create and rerun, on the outputs' buckets, for `outputObjects`; optional",
    },
  ],
};
