import { sagemaker } from "../../../provider/sdk";
import type { Failing, Stage, TypeCase } from "./case";
import { at, image, program } from "./world";

const own = "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1";
const script = { sagemaker_program: "train.py", sagemaker_submit_directory: at("code/train.tar.gz") };
const metric = { name: "score", regex: "score=([0-9.]+)" };

type Hidden = Pick<Stage, "hidden" | "world">;
type Extra<Args> = Partial<Args>;

/** What both kinds of training are made from; everything a program may print is secret. */
const training = ({ hidden, world }: Hidden) => ({
  image: own,
  roleArn: world.role,
  instanceType: "ml.m5.large",
  volumeSizeGb: 1,
  maxRuntimeSeconds: 120,
  metricDefinitions: [metric],
  outputPath: hidden("output path", (word) => at(word)),
  environment: { NOTE: hidden("environment") },
  hyperparameters: { ...script, note: hidden("hyperparameter") },
  triggers: [hidden("trigger")],
  versions: { data: hidden("version") },
  tags: { team: hidden("tag") },
});

const processing = ({ hidden, world }: Hidden, extra: Extra<sagemaker.ProcessingJobArgs> = {}) => ({
  image,
  roleArn: world.role,
  instanceType: "ml.m5.large",
  maxRuntimeSeconds: 120,
  entryPoint: ["python3", "/opt/ml/processing/input/code/careless.py"],
  containerArguments: [hidden("argument")],
  inputs: { code: { s3Uri: at("code/careless.py") } },
  outputs: { report: { s3Uri: hidden("output", (word) => at(word)) } },
  environment: { NOTE: hidden("environment") },
  tags: { team: hidden("tag") },
  ...extra,
});

const transform = ({ hidden }: Hidden, extra: Extra<sagemaker.TransformJobArgs> = {}) => ({
  modelName: "echo",
  instanceType: "ml.m5.large",
  maxRuntimeSeconds: 120,
  input: { s3Uri: at("score/"), contentType: "text/csv", splitType: "Line" as const },
  output: { s3Uri: hidden("output", (word) => at(word)), accept: "text/csv", assembleWith: "Line" as const },
  environment: { ...program, NOTE: hidden("environment") },
  tags: { team: hidden("tag") },
  ...extra,
});

export const jobCases: readonly TypeCase[] = [
  {
    token: "floe:sagemaker:TrainingJob",
    name: "train",
    imported: "update environment.NOTE gate hyperparameters.note outputPath tags.team triggers versions",
    declare: (stage) =>
      new sagemaker.TrainingJob(
        "train",
        {
          ...training(stage),
          gate: { metric: "score", threshold: stage.variant === "first" ? 0.1 : 0.2 },
          ...(stage.variant === "first"
            ? {}
            : {
                maxRuntimeSeconds: 200,
                onDelete: "delete",
                environment: { NOTE: stage.hidden("new note") },
              }),
        },
        stage.options,
      ),
  },
  {
    token: "floe:sagemaker:TuningJob",
    name: "search",
    imported: "update environment.NOTE hyperparameters.note outputPath tags.team triggers versions",
    declare: (stage) =>
      new sagemaker.TuningJob(
        "search",
        {
          ...training(stage),
          objective: { metric: "score", goal: "Maximize" },
          ranges: { x: { type: "continuous", min: 0, max: stage.variant === "first" ? 1 : 2 } },
          strategy: "Random",
          maxJobs: 1,
          ...(stage.variant === "first" ? {} : { onDelete: "stop", triggers: [] }),
        },
        stage.options,
      ),
  },
  {
    token: "floe:sagemaker:ProcessingJob",
    name: "process",
    imported: "update containerArguments[0] environment.NOTE outputs.report.s3Uri tags.team",
    declare: (stage) =>
      new sagemaker.ProcessingJob(
        "process",
        processing(
          stage,
          stage.variant === "first"
            ? {}
            : { containerArguments: ["--fast"], onDelete: "delete", volumeSizeGb: 20, tags: {} },
        ),
        stage.options,
      ),
  },
  {
    token: "floe:sagemaker:TransformJob",
    name: "score",
    imported: "update environment.NOTE maxRuntimeSeconds output.s3Uri tags.team",
    declare: (stage) =>
      new sagemaker.TransformJob(
        "score",
        transform(
          stage,
          stage.variant === "first" ? {} : { batchStrategy: "SingleRecord", versions: { rows: "2" } },
        ),
        stage.options,
      ),
  },
];

export const failingJobs: readonly Failing[] = [
  {
    token: "floe:sagemaker:TrainingJob",
    name: "train",
    declare: (stage) =>
      new sagemaker.TrainingJob(
        "train",
        { ...training(stage), environment: { NOTE: stage.hidden("note"), FAIL: "yes" } },
        stage.options,
      ),
    says: /cannot train with \[secret\]/,
  },
  {
    token: "floe:sagemaker:TuningJob",
    name: "search",
    declare: (stage) =>
      new sagemaker.TuningJob(
        "search",
        {
          ...training(stage),
          objective: { metric: "score", goal: "Maximize" },
          ranges: { x: { type: "continuous", min: 0, max: 1 } },
          strategy: "Random",
          maxJobs: 1,
          environment: { NOTE: stage.hidden("note"), FAIL: "yes" },
        },
        stage.options,
      ),
    says: /tuning job .* failed/,
  },
  {
    token: "floe:sagemaker:ProcessingJob",
    name: "process",
    declare: (stage) =>
      new sagemaker.ProcessingJob(
        "process",
        processing(stage, { environment: { NOTE: stage.hidden("note"), FAIL: "yes" } }),
        stage.options,
      ),
    says: /cannot work with \[secret\]/,
  },
  {
    token: "floe:sagemaker:TransformJob",
    name: "score",
    declare: (stage) =>
      new sagemaker.TransformJob(
        "score",
        transform(stage, {
          modelName: stage.hidden("model"),
          environment: { ...program, NOTE: stage.hidden("note"), FAIL: "yes" },
        }),
        stage.options,
      ),
    says: /\[secret\]/,
  },
];
