/** What a service allows in a name. */
export interface NameRule {
  readonly service: string;
  readonly max: number;
  readonly min: number;
  /** The whole name. */
  readonly pattern: RegExp;
  /** Characters that must be replaced when a name is made from free text. */
  readonly foreign: RegExp;
  readonly lowercase?: boolean;
  readonly separator: string;
}

const hyphenated = { min: 1, foreign: /[^A-Za-z0-9-]+/g, separator: "-" } as const;
const sagemaker = { ...hyphenated, max: 63, pattern: /^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/ } as const;

/** Limits as each service's API reference documents them. */
export const nameRules = {
  bucket: {
    service: "S3 bucket",
    min: 3,
    max: 63,
    pattern:
      /^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9])){1,61}[a-z0-9](?<!-s3alias|--ol-s3|--x-s3|--table-s3)$/,
    foreign: /[^a-z0-9-]+/g,
    lowercase: true,
    separator: "-",
  },
  role: {
    service: "IAM role",
    min: 1,
    max: 64,
    pattern: /^[\w+=,.@-]{1,64}$/,
    foreign: /[^\w+=,.@-]+/g,
    separator: "-",
  },
  policy: {
    service: "IAM policy",
    min: 1,
    max: 128,
    pattern: /^[\w+=,.@-]{1,128}$/,
    foreign: /[^\w+=,.@-]+/g,
    separator: "-",
  },
  keyAlias: {
    service: "KMS alias",
    min: 1,
    max: 250,
    pattern: /^(?!aws\/)[\w/-]{1,250}$/,
    foreign: /[^\w/-]+/g,
    separator: "-",
  },
  topic: {
    service: "SNS topic",
    min: 1,
    max: 256,
    pattern: /^[\w-]{1,256}$/,
    foreign: /[^\w-]+/g,
    separator: "-",
  },
  rule: {
    service: "EventBridge rule",
    min: 1,
    max: 64,
    pattern: /^[\w.-]{1,64}$/,
    foreign: /[^\w.-]+/g,
    separator: "-",
  },
  stateMachine: {
    service: "Step Functions state machine",
    min: 1,
    max: 80,
    pattern: /^[\w-]{1,80}$/,
    foreign: /[^\w-]+/g,
    separator: "-",
  },
  logGroup: {
    service: "log group",
    min: 1,
    max: 512,
    pattern: /^[\w./#-]{1,512}$/,
    foreign: /[^\w./#-]+/g,
    separator: "-",
  },
  alarm: {
    service: "CloudWatch alarm",
    min: 1,
    max: 255,
    pattern: /^[\x20-\x7e]{1,255}$/,
    foreign: /[^\x20-\x7e]+/g,
    separator: "-",
  },
  trainingJob: { service: "SageMaker training job", ...sagemaker },
  model: { service: "SageMaker model", ...sagemaker },
  endpointConfig: { service: "SageMaker endpoint configuration", ...sagemaker },
  endpoint: { service: "SageMaker endpoint", ...sagemaker },
  variant: { service: "SageMaker variant", ...sagemaker },
  transformJob: { service: "SageMaker transform job", ...sagemaker },
  processingJob: { service: "SageMaker processing job", ...sagemaker },
  tuningJob: {
    ...hyphenated,
    service: "SageMaker tuning job",
    max: 32,
    pattern: /^[A-Za-z0-9](-*[A-Za-z0-9]){0,31}$/,
  },
  kafkaCluster: {
    ...hyphenated,
    service: "MSK cluster",
    max: 64,
    pattern: /^[A-Za-z0-9](-*[A-Za-z0-9]){0,63}$/,
  },
  kafkaConnect: {
    service: "MSK Connect",
    min: 1,
    max: 128,
    pattern: /^[\w.-]{1,128}$/,
    foreign: /[^\w.-]+/g,
    separator: "-",
  },
  flinkApplication: {
    service: "Managed Service for Apache Flink",
    min: 1,
    max: 128,
    pattern: /^[\w.-]{1,128}$/,
    foreign: /[^\w.-]+/g,
    separator: "-",
  },
  kafkaGroup: {
    service: "Kafka Connect group",
    min: 1,
    max: 100,
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    foreign: /[^A-Za-z0-9._-]+/g,
    separator: "-",
  },
  secret: {
    service: "Secrets Manager secret",
    min: 1,
    max: 512,
    pattern: /^[\w/+=.@-]{1,512}$/,
    foreign: /[^\w/+=.@-]+/g,
    separator: "-",
  },
  ecs: {
    service: "ECS",
    min: 1,
    max: 255,
    pattern: /^[\w-]{1,255}$/,
    foreign: /[^\w-]+/g,
    separator: "-",
  },
  lambda: {
    service: "Lambda function",
    min: 1,
    max: 64,
    pattern: /^[\w-]{1,64}$/,
    foreign: /[^\w-]+/g,
    separator: "-",
  },
} satisfies Record<string, NameRule>;

export type NameKind = keyof typeof nameRules;
