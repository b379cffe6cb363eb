import {
  checkHosting,
  checkInstanceType,
  checkInteger,
  checkName,
  checkOneOf,
  serverlessDefaults,
  type Problems,
  type ServerlessSpec,
} from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import type { Model } from "../model";

/** How a model is served, wherever it is deployed from: on instances, or serverless. */
export interface ServingSpec {
  /** Default: ml.m5.large, 2 vCPU and 8 GiB, about 0.115 USD an hour in us-east-1, day and night. */
  readonly instanceType?: string;
  /** Default: 1. Use 2 or more in production: one instance is one zone. */
  readonly instanceCount?: number;
  /** No instances: billed by request, nothing while idle, with cold starts. Default: on instances. */
  readonly serverless?: ServerlessSpec;
}

export const servingDefaults = {
  instanceType: "ml.m5.large",
  instanceCount: 1,
} as const satisfies ServingSpec;

/**
 * A model by the component that made it, whose role then gets exactly what the endpoint needs and whose versions can
 * be kept; or one made elsewhere, by its name.
 */
export type ModelChoice = { readonly model: Model } | { readonly modelName: pulumi.Input<string> };

/** What instances are like beside their type, and how they are started and chosen. */
export interface InstanceOptions {
  /**
   * Types that will do, best first, at most 5: SageMaker takes the first with capacity. Billed is the one it took.
   * Default: `instanceType` alone.
   */
  readonly alternatives?: readonly string[];
  /** Which instance a request goes to. Default: `random`, SageMaker's own; `leastBusy` answers uneven requests sooner. */
  readonly routing?: "random" | "leastBusy";
  /** GB, 1 to 512; not for types with storage of their own. Default: the type's. */
  readonly volumeSizeGb?: number;
  /** Seconds the artifact may take to download, 60 to 3,600. Default: SageMaker's. */
  readonly downloadTimeoutSeconds?: number;
  /** Seconds until the container must answer /ping, 60 to 3,600. Default: SageMaker's. */
  readonly startupTimeoutSeconds?: number;
}

/** A variant's share of the requests, and what it runs on. */
export interface VariantSettings extends ServingSpec {
  /** Share of the requests against the other variants' weights. Default: 1. */
  readonly weight?: number;
  /** Default: SageMaker's choices. */
  readonly instances?: InstanceOptions;
}

/** A variant: its model, its share of the requests and what it runs on. */
export type VariantSpec = VariantSettings & ModelChoice;

/** Part of a variant that says what it runs on, as the native endpoint takes it. */
export function hostingInputs(spec: VariantSettings): Partial<floe.sagemaker.EndpointVariant> {
  if (spec.serverless !== undefined) return { serverless: { ...serverlessDefaults, ...spec.serverless } };
  const { alternatives, routing, volumeSizeGb, downloadTimeoutSeconds, startupTimeoutSeconds } =
    spec.instances ?? {};
  const instanceType = spec.instanceType ?? servingDefaults.instanceType;
  return {
    ...(alternatives === undefined
      ? { instanceType }
      : {
          instancePools: [instanceType, ...alternatives].map((type, index) => ({
            instanceType: type,
            priority: index + 1,
          })),
        }),
    instanceCount: spec.instanceCount ?? servingDefaults.instanceCount,
    ...(routing === undefined
      ? {}
      : { routing: { strategy: routing === "random" ? "RANDOM" : "LEAST_OUTSTANDING_REQUESTS" } }),
    ...(volumeSizeGb === undefined ? {} : { volumeSizeGb }),
    ...(downloadTimeoutSeconds === undefined ? {} : { modelDownloadTimeoutSeconds: downloadTimeoutSeconds }),
    ...(startupTimeoutSeconds === undefined ? {} : { startupTimeoutSeconds }),
  };
}

export function checkServing(problems: Problems, spec: ServingSpec): void {
  checkHosting(problems, spec);
}

/** Rules of one variant. */
export function checkVariant(problems: Problems, spec: VariantSettings | VariantSpec): void {
  checkServing(problems, spec);
  if ("modelName" in spec) checkName(problems, "modelName", spec.modelName, "model");
  problems.require(
    spec.weight === undefined || spec.weight >= 0,
    "weight",
    "must not be negative",
    "use 0 for no requests",
  );
  const { instances } = spec;
  if (instances === undefined) return;
  problems.require(
    spec.serverless === undefined,
    "instances",
    "a serverless variant has no instances",
    "leave it out, or leave serverless out",
  );
  const at = problems.at("instances");
  const { alternatives = [] } = instances;
  alternatives.forEach((type, index) => checkInstanceType(at, `alternatives[${index}]`, type));
  at.require(
    alternatives.length <= 4,
    "alternatives",
    `with instanceType there are ${alternatives.length + 1} types, at most 5`,
    "remove some",
  );
  checkOneOf(at, "routing", instances.routing, ["random", "leastBusy"]);
  checkInteger(at, "volumeSizeGb", instances.volumeSizeGb, { min: 1, max: 512, unit: "GB" });
  const seconds = { min: 60, max: 3600, unit: "seconds" };
  checkInteger(at, "downloadTimeoutSeconds", instances.downloadTimeoutSeconds, seconds);
  checkInteger(at, "startupTimeoutSeconds", instances.startupTimeoutSeconds, seconds);
}
