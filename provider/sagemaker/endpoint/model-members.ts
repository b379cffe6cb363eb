import { array, element, flag, integer, item, map, type Members, object, text } from "./member";

/** A network of the caller's own. */
export const vpcMembers: Members = {
  subnets: array("Subnets", "Subnets to reach, 1 to 16.", item("Id, such as `subnet-1`."), {
    required: true,
  }),
  securityGroupIds: array("SecurityGroupIds", "Security groups, 1 to 5.", item("Id, such as `sg-1`."), {
    required: true,
  }),
};

const s3Source: Members = {
  s3Uri: text("S3Uri", "An object, or with `S3Prefix` a prefix that ends with a slash.", { required: true }),
  dataType: text("S3DataType", "Whether `s3Uri` is one object or a prefix of many.", {
    required: true,
    allowed: ["S3Prefix", "S3Object"],
  }),
  compression: text("CompressionType", "`Gzip` is unpacked from a tar archive; `None` is used as it is.", {
    required: true,
    allowed: ["None", "Gzip"],
  }),
  acceptEula: object("ModelAccessConfig", "Agreement to the model's licence.", {
    accepted: flag("AcceptEula", "True accepts the licence of the model's maker, which you have read.", {
      required: true,
    }),
  }),
  hub: object("HubAccessConfig", "A model of a SageMaker hub.", {
    contentArn: text("HubContentArn", "ARN of the hub content that may be deployed.", { required: true }),
  }),
  manifestS3Uri: text("ManifestS3Uri", "Manifest that lists where the artifacts are."),
  etag: text("ETag", "ETag of `s3Uri`, which SageMaker then insists on."),
  manifestEtag: text("ManifestEtag", "ETag of the manifest."),
};

/** One container of a model, in the order of the API's ContainerDefinition. */
export const containerMembers: Members = {
  hostname: text(
    "ContainerHostname",
    "Name of the container in logs, metrics and direct calls; for models of several containers.",
  ),
  image: text("Image", "Image that serves: a tag or a digest. This or `modelPackageName` is needed."),
  imageConfig: object("ImageConfig", "Where the image comes from. Default: Amazon ECR.", {
    repositoryAccessMode: text("RepositoryAccessMode", "`Vpc` for a private registry reached from `vpc`.", {
      required: true,
      allowed: ["Platform", "Vpc"],
    }),
    repositoryAuth: object("RepositoryAuthConfig", "Login to a private registry.", {
      credentialsProviderArn: text(
        "RepositoryCredentialsProviderArn",
        "ARN of a Lambda function that gives the credentials.",
        { required: true },
      ),
    }),
  }),
  mode: text("Mode", "`MultiModel` serves any archive under `artifactUri`. Default: `SingleModel`.", {
    allowed: ["SingleModel", "MultiModel"],
  }),
  artifactUri: text(
    "ModelDataUrl",
    "`s3://…/model.tar.gz`, unpacked to /opt/ml/model; with `MultiModel` a prefix of archives.",
  ),
  artifactSource: object(
    "ModelDataSource",
    "Artifact that is not a tar.gz archive, instead of `artifactUri`.",
    {
      s3: object("S3DataSource", "Where it is in S3.", s3Source, { required: true }),
    },
  ),
  additionalArtifacts: array(
    "AdditionalModelDataSources",
    "More artifacts, such as adapters, each in a channel of its own.",
    element("An artifact.", {
      channelName: text("ChannelName", "Folder below /opt/ml/additional-model-data-sources.", {
        required: true,
      }),
      s3: object("S3DataSource", "Where it is in S3.", s3Source, { required: true }),
    }),
  ),
  environment: map(
    "Environment",
    "Environment of the container, 32 KB in all. Not for secrets: anyone who may describe the model reads it.",
    item("Value, at most 1,024 bytes."),
  ),
  modelPackageName: text(
    "ModelPackageName",
    "Name or ARN of a registered model package, which brings image and artifact.",
  ),
  inferenceSpecificationName: text("InferenceSpecificationName", "Specification of the package to use."),
  multiModel: object("MultiModelConfig", "Settings of `MultiModel`.", {
    cache: text("ModelCacheSetting", "Whether loaded models stay in memory. Default: `Enabled`.", {
      allowed: ["Enabled", "Disabled"],
    }),
  }),
  metrics: object("ContainerMetricsConfig", "Where the container tells its own metrics.", {
    endpoints: array(
      "MetricsEndpoints",
      "At most one address.",
      element("A Prometheus page of the container.", {
        path: text("MetricsEndpointPath", "Path, at most 256 characters. SageMaker's default: /metrics.", {
          required: true,
        }),
        frequencySeconds: integer("MetricPublishFrequencyInSeconds", "How often, seconds. Default: 60.", {
          allowed: [10, 30, 60, 120, 180, 240, 300],
        }),
      }),
    ),
  }),
};

/** A model: one container described in place, or several in `containers`. */
export const modelMembers: Members = {
  ...containerMembers,
  containers: array(
    "",
    "Containers of an inference pipeline, 2 to 15, instead of describing one in place.",
    element("A container.", containerMembers),
  ),
  execution: text(
    "",
    "How several containers are called: `Serial`, one after the other, or `Direct`, each by its hostname. Default: `Serial`.",
    { allowed: ["Serial", "Direct"] },
  ),
  roleArn: text(
    "ExecutionRoleArn",
    "Role that reads artifact and image, writes the log and captured data, and reads the alarms of a deployment.",
  ),
  vpc: object("VpcConfig", "Network the containers reach. Default: SageMaker's own.", vpcMembers),
  networkIsolation: flag("EnableNetworkIsolation", "The containers get no network at all. Default: false."),
  version: text(
    "",
    "Any text that changes when the artifact changes under the same URI: its version id or ETag. A change is a new model.",
  ),
};
