import {
  bucketArn,
  captureModes,
  checkArn,
  checkCapture,
  checkInteger,
  checkName,
  endpointDataPolicy,
  layout,
  policyJson,
  s3Uri,
  type CaptureShare,
  type EndpointDataSpec,
  type Problems,
} from "../../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import type { PlaceOutput } from "../../place";

/** A bucket, and the key it encrypts with. */
interface Bucket {
  readonly bucket: pulumi.Input<string>;
  /** Key of the bucket. Default: none, S3's own encryption. */
  readonly keyArn?: pulumi.Input<string> | undefined;
}

/** Requests and answers kept in S3, for monitoring and later training. Costs their storage; nothing removes them. */
export interface EndpointCapture extends Bucket, CaptureShare {
  /** Begin of the keys, ending in `/`. Default: `captured/`. */
  readonly prefix?: string;
}

/**
 * Requests by their place in S3 and answers there, for those that are large (up to 1 GB) or slow (up to an hour).
 * `InvokeEndpointAsync` puts them in a queue. Costs the instances like an endpoint in real time; autoscaling can take
 * them to none while the queue is empty.
 */
export interface EndpointAsync extends Bucket {
  /** Begin of the keys of requests, answers and failures, ending in `/`. Default: `async/`. */
  readonly prefix?: string;
  /** Topic told of each answer. Default: nobody is told. */
  readonly successTopicArn?: pulumi.Input<string>;
  /** Topic told of each failure. Default: nobody is told. */
  readonly errorTopicArn?: pulumi.Input<string>;
  /** True: messages hold the answer itself, up to 128 KB. Default: false, they say where it is. */
  readonly includeResponse?: boolean;
  /** Requests at a time to one instance, 1 to 1,000. Default: SageMaker's choice. */
  readonly maxConcurrentPerInstance?: number;
}

/** The native endpoint's inputs. */
export function captureInputs(spec: EndpointCapture): floe.sagemaker.EndpointDataCapture {
  return {
    s3Uri: place(spec, spec.prefix ?? layout.captured),
    percentage: spec.percent ?? 100,
    modes: captureModes(spec).map((mode) => ({ mode })),
    ...(spec.keyArn === undefined ? {} : { kmsKeyId: spec.keyArn }),
  };
}

export function asyncInputs(spec: EndpointAsync): floe.sagemaker.EndpointAsyncInference {
  const { successTopicArn, errorTopicArn } = spec;
  const told = [
    ...(successTopicArn === undefined ? [] : (["SUCCESS_NOTIFICATION_TOPIC"] as const)),
    ...(errorTopicArn === undefined ? [] : (["ERROR_NOTIFICATION_TOPIC"] as const)),
  ];
  const { answers, failures } = asyncPrefixes(spec);
  return {
    output: {
      s3Path: place(spec, answers),
      s3FailurePath: place(spec, failures),
      ...(spec.keyArn === undefined ? {} : { kmsKeyId: spec.keyArn }),
      ...(told.length === 0
        ? {}
        : {
            notification: {
              ...(successTopicArn === undefined ? {} : { successTopic: successTopicArn }),
              ...(errorTopicArn === undefined ? {} : { errorTopic: errorTopicArn }),
              ...(spec.includeResponse === true ? { includeResponseIn: told } : {}),
            },
          }),
    },
    ...(spec.maxConcurrentPerInstance === undefined
      ? {}
      : { client: { maxConcurrentPerInstance: spec.maxConcurrentPerInstance } }),
  };
}

/** Policy of exactly what capture and asynchronous inference do with the models' role. */
export function dataPolicy(
  known: PlaceOutput,
  capture: EndpointCapture | undefined,
  later: EndpointAsync | undefined,
): pulumi.Output<string> {
  const topics = [later?.successTopicArn, later?.errorTopicArn].filter((topic) => topic !== undefined);
  return pulumi
    .all([known, capture?.bucket, capture?.keyArn, later?.bucket, later?.keyArn, pulumi.all(topics)])
    .apply(([where, captured, captureKey, queued, asyncKey, topicArns]) => {
      const keyed = (keyArn: string | undefined) => (keyArn === undefined ? {} : { keyArn });
      const spec: EndpointDataSpec = {
        ...(capture === undefined
          ? {}
          : {
              capture: {
                bucketArn: bucketArn(where, captured ?? ""),
                prefix: capture.prefix ?? layout.captured,
                ...keyed(captureKey),
              },
            }),
        ...(later === undefined
          ? {}
          : { async: asyncSpec(bucketArn(where, queued ?? ""), later, topicArns, keyed(asyncKey)) }),
      };
      return policyJson(endpointDataPolicy(spec));
    });
}

function asyncSpec(
  arn: string,
  later: EndpointAsync,
  topicArns: readonly string[],
  keyed: { readonly keyArn?: string },
): NonNullable<EndpointDataSpec["async"]> {
  const { requests, answers, failures } = asyncPrefixes(later);
  return { bucketArn: arn, requests, writes: [answers, failures], topicArns, ...keyed };
}

/** Where a client puts requests, and finds answers and failures. */
export function asyncPrefixes({ prefix = layout.async }: Pick<EndpointAsync, "prefix">) {
  return { requests: `${prefix}requests/`, answers: `${prefix}answers/`, failures: `${prefix}failures/` };
}

function place({ bucket }: Bucket, prefix: string): pulumi.Output<string> {
  return pulumi.output(bucket).apply((name) => s3Uri(name, prefix.replace(/\/$/, "")));
}

export function checkData(
  problems: Problems,
  spec: {
    readonly capture?: Partial<EndpointCapture> | undefined;
    readonly asyncInference?: EndpointAsync | undefined;
  },
): void {
  const { capture, asyncInference } = spec;
  for (const [argument, data] of [
    ["capture", capture],
    ["asyncInference", asyncInference],
  ] as const) {
    if (data === undefined) continue;
    const at = problems.at(argument);
    checkName(at, "bucket", data.bucket, "bucket");
    checkArn(at, "keyArn", data.keyArn, "key");
    at.require(
      data.prefix === undefined || /^([A-Za-z0-9!_.()-]+\/)+$/.test(data.prefix),
      "prefix",
      `"${data.prefix ?? ""}" is not a prefix`,
      "write it like captured/, with the last slash and no first one",
    );
  }
  if (capture !== undefined) checkCapture(problems.at("capture"), capture);
  if (asyncInference === undefined) return;
  const at = problems.at("asyncInference");
  checkArn(at, "successTopicArn", asyncInference.successTopicArn, "topic");
  checkArn(at, "errorTopicArn", asyncInference.errorTopicArn, "topic");
  checkInteger(at, "maxConcurrentPerInstance", asyncInference.maxConcurrentPerInstance, {
    min: 1,
    max: 1000,
    unit: "requests",
  });
  at.require(
    asyncInference.includeResponse !== true ||
      asyncInference.successTopicArn !== undefined ||
      asyncInference.errorTopicArn !== undefined,
    "includeResponse",
    "nobody is told, so no message could hold the answer",
    "name successTopicArn or errorTopicArn, or leave it out",
  );
}
