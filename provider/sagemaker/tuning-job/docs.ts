import type { ResourceType } from "../../framework";

export const description =
  "The best hyperparameters of a model, searched by SageMaker: starts the search, shows each trial and the best so far, waits, judges the best by a gate and gives its artifact, metrics and hyperparameters, a table of the trials and what all of them cost as outputs. " +
  "The same inputs never pay twice: after a crash the running or finished search is taken up again. A failed search is an error with the reason of its first failed trial, its page in the console and the last 50 log lines. " +
  "A change of what defines the search searches anew within the same resource, so that a search whose best misses the gate can leave the previous outputs in place; the preview names the inputs that changed. " +
  'Imported by the job\'s name. Source: SageMaker API reference, "CreateHyperParameterTuningJob".';

export const costs =
  "The search itself is free; AWS bills the instances of every trial by the second, as of any training job, and while they are kept warm. " +
  "`estimatedMaxCostUsd` is the most all trials can cost at list price and is known at preview; `maxCostUsd` refuses more. `estimatedCostUsd` is what they cost. Storage of artifacts, checkpoints and logs is billed by S3 and CloudWatch.";

export const permissions: ResourceType["permissions"] = {
  aws: [
    { action: "sagemaker:CreateHyperParameterTuningJob", when: "a search starts" },
    { action: "sagemaker:AddTags", when: "a search starts, its tags change, or the resource lets it go" },
    { action: "iam:PassRole", when: "a search starts, on the execution role of every training" },
    {
      action: "sagemaker:ListHyperParameterTuningJobs",
      when: "before a search starts, to take up one that a cut-off run left",
    },
    { action: "sagemaker:DescribeHyperParameterTuningJob", when: "always" },
    {
      action: "sagemaker:ListTrainingJobsForHyperParameterTuningJob",
      when: 'a search has ended, for its trials, and deletion with `onDelete: "delete"`',
    },
    {
      action: "sagemaker:DescribeTrainingJob",
      when: "a search has ended, for its best trial; with `spot` for every trial",
    },
    { action: "sagemaker:ListTags", when: "a search is taken up, refreshed or imported" },
    { action: "sagemaker:DeleteTags", when: "tags are removed" },
    {
      action: "sagemaker:StopHyperParameterTuningJob",
      when: "a deployment is cancelled, or deletion with `onDelete` `stop` or `delete`",
    },
    { action: "sagemaker:DeleteHyperParameterTuningJob", when: 'deletion with `onDelete: "delete"`' },
    { action: "sagemaker:DeleteTrainingJob", when: 'deletion with `onDelete: "delete"`, for the trials' },
    {
      action: "sagemaker:UpdateTrainingJob",
      when: 'deletion with `onDelete: "delete"` while trials\' instances are kept warm',
    },
    { action: "logs:FilterLogEvents", when: "to show the trials' log; without it the log is not shown" },
    {
      action: "s3:GetObject",
      when: "on the best artifact, for its ETag and version (left out without it); on the document of `gate.evaluation`",
    },
  ],
};

export const example = `import { sagemaker } from "floe/sdk";

export const search = new sagemaker.TuningJob("flights", {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 1800,
  hyperparameters: { objective: "binary:logistic", num_round: "200" },
  objective: { metric: "validation:auc", goal: "Maximize" },
  ranges: {
    max_depth: { type: "integer", min: 3, max: 10 },
    eta: { type: "continuous", min: 0.01, max: 0.5, scaling: "Logarithmic" },
  },
  channels: {
    train: { s3Uri: "s3://exchange/train/", contentType: "text/csv" },
    validation: { s3Uri: "s3://exchange/validation/", contentType: "text/csv" },
  },
  outputPath: "s3://exchange/tuning",
  maxJobs: 20,
  maxParallelJobs: 2,
  gate: { metric: "validation:auc", threshold: 0.7, betterThanChampion: true },
  onGateFailure: "keepPrevious",
  maxCostUsd: 5,
});

export const best = search.hyperparameters;
export const artifact = search.artifactUri;
`;
