import type { ResourceType } from "../../framework";

type Permissions = NonNullable<ResourceType["permissions"]>;

/** What the caller of a job over data needs: what all kinds do, when it is stopped, and what else its kind does. */
export const batchPermissions = (
  kind: "ProcessingJob" | "TransformJob",
  stopped: string,
  more: Permissions["aws"] = [],
): Permissions => ({
  aws: [
    { action: `sagemaker:Create${kind}`, when: "create, and update when an input reruns the job" },
    { action: "sagemaker:AddTags", when: "create, changed tags, and when a job is let go" },
    { action: "sagemaker:DeleteTags", when: "update that removes tags" },
    { action: `sagemaker:Describe${kind}`, when: "create, update, refresh, import, delete" },
    { action: `sagemaker:List${kind}s`, when: "create and rerun, to take up the job of a cut-off run" },
    { action: "sagemaker:ListTags", when: "create, rerun, refresh, import" },
    {
      action: `sagemaker:Stop${kind}`,
      when: `cancel and timeout unless \`onCancel\` is \`leave\`; ${stopped}`,
    },
    { action: "logs:FilterLogEvents", when: "create and rerun, to show the log; optional" },
    ...more,
  ],
});
