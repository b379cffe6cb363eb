import type { Property } from "../../framework";
import { flag, object, text } from "../jobs/table";
import { compressions, s3DataTypes } from "../words";

/** Closed lists of the API reference. */
export const athenaFormats = ["PARQUET", "ORC", "AVRO", "JSON", "TEXTFILE"] as const;
export const athenaCompressions = ["GZIP", "SNAPPY", "ZLIB"] as const;
export const redshiftFormats = ["PARQUET", "CSV"] as const;
export const redshiftCompressions = ["None", "GZIP", "BZIP2", "ZSTD", "SNAPPY"] as const;
export const inputModes = ["File", "Pipe"] as const;
export const distributions = ["FullyReplicated", "ShardedByS3Key"] as const;
export const uploadModes = ["EndOfJob", "Continuous"] as const;

const query = text("SQL that selects the data, 1 to 4096 characters. Runs each time the job runs.", {
  required: true,
});
const resultUri = text("`s3://bucket/prefix` the query's result is stored under before the job reads it.", {
  required: true,
});
const resultKey = text("KMS key of the query's result. Default: the bucket's own encryption.");

const athena = object("Data that an Athena query selects when the job runs.", {
  catalog: text("Data catalog, such as `AwsDataCatalog`. 1 to 256 characters.", { required: true }),
  database: text("Database of the query. 1 to 255 characters.", { required: true }),
  query,
  workGroup: text("Athena work group, which may limit cost. Default: the account's primary one."),
  outputUri: resultUri,
  kmsKeyId: resultKey,
  format: text("Format of the result.", { allowed: athenaFormats, required: true }),
  compression: text("Compression of the result. Default: none.", { allowed: athenaCompressions }),
});

const redshift = object("Data that a Redshift query selects when the job runs.", {
  clusterId: text("Identifier of the cluster. 1 to 63 characters.", { required: true }),
  database: text("Database of the query. 1 to 64 characters.", { required: true }),
  dbUser: text("Database user the query runs as. 1 to 128 characters.", { required: true }),
  query,
  clusterRoleArn: text("ARN of the role attached to the cluster, with which it writes the result to S3.", {
    required: true,
  }),
  outputUri: resultUri,
  kmsKeyId: resultKey,
  format: text("Format of the result.", { allowed: redshiftFormats, required: true }),
  compression: text("Compression of the result. Default: none.", {
    allowed: redshiftCompressions,
  }),
});

/** One input of a processing job: exactly one of `s3Uri`, `athena` and `redshift`. */
export const input: Property = object("Where an input comes from and where the container finds it.", {
  s3Uri: text("`s3://bucket/prefix` of the data, or the address of a manifest."),
  athena,
  redshift,
  localPath: text(
    "Folder in the container, beneath `/opt/ml/processing/`, at most 256 characters. Default: `/opt/ml/processing/input/<name>`; with `appManaged` none.",
  ),
  dataType: text(
    "How `s3Uri` is read: every object under a prefix, or those a manifest names; a query has neither. Default: `S3Prefix`.",
    { allowed: s3DataTypes, default: "S3Prefix" },
  ),
  inputMode: text(
    "`File` copies the data to the volume before the program starts; `Pipe` streams it through a named pipe. Default: `File`.",
    { allowed: inputModes, default: "File" },
  ),
  distribution: text(
    "All objects to every instance, or a share to each. Default: `FullyReplicated`, because a program has to be written for shares.",
    { allowed: distributions, default: "FullyReplicated" },
  ),
  compression: text(
    "`Gzip` unpacks while streaming, so only with `Pipe` and `s3Uri`; a query has its own. Default: `None`.",
    {
      allowed: compressions,
      default: "None",
    },
  ),
  appManaged: flag(
    "The program fetches the data itself; SageMaker only records where it is. Default: false.",
    { default: false },
  ),
});

/** One output of a processing job: exactly one of `s3Uri` and `featureGroup`. */
export const output: Property = object("Where the container leaves an output and where it goes.", {
  s3Uri: text(
    "`s3://bucket/prefix` the folder's files are uploaded under. Existing objects of the same key are replaced.",
  ),
  featureGroup: text(
    "Feature group the program writes to, 1 to 64 characters. Needs `appManaged`, because the program puts the records itself.",
  ),
  localPath: text(
    "Folder in the container, beneath `/opt/ml/processing/`, at most 256 characters; it exists when the program starts. Default: `/opt/ml/processing/output/<name>`; with `appManaged` none.",
  ),
  uploadMode: text(
    "When files are uploaded: as they appear, or once when the program has ended. Default: `EndOfJob`.",
    { allowed: uploadModes, default: "EndOfJob" },
  ),
  appManaged: flag(
    "The program stores the output itself; SageMaker only records where it goes. Default: false.",
    { default: false },
  ),
});
