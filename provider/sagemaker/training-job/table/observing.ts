import { table } from "../../jobs";

const { flag, list, object, text, textMap, whole } = table;

const rules = (what: string) =>
  list(
    `Rules that watch ${what} while the job runs, at most 20. AWS's own rule images are free of charge; a custom rule's instance is billed.`,
    object("One rule.", {
      name: text("Unique name of the rule.", { required: true }),
      image: text("Image that evaluates it.", { required: true }),
      localPath: text("Folder in the container the rule's output is written to."),
      s3OutputPath: text("`s3://bucket/prefix` the rule's output is kept under."),
      instanceType: text("Instance of a custom rule, billed while the job runs."),
      volumeSizeGb: whole("Volume of that instance, GB."),
      parameters: textMap("Settings of the rule."),
    }),
  );

/** What is recorded of a training. A change retrains, because a finished training cannot be recorded again. */
export const observingInputs: table.Table = {
  metricDefinitions: list(
    "How metrics are read from the log, at most 40; the built-in algorithms bring their own. A change retrains.",
    object("One metric.", {
      name: text("Name, 1 to 255 characters.", { required: true }),
      regex: text("Regular expression over the log; its first group is the value. At most 500 characters.", {
        required: true,
      }),
    }),
  ),
  metricsTimeSeries: flag(
    "Keeps every value of the metrics, not only the last. Default: on for built-in algorithms and when `metricDefinitions` are given. A change retrains.",
  ),
  debugHook: object("Tensors that SageMaker Debugger saves. A change retrains.", {
    s3OutputPath: text("`s3://bucket/prefix` for the tensors.", { required: true }),
    localPath: text("Folder in the container. Default: `/opt/ml/output/tensors`."),
    parameters: textMap("Settings of the hook, such as how often it saves."),
    collections: list(
      "Tensor collections to save, at most 20.",
      object("One collection.", {
        name: text("Name of the collection."),
        parameters: textMap("Its settings: `include_regex`, `save_config`, `reduction_config` and the like."),
      }),
    ),
  }),
  debugRules: {
    ...rules("saved tensors"),
    description: `${rules("saved tensors").description} A change retrains.`,
  },
  tensorBoard: object("TensorBoard data. A change retrains.", {
    s3OutputPath: text("`s3://bucket/prefix` for the data.", { required: true }),
    localPath: text("Folder in the container. Default: `/opt/ml/output/tensorboard`."),
  }),
  experiment: object("SageMaker Experiments entry of the job. A change retrains.", {
    name: text("Existing experiment."),
    trialName: text("Existing trial. Default: a new one."),
    displayName: text("Shown name of the trial component."),
    runName: text("Name of the run."),
  }),
  mlflow: object("Managed MLflow run of the job. A change retrains.", {
    arn: text("ARN of the MLflow app or tracking server.", { required: true }),
    experimentName: text("Experiment."),
    runName: text("Run."),
  }),
  infraCheck: flag("Checks the health of GPU instances before training begins. A change retrains."),
  modelPackage: object("Registers the result in the model registry. A change retrains.", {
    groupArn: text("ARN of the model package group.", { required: true }),
    sourceArn: text("ARN of the model package that training goes on from, or that is evaluated."),
  }),
};

/** What SageMaker lets change while a job runs: changed in place, and without effect on one that has ended. */
export const liveInputs: table.Table = {
  profiler: object(
    "System and framework profiling. Changed in place while the job runs; else the next training has it.",
    {
      s3OutputPath: text("`s3://bucket/prefix` for the profile."),
      intervalMilliseconds: whole("Time between two samples. Default: 500.", {
        allowed: [100, 200, 500, 1000, 5000, 60000],
      }),
      parameters: textMap("What of the framework is profiled, as `DetailedProfilingConfig` and the like."),
      disabled: flag("Turns Debugger's monitoring and profiling off. Default: false."),
    },
  ),
  profilerRules: {
    ...rules("the profile"),
    description: `${rules("the profile").description} Changed in place while the job runs.`,
  },
  remoteDebug: flag(
    "Lets people with the right to do so open a shell in the container by AWS Systems Manager. Changed in place while the job runs. Default: false.",
  ),
  keepAliveSeconds: whole(
    "Keeps the instances warm for the next job of the same shape, seconds (0 to 3600). Billed while warm, as while training. Changed in place. Default: 0.",
  ),
};
