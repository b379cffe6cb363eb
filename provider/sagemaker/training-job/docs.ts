import type { ResourceType } from "../../framework";

export const description =
  "A model trained by SageMaker: starts the job, shows its progress and log, waits, judges it by a gate and gives artifact, metrics and cost as outputs. " +
  "The same inputs never pay twice: after a crash the running or finished job is taken up again. A failed job is an error with its reason, its page in the console and its last 50 log lines. " +
  "A change of what defines the model trains again within the same resource, so that a model that misses its gate can leave the previous one's outputs in place; the preview names the inputs that changed. " +
  'Imported by the job\'s name; what AWS adds to a job by itself (debug hooks, metric definitions, profiling) is never shown as a difference. Source: SageMaker API reference, "CreateTrainingJob".';

export const costs =
  "AWS bills each instance by the second from start to end of the job, and while it is kept warm (`keepAliveSeconds`); spot capacity bills less. " +
  "`estimatedMaxCostUsd` is the most one job can cost at list price and is known at preview; `maxCostUsd` refuses more. Custom debug and profiler rules run on instances of their own. Serverless jobs are billed by token. Storage of artifacts, checkpoints and logs is billed by S3 and CloudWatch.";

export const permissions: ResourceType["permissions"] = {
  aws: [
    { action: "sagemaker:CreateTrainingJob", when: "a job starts" },
    { action: "sagemaker:AddTags", when: "a job starts, its tags change, or the resource lets it go" },
    { action: "iam:PassRole", when: "a job starts, on the execution role" },
    {
      action: "sagemaker:ListTrainingJobs",
      when: "before a job starts, to take up one that a cut-off run left",
    },
    { action: "sagemaker:DescribeTrainingJob", when: "always" },
    { action: "sagemaker:ListTags", when: "a job is taken up, refreshed or imported" },
    { action: "sagemaker:DeleteTags", when: "tags are removed" },
    {
      action: "sagemaker:StopTrainingJob",
      when: "a deployment is cancelled, or deletion with `onDelete` `stop` or `delete`",
    },
    {
      action: "sagemaker:UpdateTrainingJob",
      when: "`keepAliveSeconds`, `profiler`, `profilerRules` or `remoteDebug` change, or a warm pool ends for deletion",
    },
    { action: "sagemaker:DeleteTrainingJob", when: 'deletion with `onDelete: "delete"`' },
    { action: "logs:FilterLogEvents", when: "to show the job's log; without it the log is not shown" },
    {
      action: "s3:GetObject",
      when: "on the artifact, for its ETag and version (left out without it); on the document of `gate.evaluation`",
    },
  ],
};

export const example = `import { sagemaker } from "floe/sdk";

export const model = new sagemaker.TrainingJob("flights", {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 3600,
  hyperparameters: { objective: "binary:logistic", num_round: "200", eval_metric: "auc" },
  channels: {
    train: { s3Uri: "s3://exchange/train/", contentType: "text/csv" },
    validation: { s3Uri: "s3://exchange/validation/", contentType: "text/csv" },
  },
  outputPath: "s3://exchange/models",
  versions: { data: "2026-11-21" },
  gate: { metric: "validation:auc", threshold: 0.7, betterThanChampion: true },
  onGateFailure: "keepPrevious",
  maxCostUsd: 5,
});

export const artifact = model.artifactUri;
`;
