import type * as pulumi from "@pulumi/pulumi";

/** One kind. */
export interface EndpointCaptureMode {
  /** What is kept. */
  readonly mode: pulumi.Input<"Input" | "Output" | "InputAndOutput">;
}

/** Content types kept as text; others are kept in Base64. */
export interface EndpointCaptureContentTypes {
  /** Types that are CSV. */
  readonly csv?: pulumi.Input<pulumi.Input<string>[]>;
  /** Types that are JSON. */
  readonly json?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Keeps requests and answers in S3, for monitoring. Default: none. */
export interface EndpointDataCapture {
  /** False keeps the settings without capturing. Default: true. */
  readonly enabled?: pulumi.Input<boolean>;
  /** Share of the requests, 0 to 100. Default: 100. */
  readonly percentage?: pulumi.Input<number>;
  /** `s3://bucket/prefix`; each model's role must be allowed to write there. */
  readonly s3Uri: pulumi.Input<string>;
  /** Key it is encrypted with: an id, an alias or an ARN. Default: the bucket's. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** What is kept: requests, answers or both. Default: both. */
  readonly modes?: pulumi.Input<pulumi.Input<EndpointCaptureMode>[]>;
  /** Content types kept as text; others are kept in Base64. */
  readonly contentTypes?: pulumi.Input<EndpointCaptureContentTypes>;
}

/** Topics that are told. */
export interface EndpointAsyncNotification {
  /** ARN of a topic that is told of each answer. */
  readonly successTopic?: pulumi.Input<string>;
  /** ARN of a topic that is told of each failure. */
  readonly errorTopic?: pulumi.Input<string>;
  /** Topics whose messages hold the answer itself, up to 128 KB. */
  readonly includeResponseIn?: pulumi.Input<
    pulumi.Input<"SUCCESS_NOTIFICATION_TOPIC" | "ERROR_NOTIFICATION_TOPIC">[]
  >;
}

/** Where answers go. */
export interface EndpointAsyncOutput {
  /** `s3://bucket/prefix` of answers. */
  readonly s3Path?: pulumi.Input<string>;
  /** `s3://bucket/prefix` of failures. */
  readonly s3FailurePath?: pulumi.Input<string>;
  /** Key it is encrypted with: an id, an alias or an ARN. Default: the bucket's. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** Topics that are told. */
  readonly notification?: pulumi.Input<EndpointAsyncNotification>;
}

/** How SageMaker calls the container. */
export interface EndpointAsyncClient {
  /** Requests at a time to one instance, 1 to 1,000. Default: SageMaker's choice. */
  readonly maxConcurrentPerInstance?: pulumi.Input<number>;
}

/** The endpoint takes requests by their place in S3 and answers there, for large or slow ones. Default: in real time. */
export interface EndpointAsyncInference {
  /** Where answers go. */
  readonly output: pulumi.Input<EndpointAsyncOutput>;
  /** How SageMaker calls the container. */
  readonly client?: pulumi.Input<EndpointAsyncClient>;
}

/** How the container is asked and its answers are read. */
export interface EndpointExplainerInference {
  /** JMESPath of the features in JSON Lines. */
  readonly featuresAttribute?: pulumi.Input<string>;
  /** Template of a JSON record, such as `{"features":$features}`. */
  readonly contentTemplate?: pulumi.Input<string>;
  /** Most records of one request. */
  readonly maxRecordCount?: pulumi.Input<number>;
  /** Largest request, 1 to 25 MB. Default: 6. */
  readonly maxPayloadMb?: pulumi.Input<number>;
  /** Place of the score in a CSV answer, from 0. */
  readonly probabilityIndex?: pulumi.Input<number>;
  /** Place of the label in a CSV answer, from 0. */
  readonly labelIndex?: pulumi.Input<number>;
  /** JMESPath of the score in a JSON answer. */
  readonly probabilityAttribute?: pulumi.Input<string>;
  /** JMESPath of the labels in a JSON answer. */
  readonly labelAttribute?: pulumi.Input<string>;
  /** Names of the classes. */
  readonly labelHeaders?: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of the features. */
  readonly featureHeaders?: pulumi.Input<pulumi.Input<string>[]>;
  /** Kinds of the features. */
  readonly featureTypes?: pulumi.Input<pulumi.Input<"numerical" | "categorical" | "text">[]>;
}

/** What records are compared with. */
export interface EndpointShapBaseline {
  /** `text/csv` or `application/jsonlines`. Default: `text/csv`. */
  readonly mimeType?: pulumi.Input<string>;
  /** The baseline itself, at most 4 KB. */
  readonly inline?: pulumi.Input<string>;
  /** `s3://` address of the baseline. */
  readonly uri?: pulumi.Input<string>;
}

/** For text features. */
export interface EndpointShapText {
  /** ISO 639-1 code, such as `en`; `xx` for a mix. */
  readonly language: pulumi.Input<string>;
  /** Unit that is explained. */
  readonly granularity: pulumi.Input<"token" | "sentence" | "paragraph">;
}

/** Kernel SHAP. */
export interface EndpointShap {
  /** What records are compared with. */
  readonly baseline: pulumi.Input<EndpointShapBaseline>;
  /** Samples; more are more exact and slower. */
  readonly numberOfSamples?: pulumi.Input<number>;
  /** Logits instead of log-odds. Default: false. */
  readonly useLogit?: pulumi.Input<boolean>;
  /** Seed, for the same explanation each time. */
  readonly seed?: pulumi.Input<number>;
  /** For text features. */
  readonly text?: pulumi.Input<EndpointShapText>;
}

/** Settings of Clarify. */
export interface EndpointClarify {
  /** JMESPath condition of the records to explain. Default: all. */
  readonly enableExplanations?: pulumi.Input<string>;
  /** How the container is asked and its answers are read. */
  readonly inference?: pulumi.Input<EndpointExplainerInference>;
  /** Kernel SHAP. */
  readonly shap: pulumi.Input<EndpointShap>;
}

/** What the endpoint tells CloudWatch. More metrics cost more. */
export interface EndpointMetrics {
  /** Metrics of each instance and container. Default: false. */
  readonly enhanced?: pulumi.Input<boolean>;
  /** Metrics of containers, GPUs and hosts. SageMaker's default: true. */
  readonly detailed?: pulumi.Input<boolean>;
  /** How often, seconds. Default: 60. */
  readonly frequencySeconds?: pulumi.Input<10 | 30 | 60 | 120 | 180 | 240 | 300>;
}

/** Explains answers with SageMaker Clarify. */
export interface EndpointExplainer {
  /** Settings of Clarify. */
  readonly clarify?: pulumi.Input<EndpointClarify>;
}
