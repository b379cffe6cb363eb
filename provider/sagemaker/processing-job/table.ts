import { experimentField } from "../experiment";
import {
  commonOutputs,
  definingInputs,
  flag,
  list,
  managingInputs,
  object,
  output as result,
  type Table,
  text,
  textMap,
  texts,
  whole,
  type Wording,
} from "../jobs/table";
import { input, output } from "./data";

const wording: Wording = { noun: "processing job", prefix: "rerun", deletes: true };

/** Inputs that define what the job does: a change of one starts a new job in the same resource. */
export const defining: Table = {
  image: text(
    "Image in ECR the program runs in. A tag can move: give a digest, or name it in `versions`, where a moved tag should rerun. At most 255 characters. A change reruns.",
    { required: true },
  ),
  roleArn: text("ARN of the execution role: what the job may read, write and log. A change reruns.", {
    required: true,
  }),
  instanceType: text(
    "Such as `ml.m5.xlarge`. Billed by the second from start to end of the job. Exactly one of `instanceType` and `instancePreferences`. A change reruns.",
  ),
  instancePreferences: list(
    "One to five instance types in order of preference: the first with capacity is used and billed. The account's quota must cover every one of them. A change reruns.",
    object("One choice.", {
      instanceType: text("Such as `ml.m5.xlarge`; each type once.", { required: true }),
      instanceCount: whole(
        "Instances of this type, 1 to 100: on every choice, or on none and once as `instanceCount` of the job.",
      ),
    }),
  ),
  instanceCount: whole(
    "Instances, 1 to 100. The program finds them in `/opt/ml/config/resourceconfig.json`. Default: 1. A change reruns.",
  ),
  volumeSizeGb: whole(
    "Volume of each instance, GB, 1 to 16,384. Types with local storage use that instead. Default: 30. A change reruns.",
    { default: 30 },
  ),
  volumeKmsKeyId: text("KMS key for the volumes. Default: an AWS owned key. A change reruns."),
  entryPoint: texts(
    "Command of the container, at most 100 words of 256 characters. Default: the image's own. A change reruns.",
  ),
  containerArguments: texts(
    "Arguments of the command, at most 100 words of 256 characters. A change reruns.",
  ),
  environment: textMap(
    "Environment of the container, at most 100 variables of 256 characters. Not for secrets: who may describe the job reads it. A change reruns.",
  ),
  inputs: {
    type: "map",
    items: input,
    description:
      "What the program reads, by name: at most 10. Give the program itself as one of them, with `entryPoint`. A change reruns.",
  },
  outputs: {
    type: "map",
    items: output,
    description: "What the program writes, by name: at most 10. A change reruns.",
  },
  kmsKeyId: text("KMS key for the outputs in S3. Default: the bucket's own encryption. A change reruns."),
  vpc: object("Network the job runs in, for private data. Default: SageMaker's own. A change reruns.", {
    subnets: texts("Ids of 1 to 16 subnets.", { required: true }),
    securityGroupIds: texts("Ids of 1 to 5 security groups.", { required: true }),
  }),
  networkIsolation: flag(
    "The container gets no network at all; SageMaker still brings its data. Default: false. A change reruns.",
    { default: false },
  ),
  encryptInterContainerTraffic: flag(
    "Encrypts traffic between the instances of one job; slower. Default: false. A change reruns.",
    { default: false },
  ),
  experiment: experimentField,
  ...definingInputs(wording),
};

export const inputs: Table = {
  ...defining,
  ...managingInputs(wording),
  maxRuntimeSeconds: whole(
    "Longest time the job may run, seconds, 1 to 777,600 (9 days); SageMaker stops a longer one. Required, because it bounds what the job can cost. A change holds for the next job: a running one keeps its own.",
    { required: true },
  ),
};

export const outputs: Table = {
  ...commonOutputs(wording),
  exitMessage: result(
    "string",
    "What the program left in `/opt/ml/output/message`, at most 1024 characters: the place for a short result.",
  ),
  outputUris: result("map", "Where each output is in S3, by its name. Known at preview.", {
    items: text("`s3://bucket/prefix`."),
  }),
  outputObjects: result(
    "map",
    "Objects each output got from this job, by its name. Absent when the prefix holds more than 100,000 objects or may not be listed.",
    { items: whole("Number of objects.") },
  ),
  processingSeconds: result("integer", "Seconds from start to end of the job, which are billed."),
  usedInstanceType: result(
    "string",
    "Type of the instances the job ran on; with `instancePreferences` the chosen one.",
  ),
  usedInstanceCount: result("integer", "Number of instances the job ran on."),
};
