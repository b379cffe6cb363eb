import type { Call } from "../../../provider/framework/resource";
import { arr, bag, num, str } from "../common/values";

/** Whose configuration a client follows. `region` overrides the provider's for one resource. */
export type Scope = Pick<Call, "config"> & { readonly region?: string | undefined };

export const regionOf = (scope: Scope): string =>
  scope.region ??
  str(scope.config.region) ??
  process.env.AWS_REGION ??
  process.env.AWS_DEFAULT_REGION ??
  "us-east-1";

interface Settings {
  readonly region: string;
  readonly endpoint?: string;
  readonly maxAttempts?: number;
  readonly profile?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

const settingsOf = (service: string, scope: Scope): Settings => {
  const { config } = scope;
  const endpoint = arr(config.endpoints)
    .map((entry) => str(bag(entry)[service]))
    .find((entry) => entry !== undefined);
  const accessKeyId = str(config.accessKey);
  const secretAccessKey = str(config.secretKey);
  const sessionToken = str(config.token);
  const profile = str(config.profile);
  const retries = num(config.maxRetries);
  return {
    region: regionOf(scope),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(retries === undefined ? {} : { maxAttempts: retries + 1 }),
    ...(profile === undefined ? {} : { profile }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : {
          credentials: {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
          },
        }),
  };
};

interface Closable {
  destroy(): void;
}
const opened = new Map<string, Promise<Closable>>();

/** One client a service and region, made when it is first needed: loading a client costs about 100 ms. */
const client =
  <T extends Closable>(service: string, make: (settings: Settings) => Promise<T>) =>
  async (scope: Scope): Promise<T> => {
    const key = `${service}/${regionOf(scope)}`;
    const known = opened.get(key) as Promise<T> | undefined;
    const made = known ?? make(settingsOf(service, scope));
    opened.set(key, made);
    return made;
  };

export const closeClients = async (): Promise<void> => {
  const all = [...opened.values()];
  opened.clear();
  for (const one of all) (await one).destroy();
};

export const s3 = client(
  "s3",
  async (settings) => new (await import("@aws-sdk/client-s3")).S3({ ...settings, forcePathStyle: true }),
);
export const iam = client("iam", async (settings) => new (await import("@aws-sdk/client-iam")).IAM(settings));
export const kms = client("kms", async (settings) => new (await import("@aws-sdk/client-kms")).KMS(settings));
export const sns = client("sns", async (settings) => new (await import("@aws-sdk/client-sns")).SNS(settings));
export const sqs = client("sqs", async (settings) => new (await import("@aws-sdk/client-sqs")).SQS(settings));
export const sfn = client("sfn", async (settings) => new (await import("@aws-sdk/client-sfn")).SFN(settings));
export const ssm = client("ssm", async (settings) => new (await import("@aws-sdk/client-ssm")).SSM(settings));
export const sts = client("sts", async (settings) => new (await import("@aws-sdk/client-sts")).STS(settings));
export const events = client(
  "eventbridge",
  async (settings) => new (await import("@aws-sdk/client-eventbridge")).EventBridge(settings),
);
export const logs = client(
  "cloudwatchlogs",
  async (settings) => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(settings),
);
export const cloudwatch = client(
  "cloudwatch",
  async (settings) => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(settings),
);
export const scheduler = client(
  "scheduler",
  async (settings) => new (await import("@aws-sdk/client-scheduler")).Scheduler(settings),
);
export const sagemaker = client(
  "sagemaker",
  async (settings) => new (await import("@aws-sdk/client-sagemaker")).SageMaker(settings),
);
