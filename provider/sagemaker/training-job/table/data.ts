import { table } from "../../jobs";

const { flag, object, text, texts, textMap, whole } = table;

const channel = object("Data of one channel: exactly one of `s3Uri`, `fileSystem` and `datasetArn`.", {
  s3Uri: text("`s3://bucket/prefix`, or the manifest when `dataType` is one."),
  dataType: text(
    "How `s3Uri` is read: every object under a prefix, what a manifest lists, the lines of an augmented manifest, or conversations in the Converse format. Default: `S3Prefix`.",
    { default: "S3Prefix", allowed: ["S3Prefix", "ManifestFile", "AugmentedManifestFile", "Converse"] },
  ),
  distribution: text(
    "Whether each instance gets all objects (`FullyReplicated`) or its share (`ShardedByS3Key`). Default: `FullyReplicated`.",
    { default: "FullyReplicated", allowed: ["FullyReplicated", "ShardedByS3Key"] },
  ),
  attributeNames: texts("Attributes to read from an augmented manifest, at most 16."),
  instanceGroups: texts("Names of the instance groups that get this data. Default: all, at most 5."),
  acceptEula: flag(
    "True accepts the license of a gated model that this channel reads. Default: not accepted.",
  ),
  hubContentArn: text("ARN of a model reference in a private hub, for a JumpStart model read as data."),
  fileSystem: object("A directory of EFS or FSx for Lustre instead of S3. Needs `vpc`.", {
    id: text("`fs-` and its digits.", { required: true }),
    type: text("`EFS` or `FSxLustre`.", { required: true, allowed: ["EFS", "FSxLustre"] }),
    directory: text("Absolute path of the directory; for FSx it begins with the mount name.", {
      required: true,
    }),
    accessMode: text("`ro` reads only; `rw` may write. Default: `ro`.", {
      default: "ro",
      allowed: ["ro", "rw"],
    }),
  }),
  datasetArn: text("ARN of a SageMaker data set instead of S3."),
  contentType: text("MIME type of the data, such as `text/csv`. Default: the algorithm's."),
  compression: text("`Gzip` for objects that Pipe mode is to unpack. Default: `None`.", {
    default: "None",
    allowed: ["None", "Gzip"],
  }),
  inputMode: text("How this channel's data reaches the container. Default: `inputMode` of the job.", {
    allowed: ["File", "Pipe", "FastFile"],
  }),
  recordWrapper: text(
    "`RecordIO` wraps each object in a record, for algorithms that want it. Default: `None`.",
    {
      allowed: ["None", "RecordIO"],
    },
  ),
  shuffleSeed: whole(
    "Shuffles the objects, in Pipe mode anew for each epoch, with this seed. Default: no shuffling.",
  ),
});

/** What is trained on, with which algorithm, and where the result goes: a change retrains. */
export const dataInputs: table.Table = {
  image: text(
    "Training image: a URI in ECR, or in a private registry with `privateRegistry`. A tag can move: give a digest (`…@sha256:…`), or name it in `versions`, where a moved tag should retrain. Exactly one of `image`, `algorithmArn` and `serverless`. A change retrains.",
  ),
  algorithmArn: text(
    "ARN of an algorithm resource, your own or subscribed to on AWS Marketplace, instead of an image. A change retrains.",
  ),
  hyperparameters: textMap(
    "Settings of the algorithm, at most 100, as text. For SageMaker's built-in algorithms names, ranges and dependencies are checked at preview. Not for secrets: anyone who may describe the job reads them. A change retrains.",
  ),
  channels: {
    type: "map",
    items: channel,
    description:
      "Training data by channel name (`train`, `validation`), at most 20. Each appears in the container as `/opt/ml/input/data/<name>`. A change retrains; of changed objects under the same prefix only `versions` can tell.",
  },
  inputMode: text(
    "How data reaches the container unless a channel says otherwise: `File` copies it first, `Pipe` streams it, `FastFile` streams it as files. Default: `File`. A change retrains.",
    { allowed: ["File", "Pipe", "FastFile"] },
  ),
  outputPath: text(
    "`s3://bucket/prefix` under which the artifact is written, as `<prefix>/<job>/output/model.tar.gz`. A change retrains.",
    { required: true },
  ),
  outputCompression: text(
    "`GZIP` writes one archive; `NONE` writes the files as they are, for large models. Default: `GZIP`. A change retrains.",
    { allowed: ["GZIP", "NONE"] },
  ),
  kmsKeyId: text(
    "KMS key (id, ARN or alias) for the artifact. Default: the bucket's encryption. A change retrains.",
  ),
  checkpoint: object(
    "Where checkpoints are kept, so that an interrupted job goes on where it was. Required with `spot`. A change retrains.",
    {
      s3Uri: text("`s3://bucket/prefix`.", { required: true }),
      localPath: text("Folder in the container. Default: `/opt/ml/checkpoints`."),
    },
  ),
};
