import type * as pulumi from "@pulumi/pulumi";

/** Login to a private registry. */
export interface EndpointRepositoryAuth {
  /** ARN of a Lambda function that gives the credentials. */
  readonly credentialsProviderArn: pulumi.Input<string>;
}

/** Where the image comes from. Default: Amazon ECR. */
export interface EndpointImageConfig {
  /** `Vpc` for a private registry reached from `vpc`. */
  readonly repositoryAccessMode: pulumi.Input<"Platform" | "Vpc">;
  /** Login to a private registry. */
  readonly repositoryAuth?: pulumi.Input<EndpointRepositoryAuth>;
}

/** Agreement to the model's licence. */
export interface EndpointEula {
  /** True accepts the licence of the model's maker, which you have read. */
  readonly accepted: pulumi.Input<boolean>;
}

/** A model of a SageMaker hub. */
export interface EndpointHub {
  /** ARN of the hub content that may be deployed. */
  readonly contentArn: pulumi.Input<string>;
}

/** Where it is in S3. */
export interface EndpointS3Source {
  /** An object, or with `S3Prefix` a prefix that ends with a slash. */
  readonly s3Uri: pulumi.Input<string>;
  /** Whether `s3Uri` is one object or a prefix of many. */
  readonly dataType: pulumi.Input<"S3Prefix" | "S3Object">;
  /** `Gzip` is unpacked from a tar archive; `None` is used as it is. */
  readonly compression: pulumi.Input<"None" | "Gzip">;
  /** Agreement to the model's licence. */
  readonly acceptEula?: pulumi.Input<EndpointEula>;
  /** A model of a SageMaker hub. */
  readonly hub?: pulumi.Input<EndpointHub>;
  /** Manifest that lists where the artifacts are. */
  readonly manifestS3Uri?: pulumi.Input<string>;
  /** ETag of `s3Uri`, which SageMaker then insists on. */
  readonly etag?: pulumi.Input<string>;
  /** ETag of the manifest. */
  readonly manifestEtag?: pulumi.Input<string>;
}

/** Artifact that is not a tar.gz archive, instead of `artifactUri`. */
export interface EndpointArtifactSource {
  /** Where it is in S3. */
  readonly s3: pulumi.Input<EndpointS3Source>;
}

/** An artifact. */
export interface EndpointAdditionalArtifact {
  /** Folder below /opt/ml/additional-model-data-sources. */
  readonly channelName: pulumi.Input<string>;
  /** Where it is in S3. */
  readonly s3: pulumi.Input<EndpointS3Source>;
}

/** Settings of `MultiModel`. */
export interface EndpointMultiModel {
  /** Whether loaded models stay in memory. Default: `Enabled`. */
  readonly cache?: pulumi.Input<"Enabled" | "Disabled">;
}

/** A Prometheus page of the container. */
export interface EndpointContainerMetricsPage {
  /** Path, at most 256 characters. SageMaker's default: /metrics. */
  readonly path: pulumi.Input<string>;
  /** How often, seconds. Default: 60. */
  readonly frequencySeconds?: pulumi.Input<10 | 30 | 60 | 120 | 180 | 240 | 300>;
}

/** Where the container tells its own metrics. */
export interface EndpointContainerMetrics {
  /** At most one address. */
  readonly endpoints?: pulumi.Input<pulumi.Input<EndpointContainerMetricsPage>[]>;
}

/** A container. */
export interface EndpointContainer {
  /** Name of the container in logs, metrics and direct calls; for models of several containers. */
  readonly hostname?: pulumi.Input<string>;
  /** Image that serves: a tag or a digest. This or `modelPackageName` is needed. */
  readonly image?: pulumi.Input<string>;
  /** Where the image comes from. Default: Amazon ECR. */
  readonly imageConfig?: pulumi.Input<EndpointImageConfig>;
  /** `MultiModel` serves any archive under `artifactUri`. Default: `SingleModel`. */
  readonly mode?: pulumi.Input<"SingleModel" | "MultiModel">;
  /** `s3://…/model.tar.gz`, unpacked to /opt/ml/model; with `MultiModel` a prefix of archives. */
  readonly artifactUri?: pulumi.Input<string>;
  /** Artifact that is not a tar.gz archive, instead of `artifactUri`. */
  readonly artifactSource?: pulumi.Input<EndpointArtifactSource>;
  /** More artifacts, such as adapters, each in a channel of its own. */
  readonly additionalArtifacts?: pulumi.Input<pulumi.Input<EndpointAdditionalArtifact>[]>;
  /** Environment of the container, 32 KB in all. Not for secrets: anyone who may describe the model reads it. */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Name or ARN of a registered model package, which brings image and artifact. */
  readonly modelPackageName?: pulumi.Input<string>;
  /** Specification of the package to use. */
  readonly inferenceSpecificationName?: pulumi.Input<string>;
  /** Settings of `MultiModel`. */
  readonly multiModel?: pulumi.Input<EndpointMultiModel>;
  /** Where the container tells its own metrics. */
  readonly metrics?: pulumi.Input<EndpointContainerMetrics>;
}

/** Network the containers reach. Default: SageMaker's own. */
export interface EndpointVpc {
  /** Subnets to reach, 1 to 16. */
  readonly subnets: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups, 1 to 5. */
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** A model: one container, described in place, or several. */
export interface EndpointModel extends EndpointContainer {
  /** Containers of an inference pipeline, 2 to 15, instead of describing one in place. */
  readonly containers?: pulumi.Input<pulumi.Input<EndpointContainer>[]>;
  /** How several containers are called: `Serial`, one after the other, or `Direct`, each by its hostname. Default: `Serial`. */
  readonly execution?: pulumi.Input<"Serial" | "Direct">;
  /** Role that reads artifact and image, writes the log and captured data, and reads the alarms of a deployment. */
  readonly roleArn?: pulumi.Input<string>;
  /** Network the containers reach. Default: SageMaker's own. */
  readonly vpc?: pulumi.Input<EndpointVpc>;
  /** The containers get no network at all. Default: false. */
  readonly networkIsolation?: pulumi.Input<boolean>;
  /** Any text that changes when the artifact changes under the same URI: its version id or ETag. A change is a new model. */
  readonly version?: pulumi.Input<string>;
}
