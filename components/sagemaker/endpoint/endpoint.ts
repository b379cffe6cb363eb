import {
  checkInstanceType,
  checkInteger,
  checkName,
  checkOneOf,
  hashOf,
  physicalName,
  Problems,
} from "../../../blueprints";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";
import { defaultPrefix } from "../../place";
import { checkGuarded, Guard, guarded, type EndpointDeployment } from "./guard";

/** How a model is served, wherever it is deployed from. */
export interface ServingSpec {
  /** Default: ml.m5.large, 2 vCPU and 8 GiB, about 0.115 USD an hour in us-east-1, day and night. */
  readonly instanceType?: string;
  /** Default: 1. Use 2 or more in production: one instance is one zone. */
  readonly instanceCount?: number;
}

export const servingDefaults = {
  instanceType: "ml.m5.large",
  instanceCount: 1,
} as const satisfies ServingSpec;

/** Same for an endpoint's whole life: SageMaker cannot update an endpoint to another variant name. */
export const variantName = "champion";

export interface EndpointArgs extends ServingSpec {
  modelName: pulumi.Input<string>;
  /** Default: the name prefix. */
  endpointName?: string;
  /** Begin of configuration names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  keyArn?: pulumi.Input<string> | undefined;
  /**
   * Who decides what serves. `deploy`: this program alone, so a configuration changed elsewhere is put back.
   * `retraining`: the retraining state machine, too. Its champion serves on through deployments, until this program
   * has a new model or other instances itself. Default: `deploy`.
   */
  promotedBy?: "deploy" | "retraining";
  /**
   * With `promotedBy: "retraining"`: what deleting the endpoint does to training jobs the state machine started. Its
   * models and configurations are deleted with the endpoint. `delete` stops running jobs first. Default: `retain`.
   */
  retrainingJobs?: "retain" | "stop" | "delete";
  /**
   * How updates go, and the alarms that take them back. Default: all traffic at once. While an update is watched the
   * old and the new instances both cost. What a retraining promotes moves as its own `serving.deployment` says.
   */
  deployment?: EndpointDeployment;
  /** Keeps the instance count that autoscaling or operators set, through updates. Default: false. */
  keepScaling?: boolean;
  /**
   * Any text. A configuration whose update was rolled back is not tried again until this or the content changes.
   * Default: none.
   */
  retryTrigger?: pulumi.Input<string>;
  transform?: {
    alarm?: Transform<cloudwatch.MetricAlarmArgs>;
    configuration?: Transform<sagemaker.EndpointConfigurationArgs>;
    endpoint?: Transform<floe.sagemaker.EndpointArgs>;
  };
}

/**
 * A model behind an HTTPS endpoint. The configuration's name is made from its content: a new model is a new
 * configuration, the endpoint moves to it without a gap, and only when it provably serves does the old one go. Costs
 * its instances day and night.
 *
 * @example Minimal
 * ```ts
 * new Endpoint("endpoint", { modelName: model.modelName });
 * ```
 * @example Two instances, promoted by the retraining state machine
 * ```ts
 * new Endpoint("endpoint", { modelName: model.modelName, instanceCount: 2, promotedBy: "retraining" });
 * ```
 * @example A canary that errors or slowness take back
 * ```ts
 * new Endpoint("endpoint", {
 *   modelName: model.modelName,
 *   instanceCount: 4,
 *   deployment: { policy: "canary", step: { percent: 25 }, guard: { errorPercent: 5, p99LatencyMs: 200 } },
 * });
 * ```
 */
export class Endpoint extends FloeComponent {
  /** Name, known at preview. */
  readonly endpointName: pulumi.Output<string>;
  readonly nodes: {
    readonly configuration: sagemaker.EndpointConfiguration;
    readonly endpoint: floe.sagemaker.Endpoint;
    /** With `deployment.guard`: its alarms by what they watch. */
    readonly guard?: Guard;
    /** With `promotedBy: "retraining"`: owner of what the state machine makes. */
    readonly promoted?: floe.sagemaker.PromotedModels;
  };

