import { batchPermissions } from "../jobs";

/** What the caller needs; the job's own role needs what its program does. */
export const permissions = batchPermissions("ProcessingJob", "delete with `onDelete` `stop` or `delete`", [
  { action: "sagemaker:DeleteProcessingJob", when: 'delete with `onDelete: "delete"`' },
  { action: "iam:PassRole", when: "create and rerun, on `roleArn`" },
  {
    action: "s3:ListBucket",
    when: "create and rerun, on the outputs' buckets, for `outputObjects`; optional",
  },
]);
