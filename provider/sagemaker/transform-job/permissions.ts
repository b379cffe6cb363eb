import { batchPermissions } from "../jobs";

/** What the caller needs; the model's own role reads the input and writes the output. */
export const permissions = batchPermissions(
  "TransformJob",
  '`maxRuntimeSeconds` passed; delete with `onDelete: "stop"`',
  [
    {
      action: "s3:ListBucket",
      when: "create and rerun, on the output's bucket, for `outputObjects` and `outputManifest`; optional",
    },
  ],
);