  constructor(name: string, args: EndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    checkEndpoint(name, args);
    const spec = { ...servingDefaults, ...args };
    super(
      "floe:components:Endpoint",
      name,
      {
        instanceType: spec.instanceType,
        instanceCount: spec.instanceCount,
        promotedBy: args.promotedBy ?? "deploy",
      },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const content = pulumi.all([args.modelName, args.keyArn]).apply(([model, key]) => ({
      model,
      key: key ?? "",
      type: spec.instanceType,
      count: spec.instanceCount,
    }));
    const configuration = this.child(
      sagemaker.EndpointConfiguration,
      "configuration",
      {
        name: content.apply((known) => physicalName("endpointConfig", [prefix, hashOf(known, 12)])),
        ...(args.keyArn === undefined ? {} : { kmsKeyArn: args.keyArn }),
        productionVariants: [
          {
            variantName,
            modelName: args.modelName,
            instanceType: spec.instanceType,
            initialInstanceCount: spec.instanceCount,
            initialVariantWeight: 1,
          },
        ],
      },
      { transform: args.transform?.configuration },
    );
    const endpointName = args.endpointName ?? physicalName("endpoint", [prefix]);
    const promoted =
      args.promotedBy === "retraining" ? this.#promoted(prefix, endpointName, args) : undefined;
    const guard = this.#guard(prefix, endpointName, args);
    const endpoint = this.child(
      floe.sagemaker.Endpoint,
      "endpoint",
      {
        name: endpointName,
        endpointConfigName: configuration.name,
        promotedElsewhere: promoted !== undefined,
        ...(args.deployment === undefined ? {} : { deploymentConfig: guarded(args.deployment, guard) }),
        ...(args.keepScaling === undefined ? {} : { retainVariantProperties: args.keepScaling }),
        ...(args.retryTrigger === undefined ? {} : { retryTrigger: args.retryTrigger }),
      },
      {
        transform: args.transform?.endpoint,
        opts: promoted === undefined ? {} : { dependsOn: [promoted] },
      },
    );
    this.nodes = {
      configuration,
      endpoint,
      ...(promoted === undefined ? {} : { promoted }),
      ...(guard === undefined ? {} : { guard }),
    };
    this.endpointName = endpoint.name;
    this.registerOutputs({ endpointName: this.endpointName });
  }

  #guard(prefix: string, endpointName: string, args: EndpointArgs): Guard | undefined {
    const limits = args.deployment?.guard;
    if (limits === undefined) return undefined;
    const transform = args.transform?.alarm;
    return new Guard(
      this.childName("guard"),
      { namePrefix: prefix, endpointName, variantName, ...limits, ...(transform && { transform }) },
      this.within(),
    );
  }

  /** Made before the endpoint and so deleted after it: what the endpoint serves cannot go earlier. */
  #promoted(namePrefix: string, endpointName: string, args: EndpointArgs): floe.sagemaker.PromotedModels {
    return this.child(floe.sagemaker.PromotedModels, "promoted", {
      namePrefix,
      endpointName,
      trainingJobs: args.retrainingJobs ?? "retain",
    });
  }
}

export function checkServing(problems: Problems, spec: ServingSpec): void {
  checkInstanceType(problems, "instanceType", spec.instanceType);
  checkInteger(problems, "instanceCount", spec.instanceCount, { min: 1, max: 100, unit: "instances" });
}

function checkEndpoint(name: string, args: EndpointArgs): void {
  const problems = new Problems();
  checkServing(problems, args);
  checkName(problems, "endpointName", args.endpointName, "endpoint");
  checkGuarded(
    problems.at("deployment"),
    args.deployment,
    args.instanceCount ?? servingDefaults.instanceCount,
  );
  checkOneOf(problems, "promotedBy", args.promotedBy, ["deploy", "retraining"]);
  checkOneOf(problems, "retrainingJobs", args.retrainingJobs, ["retain", "stop", "delete"]);
  problems.raise(`Endpoint "${name}"`);
}
