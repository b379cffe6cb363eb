import { experimentField } from "../experiment";
import {
  commonOutputs,
  definingInputs,
  flag,
  managingInputs,
  object,
  output as result,
  type Table,
  text,
  textMap,
  whole,
  type Wording,
} from "../jobs/table";
import { compressions, s3DataTypes } from "../words";
import { assemblies, batchStrategies, joinSources, splitTypes } from "./words";

const wording: Wording = { noun: "transform job", prefix: "rerun", deletes: false };

const input = object(
  "The records. A change reruns.",
  {
    s3Uri: text("`s3://bucket/prefix` of the objects, or the address of a manifest.", { required: true }),
    dataType: text(
      "How `s3Uri` is read: every object under a prefix, or those a manifest names. Default: `S3Prefix`.",
      {
        allowed: s3DataTypes,
        default: "S3Prefix",
      },
    ),
    contentType: text(
      "Type of the data, such as `text/csv`, at most 256 characters; the model gets it with each request.",
    ),
    compression: text("Compression of the objects. Default: `None`.", {
      allowed: compressions,
      default: "None",
    }),
    splitType: text(
      "How an object is cut into records. `None` sends each object whole, so it must fit `maxPayloadMb`. Default: `None`.",
      { allowed: splitTypes, default: "None" },
    ),
  },
  { required: true },
);

const output = object(
  "The predictions: for each input object one of the same name with `.out` behind it. A change reruns.",
  {
    s3Uri: text(
      "`s3://bucket/prefix` they are stored under. Existing objects of the same key are replaced.",
      {
        required: true,
      },
    ),
    accept: text("Type the model is asked to answer in, at most 256 characters. Default: the model's own."),
    assembleWith: text("What stands between the answers: nothing, or the end of a line. Default: `None`.", {
      allowed: assemblies,
      default: "None",
    }),
    kmsKeyId: text("KMS key for the objects. Default: the bucket's own encryption."),
  },
  { required: true },
);

/** Inputs that define what the job does: a change of one starts a new job in the same resource. */
export const defining: Table = {
  modelName: text(
    "The SageMaker model, 1 to 63 characters. Its own execution role reads and writes the data. A change reruns.",
    { required: true },
  ),
  input,
  output,
  instanceType: text(
    "Such as `ml.m5.large`. Billed by the second from start to end of the job. A change reruns.",
    {
      required: true,
    },
  ),
  instanceCount: whole(
    "Instances, 1 to 100; objects are shared out between them. Default: 1. A change reruns.",
    { default: 1 },
  ),
  volumeKmsKeyId: text(
    "KMS key for the volumes; not for types with local storage. Default: an AWS owned key. A change reruns.",
  ),
  amiVersion: text(
    "Machine image of the instances, such as `al2-ami-sagemaker-batch-gpu-535` for newer GPU drivers. Default: SageMaker's choice. A change reruns.",
  ),
  batchStrategy: text(
    "`MultiRecord` packs as many records into a request as `maxPayloadMb` allows; `SingleRecord` sends one. Needs `input.splitType`. Default: the model's own. A change reruns.",
    { allowed: batchStrategies },
  ),
  maxConcurrentTransforms: whole(
    "Requests in flight to each instance, 0 to 100; times `maxPayloadMb` at most 100 MB. Default: what the model's container answers, else 1. A change reruns.",
  ),
  maxPayloadMb: whole(
    "Largest request, MB, 0 to 100; at least one record. 0 is for containers that take a stream. Default: 6. A change reruns.",
  ),
  invocationTimeoutSeconds: whole(
    "Longest time for one request, seconds, 1 to 3600. Default: 600. A change reruns.",
  ),
  invocationMaxRetries: whole("Times a failed request is repeated, 0 to 3. Default: 3. A change reruns."),
  environment: textMap(
    "Environment of the container, at most 16 variables. Not for secrets: who may describe the job reads it. A change reruns.",
  ),
  dataProcessing: object(
    "What of each record the model gets and what is written. For CSV, JSON and JSON Lines. A change reruns.",
    {
      inputFilter: text(
        "What of a record the model gets, as JSONPath of at most 63 characters: `$[1:]` leaves a key in the first column out. Default: `$`, all of it.",
        { default: "$" },
      ),
      joinSource: text("`Input` puts the record before its answer. Default: `None`.", {
        allowed: joinSources,
        default: "None",
      }),
      outputFilter: text(
        "What of the (joined) record is written, as JSONPath of at most 63 characters: `$[0,-1]` is the first column and the answer. Default: `$`, all of it.",
        { default: "$" },
      ),
    },
  ),
  dataCapture: object("Keeps manifests of what went in and came out, for a model monitor. A change reruns.", {
    s3Uri: text("`s3://bucket/prefix`; the manifests are under `input/` and `output/` and the hour.", {
      required: true,
    }),
    kmsKeyId: text("KMS key for the manifests. Default: the bucket's own encryption."),
    generateInferenceId: flag(
      "Writes an id and the time behind each answer, to match it with the truth later. Default: false.",
      { default: false },
    ),
  }),
  experiment: experimentField,
  ...definingInputs(wording),
};

export const inputs: Table = {
  ...defining,
  ...managingInputs(wording),
  maxRuntimeSeconds: whole(
    "Longest time the job may run, seconds, 1 to 2,419,200 (28 days). SageMaker has no such limit for transform jobs: the provider stops a longer one, so it holds while a deployment waits for `completion`. Needed by `maxCostUsd`. Default: none. Changed in place.",
  ),
};

export const outputs: Table = {
  ...commonOutputs(wording),
  outputUri: result("string", "Where the predictions are in S3. Known at preview."),
  outputObjects: result(
    "integer",
    "Objects the job wrote there. Absent when the prefix holds more than 100,000 objects or may not be listed.",
  ),
  outputManifest: result(
    "array",
    "What the job wrote as the content of a manifest, `[{ prefix }, name, ...]`, for whatever reads the predictions next. Absent above 1,000 objects.",
    { items: { type: "json", description: "The common prefix, or a key behind it." } },
  ),
  captureUri: result("string", "Where captured data is in S3, with `dataCapture`. Known at preview."),
  transformSeconds: result("integer", "Seconds from start to end of the job, which are billed."),
};
