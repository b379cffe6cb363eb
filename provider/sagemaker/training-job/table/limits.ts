import { table } from "../../jobs";

const { flag, object, real, text, whole } = table;

/** How long, how cheaply and as whom: none of them changes what the model is, so none of them retrains a finished one. */
export const limitInputs: table.Table = {
  roleArn: text(
    "Execution role, trusted by `sagemaker.amazonaws.com`: what the job may read, write and log. A role made in the same deployment is waited for.",
    { required: true },
  ),
  maxRuntimeSeconds: whole(
    "Longest time the job may train, all retries together, seconds (1 to 2,419,200: 28 days). Required, because it bounds what the job can cost.",
    { required: true },
  ),
  maxWaitSeconds: whole(
    "With `spot`: longest time to wait for capacity and train, seconds; at least `maxRuntimeSeconds`.",
  ),
  maxPendingSeconds: whole(
    "Longest time to wait for instances with accelerators, seconds (7200 to 2,419,200). Default: SageMaker's.",
  ),
  spot: flag(
    "Train on spare capacity, up to 90 % cheaper and interruptible. Needs `maxWaitSeconds` and `checkpoint`. Default: false.",
    { default: false },
  ),
  maxRetries: whole("Times SageMaker itself retries after an internal error, 1 to 30. Default: none."),
  checkAlgorithm: flag(
    "False skips the offline checks of a built-in algorithm's hyperparameters and channels, for an image newer than this release's tables. Default: true.",
    { default: true },
  ),
  acceptStopped: flag(
    "Takes a job that was stopped, by its time limit or by hand, for a success: SageMaker keeps what it had saved. Default: false, because a model cut short is rarely the one asked for.",
    { default: false },
  ),
};

/** The bar the model must pass: changed in place, and judged anew. */
export const gateInputs: table.Table = {
  gate: object(
    "The bar the model must pass: a threshold, the model before it, or both. Without one every finished model passes.",
    {
      metric: text(
        "Metric of the job, such as `validation:auc`; with `evaluation`, the path of a number in that document, such as `binary_classification_metrics.auc.value`.",
        { required: true },
      ),
      operator: text("Comparison with the threshold. Use `<=` for errors and losses. Default: `>=`.", {
        default: ">=",
        allowed: [">=", ">", "<=", "<"],
      }),
      threshold: real("Least value that may serve; with `<` and `<=`, the greatest."),
      betterThanChampion: flag(
        "The model must be better than the one this resource holds, by more than `minimumGain`. Default: false.",
        { default: false },
      ),
      minimumGain: real("By how much it must be better. Default: 0.", { default: 0 }),
      evaluation: object(
        "Takes the metric from a JSON document in S3 that the training wrote, instead of the job's own final metrics.",
        {
          s3Uri: text("`s3://bucket/key` of the document; `{job}` in it stands for the job's name.", {
            required: true,
          }),
        },
      ),
    },
  ),
  onGateFailure: text(
    "What happens when the bar is missed: `fail` the deployment, or `keepPrevious`: the outputs stay those of the last model that passed and `gatePassed` is false. The first model has no previous one and fails. Default: `fail`.",
    { default: "fail", allowed: ["fail", "keepPrevious"] },
  ),
};
