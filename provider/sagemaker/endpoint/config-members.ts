import { array, element, flag, integer, item, type Members, object, text } from "./member";
import { vpcMembers } from "./model-members";
import { variantMembers } from "./variant-members";

const kmsKeyId = text(
  "KmsKeyId",
  "Key it is encrypted with: an id, an alias or an ARN. Default: the bucket's.",
);

/** Where requests and answers are kept. */
const dataCapture = object(
  "DataCaptureConfig",
  "Keeps requests and answers in S3, for monitoring. Default: none.",
  {
    enabled: flag("EnableCapture", "False keeps the settings without capturing.", { default: true }),
    percentage: integer("InitialSamplingPercentage", "Share of the requests, 0 to 100.", { default: 100 }),
    s3Uri: text(
      "DestinationS3Uri",
      "`s3://bucket/prefix`; each model's role must be allowed to write there.",
      {
        required: true,
      },
    ),
    kmsKeyId,
    modes: array(
      "CaptureOptions",
      "What is kept: requests, answers or both.",
      element("One kind.", {
        mode: text("CaptureMode", "What is kept.", {
          required: true,
          allowed: ["Input", "Output", "InputAndOutput"],
        }),
      }),
      { default: [{ mode: "Input" }, { mode: "Output" }] },
    ),
    contentTypes: object(
      "CaptureContentTypeHeader",
      "Content types kept as text; others are kept in Base64.",
      {
        csv: array("CsvContentTypes", "Types that are CSV.", item("Such as `text/csv`.")),
        json: array("JsonContentTypes", "Types that are JSON.", item("Such as `application/json`.")),
      },
    ),
  },
);

const asynchronous = object(
  "AsyncInferenceConfig",
  "The endpoint takes requests by their place in S3 and answers there, for large or slow ones. Default: in real time.",
  {
    output: object(
      "OutputConfig",
      "Where answers go.",
      {
        s3Path: text("S3OutputPath", "`s3://bucket/prefix` of answers."),
        s3FailurePath: text("S3FailurePath", "`s3://bucket/prefix` of failures."),
        kmsKeyId,
        notification: object("NotificationConfig", "Topics that are told.", {
          successTopic: text("SuccessTopic", "ARN of a topic that is told of each answer."),
          errorTopic: text("ErrorTopic", "ARN of a topic that is told of each failure."),
          includeResponseIn: array(
            "IncludeInferenceResponseIn",
            "Topics whose messages hold the answer itself, up to 128 KB.",
            item("Topic.", { allowed: ["SUCCESS_NOTIFICATION_TOPIC", "ERROR_NOTIFICATION_TOPIC"] }),
          ),
        }),
      },
      { required: true },
    ),
    client: object("ClientConfig", "How SageMaker calls the container.", {
      maxConcurrentPerInstance: integer(
        "MaxConcurrentInvocationsPerInstance",
        "Requests at a time to one instance, 1 to 1,000. Default: SageMaker's choice.",
      ),
    }),
  },
);

const explainer = object("ExplainerConfig", "Explains answers with SageMaker Clarify. Default: none.", {
  clarify: object("ClarifyExplainerConfig", "Settings of Clarify.", {
    enableExplanations: text(
      "EnableExplanations",
      "JMESPath condition of the records to explain. Default: all.",
    ),
    inference: object("InferenceConfig", "How the container is asked and its answers are read.", {
      featuresAttribute: text("FeaturesAttribute", "JMESPath of the features in JSON Lines."),
      contentTemplate: text(
        "ContentTemplate",
        'Template of a JSON record, such as `{"features":$features}`.',
      ),
      maxRecordCount: integer("MaxRecordCount", "Most records of one request."),
      maxPayloadMb: integer("MaxPayloadInMB", "Largest request, 1 to 25 MB. Default: 6."),
      probabilityIndex: integer("ProbabilityIndex", "Place of the score in a CSV answer, from 0."),
      labelIndex: integer("LabelIndex", "Place of the label in a CSV answer, from 0."),
      probabilityAttribute: text("ProbabilityAttribute", "JMESPath of the score in a JSON answer."),
      labelAttribute: text("LabelAttribute", "JMESPath of the labels in a JSON answer."),
      labelHeaders: array("LabelHeaders", "Names of the classes.", item("Name.")),
      featureHeaders: array("FeatureHeaders", "Names of the features.", item("Name.")),
      featureTypes: array(
        "FeatureTypes",
        "Kinds of the features.",
        item("Kind.", { allowed: ["numerical", "categorical", "text"] }),
      ),
    }),
    shap: object(
      "ShapConfig",
      "Kernel SHAP.",
      {
        baseline: object(
          "ShapBaselineConfig",
          "What records are compared with.",
          {
            mimeType: text("MimeType", "`text/csv` or `application/jsonlines`. Default: `text/csv`."),
            inline: text("ShapBaseline", "The baseline itself, at most 4 KB."),
            uri: text("ShapBaselineUri", "`s3://` address of the baseline."),
          },
          { required: true },
        ),
        numberOfSamples: integer("NumberOfSamples", "Samples; more are more exact and slower."),
        useLogit: flag("UseLogit", "Logits instead of log-odds. Default: false."),
        seed: integer("Seed", "Seed, for the same explanation each time."),
        text: object("TextConfig", "For text features.", {
          language: text("Language", "ISO 639-1 code, such as `en`; `xx` for a mix.", { required: true }),
          granularity: text("Granularity", "Unit that is explained.", {
            required: true,
            allowed: ["token", "sentence", "paragraph"],
          }),
        }),
      },
      { required: true },
    ),
  }),
});

const metrics = object("MetricsConfig", "What the endpoint tells CloudWatch. More metrics cost more.", {
  enhanced: flag("EnableEnhancedMetrics", "Metrics of each instance and container. Default: false."),
  detailed: flag(
    "EnableDetailedObservability",
    "Metrics of containers, GPUs and hosts. SageMaker's default: true.",
  ),
  frequencySeconds: integer("MetricPublishFrequencyInSeconds", "How often, seconds. Default: 60.", {
    allowed: [10, 30, 60, 120, 180, 240, 300],
  }),
});

/** What is served beside the variants, in the order of the API's CreateEndpointConfig. */
export const configMembers: Members = {
  dataCapture,
  kmsKeyId: text(
    "KmsKeyId",
    "Key for the volumes of the instances: an id, an alias or an ARN. Default: an AWS owned key.",
  ),
  asyncInference: asynchronous,
  explainer,
  executionRoleArn: text("ExecutionRoleArn", "Role of the endpoint itself, for inference components."),
  vpc: object("VpcConfig", "Network of an endpoint with inference components.", vpcMembers),
  networkIsolation: flag(
    "EnableNetworkIsolation",
    "No network for containers of an endpoint with inference components. Default: false.",
  ),
  metrics,
};

export const variantElement = element("A variant.", variantMembers);
