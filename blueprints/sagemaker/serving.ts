import type { Problems } from "../checks/problems";
import { checkInteger, checkOneOf, isPlain } from "../checks/values";
import { checkInstanceType } from "./instances";

/**
 * A variant without instances: billed by the milliseconds its requests take and their memory, nothing while idle. The
 * first request after a rest waits for a cold start, seconds to a minute.
 *
 * @see Amazon SageMaker developer guide, "Deploy models with Amazon SageMaker Serverless Inference"
 */
export interface ServerlessSpec {
  /** Memory; the vCPU follow from it. Must hold the model. Default: 2048. */
  readonly memoryMb?: 1024 | 2048 | 3072 | 4096 | 5120 | 6144;
  /** Requests at a time, 1 to 200; more are refused. Default: 5, so that many endpoints fit a region's quota. */
  readonly maxConcurrency?: number;
  /** Requests at a time without a cold start, at most `maxConcurrency`. Billed day and night. Default: none. */
  readonly provisionedConcurrency?: number;
}

export const serverlessDefaults = { memoryMb: 2048, maxConcurrency: 5 } as const satisfies ServerlessSpec;

/** What a variant runs on. */
export interface HostingSpec {
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Instead of instances. */
  readonly serverless?: ServerlessSpec;
}

/** What of its requests and answers an endpoint keeps. */
export interface CaptureShare {
  /** Share of the requests, 0 to 100. Default: 100. */
  readonly percent?: number;
  /** Default: `both`. */
  readonly keep?: "requests" | "answers" | "both";
}

/** Where it keeps them. */
export interface CaptureSpec extends CaptureShare {
  /** `s3://bucket/prefix`. */
  readonly s3Uri: string;
  readonly keyArn?: string;
}

/** `ProductionVariant` of CreateEndpointConfig, its hosting only. */
export function hostingRequest(spec: HostingSpec): Readonly<Record<string, unknown>> {
  const { serverless } = spec;
  if (serverless === undefined)
    return { InstanceType: spec.instanceType, InitialInstanceCount: spec.instanceCount };
  const { memoryMb, maxConcurrency, provisionedConcurrency } = { ...serverlessDefaults, ...serverless };
  return {
    ServerlessConfig: {
      MemorySizeInMB: memoryMb,
      MaxConcurrency: maxConcurrency,
      ...(provisionedConcurrency === undefined ? {} : { ProvisionedConcurrency: provisionedConcurrency }),
    },
  };
}

/** `CaptureOptions`, by what is kept. */
export function captureModes({ keep = "both" }: CaptureShare): readonly ("Input" | "Output")[] {
  return [
    ...(keep === "answers" ? [] : ["Input" as const]),
    ...(keep === "requests" ? [] : ["Output" as const]),
  ];
}

/** `DataCaptureConfig` of CreateEndpointConfig. */
export function captureRequest(spec: CaptureSpec): Readonly<Record<string, unknown>> {
  return {
    EnableCapture: true,
    InitialSamplingPercentage: spec.percent ?? 100,
    DestinationS3Uri: spec.s3Uri,
    ...(spec.keyArn === undefined ? {} : { KmsKeyId: spec.keyArn }),
    CaptureOptions: captureModes(spec).map((CaptureMode) => ({ CaptureMode })),
  };
}

/** Rules of what a variant runs on. */
export function checkHosting(problems: Problems, spec: Partial<HostingSpec>): void {
  const { serverless } = spec;
  checkInstanceType(problems, "instanceType", spec.instanceType);
  checkInteger(problems, "instanceCount", spec.instanceCount, { min: 1, max: 100, unit: "instances" });
  if (serverless === undefined) return;
  for (const key of ["instanceType", "instanceCount"] as const)
    problems.require(
      spec[key] === undefined,
      key,
      "a serverless variant has no instances",
      "leave it out, or leave serverless out",
    );
  const at = problems.at("serverless");
  const sizes = [1024, 2048, 3072, 4096, 5120, 6144];
  if (serverless.memoryMb !== undefined && isPlain(serverless.memoryMb))
    at.require(
      sizes.includes(serverless.memoryMb),
      "memoryMb",
      `must be one of ${sizes.join(", ")}, not ${String(serverless.memoryMb)}`,
      "choose one of the listed values",
    );
  checkInteger(at, "maxConcurrency", serverless.maxConcurrency, { min: 1, max: 200, unit: "requests" });
  checkInteger(at, "provisionedConcurrency", serverless.provisionedConcurrency, {
    min: 1,
    max: serverless.maxConcurrency ?? serverlessDefaults.maxConcurrency,
    unit: "requests, no more than maxConcurrency",
  });
}

export function checkCapture(problems: Problems, spec: CaptureShare): void {
  checkInteger(problems, "percent", spec.percent, { min: 0, max: 100, unit: "percent" });
  checkOneOf(problems, "keep", spec.keep, ["requests", "answers", "both"]);
}
