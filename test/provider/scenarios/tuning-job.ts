import type { Scenario } from "../support/scenario";

const inputs = {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 600,
  hyperparameters: { num_round: "5", objective: "binary:logistic" },
  objective: { metric: "validation:auc", goal: "Maximize" },
  ranges: {
    max_depth: { type: "integer", min: 2, max: 8 },
    eta: { type: "continuous", min: 0.01, max: 0.5, scaling: "Logarithmic" },
  },
  channels: {
    train: { s3Uri: "s3://data/train/", contentType: "text/csv" },
    validation: { s3Uri: "s3://data/validation/", contentType: "text/csv" },
  },
  outputPath: "s3://data/tuned",
  environment: { NOTE: "a-note-for-the-container" },
  strategy: "Bayesian",
  maxJobs: 6,
  maxParallelJobs: 2,
  maxTuningSeconds: 3600,
  earlyStopping: "Auto",
  completion: { target: 0.95, jobsNotImproving: 5, convergence: true },
  randomSeed: 7,
  warmStart: { type: "TransferLearning", parents: ["earlier"] },
  gate: { metric: "validation:auc", threshold: 0.7 },
  maxCostUsd: 5,
  tags: { team: "risk" },
};

const trial = {
  TrainingJobName: "trial-1",
  CreationTime: 1,
  TrainingStartTime: 1,
  TrainingEndTime: 61,
  TrainingJobStatus: "Completed",
  TunedHyperParameters: { max_depth: "4", eta: "0.1" },
  FinalHyperParameterTuningJobObjectiveMetric: {
    Type: "Maximize",
    MetricName: "validation:auc",
    Value: 0.81,
  },
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:TuningJob",
    inputs,
    changed: { ...inputs, maxJobs: 7, tags: { team: "fraud" } },
    imported: ["gate", "maxCostUsd"],
    stays: true,
    answers: {
      DescribeHyperParameterTuningJob: {
        TrainingJobStatusCounters: { Completed: 1, InProgress: 0, Stopped: 0, NonRetryableError: 0 },
        BestTrainingJob: {
          ...trial,
          TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/t",
        },
        ConsumedResources: { RuntimeInSeconds: 90 },
      },
      ListTrainingJobsForHyperParameterTuningJob: { TrainingJobSummaries: [trial] },
    },
  },
];
